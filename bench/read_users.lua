-- wrk script: GET /client/v4/user, each time as another user, in an order without pattern.
-- BENCH_TOKENS names a file with one API token a line.
local requests = {}
math.randomseed(20261122)

function init()
  for line in io.lines(os.getenv("BENCH_TOKENS")) do
    requests[#requests + 1] = wrk.format("GET", "/client/v4/user",
      { ["Authorization"] = "Bearer " .. line })
  end
end

function request() return requests[math.random(#requests)] end
