#include <array>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "core/access/secret_format.h"
#include "core/identity/password_rules.h"
#include "core/store_operations.h"
#include "identity/password_texts.h"
#include "json/writer.h"
#include "server/command_store.h"
#include "server/commands.h"

namespace selfsame::server {
namespace {

/// `/first_name` is `--first-name` to whoever types it.
std::string flag_of(const std::string& pointer) {
  if (pointer == "/name") return "--organization";
  if (pointer == "/password") return "the password";
  std::string flag = "--" + pointer.substr(1);
  for (char& c : flag) {
    if (c == '_') c = '-';
  }
  return flag;
}

void throw_if_refused(const core::Status& status) {
  if (!status) throw std::runtime_error(describe(status.error(), flag_of));
}

core::PlainSecret read_password(std::istream& in) {
  std::string line;
  if (!std::getline(in, line)) throw std::runtime_error("no password on standard input");
  if (line.ends_with('\r')) line.pop_back();
  return core::PlainSecret(std::move(line));
}

/// What there is; empty if there is nothing.
std::string_view view_of(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

/// The password in the form in which it is hashed, if it may be one.
core::PlainSecret checked(const core::PlainSecret& password, const InitOptions& options) {
  const identity::PasswordTexts texts;
  auto normalized = texts.normalize(password.reveal());
  if (!normalized) throw_if_refused(core::fail_field("/password", "must be text"));
  const std::array<std::string_view, 4> context{options.email, view_of(options.first_name),
                                                view_of(options.last_name), options.organization};
  if (const auto problem = core::password_problem(texts, *normalized, context, false)) {
    throw_if_refused(core::fail_field("/password", *problem));
  }
  return core::PlainSecret(std::move(*normalized));
}

void print_json(const InitOptions& options, const core::FirstCredentials& made,
                const core::PlainSecret& password, std::ostream& out) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object()
      .field("user_id", made.user.hex())
      .field("organization_id", made.organization.hex())
      .field("email", options.email);
  if (!options.password_stdin) writer.field("password", password.reveal());
  writer.field("api_token", made.api_token.reveal())
      .field("global_api_key", made.global_api_key.reveal())
      .field("secret_api_key", made.secret_api_key.reveal())
      .end_object();
  out << text << std::endl;
}

void print_text(const InitOptions& options, const core::FirstCredentials& made,
                const core::PlainSecret& password, std::ostream& out) {
  out << "The first user is there. These secrets are shown this once; keep them.\n\n"
      << "user             " << made.user.hex() << "  (" << options.email << ")\n"
      << "organization     " << made.organization.hex() << '\n';
  if (!options.password_stdin) out << "password         " << password.reveal() << '\n';
  out << "API token        " << made.api_token.reveal() << '\n'
      << "global API key   " << made.global_api_key.reveal() << '\n'
      << "secret API key   " << made.secret_api_key.reveal() << "\n\n"
      << "Next: selfsame serve --store " << options.store << std::endl;
}

}  // namespace

int run_init(const InitOptions& options, std::istream& in, std::ostream& out) {
  crypto::SystemEntropy entropy;
  const auto password = options.password_stdin ? read_password(in) : core::make_password(entropy);
  core::FirstUser first;
  first.email = options.email;
  first.first_name = options.first_name;
  first.last_name = options.last_name;
  first.organization = options.organization.empty() ? options.email : options.organization;
  first.password_hash = crypto::Argon2idHasher().hash(checked(password, options).reveal());

  CommandStore store(options.store);
  std::optional<core::FirstCredentials> made;
  throw_if_refused(
      store.write([&](core::WriteTransaction& tx, const core::OperationContext& context) {
        auto result = core::initialize_store(tx, context, first);
        if (!result) return core::Status(std::unexpected(std::move(result.error())));
        made = std::move(*result);
        return core::Status();
      }));
  options.json ? print_json(options, *made, password, out)
               : print_text(options, *made, password, out);
  return kDone;
}

}  // namespace selfsame::server
