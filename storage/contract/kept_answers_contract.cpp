// Answers that are kept for requests that come again.
#include "core/limits.h"
#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::WriteTransaction;

const core::IdBytes kCredential = make_bytes(1);
const core::IdBytes kOther = make_bytes(2);

core::KeptAnswer make_answer(std::uint64_t number) {
  return {make_secret(number), 200, "sealed " + std::to_string(number),
          make_time(static_cast<std::int64_t>(number))};
}

class Answers {
 public:
  explicit Answers(core::Store& store) : store_(store) {}

  void keep(const core::IdBytes& credential, std::string_view key,
            const core::KeptAnswer& answer) const {
    store_.write_and_wait([&](WriteTransaction& tx) {
      tx.keep_answer(credential, key, answer);
      return true;
    });
  }
  [[nodiscard]] std::optional<core::KeptAnswer> find(const core::IdBytes& credential,
                                                     std::string_view key) const {
    std::optional<core::KeptAnswer> found;
    store_.read_and_wait([&](ReadTransaction& tx) { found = tx.find_answer(credential, key); });
    return found;
  }
  [[nodiscard]] std::uint64_t forget(core::Timestamp before, std::uint32_t limit) const {
    std::uint64_t forgotten = 0;
    store_.write_and_wait([&](WriteTransaction& tx) {
      forgotten = tx.forget_answers(before, limit);
      return true;
    });
    return forgotten;
  }

 private:
  core::Store& store_;
};

TEST_P(StoreContract, KeepsAnswersByCredentialAndKey) {
  const Answers answers(store());
  core::KeptAnswer sealed = make_answer(7);
  sealed.status = 422;
  sealed.sealed_body = std::string("\0\xff\x80'\n", 5) + std::string(100'000, 'x');
  core::KeptAnswer empty = make_answer(8);
  empty.sealed_body.clear();
  answers.keep(kCredential, kDifficultText, sealed);
  answers.keep(kCredential, "", empty);
  answers.keep(kOther, kDifficultText, make_answer(9));
  EXPECT_EQ(answers.find(kCredential, kDifficultText), sealed);
  EXPECT_EQ(answers.find(kCredential, ""), empty);
  EXPECT_EQ(answers.find(kOther, kDifficultText), make_answer(9));
  EXPECT_EQ(answers.find(kOther, ""), std::nullopt);
  EXPECT_EQ(answers.find(kCredential, "other"), std::nullopt);
}

TEST_P(StoreContract, KeepsOneAnswerToAKeyUntilItIsTooOld) {
  const Answers answers(store());
  const core::KeptAnswer first = make_answer(1);
  core::KeptAnswer again = make_answer(2);
  answers.keep(kCredential, "key", first);
  again.created_at = first.created_at + core::limits::kIdempotencyLifetime;
  core::KeptAnswer too_early = again;
  too_early.created_at -= std::chrono::microseconds(1);
  EXPECT_THROW(answers.keep(kCredential, "key", first), core::StoreConflict);
  EXPECT_THROW(answers.keep(kCredential, "key", too_early), core::StoreConflict);
  EXPECT_EQ(answers.find(kCredential, "key"), first);
  answers.keep(kCredential, "key", again);
  EXPECT_EQ(answers.find(kCredential, "key"), again);
}

TEST_P(StoreContract, ForgetsTheOldestAnswersFirst) {
  const Answers answers(store());
  for (const std::uint64_t number : {5U, 2U, 4U, 1U, 3U}) {
    answers.keep(make_bytes(number % 2), std::to_string(number), make_answer(number));
  }
  const auto kept = [&] {
    Numbers numbers;
    for (int number = 1; number <= 5; ++number) {
      const auto credential = make_bytes(static_cast<std::uint64_t>(number % 2));
      if (answers.find(credential, std::to_string(number))) numbers.push_back(number);
    }
    return numbers;
  };
  EXPECT_EQ(answers.forget(make_time(1), 9), 0U);
  EXPECT_EQ(answers.forget(make_time(5), 2), 2U);
  EXPECT_EQ(kept(), (Numbers{3, 4, 5}));
  EXPECT_EQ(answers.forget(make_time(5), 9), 2U);
  EXPECT_EQ(kept(), (Numbers{5}));
  EXPECT_EQ(answers.forget(make_time(5), 9), 0U);
}

}  // namespace
}  // namespace selfsame::storage::contract
