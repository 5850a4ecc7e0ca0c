#include "server/audit_commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "audit/checkpoint.h"
#include "audit/signer.h"
#include "audit/signing_key.h"
#include "audit/verify.h"
#include "crypto/sodium.h"
#include "server/audit_exporter.h"
#include "server/commands.h"
#include "server/existing_store.h"
#include "server/settings.h"
#include "server/system_clock.h"

namespace selfsame::server {
namespace {

constexpr std::uint64_t kRecordsPerProgress = 100'000;
constexpr std::size_t kPlacesShown = 20;
constexpr std::string_view kInstallation = "installation";

std::optional<core::IdBytes> parse_owner(const std::string& text) {
  return text == kInstallation ? std::optional(core::IdBytes{}) : core::parse_id(text);
}

std::optional<ExportPosition> parse_position(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto owner = parse_owner(text.substr(0, colon));
  ExportPosition position;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, position.sequence);
  if (!owner || error != std::errc() || rest != end) return std::nullopt;
  position.owner = *owner;
  return position;
}

const CLI::Validator kOwner(
    [](const std::string& text) {
      return parse_owner(text) ? std::string() : text + " is no id, nor installation";
    },
    "ID");
const CLI::Validator kPosition(
    [](const std::string& text) {
      return parse_position(text) ? std::string() : text + " is not OWNER:SEQUENCE";
    },
    "OWNER:SEQUENCE");

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error("cannot read " + path);
  return text.str();
}

audit::PublicKey read_public_key(const std::string& path) {
  const auto key = audit::PublicKey::parse(read_file(path));
  if (!key) throw std::runtime_error(path + " is no Ed25519 public key in PEM or base64");
  return *key;
}

/// One checkpoint in each line.
void read_checkpoints(const std::string& path, std::vector<core::AuditCheckpoint>& checkpoints) {
  std::istringstream lines(read_file(path));
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    auto checkpoint = audit::parse_checkpoint(line);
    if (!checkpoint) {
      throw std::runtime_error(path + ", line " + std::to_string(number) +
                               ": is no checkpoint: " + checkpoint.error());
    }
    checkpoints.push_back(std::move(*checkpoint));
  }
}

audit::SigningKey signing_key(const std::string& store, const std::string& audit_key) {
  crypto::SystemEntropy entropy;
  const auto path = audit_key_path(store, audit_key);
  return path.empty() ? audit::SigningKey::ephemeral(entropy)
                      : audit::SigningKey::load_or_make(path, entropy);
}

/// Passes on every so many records only.
class Progress {
 public:
  explicit Progress(std::ostream& out) : out_(out) {}
  void operator()(std::uint64_t done) {
    if (done / kRecordsPerProgress == told_) return;
    told_ = done / kRecordsPerProgress;
    out_ << told_ * kRecordsPerProgress << " records" << std::endl;
  }

 private:
  std::ostream& out_;
  std::uint64_t told_ = 0;
};

int show(const audit::VerifyReport& report, std::ostream& out) {
  for (std::size_t i = 0; i < std::min(report.bad.size(), kPlacesShown); ++i) {
    out << describe(report.bad[i]) << '\n';
  }
  if (report.bad.size() > kPlacesShown) {
    out << "and " << report.bad.size() - kPlacesShown << " more\n";
  }
  for (std::size_t i = 0; i < std::min(report.taken_as_given.size(), kPlacesShown); ++i) {
    const auto& beginning = report.taken_as_given[i];
    out << "taken as given: log " << core::id_to_hex(beginning.owner) << " begins with record "
        << beginning.sequence << '\n';
  }
  if (report.taken_as_given.size() > kPlacesShown) {
    out << "and " << report.taken_as_given.size() - kPlacesShown << " more\n";
  }
  out << (report.is_whole() ? "whole: " : "not whole: ") << report.records << " records in "
      << report.logs << " logs, " << report.checkpoints << " checkpoints" << std::endl;
  return report.is_whole() ? kDone : kFailed;
}

}  // namespace

std::string audit_key_path(const std::string& store, const std::string& audit_key) {
  if (!audit_key.empty()) return audit_key;
  const auto path = file_of(store);
  return path ? *path + ".audit-key" : std::string();
}

struct AuditCommands::Commands {
  CLI::App* verify = nullptr;
  CLI::App* export_records = nullptr;
  CLI::App* checkpoint = nullptr;
  CLI::App* key = nullptr;

  std::string store = Config().store;
  std::string audit_key;
  std::string export_file;
  std::vector<std::string> public_keys;
  std::vector<std::string> checkpoints;
  std::string owner;
  std::string after;
  std::string format = "jsonl";

  CLI::App* add(CLI::App& group, const char* name, const char* description) {
    auto* command = group.add_subcommand(name, description);
    add_store_flag(*command, store);
    command->get_option("--store")->envname("SELFSAME_STORE");
    return command;
  }
  void add_key_flag(CLI::App& command) {
    command
        .add_option("--audit-key", audit_key,
                    "File with the key that signs audit logs; default: the store's path with "
                    ".audit-key")
        ->envname("SELFSAME_AUDIT_KEY");
  }
  void add_verify(CLI::App& group);
  void add_export(CLI::App& group);
  void add_checkpoint(CLI::App& group);
  void add_key(CLI::App& group);

  [[nodiscard]] std::vector<audit::PublicKey> trusted_keys() const;
  int run_verify(std::ostream& out, std::ostream& progress) const;
  int run_export(std::ostream& out, std::ostream& progress) const;
  int run_checkpoint(std::ostream& out) const;
  int run_key(std::ostream& out) const;
};

