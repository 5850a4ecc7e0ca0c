#include "server/command_store.h"

#include "billing/plan_file.h"
#include "server/catalogue_file.h"
#include "server/open_store.h"
#include "server/role_catalogue_file.h"

namespace selfsame::server {
namespace {

/// A command does not know whether `serve` has a webhook: what it records waits for one.
constexpr bool kQueuesAuditDeliveries = true;

}  // namespace

CommandStore::CommandStore(const std::string& url, const std::string& plans)
    : catalogue_(load_catalogue()),
      roles_(load_role_catalogue()),
      billing_(billing::load_rules(plans, zones_)),
      store_(open_store(url, log_, kQueuesAuditDeliveries)) {}

CommandStore::~CommandStore() { store_->close(); }

core::Status CommandStore::write(
    core::FunctionRef<core::Status(core::WriteTransaction&, const core::OperationContext&)> body) {
  core::Status status;
  store_->write_and_wait([&](core::WriteTransaction& tx) {
    const core::OperationContext context{*catalogue_, *roles_,      billing_,  hasher_,
                                         entropy_,    clock_.now(), operator_, nullptr};
    status = body(tx, context);
    return status.has_value();
  });
  return status;
}

std::string describe(const core::Error& error,
                     std::string (*name_field)(const std::string& pointer)) {
  if (error.fields.empty()) return error.message;
  std::string text;
  for (const auto& field : error.fields) {
    if (!text.empty()) text += "; ";
    text += name_field(field.pointer) + ' ' + field.message;
  }
  return text;
}

}  // namespace selfsame::server
