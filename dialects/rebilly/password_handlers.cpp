#include <utility>

#include "core/identity/password_operations.h"
#include "core/identity/profile_operations.h"
#include "core/identity/sign_up_operations.h"
#include "dialects/common/password_steps.h"
#include "dialects/rebilly/handlers.h"
#include "dialects/rebilly/password_codec.h"
#include "dialects/rebilly/profile_codec.h"
#include "dialects/rebilly/shown_id.h"
#include "dialects/rebilly/user_codec.h"

namespace selfsame::rebilly {
namespace {

core::Status write_user(core::ReadTransaction& tx, const core::OperationContext& context,
                        const Input& input, const core::User& user, Reply& reply) {
  const auto places = core::profile_places(tx, context.roles, user.id);
  const auto* place = places.empty() ? nullptr : &places.front();
  const auto currency = place != nullptr
                            ? core::report_currency(tx, context, place->organization->id)
                            : context.billing.default_currency;
  json::Writer out(reply.body());
  encode_user({user, place, currency}, input.links, out);
  return {};
}

}  // namespace

core::Result<Plan> forget_password(const Input& input, const core::Principal& /*caller*/,
                                   const boost::json::value& body) {
  auto email = decode_forgotten(body);
  if (!email) return std::unexpected(std::move(email.error()));
  Plan plan{[input, email = *email](core::WriteTransaction& tx,
                                    const core::OperationContext& context, Reply&) {
    return core::forget_password(tx, context, input.services->identity, email);
  }};
  plan.attempt_on = std::move(*email);
  plan.answer_at_once = true;
  return plan;
}

core::Status get_password_link(core::ReadTransaction& tx, const core::OperationContext& context,
                               const Input& input, Reply& reply) {
  const auto found = core::get_password_link(tx, context, input.id);
  if (!found) return std::unexpected(found.error());
  json::Writer out(reply.body());
  encode_password_link(found->link, input.id, input.links, out);
  return {};
}

core::Result<Plan> reset_password(const Input& input, const core::Principal& /*caller*/,
                                  const boost::json::value& body) {
  const auto wanted = decode_password_reset(body);
  if (!wanted) return std::unexpected(wanted.error());
  auto hashed = dialect::hash_for_link(*input.services, input.id, wanted->reveal());
  Plan plan;
  plan.first = std::move(hashed.step);
  plan.action = [input, hash = std::move(hashed.found)](core::WriteTransaction& tx,
                                                        const core::OperationContext& context,
                                                        Reply& reply) -> core::Status {
    if (!*hash) return std::unexpected(hash->error());
    const auto user = core::reset_password(tx, context, input.id, **hash);
    if (!user) return std::unexpected(dialect::wrong_link_token());
    return write_user(tx, context, input, **user, reply);
  };
  return plan;
}

core::Result<Plan> change_password(const Input& input, const core::Principal& caller,
                                   const boost::json::value& body) {
  const auto wanted = decode_password_change(body);
  if (!wanted) return std::unexpected(wanted.error());
  auto changed =
      dialect::change_password(input.services->identity, caller, wanted->current_password.reveal(),
                               wanted->new_password.reveal());
  if (!changed) return std::unexpected(std::move(changed.error()));
  Plan plan;
  plan.attempt_on = caller.user->email;
  plan.first = std::move(changed->step);
  plan.action = [input, found = std::move(changed->found)](core::WriteTransaction& tx,
                                                           const core::OperationContext& context,
                                                           Reply& reply) -> core::Status {
    auto status = core::change_password(tx, context, found->current, found->new_hash);
    if (!status) return status;
    const core::Identity& with = input.services->identity;
    const auto profile = core::get_profile(tx, context, with, input.organization);
    if (!profile) return std::unexpected(profile.error());
    json::Writer out(reply.body());
    encode_profile(*profile, with.sealer, input.links, out);
    reply.set_location(input.links.href("/profile"));
    return {};
  };
  return plan;
}

core::Result<Plan> sign_up(const Input& input, const core::Principal& /*caller*/,
                           const boost::json::value& body) {
  auto decoded = decode_sign_up(body);
  if (!decoded) return std::unexpected(std::move(decoded.error()));
  auto& wanted = decoded->sign_up;
  auto plain =
      core::check_first_password(input.services->identity, decoded->password.reveal(), wanted);
  if (!plain) return std::unexpected(std::move(plain.error()));
  auto hashed = dialect::hash_password(std::move(*plain));
  Plan plan;
  plan.attempt_on = wanted.email;
  plan.first = std::move(hashed.step);
  plan.action = [input, wanted = std::move(wanted), hash = std::move(hashed.found)](
                    core::WriteTransaction& tx, const core::OperationContext& context,
                    Reply& reply) -> core::Status {
    const auto made = core::sign_up(tx, context, input.services->identity, wanted, *hash);
    if (!made) return std::unexpected(made.error());
    reply.set_location(input.links.href("/users/" + shown_id(**made)));
    return write_user(tx, context, input, **made, reply);
  };
  return plan;
}

core::Result<Plan> activate(const Input& input, const core::Principal& /*caller*/,
                            const boost::json::value& /*body*/) {
  return Plan{[input](core::WriteTransaction& tx, const core::OperationContext& context,
                      Reply&) -> core::Status {
    if (core::activate_account(tx, context, input.id)) return {};
    return std::unexpected(dialect::wrong_link_token());
  }};
}

}  // namespace selfsame::rebilly
