#include "dialects/common/known_derivations.h"

#include <gtest/gtest.h>

#include "tests/support/fake_identity.h"

namespace selfsame::dialect {
namespace {

/// Counts how often it was asked to derive.
class CountingSealer final : public core::SecretSealer {
 public:
  mutable int asked = 0;

  [[nodiscard]] std::string seal(std::string_view secret, std::string_view context) const override {
    return sealer_.seal(secret, context);
  }
  [[nodiscard]] std::optional<core::PlainSecret> open(std::string_view sealed,
                                                      std::string_view context) const override {
    return sealer_.open(sealed, context);
  }
  [[nodiscard]] std::array<std::uint8_t, 32> derive(std::string_view context) const override {
    ++asked;
    return sealer_.derive(context);
  }

 private:
  testing::FakeSecretSealer sealer_;
};

class KnownDerivationsTest : public ::testing::Test {
 protected:
  CountingSealer sealer_;
  KnownDerivations known_{sealer_, 2};
};

TEST_F(KnownDerivationsTest, RemembersWhatWasDerivedForEachContext) {
  const auto first = known_.derive("of one");
  EXPECT_EQ(first, sealer_.derive("of one"));
  const int asked = sealer_.asked;
  EXPECT_EQ(known_.derive(std::string("of ") + "one"), first);
  EXPECT_EQ(sealer_.asked, asked);
  EXPECT_NE(known_.derive("of two"), first);
  EXPECT_EQ(known_.derive("of one"), first);
  EXPECT_EQ(sealer_.asked, asked + 1);
}

TEST_F(KnownDerivationsTest, ForgetsAllWhenOneMoreWouldBeTooMany) {
  const auto first = known_.derive("of one");
  EXPECT_NE(known_.derive("of two"), first);
  EXPECT_NE(known_.derive("of three"), first);
  EXPECT_EQ(known_.derive("of one"), first);
  EXPECT_EQ(sealer_.asked, 4) << "it was forgotten";
}

TEST_F(KnownDerivationsTest, SealsAndOpensAsTheSealerDoes) {
  const auto sealed = known_.seal("secret", "of one");
  EXPECT_EQ(sealed, sealer_.seal("secret", "of one"));
  EXPECT_EQ(known_.open(sealed, "of one")->reveal(), "secret");
  EXPECT_FALSE(known_.open(sealed, "of two"));
}

}  // namespace
}  // namespace selfsame::dialect