void AuditCommands::Commands::add_verify(CLI::App& group) {
  verify = add(group, "verify",
               "Check that nobody changed, removed or added records behind the program's back; "
               "exits with 0 if all is whole, with 1 and the first bad record of each log if not");
  add_key_flag(*verify);
  verify->add_option("--export", export_file, "Check this file of JSON lines instead of the store")
      ->check(CLI::ExistingFile);
  verify
      ->add_option("--public-key", public_keys,
                   "File with a public key to trust (repeatable); default: that of --audit-key")
      ->check(CLI::ExistingFile);
  verify
      ->add_option("--checkpoint", checkpoints,
                   "File with checkpoints that were kept elsewhere, one in a line (repeatable)")
      ->check(CLI::ExistingFile);
}

void AuditCommands::Commands::add_export(CLI::App& group) {
  export_records = add(group, "export", "Write records to standard output");
  export_records->add_option("--owner", owner, "Only the log of this user or organization")
      ->check(kOwner);
  export_records
      ->add_option("--after", after, "Only what comes after this record: where an export ended")
      ->check(kPosition);
  export_records->add_option("--format", format, "jsonl, which can be verified, or csv")
      ->capture_default_str()
      ->check(CLI::IsMember({"jsonl", "csv"}));
}

void AuditCommands::Commands::add_checkpoint(CLI::App& group) {
  checkpoint = add(group, "checkpoint", "Sign the present end of a log and print the checkpoint");
  add_key_flag(*checkpoint);
  checkpoint->add_option("--owner", owner, "User or organization whose log it is, or installation")
      ->required()
      ->check(kOwner);
}

void AuditCommands::Commands::add_key(CLI::App& group) {
  key = add(group, "key", "Print the public key that checkpoints are checked with");
  add_key_flag(*key);
}

std::vector<audit::PublicKey> AuditCommands::Commands::trusted_keys() const {
  std::vector<audit::PublicKey> keys;
  keys.reserve(public_keys.size() + 1);
  for (const auto& file : public_keys) keys.push_back(read_public_key(file));
  const auto path = audit_key_path(store, audit_key);
  const bool is_there = !audit_key.empty() || (!path.empty() && std::filesystem::exists(path));
  if (keys.empty() && is_there) keys.push_back(audit::SigningKey::load(path).public_key());
  return keys;
}

int AuditCommands::Commands::run_verify(std::ostream& out, std::ostream& progress) const {
  audit::VerifyOptions options;
  options.trusted_keys = trusted_keys();
  options.progress = Progress(progress);
  for (const auto& file : checkpoints) read_checkpoints(file, options.checkpoints);
  if (!export_file.empty()) {
    std::ifstream file(export_file, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + export_file);
    const auto report = audit::verify_export(file, options);
    if (file.bad()) throw std::runtime_error("cannot read " + export_file + " to its end");
    return show(report, out);
  }
  ExistingStore opened(store);
  return show(audit::verify_store(*opened, options), out);
}

int AuditCommands::Commands::run_export(std::ostream& out, std::ostream& progress) const {
  ExistingStore opened(store);
  AuditExporter exporter(*opened, format == "csv", out);
  const auto only = owner.empty() ? std::nullopt : parse_owner(owner);
  ExportPosition from{only.value_or(core::IdBytes{}), 0};
  if (!after.empty()) {
    from = *parse_position(after);
  } else if (format == "csv") {
    exporter.write_header();  // what goes on has one already
  }
  exporter.run(from, only);
  out.flush();
  progress << "exported " << exporter.written() << " records";
  if (const auto& last = exporter.last()) {
    progress << "; the last is " << core::id_to_hex(last->owner) << ':' << last->sequence;
  }
  progress << std::endl;
  if (exporter.left_out() == 0) return kDone;
  throw std::runtime_error(std::to_string(exporter.left_out()) +
                           " records cannot be read and were left out; run selfsame audit verify");
}

int AuditCommands::Commands::run_checkpoint(std::ostream& out) const {
  ExistingStore opened(store);
  const auto signing = signing_key(store, audit_key);
  const auto id = *parse_owner(owner);
  std::optional<core::AuditCheckpoint> made;
  opened->write_and_wait([&](core::WriteTransaction& tx) {
    made.reset();
    const auto head = tx.find_audit_head(id);
    if (head) made = audit::sign_now(tx, signing, *head, SystemClock().now());
    return head.has_value();
  });
  if (!made) throw std::runtime_error("nothing was ever recorded of " + owner);
  out << audit::checkpoint_json(*made) << std::endl;
  return kDone;
}

int AuditCommands::Commands::run_key(std::ostream& out) const {
  ExistingStore opened(store);
  out << signing_key(store, audit_key).public_key().pem() << std::flush;
  return kDone;
}

AuditCommands::AuditCommands(CLI::App& app) : commands_(std::make_unique<Commands>()) {
  auto* group = app.add_subcommand("audit", "Audit logs: verify, export, sign");
  group->require_subcommand(1);
  commands_->add_verify(*group);
  commands_->add_export(*group);
  commands_->add_checkpoint(*group);
  commands_->add_key(*group);
}

AuditCommands::~AuditCommands() = default;

bool AuditCommands::parsed() const {
  return commands_->verify->parsed() || commands_->export_records->parsed() ||
         commands_->checkpoint->parsed() || commands_->key->parsed();
}

int AuditCommands::run(std::ostream& out, std::ostream& progress) const {
  if (commands_->verify->parsed()) return commands_->run_verify(out, progress);
  if (commands_->export_records->parsed()) return commands_->run_export(out, progress);
  if (commands_->checkpoint->parsed()) return commands_->run_checkpoint(out);
  return commands_->run_key(out);
}

}  // namespace selfsame::server
