#include "core/billing/payment_operations.h"
#include "dialects/native/billing_codec.h"
#include "dialects/native/codec.h"
#include "dialects/native/handlers.h"

namespace selfsame::native {

core::Status list_plans(core::ReadTransaction& tx, const core::OperationContext& context,
                        const Input& /*input*/, std::string& body) {
  const auto plans = core::list_rate_plans(tx, context);
  if (!plans) return std::unexpected(plans.error());
  const auto encode = [&](const core::RatePlan& plan, json::Writer& out) {
    encode_plan(plan, context.billing.currencies, out);
  };
  encode_list(*plans, "null", encode, body);
  return {};
}

core::Status get_billing_profile(core::ReadTransaction& tx, const core::OperationContext& context,
                                 const Input& input, std::string& body) {
  const auto view = core::get_billing_profile(tx, context, core::AnyBilling{input.id});
  if (!view) return std::unexpected(view.error());
  json::Writer out(body);
  encode_profile(*view, out);
  return {};
}

core::Result<Action> edit_billing_profile(const Input& input, const boost::json::value& body) {
  auto edit = decode_profile_edit(body);
  if (!edit) return std::unexpected(std::move(edit.error()));
  return [place = core::AnyBilling{input.id}, edit = std::move(*edit)](
             core::WriteTransaction& tx, const core::OperationContext& context,
             std::string& answer) -> core::Status {
    const auto view = core::edit_billing_profile(tx, context, place, edit);
    if (!view) return std::unexpected(view.error());
    json::Writer out(answer);
    encode_profile(*view, out);
    return {};
  };
}

core::Status list_balances(core::ReadTransaction& tx, const core::OperationContext& context,
                           const Input& input, std::string& body) {
  const auto balances = core::list_balances(tx, context, core::AnyBilling{input.id});
  if (!balances) return std::unexpected(balances.error());
  encode_list(*balances, "null", encode_balance, body);
  return {};
}

core::Status list_billing_items(core::ReadTransaction& tx, const core::OperationContext& context,
                                const Input& input, std::string& body) {
  std::vector<core::FieldError> errors;
  dialect::QueryReader in(input.query, errors);
  const auto after = in.number("after").value_or(0);
  const auto limit = decode_limit(in);
  if (!errors.empty()) return core::invalid(std::move(errors));
  const auto items =
      core::list_billing_items(tx, context, core::AnyBilling{input.id}, after, limit);
  if (!items) return std::unexpected(items.error());
  const bool more = items->size() >= limit;
  encode_list(*items, more ? std::to_string(items->back().sequence) : "null", encode_billing_item,
              body);
  return {};
}

}  // namespace selfsame::native
