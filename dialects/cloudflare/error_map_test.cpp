#include <gtest/gtest.h>
#include <initializer_list>
#include <memory>

#include "core/result.h"
#include "dialects/cloudflare/credentials.h"
#include "dialects/cloudflare/refusal.h"
#include "http/response.h"

namespace selfsame::cloudflare {
namespace {

using core::ErrorCode;
using core::OperationId;
using core::Reason;

/// Status and body, as a client sees them.
std::string answer(const Refusal& refusal, Family family = Family::common) {
  http::Response response;
  response.body = "what was there before";
  write_refusal(refusal, response, family);
  return std::to_string(response.status) + ' ' + response.body;
}

std::string answer(ErrorCode code, Reason reason, const std::string& message = "Message.",
                   OperationId operation = OperationId::token_get, Scheme scheme = Scheme::bearer,
                   Family family = Family::common) {
  return answer(map_error({code, reason, message, {}}, {operation, scheme, family}), family);
}

/// The one error of an answer in its envelope.
std::string one(unsigned status, int code, const std::string& message,
                const std::string& result = "null") {
  return std::to_string(status) + R"( {"success":false,"errors":[{"code":)" + std::to_string(code) +
         R"(,"message":")" + message + R"("}],"messages":[],"result":)" + result + '}';
}

std::string of_headers(std::initializer_list<http::HeaderLine> lines, bool only_bearer = false) {
  const auto request = std::make_unique<http::Request>();
  for (const auto& line : lines) {
    request->header_lines.at(request->header_count++) = line;
    if (line.name == "Authorization") request->authorization = line.value;
  }
  const auto credentials = read_credentials(*request, only_bearer);
  return credentials ? "accepted" : answer(credentials.error());
}

TEST(ErrorBodies, OfMalformedHeaders) {
  EXPECT_EQ(
      of_headers({{"Authorization", "Bearer x"}}),
      R"(400 {"success":false,"errors":[{"code":6003,"message":"Invalid request headers",)"
      R"("error_chain":[{"code":6111,"message":"Invalid format for Authorization header"}]}],)"
      R"("messages":[],"result":null})");
  EXPECT_EQ(of_headers({{"X-Auth-Email", "x"}, {"X-Auth-Key", "x"}}),
            R"(400 {"success":false,"errors":[{"code":6003,"message":"Invalid request headers",)"
            R"("error_chain":[{"code":6102,"message":"Invalid format for X-Auth-Email header"},)"
            R"({"code":6103,"message":"Invalid format for X-Auth-Key header"}]}],)"
            R"("messages":[],"result":null})");
}

TEST(ErrorBodies, OfMissingHeaders) {
  EXPECT_EQ(of_headers({}),
            one(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers"));
  EXPECT_EQ(of_headers({{"X-Auth-Email", "x"}, {"X-Auth-Key", "x"}}, true),
            one(400, 1001, R"(Missing \"Authorization\" header)"));
}

TEST(ErrorBodies, OfAnUnknownCredentialDependOnTheScheme) {
  const auto of = [](Scheme scheme) {
    return answer(ErrorCode::unauthenticated, Reason::credential_unknown, "",
                  OperationId::token_get, scheme);
  };
  EXPECT_EQ(of(Scheme::bearer), one(403, 9109, "Invalid access token"));
  EXPECT_EQ(of(Scheme::bearer_of_organization), one(403, 9109, "Invalid access token"));
  EXPECT_EQ(of(Scheme::bearer_to_verify), one(401, 1000, "Invalid API Token"));
  EXPECT_EQ(of(Scheme::global_key), one(403, 9103, "Unknown X-Auth-Key or X-Auth-Email"));
}

TEST(ErrorBodies, OfAnUnusableTokenAreThoseOfAnUnknownOne) {
  EXPECT_EQ(answer(ErrorCode::unauthenticated, Reason::credential_unusable),
            answer(ErrorCode::unauthenticated, Reason::credential_unknown));
}

TEST(ErrorBodies, OfARefusedAddressNameIt) {
  for (const auto operation : {OperationId::token_get, OperationId::user_get}) {
    EXPECT_EQ(answer(ErrorCode::forbidden, Reason::address_refused,
                     "Cannot use the access token from location: 192.0.2.1", operation),
              one(403, 9109, "Cannot use the access token from location: 192.0.2.1"));
  }
}

TEST(ErrorBodies, OfAMissingPermission) {
  for (const auto& op : core::operations()) {
    EXPECT_EQ(answer(ErrorCode::forbidden, Reason::permission_missing, "", op.id),
              op.id == OperationId::user_get
                  ? one(403, 9109, "Unauthorized to access requested resource")
                  : one(403, 10000, "Authentication error"))
        << op.name;
  }
}

TEST(ErrorBodies, OfAMembershipForATokenWithoutAPerson) {
  const auto of = [](Scheme scheme, Family family) {
    return answer(ErrorCode::forbidden, Reason::permission_missing, "",
                  OperationId::membership_list, scheme, family);
  };
  EXPECT_EQ(of(Scheme::bearer_of_organization, Family::memberships),
            one(400, 9106, "Authentication failed"));
  for (const auto& text :
       {of(Scheme::bearer, Family::memberships), of(Scheme::global_key, Family::memberships),
        of(Scheme::bearer_of_organization, Family::common)}) {
    EXPECT_EQ(text, one(403, 10000, "Authentication error"));
  }
}

TEST(ErrorBodies, OfTheUserForATokenWithoutAPerson) {
  EXPECT_EQ(answer(ErrorCode::forbidden, Reason::permission_missing, "", OperationId::user_get,
                   Scheme::bearer_of_organization),
            one(403, 9109, "Unauthorized to access requested resource"));
}

TEST(ErrorBodies, OfAMembershipThatCannotBeUsedSayWhy) {
  EXPECT_EQ(answer(ErrorCode::forbidden, Reason::two_factor_required, "Enable it.",
                   OperationId::organization_get),
            one(403, 10000, "Enable it."));
  EXPECT_EQ(
      answer(ErrorCode::forbidden, Reason::address_refused,
             "Cannot use this membership from location: 192.0.2.1", OperationId::organization_get),
      one(403, 9109, "Cannot use this membership from location: 192.0.2.1"));
}

TEST(ErrorBodies, OfAConflictAreNoneThatSdksRepeat) {
  for (const auto reason : {Reason::last_owner, Reason::member_already, Reason::invite_closed,
                            Reason::two_factor_required}) {
    EXPECT_EQ(answer(ErrorCode::conflict, reason, "Why."), one(400, 1001, "Why."));
  }
}

TEST(ErrorBodies, OfAMemberWhoMustBeAskedAreTheWordsThatClientsKnow) {
  const std::string message =
      "Invalid request: automatic verification of new members is not allowed";
  const auto error = core::fail_field("/status", message);
  EXPECT_EQ(answer(map_error(error.error(), {OperationId::member_add})),
            R"(400 {"success":false,"errors":[{"code":1001,"message":")" + message +
                R"(","source":{"pointer":"/status"}}],"messages":[],"result":null})");
}

