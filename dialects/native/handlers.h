#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/id.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "dialects/common/call.h"
#include "dialects/common/long_read.h"
#include "dialects/common/services.h"
#include "dialects/native/reply.h"

/// What the routes do: decode, call the operation of the core, encode.
namespace selfsame::native {

/// One routed request as its handler sees it.
struct Input {
  core::IdBytes id{};                           ///< of routes with `{id}`
  core::IdBytes item{};                         ///< of routes with a second one
  std::string_view query{};                     ///< raw
  std::string_view last_event_id{};             ///< the header; empty if none was sent
  std::string_view message_id{};                ///< of routes that take signed messages
  const dialect::Services* services = nullptr;  ///< none at the command line
  /// Where clients reach this server, as of `dialect::base_url`; empty at the command line.
  std::string_view base_url{};
};

/// Reads, on the thread where the engine reads, and appends the answer to `body`, which is empty.
using ReadHandler = core::Status (*)(core::ReadTransaction&, const core::OperationContext&,
                                     const Input&, std::string& body);

/// Begins a read in steps. The views in the input are valid as long as the read.
using LongReadHandler = std::unique_ptr<dialect::LongRead> (*)(const Input&);

/// A change whose input has been decoded; runs where the engine writes, may run twice. Appends the
/// answer to `body`, which is empty; nothing if there is none to give.
using Action = std::move_only_function<core::Status(
    core::WriteTransaction&, const core::OperationContext&, std::string& body)>;

/// Decodes the input of a change. `body` is null where the route takes none.
using PrepareHandler = core::Result<Action> (*)(const Input&, const boost::json::value& body);

/// A change that a person makes for themselves. With what it needs before it: see dialect::Prepared.
using PlannedAction = std::move_only_function<core::Status(core::WriteTransaction&,
                                                           const core::OperationContext&, Reply&)>;
struct Plan {
  PlannedAction action;
  std::optional<dialect::PasswordStep> first{};
  std::optional<std::string> attempt_on{};
  bool answer_at_once = false;
};
using PlanHandler = core::Result<Plan> (*)(const Input&, const core::Principal& caller,
                                           const boost::json::value& body);

core::Status list_users(core::ReadTransaction&, const core::OperationContext&, const Input&,
                        std::string& body);
core::Status get_user(core::ReadTransaction&, const core::OperationContext&, const Input&,
                      std::string& body);
core::Result<Action> create_user(const Input&, const boost::json::value& body);
core::Result<Action> suspend_user(const Input&, const boost::json::value& body);
core::Result<Action> resume_user(const Input&, const boost::json::value& body);

core::Status list_organizations(core::ReadTransaction&, const core::OperationContext&, const Input&,
                                std::string& body);
core::Result<Action> create_organization(const Input&, const boost::json::value& body);
core::Result<Action> edit_tenant(const Input&, const boost::json::value& body);

core::Status list_zones(core::ReadTransaction&, const core::OperationContext&, const Input&,
                        std::string& body);
core::Result<Action> create_zone(const Input&, const boost::json::value& body);
core::Result<Action> delete_zone(const Input&, const boost::json::value& body);

core::Status list_mail(core::ReadTransaction&, const core::OperationContext&, const Input&,
                       std::string& body);
core::Result<Action> retry_mail(const Input&, const boost::json::value& body);
core::Result<Action> drop_mail(const Input&, const boost::json::value& body);

// billing_handlers.cpp
core::Status list_plans(core::ReadTransaction&, const core::OperationContext&, const Input&,
                        std::string& body);
core::Status get_billing_profile(core::ReadTransaction&, const core::OperationContext&,
                                 const Input&, std::string& body);
core::Result<Action> edit_billing_profile(const Input&, const boost::json::value& body);
core::Status list_balances(core::ReadTransaction&, const core::OperationContext&, const Input&,
                           std::string& body);
core::Status list_billing_items(core::ReadTransaction&, const core::OperationContext&, const Input&,
                                std::string& body);
// subscription_handlers.cpp
core::Status list_subscriptions(core::ReadTransaction&, const core::OperationContext&, const Input&,
                                std::string& body);
core::Result<Action> create_subscription(const Input&, const boost::json::value& body);
core::Result<Action> edit_subscription(const Input&, const boost::json::value& body);
core::Result<Action> cancel_subscription(const Input&, const boost::json::value& body);
core::Result<Action> adjust_balance(const Input&, const boost::json::value& body);
// payment_handlers.cpp
core::Status list_due_payments(core::ReadTransaction&, const core::OperationContext&, const Input&,
                               std::string& body);
core::Result<Action> record_payment(const Input&, const boost::json::value& body);
core::Result<Action> record_payment_message(const Input&, const boost::json::value& body);

core::Status list_audit_logs(core::ReadTransaction&, const core::OperationContext&, const Input&,
                             std::string& body);
core::Status get_audit_key(core::ReadTransaction&, const core::OperationContext&, const Input&,
                           std::string& body);
std::unique_ptr<dialect::LongRead> list_audit_checkpoints(const Input&);
core::Result<Action> sign_audit_log(const Input&, const boost::json::value& body);
std::unique_ptr<dialect::LongRead> prove_audit_record(const Input&);
// audit_export.cpp
std::unique_ptr<dialect::LongRead> export_audit_log(const Input&);
std::unique_ptr<dialect::LongRead> follow_audit_log(const Input&);

// sign_in_handlers.cpp
core::Result<Plan> sign_in(const Input&, const core::Principal&, const boost::json::value& body);
core::Result<Plan> finish_sign_in(const Input&, const core::Principal&,
                                  const boost::json::value& body);
core::Result<Plan> sign_out(const Input&, const core::Principal&, const boost::json::value& body);
core::Status get_session(core::ReadTransaction&, const core::OperationContext&, const Input&,
                         std::string& body);
core::Status list_sessions(core::ReadTransaction&, const core::OperationContext&, const Input&,
                           std::string& body);
core::Result<Action> end_session(const Input&, const boost::json::value& body);
core::Result<Action> end_other_sessions(const Input&, const boost::json::value& body);
// account_handlers.cpp
core::Result<Plan> sign_up(const Input&, const core::Principal&, const boost::json::value& body);
core::Result<Plan> confirm_sign_up(const Input&, const core::Principal&,
                                   const boost::json::value& body);
core::Result<Plan> forget_password(const Input&, const core::Principal&,
                                   const boost::json::value& body);
core::Result<Plan> reset_password(const Input&, const core::Principal&,
                                  const boost::json::value& body);
core::Result<Plan> change_password(const Input&, const core::Principal&,
                                   const boost::json::value& body);
core::Status get_second_factor(core::ReadTransaction&, const core::OperationContext&, const Input&,
                               std::string& body);
core::Result<Plan> begin_enrollment(const Input&, const core::Principal&,
                                    const boost::json::value& body);
core::Result<Plan> delete_second_factor(const Input&, const core::Principal&,
                                        const boost::json::value& body);

}  // namespace selfsame::native
