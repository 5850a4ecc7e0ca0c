-- wrk script: POST /client/v4/user/tokens, each time as another user, so that nobody's quota fills.
-- BENCH_TOKENS names a file with one API token a line.
local bearers = {}
for line in io.lines(os.getenv("BENCH_TOKENS")) do bearers[#bearers + 1] = line end
local body = '{"name":"Bench token","policies":[{"effect":"allow","resources":{"*":"*"},' ..
             '"permission_groups":[{"id":"token_permissions_read"}]}]}'
local requests = {}
local at = 0

function init()
  for i, bearer in ipairs(bearers) do
    requests[i] = wrk.format("POST", "/client/v4/user/tokens", {
      ["Authorization"] = "Bearer " .. bearer, ["Content-Type"] = "application/json" }, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

