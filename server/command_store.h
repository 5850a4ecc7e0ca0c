#pragma once

#include <memory>
#include <string>

#include "billing/zones.h"
#include "core/access/catalogue.h"
#include "core/billing/billing_rules.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "crypto/sodium.h"
#include "server/log.h"
#include "server/system_clock.h"

namespace selfsame::server {

/// A store as the command line uses it: by the operator, one transaction at a time.
class CommandStore {
 public:
  /// `plans` is the plans file; empty: what is built in. Throws std::runtime_error with one clear line.
  explicit CommandStore(const std::string& url, const std::string& plans = {});
  ~CommandStore();
  CommandStore(const CommandStore&) = delete;
  CommandStore& operator=(const CommandStore&) = delete;

  /// Runs `body` in one transaction; commits if it succeeds. Throws what the store throws.
  core::Status write(
      core::FunctionRef<core::Status(core::WriteTransaction&, const core::OperationContext&)> body);

 private:
  Log log_{"warn"};
  SystemClock clock_;
  crypto::SystemEntropy entropy_;
  crypto::Sha256Hasher hasher_;
  core::Principal operator_;  // kind system, no user
  std::unique_ptr<const core::Catalogue> catalogue_;
  std::unique_ptr<const core::RoleCatalogue> roles_;
  const billing::SystemZones zones_;
  const core::BillingRules billing_;
  std::unique_ptr<core::Store> store_;
};

/// An error of the core as one line for whoever typed the command. `name_field` turns the pointer
/// of an offending place into what they know it by.
std::string describe(const core::Error& error,
                     std::string (*name_field)(const std::string& pointer));

}  // namespace selfsame::server
