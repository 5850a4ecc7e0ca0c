#include <memory>
#include <utility>

#include "core/access/authorize.h"
#include "core/identity/password_operations.h"
#include "core/identity/profile_operations.h"
#include "dialects/rebilly/handlers.h"
#include "dialects/rebilly/password_codec.h"
#include "dialects/rebilly/profile_codec.h"
#include "dialects/rebilly/shown_id.h"
#include "dialects/rebilly/user_codec.h"

namespace selfsame::rebilly {
namespace {

/// A new password on its way to the hash that is stored.
struct NewPassword {
  core::PlainSecret plain;
  std::string hash{};
};

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

/// Of a link that is unknown, used or over: it is part of the input here.
core::Error wrong_token() {
  return core::fail_field("/token", "is unknown, used, or over").error();
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
  auto wanted = decode_password_reset(body);
  if (!wanted) return std::unexpected(std::move(wanted.error()));
  struct Work {
    core::PlainSecret given;
    core::Result<NewPassword> made;
  };
  const auto work = std::make_shared<Work>(
      Work{std::move(*wanted), core::Result<NewPassword>(std::unexpected(wrong_token()))});
  const auto link_hash = input.services->hasher.hash(input.id);
  Plan plan;
  plan.first = dialect::PasswordStep{[work, input, link_hash](core::ReadTransaction& tx) {
                                       const auto link = tx.find_action_link(link_hash);
                                       const auto user = link ? tx.find_user(link->user) : nullptr;
                                       if (user == nullptr) return;
                                       auto plain = core::check_new_password(
                                           input.services->identity, work->given.reveal(), *user,
                                           "/new_password");
                                       if (plain) {
                                         work->made = NewPassword{std::move(*plain)};
                                       } else {
                                         work->made = std::unexpected(std::move(plain.error()));
                                       }
                                     },
                                     [work](const core::PasswordHasher& hasher) {
                                       if (work->made)
                                         work->made->hash = hasher.hash(work->made->plain.reveal());
                                     }};
  plan.action = [work, input](core::WriteTransaction& tx, const core::OperationContext& context,
                              Reply& reply) -> core::Status {
    if (!work->made) return std::unexpected(work->made.error());
    const auto user = core::reset_password(tx, context, input.id, work->made->hash);
    if (!user) return std::unexpected(wrong_token());
    return write_user(tx, context, input, **user, reply);
  };
  return plan;
}

core::Result<Plan> change_password(const Input& input, const core::Principal& caller,
                                   const boost::json::value& body) {
  auto wanted = decode_password_change(body);
  if (!wanted) return std::unexpected(std::move(wanted.error()));
  if (caller.user == nullptr) return core::permission_missing();
  const core::Identity& identity = input.services->identity;
  auto plain = core::check_new_password(identity, wanted->new_password.reveal(), *caller.user,
                                        "/new_password");
  if (!plain) return std::unexpected(std::move(plain.error()));
  struct Work {
    core::PlainSecret current;
    NewPassword wanted;
    core::PasswordProof proof;
  };
  const auto work = std::make_shared<Work>(
      Work{core::comparable_password(identity, wanted->current_password.reveal()),
           NewPassword{std::move(*plain)},
           {caller.user->password_hash.value_or(identity.decoy_hash), false}});
  Plan plan;
  plan.attempt_on = caller.user->email;
  plan.first = dialect::PasswordStep{
      {}, [work](const core::PasswordHasher& hasher) {
        work->proof.matches = hasher.verify(work->current.reveal(), work->proof.compared_with);
        if (work->proof.matches) work->wanted.hash = hasher.hash(work->wanted.plain.reveal());
      }};
  plan.action = [work, input](core::WriteTransaction& tx, const core::OperationContext& context,
                              Reply& reply) -> core::Status {
    auto status = core::change_password(tx, context, work->proof, work->wanted.hash);
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
  core::User user;
  user.email = decoded->sign_up.email;
  user.first_name = decoded->sign_up.first_name;
  user.last_name = decoded->sign_up.last_name;
  auto plain = core::check_new_password(input.services->identity, decoded->password.reveal(), user,
                                        "/password");
  if (!plain) return std::unexpected(std::move(plain.error()));
  struct Work {
    core::SignUp wanted;
    NewPassword password;
  };
  const auto work =
      std::make_shared<Work>(Work{std::move(decoded->sign_up), NewPassword{std::move(*plain)}});
  Plan plan;
  plan.attempt_on = work->wanted.email;
  plan.first = dialect::PasswordStep{{}, [work](const core::PasswordHasher& hasher) {
                                       work->password.hash =
                                           hasher.hash(work->password.plain.reveal());
                                     }};
  plan.action = [work, input](core::WriteTransaction& tx, const core::OperationContext& context,
                              Reply& reply) -> core::Status {
    const auto made =
        core::sign_up(tx, context, input.services->identity, work->wanted, work->password.hash);
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
    return std::unexpected(wrong_token());
  }};
}

}  // namespace selfsame::rebilly
