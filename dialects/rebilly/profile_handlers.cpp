#include <utility>

#include "core/identity/profile_operations.h"
#include "dialects/rebilly/handlers.h"
#include "dialects/rebilly/profile_codec.h"
#include "dialects/rebilly/times.h"
#include "json/writer.h"

namespace selfsame::rebilly {
namespace {

core::Status write_profile(core::ReadTransaction& tx, const core::OperationContext& context,
                           const Input& input, Reply& reply) {
  const auto& identity = *input.identity;
  const auto profile = core::get_profile(tx, context, identity, input.organization);
  if (!profile) return std::unexpected(profile.error());
  json::Writer out(reply.body());
  encode_profile(*profile, identity.sealer, input.links, out);
  return {};
}

core::Status write_mfa(core::ReadTransaction& tx, const core::OperationContext& context,
                       const Input& input, std::string_view enrollment, Reply& reply) {
  const auto factor = core::get_second_factor(tx, context);
  if (!factor) return std::unexpected(factor.error());
  json::Writer out(reply.body());
  encode_mfa(*factor, input.links.href("/profile/mfa"), enrollment, out);
  return {};
}

/// The caller as they are now: a change before this may have made them other than they were when the
/// request began.
core::Status write_changed_profile(core::ReadTransaction& tx, const core::OperationContext& context,
                                   const Input& input, Reply& reply) {
  core::Principal now = context.principal;
  now.user = tx.find_user(now.user->id);
  return write_profile(tx, context.acting_as(now), input, reply);
}

}  // namespace

core::Status get_status(core::ReadTransaction&, const core::OperationContext& context,
                        const Input& input, Reply& reply) {
  json::Writer(reply.body())
      .begin_object()
      .field("status", "ok")
      .field("time", format_time(context.now))
      .field("release", input.services->release)
      .end_object();
  return {};
}

core::Status get_profile(core::ReadTransaction& tx, const core::OperationContext& context,
                         const Input& input, Reply& reply) {
  return write_profile(tx, context, input, reply);
}

core::Result<Plan> put_profile(const Input& input, const core::Principal& caller,
                               const boost::json::value& body) {
  auto update = decode_profile(body);
  if (!update) return std::unexpected(std::move(update.error()));
  Plan plan{[input, update = std::move(*update)](core::WriteTransaction& tx,
                                                 const core::OperationContext& context,
                                                 Reply& reply) -> core::Status {
    auto status = core::update_profile(tx, context, input.services->identity, update);
    return status ? write_changed_profile(tx, context, input, reply) : status;
  }};
  if (update->one_time_code && caller.user != nullptr) plan.attempt_on = caller.user->email;
  return plan;
}

core::Status get_profile_mfa(core::ReadTransaction& tx, const core::OperationContext& context,
                             const Input& input, Reply& reply) {
  return write_mfa(tx, context, input, {}, reply);
}

core::Result<Plan> post_profile_mfa(const Input& input, const core::Principal& /*caller*/,
                                    const boost::json::value& /*body*/) {
  return Plan{[input](core::WriteTransaction& tx, const core::OperationContext& context,
                      Reply& reply) -> core::Status {
    const auto link = core::begin_enrollment(tx, context);
    if (!link) return std::unexpected(link.error());
    const auto page = input.links.outside("/enroll/" + std::string(link->reveal()));
    auto status = write_mfa(tx, context, input, page, reply);
    if (status) reply.set_location(page);
    return status;
  }};
}

core::Result<Plan> delete_profile_mfa(const Input& input, const core::Principal& /*caller*/,
                                      const boost::json::value& /*body*/) {
  return Plan{[input](core::WriteTransaction& tx, const core::OperationContext& context, Reply&) {
    return core::delete_second_factor(tx, context, input.services->identity);
  }};
}

core::Result<Plan> renew_totp(const Input& input, const core::Principal& /*caller*/,
                              const boost::json::value& /*body*/) {
  return Plan{[input](core::WriteTransaction& tx, const core::OperationContext& context,
                      Reply& reply) -> core::Status {
    auto status = core::renew_second_factor(tx, context, input.services->identity);
    if (status) status = write_changed_profile(tx, context, input, reply);
    if (status) reply.set_location(input.links.href("/profile"));
    return status;
  }};
}

}  // namespace selfsame::rebilly
