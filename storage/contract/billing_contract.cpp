// Billing profiles, payments, whoever is billed, and what of it an organization takes along.
#include <array>

#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::BillingProfile;
using core::ReadTransaction;
using core::WriteTransaction;

constexpr auto kTexts = std::to_array<BillingProfile::Text BillingProfile::*>(
    {&BillingProfile::first_name,
     &BillingProfile::last_name,
     &BillingProfile::company,
     &BillingProfile::address,
     &BillingProfile::address2,
     &BillingProfile::city,
     &BillingProfile::state,
     &BillingProfile::zipcode,
     &BillingProfile::country,
     &BillingProfile::telephone,
     &BillingProfile::primary_email,
     &BillingProfile::enterprise_billing_email,
     &BillingProfile::enterprise_primary_email,
     &BillingProfile::vat,
     &BillingProfile::tax_id_type,
     &BillingProfile::account_type,
     &BillingProfile::payment_gateway,
     &BillingProfile::payment_reference,
     &BillingProfile::payment_first_name,
     &BillingProfile::payment_last_name,
     &BillingProfile::payment_address,
     &BillingProfile::payment_address2,
     &BillingProfile::payment_city,
     &BillingProfile::payment_state,
     &BillingProfile::payment_zipcode,
     &BillingProfile::payment_country,
     &BillingProfile::payment_email});
// Whoever adds a text to the profile adds it here, and to what stores it.
struct SameSize {
  core::Owner owner;
  std::array<BillingProfile::Text, kTexts.size()> texts;
  std::optional<core::CardSummary> card;
  core::Timestamp created_at;
  core::Timestamp modified_at;
};
static_assert(sizeof(BillingProfile) == sizeof(SameSize));

BillingProfile make_profile(const core::Owner& owner) {
  BillingProfile profile;
  profile.owner = owner;
  profile.created_at = make_time(1);
  profile.modified_at = make_time(2);
  return profile;
}

BillingProfile make_full_profile(const core::Owner& owner) {
  BillingProfile profile = make_profile(owner);
  int number = 0;
  for (const auto text : kTexts) profile.*text = kDifficultText + std::to_string(++number);
  profile.company = "";
  profile.card = {kDifficultText, "0042", 12, 2031};
  return profile;
}

TEST_P(BillingContract, KeepsBillingProfilesAsTheyAre) {
  const auto put = [&](const BillingProfile& profile) {
    write([&](WriteTransaction& tx) {
      tx.put_billing_profile(profile);
      return true;
    });
  };
  const auto find = [&](const core::Owner& owner) {
    return get([&](ReadTransaction& tx) { return tx.find_billing_profile(owner); });
  };
  EXPECT_EQ(find(user_), std::nullopt);
  const BillingProfile plain = make_profile(user_);
  BillingProfile full = make_full_profile(id_);
  put(plain);
  put(full);
  EXPECT_EQ(find(user_), plain);
  EXPECT_EQ(find(id_), full);
  EXPECT_EQ(find(core::OrganizationId{user_.bytes}), std::nullopt);
  // Each text alone, so that none is kept in another's place.
  for (const auto text : kTexts) {
    BillingProfile one = make_profile(user_);
    one.*text = "x";
    put(one);
    EXPECT_EQ(find(user_), one);
  }
  full.card = core::CardSummary{"", "1234", {}, {}};
  put(full);
  EXPECT_EQ(find(id_), full);
}

TEST_P(BillingContract, ABillingProfileIsReplacedButForItsAge) {
  const auto put = [&](const BillingProfile& profile) {
    write([&](WriteTransaction& tx) {
      tx.put_billing_profile(profile);
      return true;
    });
  };
  put(make_full_profile(user_));
  BillingProfile next = make_profile(user_);
  next.created_at = make_time(98);
  next.modified_at = make_time(99);
  put(next);
  next.created_at = make_time(1);
  const auto kept = get([&](ReadTransaction& tx) { return tx.find_billing_profile(user_); });
  EXPECT_EQ(kept, next);
  EXPECT_THROW(put(make_profile(core::OrganizationId{user_.bytes})), core::StoreConflict);
}

