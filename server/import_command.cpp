#include <fstream>
#include <iostream>
#include <stdexcept>

#include "core/limits.h"
#include "core/store_operations.h"
#include "json/parse.h"
#include "server/command_store.h"
#include "server/commands.h"
#include "server/import_codec.h"

namespace selfsame::server {
namespace {

/// Lines that share one commit. What is committed stays when a later line is wrong.
constexpr std::size_t kLinesPerCommit = 1000;
constexpr std::size_t kLinesPerProgress = 50'000;

core::Status import_entity(core::WriteTransaction& tx, const core::OperationContext& context,
                           const ImportedEntity& entity) {
  struct Import {
    core::WriteTransaction& tx;
    const core::OperationContext& context;
    core::Status operator()(const core::User& user) const {
      return core::import_user(tx, context, user);
    }
    core::Status operator()(const core::ImportedToken& token) const {
      return core::import_token(tx, context, token);
    }
    core::Status operator()(const ImportedApiKey& imported) const {
      return core::import_api_key(tx, context, imported.key, imported.secret);
    }
    core::Status operator()(const core::Organization& organization) const {
      return core::import_organization(tx, context, organization);
    }
    core::Status operator()(const core::Membership& membership) const {
      return core::import_membership(tx, context, membership);
    }
    core::Status operator()(const core::Invite& invite) const {
      return core::import_invite(tx, context, invite);
    }
    core::Status operator()(const core::Role& role) const {
      return core::import_role(tx, context, role);
    }
    core::Status operator()(const core::Zone& zone) const {
      return core::import_zone(tx, context, zone);
    }
    core::Status operator()(const core::ResourceGroup& group) const {
      return core::import_resource_group(tx, context, group);
    }
    core::Status operator()(const core::AuditRecord& record) const {
      return core::import_audit_record(tx, context, record);
    }
    core::Status operator()(const core::ImportedSubscription& subscription) const {
      return core::import_subscription(tx, context, subscription);
    }
    core::Status operator()(const core::BillingProfile& profile) const {
      return core::import_billing_profile(tx, context, profile);
    }
    core::Status operator()(const core::BillingItem& item) const {
      return core::import_billing_item(tx, context, item);
    }
  };
  return std::visit(Import{tx, context}, entity);
}

core::Status import_line(core::WriteTransaction& tx, const core::OperationContext& context,
                         const std::string& line) {
  const auto value = json::parse(line, core::limits::kJsonDepth);
  if (!value) return core::fail_field("", "is no JSON: " + value.error());
  const auto entity = decode_entity(*value, context.now, context.entropy);
  if (!entity) return std::unexpected(entity.error());
  return import_entity(tx, context, *entity);
}

std::vector<std::string> read_lines(std::istream& in) {
  std::vector<std::string> lines;
  std::string line;
  while (lines.size() < kLinesPerCommit && std::getline(in, line)) lines.push_back(line);
  return lines;
}

std::string field_name(const std::string& pointer) {
  return pointer.empty() ? std::string("the line") : pointer.substr(1);
}

/// Imports the lines in one commit. `done` lines came before them.
void import_lines(CommandStore& store, const std::vector<std::string>& lines, std::size_t done) {
  std::size_t at = 0;
  const auto status =
      store.write([&](core::WriteTransaction& tx, const core::OperationContext& context) {
        for (at = 0; at < lines.size(); ++at) {
          if (lines[at].empty()) continue;
          if (auto imported = import_line(tx, context, lines[at]); !imported) return imported;
        }
        return core::Status();
      });
  if (status) return;
  throw std::runtime_error("line " + std::to_string(done + at + 1) + ": " +
                           describe(status.error(), field_name) + "\nNothing from line " +
                           std::to_string(done + 1) + " on was imported; mend the line and " +
                           "import again from there.");
}

}  // namespace

int run_import(const ImportOptions& options, std::ostream& progress) {
  std::ifstream file;
  if (options.file != "-") {
    file.open(options.file);
    if (!file) throw std::runtime_error("cannot read " + options.file);
  }
  std::istream& in = options.file == "-" ? std::cin : file;

  CommandStore store(options.store, options.plans);
  std::size_t done = 0;
  while (true) {
    const auto lines = read_lines(in);
    if (lines.empty()) break;
    import_lines(store, lines, done);
    done += lines.size();
    if (done % kLinesPerProgress == 0) progress << done << " lines\n";
  }
  if (in.bad()) throw std::runtime_error("cannot read " + options.file + " to its end");
  progress << "imported " << done << " lines\n";
  return kDone;
}

}  // namespace selfsame::server
