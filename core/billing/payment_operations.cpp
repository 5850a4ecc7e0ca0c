#include "core/billing/payment_operations.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/access/authorize.h"
#include "core/billing/card_numbers.h"
#include "core/billing/ledger.h"
#include "core/tenancy/standing.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

constexpr auto kRecord = OperationId::store_payment_record;

Status authorize(ReadTransaction& tx, const OperationContext& context) {
  if (context.principal.kind == CredentialKind::payment_gateway) return {};
  return authorize_on_store(tx, context, kRecord);
}

void check_name(std::vector<FieldError>& errors, std::string_view pointer,
                const std::string& name) {
  check_required_text(errors, pointer, name, limits::kPaymentReferenceBytes);
  if (is_card_number(name)) {
    errors.push_back({std::string(pointer), "must not be a card's number"});
  }
}

Status validate(const PaymentEvent& event, Timestamp now) {
  std::vector<FieldError> errors;
  check_name(errors, "/event_id", event.id);
  check_name(errors, "/payment", event.payment);
  check_text(errors, "/detail", event.detail, limits::kBillingDescriptionCharacters);
  refuse_card_number(errors, "/detail", event.detail);
  if (event.amount <= 0 || event.amount > limits::kAmountMax) {
    errors.push_back({"/amount", "must be a whole number of minor units, from 1 to " +
                                     std::to_string(limits::kAmountMax)});
  }
  if (event.occurred_at > now + limits::kPaymentClockSkew) {
    errors.push_back({"/occurred_at", "must not be in the future"});
  }
  return errors.empty() ? Status() : Status(invalid(std::move(errors)));
}

/// The same for events that say the same.
SecretHash hash_of(const SecretHasher& hasher, const PaymentEvent& event) {
  std::string text;
  const auto add = [&](std::string_view part) {
    text += std::to_string(part.size());
    text += ':';
    text += part;
  };
  add(std::to_string(static_cast<int>(event.type)));
  add(id_to_hex(event.owner.id));
  add(event.subscription.hex_view());
  add(event.payment);
  add(std::to_string(event.amount));
  add(event.currency);
  add(format_microseconds(event.occurred_at));
  add(event.detail);
  return hasher.hash(text);
}

std::unexpected<Error> taken(std::string message) {
  return fail(ErrorCode::conflict, Reason::id_taken, std::move(message));
}

std::unexpected<Error> out_of_order(std::string message) {
  return fail(ErrorCode::conflict, Reason::none, std::move(message));
}

/// One report while it is worked in. Each of the three kinds says whether it was applied.
class Report {
 public:
  Report(WriteTransaction& tx, const OperationContext& context, const PaymentEvent& event,
         Subscription subscription)
      : tx_(tx),
        context_(context),
        event_(event),
        subscription_(std::move(subscription)),
        known_(tx.find_payment(event.payment)) {}

  Result<PaymentOutcome> apply() {
    const bool others =
        known_ && (known_->owner != event_.owner || known_->subscription != event_.subscription);
    if (others) {
      return taken("This payment is another subscription's.");
    }
    catch_up(tx_, context_, subscription_);
    switch (event_.type) {
      case PaymentEventType::paid:
        return paid();
      case PaymentEventType::failed:
        return failed();
      case PaymentEventType::refunded:
        return refunded();
    }
    std::unreachable();
  }

  [[nodiscard]] const Subscription& subscription() const { return subscription_; }

 private:
  Result<PaymentOutcome> paid() {
    if (known_) {
      if (known_->paid != event_.amount) {
        return taken("This payment was reported with another amount.");
      }
      return PaymentOutcome::ignored;
    }
    tx_.put_payment({event_.owner, event_.payment, event_.subscription, subscription_.currency,
                     event_.amount, 0});
    const Subscription before = subscription_;
    auto bookings = receive_payment(subscription_, event_.amount, context_.now);
    auto& newest = subscription_.last_payment_at;
    newest = newest ? std::max(*newest, event_.occurred_at) : event_.occurred_at;
    return save(before, bookings, "payment");
  }

