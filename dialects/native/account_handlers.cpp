#include <utility>

#include "core/identity/password_operations.h"
#include "core/identity/second_factor_operations.h"
#include "core/identity/sign_up_operations.h"
#include "dialects/common/password_steps.h"
#include "dialects/native/account_codec.h"
#include "dialects/native/handlers.h"

namespace selfsame::native {

core::Result<Plan> sign_up(const Input& input, const core::Principal& /*caller*/,
                           const boost::json::value& body) {
  auto decoded = decode_sign_up(body);
  if (!decoded) return std::unexpected(std::move(decoded.error()));
  const core::Identity& identity = input.services->identity;
  auto& wanted = decoded->sign_up;
  auto plain = core::check_first_password(identity, decoded->password.reveal(), wanted);
  if (!plain) return std::unexpected(std::move(plain.error()));
  auto hashed = dialect::hash_password(std::move(*plain));
  Plan plan;
  plan.attempt_on = wanted.email;
  plan.first = std::move(hashed.step);
  plan.action = [&identity, wanted = std::move(wanted), hash = std::move(hashed.found)](
                    core::WriteTransaction& tx, const core::OperationContext& context, Reply&) {
    return core::ask_to_sign_up(tx, context, identity, wanted, *hash);
  };
  return plan;
}

core::Result<Plan> confirm_sign_up(const Input& /*input*/, const core::Principal& /*caller*/,
                                   const boost::json::value& body) {
  auto token = decode_link_token(body);
  if (!token) return std::unexpected(std::move(token.error()));
  return Plan{[token = std::move(*token)](core::WriteTransaction& tx,
                                          const core::OperationContext& context,
                                          Reply&) -> core::Status {
    if (core::activate_account(tx, context, token.reveal())) return {};
    return std::unexpected(dialect::wrong_link_token());
  }};
}

core::Result<Plan> forget_password(const Input& input, const core::Principal& /*caller*/,
                                   const boost::json::value& body) {
  auto email = decode_forgotten(body);
  if (!email) return std::unexpected(std::move(email.error()));
  Plan plan{[&identity = input.services->identity, email = *email](
                core::WriteTransaction& tx, const core::OperationContext& context, Reply&) {
    return core::forget_password(tx, context, identity, email);
  }};
  plan.attempt_on = std::move(*email);
  plan.answer_at_once = true;
  return plan;
}

core::Result<Plan> reset_password(const Input& input, const core::Principal& /*caller*/,
                                  const boost::json::value& body) {
  auto wanted = decode_reset(body);
  if (!wanted) return std::unexpected(std::move(wanted.error()));
  auto hashed = dialect::hash_for_link(*input.services, wanted->token.reveal(),
                                       wanted->new_password.reveal());
  Plan plan;
  plan.first = std::move(hashed.step);
  plan.action = [token = std::move(wanted->token), hash = std::move(hashed.found)](
                    core::WriteTransaction& tx, const core::OperationContext& context,
                    Reply&) -> core::Status {
    if (!*hash) return std::unexpected(hash->error());
    if (core::reset_password(tx, context, token.reveal(), **hash)) return {};
    return std::unexpected(dialect::wrong_link_token());
  };
  return plan;
}

core::Result<Plan> change_password(const Input& input, const core::Principal& caller,
                                   const boost::json::value& body) {
  const auto wanted = decode_change(body);
  if (!wanted) return std::unexpected(wanted.error());
  auto changed =
      dialect::change_password(input.services->identity, caller, wanted->current_password.reveal(),
                               wanted->new_password.reveal());
  if (!changed) return std::unexpected(std::move(changed.error()));
  Plan plan;
  plan.attempt_on = caller.user->email;
  plan.first = std::move(changed->step);
  plan.action = [found = std::move(changed->found)](core::WriteTransaction& tx,
                                                    const core::OperationContext& context, Reply&) {
    return core::change_password(tx, context, found->current, found->new_hash);
  };
  return plan;
}

core::Status get_second_factor(core::ReadTransaction& tx, const core::OperationContext& context,
                               const Input& /*input*/, std::string& body) {
  const auto factor = core::get_second_factor(tx, context);
  if (!factor) return std::unexpected(factor.error());
  json::Writer out(body);
  encode_factor(*factor, out);
  return {};
}

core::Result<Plan> begin_enrollment(const Input& input, const core::Principal& /*caller*/,
                                    const boost::json::value& /*body*/) {
  return Plan{[base = std::string(input.base_url)](core::WriteTransaction& tx,
                                                   const core::OperationContext& context,
                                                   Reply& reply) -> core::Status {
    const auto link = core::begin_enrollment(tx, context);
    if (!link) return std::unexpected(link.error());
    json::Writer(reply.body())
        .begin_object()
        .field("url", base + "/enroll/" + std::string(link->reveal()))
        .field("expires_on",
               core::format_microseconds(context.now + core::limits::kEnrollmentLifetime))
        .end_object();
    return {};
  }};
}

core::Result<Plan> delete_second_factor(const Input& input, const core::Principal& /*caller*/,
                                        const boost::json::value& /*body*/) {
  return Plan{[&identity = input.services->identity](
                  core::WriteTransaction& tx, const core::OperationContext& context, Reply&) {
    return core::delete_second_factor(tx, context, identity);
  }};
}

}  // namespace selfsame::native
