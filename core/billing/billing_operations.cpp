#include "core/billing/billing_operations.h"

#include <algorithm>
#include <utility>

#include "core/audit/record_change.h"
#include "core/billing/billing_profile_rules.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

constexpr std::size_t kLastDigits = 4;

/// Of somebody who never said how they pay: what is known of them otherwise.
BillingProfile profile_of(ReadTransaction& tx, const Owner& owner) {
  BillingProfile profile;
  profile.owner = owner;
  if (const auto user = owner.user()) {
    const auto person = tx.find_user(*user);
    profile.first_name = person->first_name;
    profile.last_name = person->last_name;
    profile.telephone = person->telephone;
    profile.zipcode = person->zipcode;
    profile.country = person->country;
    profile.primary_email = person->email;
  } else {
    const auto organization = tx.find_organization(owner.organization().value());
    if (organization != nullptr) profile.company = organization->name;  // else it is gone
  }
  return profile;
}

/// One balance for clients that know of one: the installation's currency, or where something is owed.
Money shown_balance(const std::vector<Money>& balances, const BillingRules& rules) {
  const auto ours = std::ranges::find(balances, rules.default_currency,
                                      [](const Money& money) { return money.currency.code(); });
  if (ours != balances.end() && ours->minor != 0) return *ours;
  const auto owed = std::ranges::find_if(balances, [](const Money& m) { return m.minor != 0; });
  if (owed != balances.end()) return *owed;
  return {0, rules.currencies.find(rules.default_currency).value_or(Currency())};
}

BillingProfileView view_of(ReadTransaction& tx, const OperationContext& context,
                           const Owner& owner) {
  auto stored = tx.find_billing_profile(owner);
  const bool is_stored = stored.has_value();
  return {is_stored ? std::move(*stored) : profile_of(tx, owner), is_stored,
          shown_balance(tx.balances_of(owner), context.billing), tx.next_charge_at(owner)};
}

std::string pointer_to(std::string_view field) { return '/' + std::string(field); }

/// Applies an edit, and collects what is wrong with it.
class Editor {
 public:
  Editor(BillingProfile& profile, bool by_operator)
      : profile_(profile), by_operator_(by_operator) {}

  void set(const BillingProfileEdit::Text& text) {
    const auto texts = billing_texts();
    const auto field = std::ranges::find(texts, text.name, &BillingText::name);
    if (field == texts.end()) return refuse(text.name, "is no field of a billing profile");
    if (field->of_payment && !by_operator_) return refuse_payment(text.name);
    if (text.value) check_billing_text(errors_, pointer_to(text.name), *text.value);
    profile_.*field->value = text.value;
  }

  void set(const std::optional<CardSummary>& card) {
    if (!by_operator_) return refuse_payment("card");
    if (card) check_card(errors_, *card);
    profile_.card = card;
  }

  /// A number that somebody read in an answer and sends back is the same card.
  void set_card_number(const std::string& number) {
    const auto digits = std::ranges::count_if(number, [](char c) { return c >= '0' && c <= '9'; });
    if (digits > static_cast<std::ptrdiff_t>(kLastDigits)) {
      return refuse("card_number", "must not be sent: the gateway keeps it, nobody else may");
    }
    const bool same = profile_.card && number.ends_with(profile_.card->last_four);
    if (!same) refuse_payment("card_number");
  }

  [[nodiscard]] Status status() && {
    return errors_.empty() ? Status() : Status(invalid(std::move(errors_)));
  }

 private:
  void refuse(std::string_view field, std::string message) {
    errors_.push_back({pointer_to(field), std::move(message)});
  }
  void refuse_payment(std::string_view field) { refuse(field, "is set by the payment gateway"); }

  BillingProfile& profile_;
  const bool by_operator_;
  std::vector<FieldError> errors_;
};

