-- wrk script: POST /rebilly/signin, each time with the right password.
-- BENCH_SIGN_IN holds the body.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = os.getenv("BENCH_SIGN_IN")
