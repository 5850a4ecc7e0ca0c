#include "server/ledger_command.h"

#include "billing/verify_ledgers.h"
#include "server/commands.h"
#include "server/existing_store.h"
#include "server/settings.h"

namespace selfsame::server {

LedgerCommand::LedgerCommand(CLI::App& billing)
    : command_(billing.add_subcommand(
          "verify",
          "Check that nobody changed ledgers behind the program's back; exits with 0 if all is "
          "whole, with 1 and the first wrong item or subscription if not")) {
  add_store_flag(*command_, store_);
  command_->get_option("--store")->envname("SELFSAME_STORE");
}

int LedgerCommand::run(std::ostream& out) const {
  ExistingStore opened(store_);
  billing::LedgerReport report;
  opened->read_and_wait([&](core::ReadTransaction& tx) { report = billing::verify_ledgers(tx); });
  if (!report.is_whole()) {
    out << "not whole: " << report.wrong << std::endl;
    return kFailed;
  }
  out << "whole: " << report.items << " items and " << report.subscriptions << " subscriptions of "
      << report.owners << " owners" << std::endl;
  return kDone;
}

}  // namespace selfsame::server
