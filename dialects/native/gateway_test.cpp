#include "dialects/native/gateway.h"

#include <gtest/gtest.h>

#include "dialects/native/testing.h"
#include "tests/support/fake_hasher.h"
#include "tests/support/fake_identity.h"

namespace selfsame::native {
namespace {

using Verdict = core::PaymentSignature::Verdict;

/// Says what it is told to, of one message only.
class OneMessage final : public core::PaymentSignature {
 public:
  explicit OneMessage(Verdict verdict) : verdict_(verdict) {}
  [[nodiscard]] bool is_configured() const override { return true; }
  [[nodiscard]] Verdict verify(std::string_view id, std::string_view timestamp,
                               std::string_view signatures, std::string_view body,
                               core::Timestamp now) const override {
    EXPECT_EQ(id, "evt_1");
    EXPECT_EQ(timestamp, "1772366400");
    EXPECT_EQ(signatures, "v1,x v1,y");
    EXPECT_EQ(body, "{ }");
    EXPECT_EQ(now, kNoon);
    return verdict_;
  }

 private:
  Verdict verdict_;
};

constexpr dialect::SignatureHeaders kHeaders{"evt_1", "1772366400", "v1,x v1,y"};

core::Result<core::Principal> authenticate(Verdict verdict,
                                           const dialect::SignatureHeaders& headers = kHeaders) {
  const testing::FakeHasher hasher;
  const testing::FakeSessionTokens tokens;
  return authenticate_gateway(OneMessage(verdict), headers, "{ }", {hasher, kNoon, {}, tokens});
}

std::string refusal(const core::Result<core::Principal>& result) {
  if (result) return "";
  EXPECT_EQ(result.error().code, core::ErrorCode::unauthenticated);
  return result.error().message;
}

TEST(AuthenticateGateway, ActsAsTheGatewayAndAsNobodyElse) {
  const auto gateway = authenticate(Verdict::valid);
  ASSERT_TRUE(gateway);
  EXPECT_EQ(gateway->kind, core::CredentialKind::payment_gateway);
  EXPECT_EQ(gateway->user, nullptr);
  EXPECT_EQ(gateway->token, nullptr);
  EXPECT_EQ(gateway->credential, core::IdBytes{});
  EXPECT_TRUE(gateway->address);
}

TEST(AuthenticateGateway, SaysWhatIsWrongWithTheSignature) {
  EXPECT_TRUE(
      refusal(authenticate(Verdict::malformed)).starts_with("The webhook- headers are not"));
  EXPECT_TRUE(refusal(authenticate(Verdict::wrong)).starts_with("The signature is wrong"));
  EXPECT_TRUE(refusal(authenticate(Verdict::too_old)).starts_with("The signature is too old"));
  EXPECT_TRUE(refusal(authenticate(Verdict::too_early)).starts_with("The signature is from the"));
}

TEST(AuthenticateGateway, NamesAHeaderThatIsMissing) {
  for (const auto& [headers, name] :
       {std::pair(dialect::SignatureHeaders{"", "1772366400", "v1,x v1,y"}, "webhook-id"),
        std::pair(dialect::SignatureHeaders{"evt_1", "", "v1,x v1,y"}, "webhook-timestamp"),
        std::pair(dialect::SignatureHeaders{"evt_1", "1772366400", ""}, "webhook-signature")}) {
    EXPECT_EQ(refusal(authenticate(Verdict::valid, headers)),
              "The header " + std::string(name) + " is missing.");
  }
}

}  // namespace
}  // namespace selfsame::native