/// A filter that names nothing that there is finds nothing.
template <class T>
bool read_filter(const std::optional<std::string>& name,
                 std::optional<T> (*parse)(std::string_view), std::optional<T>& value) {
  if (!name) return true;
  value = parse(*name);
  return value.has_value();
}

}  // namespace

Result<BillingProfileView> get_billing_profile(ReadTransaction& tx, const OperationContext& context,
                                               const BillingPlace& place) {
  const auto payer = authorize_billing(tx, context, place, BillingDeed::get_profile);
  if (!payer) return std::unexpected(payer.error());
  return view_of(tx, context, payer->owner);
}

Result<BillingProfileView> edit_billing_profile(WriteTransaction& tx,
                                                const OperationContext& context,
                                                const BillingPlace& place,
                                                const BillingProfileEdit& edit) {
  const auto payer = authorize_billing(tx, context, place, BillingDeed::edit_profile);
  if (!payer) return std::unexpected(payer.error());
  const auto stored = tx.find_billing_profile(payer->owner);
  const auto before = stored.value_or(profile_of(tx, payer->owner));
  BillingProfile after = before;
  Editor editor(after, std::holds_alternative<AnyBilling>(place));
  for (const auto& text : edit.texts) editor.set(text);
  if (edit.card) editor.set(*edit.card);
  if (edit.card_number) editor.set_card_number(*edit.card_number);
  if (auto status = std::move(editor).status(); !status) {
    return std::unexpected(std::move(status.error()));
  }
  if (after == before) return view_of(tx, context, payer->owner);

  if (!stored) after.created_at = context.now;
  after.modified_at = context.now;
  tx.put_billing_profile(after);
  record_change(tx, context, payer->operation, AuditOwner(payer->owner), "billing_profile",
                id_to_hex(payer->owner.id),
                changes_between(describe_profile(before), describe_profile(after)));
  return view_of(tx, context, payer->owner);
}

Result<Listed<BillingItem>> list_billing_history(ReadTransaction& tx,
                                                 const OperationContext& context,
                                                 const BillingPlace& place,
                                                 const BillingHistoryListing& listing) {
  const auto payer = authorize_billing(tx, context, place, BillingDeed::list_history);
  if (!payer) return std::unexpected(payer.error());
  std::vector<FieldError> errors;
  if (listing.type) check_text(errors, "/type", *listing.type, limits::kHistoryFilterCharacters);
  if (listing.action) {
    check_text(errors, "/action", *listing.action, limits::kHistoryFilterCharacters);
  }
  if (!errors.empty()) return invalid(std::move(errors));

  Listed<BillingItem> listed{{}, 0, listing.page.page, listing.page.clamped_per_page()};
  BillingItemQuery query{.page = listed.page,
                         .per_page = listed.per_page,
                         .order = listing.order,
                         .direction = listing.direction,
                         .occurred_at = listing.occurred_at};
  if (!read_filter(listing.type, parse_billing_item_type, query.type) ||
      !read_filter(listing.action, parse_billing_action, query.action)) {
    return listed;
  }
  auto page = tx.list_billing_items(payer->owner, query);
  listed.items = std::move(page.items);
  listed.total_count = page.total_count;
  return listed;
}

Result<std::vector<BillingItem>> list_billing_items(ReadTransaction& tx,
                                                    const OperationContext& context,
                                                    const AnyBilling& place,
                                                    std::uint64_t after_sequence,
                                                    std::uint32_t limit) {
  const auto payer = authorize_billing(tx, context, place, BillingDeed::list_history);
  if (!payer) return std::unexpected(payer.error());
  return tx.billing_items_after(payer->owner, after_sequence, limit);
}

Result<std::vector<Money>> list_balances(ReadTransaction& tx, const OperationContext& context,
                                         const AnyBilling& place) {
  const auto payer = authorize_billing(tx, context, place, BillingDeed::list_history);
  if (!payer) return std::unexpected(payer.error());
  return tx.balances_of(payer->owner);
}

}  // namespace selfsame::core
