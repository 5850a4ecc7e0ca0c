// How the choices of billing are stored.
#include <stdexcept>

#include "storage/sql/row_mapping.h"

namespace selfsame::storage::sql {

std::int64_t code_of(core::SubscriptionState state) {
  switch (state) {
    case core::SubscriptionState::trial:
      return 1;
    case core::SubscriptionState::provisioned:
      return 2;
    case core::SubscriptionState::paid:
      return 3;
    case core::SubscriptionState::awaiting_payment:
      return 4;
    case core::SubscriptionState::cancelled:
      return 5;
    case core::SubscriptionState::failed:
      return 6;
    case core::SubscriptionState::expired:
      return 7;
  }
  throw std::logic_error("unknown state of a subscription");
}

std::int64_t code_of(core::Frequency frequency) {
  switch (frequency) {
    case core::Frequency::weekly:
      return 1;
    case core::Frequency::monthly:
      return 2;
    case core::Frequency::quarterly:
      return 3;
    case core::Frequency::yearly:
      return 4;
  }
  throw std::logic_error("unknown frequency");
}

std::int64_t code_of(core::ZoneLevel level) {
  switch (level) {
    case core::ZoneLevel::none:
      return 0;
    case core::ZoneLevel::pro:
      return 1;
    case core::ZoneLevel::business:
      return 2;
    case core::ZoneLevel::enterprise:
      return 3;
  }
  throw std::logic_error("unknown level of zones");
}

// Lists are sorted by these two: they are numbered in the order of their names.

std::int64_t code_of(core::BillingItemType type) {
  switch (type) {
    case core::BillingItemType::charge:
      return 1;
    case core::BillingItemType::credit:
      return 2;
    case core::BillingItemType::payment:
      return 3;
    case core::BillingItemType::refund:
      return 4;
  }
  throw std::logic_error("unknown type of a billing item");
}

std::int64_t code_of(core::BillingAction action) {
  switch (action) {
    case core::BillingAction::adjustment:
      return 1;
    case core::BillingAction::cancellation:
      return 2;
    case core::BillingAction::change:
      return 3;
    case core::BillingAction::payment:
      return 4;
    case core::BillingAction::refund:
      return 5;
    case core::BillingAction::renewal:
      return 6;
    case core::BillingAction::subscription:
      return 7;
  }
  throw std::logic_error("unknown action of a billing item");
}

std::int64_t code_of(core::PaymentOutcome outcome) {
  switch (outcome) {
    case core::PaymentOutcome::applied:
      return 1;
    case core::PaymentOutcome::ignored:
      return 2;
  }
  throw std::logic_error("unknown outcome of a payment event");
}

}  // namespace selfsame::storage::sql