TEST_P(BillingContract, KeepsTheSumsOfPayments) {
  const auto put = [&](const core::Payment& payment) {
    write([&](WriteTransaction& tx) {
      tx.put_payment(payment);
      return true;
    });
  };
  const auto find = [&](std::string_view reference) {
    return get([&](ReadTransaction& tx) { return tx.find_payment(reference); });
  };
  core::Payment payment{
      user_, kDifficultText, make_id<core::SubscriptionId>(7), {{'K', 'W', 'D'}, 3}, 1234, 0};
  const core::Payment theirs{id_, "theirs", make_id<core::SubscriptionId>(8), kEuro, 5, 5};
  put(payment);
  put(theirs);
  EXPECT_EQ(find(kDifficultText), payment);
  EXPECT_EQ(find("theirs"), theirs);
  EXPECT_EQ(find("other"), std::nullopt);
  payment.paid = (std::int64_t{1} << 53) - 1;
  payment.refunded = 1234;
  put(payment);
  EXPECT_EQ(find(kDifficultText), payment);
  EXPECT_EQ(find("theirs"), theirs);
  // Only the sums are replaced.
  core::Payment other = payment;
  other.subscription = make_id<core::SubscriptionId>(9);
  other.currency = kEuro;
  put(other);
  EXPECT_EQ(find(kDifficultText), payment);
  // A reference is one payment's, whoever it is of.
  other.owner = core::OrganizationId{user_.bytes};
  EXPECT_THROW(put(other), core::StoreConflict);
  other.owner = id_;
  EXPECT_THROW(put(other), core::StoreConflict);
}

TEST_P(BillingContract, RemembersReportsOfPayments) {
  const auto insert = [&](const core::ReceivedPaymentEvent& event) {
    write([&](WriteTransaction& tx) {
      tx.insert_payment_event(event);
      return true;
    });
  };
  const auto find = [&](std::string_view id) {
    return get([&](ReadTransaction& tx) { return tx.find_payment_event(id); });
  };
  const core::ReceivedPaymentEvent applied{user_, kDifficultText, make_secret(1),
                                           core::PaymentOutcome::applied, make_time(1)};
  core::ReceivedPaymentEvent ignored{id_, "ignored", make_secret(2), core::PaymentOutcome::ignored,
                                     make_time(2)};
  insert(applied);
  insert(ignored);
  EXPECT_EQ(find(kDifficultText), applied);
  EXPECT_EQ(find("ignored"), ignored);
  EXPECT_EQ(find("other"), std::nullopt);
  EXPECT_THROW(insert(applied), core::StoreConflict);
  ignored.id = kDifficultText;
  EXPECT_THROW(insert(ignored), core::StoreConflict) << "an id is one event's, whoever it is of";
}

TEST_P(BillingContract, ListsWhoeverHasALedgerOrASubscription) {
  using Owners = std::vector<core::Owner>;
  const auto list = [&](std::optional<core::IdBytes> after, std::uint32_t limit) {
    return get([&](ReadTransaction& tx) { return tx.list_billing_owners(after, limit); });
  };
  EXPECT_EQ(list({}, 9), Owners{});
  const core::UserId buyer = make_id<core::UserId>(2);
  const core::UserId debtor = make_id<core::UserId>(3);
  for (const std::uint64_t number : {10U, 11U, 12U}) {
    add(make_subscription(buyer, number));
    add(make_subscription(id_, number));
    append(make_billing_item(debtor, number));
    append(make_billing_item(id_, number));
    append(make_billing_item(other_, number));
  }
  EXPECT_EQ(list({}, 9), (Owners{buyer, debtor, id_, other_}));
  EXPECT_EQ(list({}, 2), (Owners{buyer, debtor}));
  EXPECT_EQ(list(debtor.bytes, 9), (Owners{id_, other_}));
  EXPECT_EQ(list(make_bytes(500), 1), (Owners{id_}));
  EXPECT_EQ(list(other_.bytes, 9), Owners{});
  EXPECT_EQ(list({}, 0), Owners{});
}

TEST_P(BillingContract, AnOrganizationTakesItsProfileAlongAndLeavesWhatWasBooked) {
  const core::Subscription subscription = make_subscription(id_, 10);
  const core::Payment payment{id_, "p", subscription.id, kEuro, 5, 0};
  add(subscription, make_time(20));
  append(make_billing_item(id_, 10));
  write([&](WriteTransaction& tx) {
    tx.put_billing_profile(make_full_profile(id_));
    tx.put_billing_profile(make_full_profile(other_));
    tx.put_billing_profile(make_full_profile(user_));
    tx.put_payment(payment);
    return tx.delete_organization(id_);
  });
  store().read_and_wait([&](ReadTransaction& tx) {
    EXPECT_EQ(tx.find_billing_profile(id_), std::nullopt);
    EXPECT_NE(tx.find_billing_profile(other_), std::nullopt);
    EXPECT_NE(tx.find_billing_profile(user_), std::nullopt);
    EXPECT_EQ(tx.find_subscription(id_, subscription.id), subscription);
    EXPECT_EQ(tx.due_subscriptions(make_time(20), 9).size(), 1U);
    EXPECT_EQ(tx.billing_items_after(id_, 0, 9).size(), 1U);
    EXPECT_EQ(tx.find_payment("p"), payment);
  });
}

}  // namespace
}  // namespace selfsame::storage::contract