TEST(ErrorBodies, OfPreferencesHaveCodesOfTheirOwnAndAnEmptyList) {
  const auto of = [](ErrorCode code, Reason reason, const std::string& message = "Why.") {
    return answer(code, reason, message, OperationId::preferences_edit, Scheme::bearer,
                  Family::preferences);
  };
  EXPECT_EQ(of(ErrorCode::forbidden, Reason::permission_missing),
            one(403, 4030, "Authentication error", "[]"));
  EXPECT_EQ(of(ErrorCode::not_found, Reason::none), one(404, 4040, "Why.", "[]"));
  EXPECT_EQ(of(ErrorCode::conflict, Reason::none), one(400, 4001, "Why.", "[]"));
  EXPECT_EQ(of(ErrorCode::unauthenticated, Reason::credential_unknown),
            one(403, 9109, "Invalid access token", "[]"))
      << "as everywhere";
  EXPECT_EQ(of(ErrorCode::forbidden, Reason::address_refused), one(403, 9109, "Why.", "[]"));
  const auto invalid = core::fail_field("/language-locale", "must be a language");
  EXPECT_EQ(answer(map_error(invalid.error(),
                             {OperationId::preferences_edit, Scheme::bearer, Family::preferences}),
                   Family::preferences),
            R"(400 {"success":false,"errors":[{"code":4001,"message":"language-locale: must be a )"
            R"(language","source":{"pointer":"/language-locale"}}],"messages":[],"result":[]})");
  EXPECT_EQ(answer(malformed_preferences(400, "why"), Family::preferences),
            one(400, 4002, "why", "[]"));
  EXPECT_TRUE(answer(no_route("/x"), Family::preferences)
                  .starts_with(R"(404 {"result":[],"success":false)"));
}