  /// What failed may have been paid since, by the same or another payment.
  Result<PaymentOutcome> failed() {
    const auto newest = subscription_.last_payment_at;
    if (known_ || (newest && event_.occurred_at < *newest)) return PaymentOutcome::ignored;
    const Subscription before = subscription_;
    if (!note_failed_payment(subscription_, context_.now, context_.billing)) {
      return PaymentOutcome::ignored;
    }
    return save(before, {}, "payment_failed");
  }

  Result<PaymentOutcome> refunded() {
    if (!known_) {
      return out_of_order("This payment has not been reported as paid yet. Report that first.");
    }
    const auto refunded = add_amounts(known_->refunded, event_.amount);
    if (!refunded || *refunded > known_->paid) {
      return out_of_order("More would be refunded than was paid.");
    }
    known_->refunded = *refunded;
    tx_.put_payment(*known_);
    const Subscription before = subscription_;
    return save(before, give_refund(subscription_, event_.amount, context_.now), "refund");
  }

  Result<PaymentOutcome> save(const Subscription& before, const std::vector<Booking>& bookings,
                              std::string_view action) {
    if (auto status = check_bookings(tx_, subscription_, bookings); !status) {
      return std::unexpected(std::move(status.error()));
    }
    const auto detail = event_.detail.empty() ? std::nullopt : std::optional(event_.detail);
    std::string description(action == "refund" ? "Refund of payment " : "Payment ");
    description += event_.payment;
    save_subscription(
        tx_, context_, before, subscription_, bookings,
        {.operation = kRecord,
         .action = action,
         .at = context_.now,
         .payment = event_.payment,
         .description = cut_to_bytes(description, limits::kBillingDescriptionCharacters),
         .notes = {{"event", event_.id},
                   {"payment", event_.payment},
                   {"amount", format_money({event_.amount, subscription_.currency})},
                   {"detail", detail}}});
    return PaymentOutcome::applied;
  }

  WriteTransaction& tx_;
  const OperationContext& context_;
  const PaymentEvent& event_;
  Subscription subscription_;
  std::optional<Payment> known_;
};

}  // namespace

Result<PaymentReceipt> record_payment_event(WriteTransaction& tx, const OperationContext& context,
                                            const PaymentEvent& event) {
  auto status = authorize(tx, context);
  if (status) status = validate(event, context.now);
  if (!status) return std::unexpected(std::move(status.error()));
  auto subscription = tx.find_subscription(event.owner, event.subscription);
  if (!subscription) {
    return fail(ErrorCode::not_found, Reason::none, "The owner has no subscription of this id.");
  }
  if (event.currency != subscription->currency.code()) {
    return fail_field("/currency", "must be that of the subscription");
  }
  const auto content = hash_of(context.hasher, event);
  if (const auto received = tx.find_payment_event(event.id)) {
    if (received->content != content) return taken("Another event had this id.");
    return PaymentReceipt{received->outcome, true, std::move(*subscription)};
  }
  Report report(tx, context, event, std::move(*subscription));
  const auto outcome = report.apply();
  if (!outcome) return std::unexpected(outcome.error());
  tx.insert_payment_event({event.owner, event.id, content, *outcome, context.now});
  return PaymentReceipt{*outcome, false, report.subscription()};
}

Result<std::vector<Subscription>> list_owing_subscriptions(
    ReadTransaction& tx, const OperationContext& context,
    const std::optional<SubscriptionKey>& after, std::uint32_t limit) {
  if (auto status = authorize_on_store(tx, context, OperationId::store_payment_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return tx.owing_subscriptions(after, limit);
}

Status advance_subscription(WriteTransaction& tx, const OperationContext& context,
                            const SubscriptionKey& key) {
  if (auto status = authorize_operator(context, OperationId::store_billing_advance); !status) {
    return status;
  }
  auto subscription = tx.find_subscription(key.owner, key.id);
  if (!subscription) return {};
  const Subscription before = *subscription;
  catch_up(tx, context, *subscription, limits::kBillingStepsPerChange);
  // Nothing is due: the rules were changed since it was last looked at, and it is not time yet.
  if (*subscription == before) {
    tx.update_subscription(before, next_step_at(before, context.billing));
  }
  return {};
}

Result<std::vector<RatePlan>> list_rate_plans(ReadTransaction& tx,
                                              const OperationContext& context) {
  if (auto status = authorize_on_store(tx, context, OperationId::store_plan_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return context.billing.plans.all();
}

}  // namespace selfsame::core
