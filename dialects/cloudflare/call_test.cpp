#include "dialects/cloudflare/call.h"

#include <gtest/gtest.h>

namespace selfsame::cloudflare {
namespace {

TEST(Reply, PutsTheEnvelopeAroundTheResult) {
  http::Response response;
  response.status = 500;
  Reply reply(response);
  reply.result() += "[1]";
  reply.finish();
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, R"({"result":[1],"success":true,"errors":[],"messages":[]})");
  EXPECT_NE(response.fixed_headers.find("no-store"), std::string_view::npos);
}

TEST(Reply, ABodyThatRunsTwiceLeavesNothingOfTheFirstTime) {
  http::Response response;
  Reply reply(response);
  reply.result() += "\"first\"";
  reply.set_messages("{}");
  reply.set_page_info({1, 5, 1, 1});
  reply.repeat_id("id", core::IdBytes{});
  reply.result() += "\"second\"";
  reply.finish();
  EXPECT_EQ(response.body, R"({"result":"second","success":true,"errors":[],"messages":[]})");
}

TEST(Reply, RepeatsAnIdBesideTheResult) {
  http::Response response;
  Reply reply(response);
  reply.result() += "{}";
  reply.repeat_id("subscription_id", *core::parse_hex_id("023e105f4ecef8ad9ca31a8372d0c353"));
  reply.finish();
  EXPECT_EQ(response.body, R"({"result":{},"success":true,"errors":[],"messages":[],)"
                           R"("subscription_id":"023e105f4ecef8ad9ca31a8372d0c353"})");
}

TEST(Reply, CountsPagesUpwards) {
  const auto info = [](const Reply::PageInfo& page) {
    http::Response response;
    Reply reply(response);
    reply.result() += "[]";
    reply.set_page_info(page);
    reply.finish();
    return response.body.substr(response.body.find("\"result_info\""));
  };
  EXPECT_EQ(info({2, 5, 1, 6}),
            R"("result_info":{"page":2,"per_page":5,"count":1,"total_count":6,"total_pages":2}})");
  EXPECT_EQ(info({1, 5, 5, 5}),
            R"("result_info":{"page":1,"per_page":5,"count":5,"total_count":5,"total_pages":1}})");
  EXPECT_EQ(info({1, 5, 0, 0}),
            R"("result_info":{"page":1,"per_page":5,"count":0,"total_count":0,"total_pages":0}})");
  EXPECT_EQ(info({1, 0, 0, 0}),
            R"("result_info":{"page":1,"per_page":0,"count":0,"total_count":0,"total_pages":0}})")
      << "nothing is divided by no page size";
}

}  // namespace
}  // namespace selfsame::cloudflare