TEST(ErrorBodies, OfAForbiddenResource) {
  EXPECT_EQ(answer(ErrorCode::forbidden, Reason::resource_forbidden),
            one(403, 9109, "Unauthorized to access requested resource"));
}

TEST(ErrorBodies, OfAGrantThatExceedsItsCreator) {
  EXPECT_EQ(answer(ErrorCode::invalid, Reason::grants_more_than_creator, "Zone Read"),
            one(400, 1001,
                "Failed common permission check against resources. (Permission group: "
                R"(\"Zone Read\"))"));
}

TEST(ErrorBodies, OfWrongInputNameEachPlace) {
  const auto error = core::invalid({{"/name", "must not be empty"}, {"", "must be an object"}});
  EXPECT_EQ(answer(map_error(error.error(), {OperationId::token_create})),
            R"(400 {"success":false,"errors":[{"code":1001,"message":"name: must not be empty",)"
            R"("source":{"pointer":"/name"}},{"code":1001,"message":"body: must be an object"}],)"
            R"("messages":[],"result":null})");
}

TEST(ErrorBodies, OfWhatIsNotThere) {
  EXPECT_EQ(answer(ErrorCode::not_found, Reason::none, "Token not found."),
            one(404, 1001, "Token not found."));
}

TEST(ErrorBodies, OfAQuotaHaveAStatusThatSdksDoNotRepeat) {
  EXPECT_EQ(answer(ErrorCode::limited, Reason::quota_exceeded, "Enough."),
            one(400, 1001, "Enough."));
  EXPECT_EQ(answer(ErrorCode::conflict, Reason::none, "Taken."), one(400, 1001, "Taken."));
}

TEST(ErrorBodies, OfAStoreThatIsGone) {
  const auto text = answer(ErrorCode::unavailable, Reason::none, "sqlite error 13");
  EXPECT_TRUE(text.starts_with("503 ")) << text;
  EXPECT_EQ(text.find("sqlite"), std::string::npos);
}

TEST(ErrorBodies, OfAPathThatLeadsNowhereHaveTheOrderThatWasSeen) {
  const auto body = [](const std::string& path) {
    return R"(404 {"result":null,"success":false,"errors":[{"code":7003,"message":"Could not )"
           R"(route to )" +
           path + R"(, perhaps your object identifier is invalid?"}],"messages":[]})";
  };
  EXPECT_EQ(answer(no_route("/client/v4/user/tokenz")), body("/client/v4/user/tokenz"));
  EXPECT_EQ(answer(no_route("/a\"b\\c\n\xFF d")), body(R"(/a\"b\\c%0A%FF%20d)"));
}

TEST(ErrorBodies, OfTheRateLimit) {
  EXPECT_EQ(answer(too_many_requests(1200, 300)),
            one(429, 10100,
                "More than 1200 requests per 300 seconds reached. Please wait and consider "
                "throttling your request speed"));
}

TEST(ErrorBodies, OfAProfileThatIsNoJson) {
  EXPECT_EQ(answer(no_user_property("why")),
            R"(400 {"success":false,"errors":[{"code":1029,"message":"Unable to find a user )"
            R"(property to update. Perhaps you are trying to update a readOnly setting?",)"
            R"("error_chain":[{"code":6007,"message":"why"}]}],"messages":[],"result":null})");
}

TEST(ErrorBodies, OfMalformedJson) {
  EXPECT_EQ(answer(malformed_json("why")), one(400, 6007, "Malformed JSON in request body: why"));
}

TEST(ErrorBodies, EveryTransportRefusalKeepsItsStatusAndHasACode) {
  for (const unsigned status : {400U, 408U, 413U, 414U, 431U, 500U, 503U}) {
    const auto refusal = transport_refusal(status);
    EXPECT_EQ(refusal.status, status);
    EXPECT_GE(refusal.errors.at(0).code, 1000) << status;
  }
}

TEST(ErrorBodies, ComeWithTheFixedHeaders) {
  http::Response response;
  write_refusal(no_route("/x"), response);
  EXPECT_NE(response.fixed_headers.find("cache-control: no-store"), std::string_view::npos);
  EXPECT_EQ(response.content_type, "application/json");
}

}  // namespace
}  // namespace selfsame::cloudflare
