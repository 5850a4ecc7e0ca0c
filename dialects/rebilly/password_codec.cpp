#include "dialects/rebilly/password_codec.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/limits.h"
#include "core/text.h"
#include "dialects/rebilly/times.h"
#include "json/object_reader.h"

namespace selfsame::rebilly {
namespace {

/// Bounded before anything looks at it: normalising and hashing are for what can be a password.
core::PlainSecret read_password(json::ObjectReader& in, std::string_view key) {
  core::PlainSecret password(in.required_string(key));
  if (password.reveal().size() > core::limits::kPasswordBytes) {
    in.refuse(key, "must be at most " + std::to_string(core::limits::kPasswordCharacters) +
                       " characters long");
  }
  return password;
}

std::string read_email(json::ObjectReader& in, std::string_view key) {
  auto email = in.required_string(key);
  const auto* given = in.find(key);  // of another type, it is refused already
  if (given != nullptr && given->is_string() && !core::is_mail_address(email)) {
    in.refuse(key, "must be a mail address");
  }
  return email;
}

bool is_letters(std::string_view text, std::size_t count) {
  return text.size() == count &&
         std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// A code of capital letters, such as a country's.
std::optional<std::string> read_code(json::ObjectReader& in, std::string_view key,
                                     std::size_t letters, std::string_view otherwise) {
  auto code = in.string(key).value_or(std::string(otherwise));
  if (!is_letters(code, letters)) {
    in.refuse(key, "must be " + std::to_string(letters) + " capital letters");
  }
  return code;
}

template <class T>
core::Result<T> finish(T value, std::vector<core::FieldError> errors) {
  if (!errors.empty()) return core::invalid(std::move(errors));
  return value;
}

}  // namespace

core::Result<std::string> decode_forgotten(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  auto email = read_email(in, "email");
  return finish(std::move(email), std::move(errors));
}

core::Result<core::PlainSecret> decode_password_reset(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  auto password = read_password(in, "newPassword");
  return finish(std::move(password), std::move(errors));
}

core::Result<PasswordChange> decode_password_change(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  auto current = read_password(in, "currentPassword");
  auto wanted = read_password(in, "newPassword");
  return finish(PasswordChange{std::move(current), std::move(wanted)}, std::move(errors));
}

core::Result<DecodedSignUp> decode_sign_up(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  core::SignUp wanted;
  wanted.email = read_email(in, "email");
  wanted.company = in.required_string("company");
  wanted.first_name = in.required_string("firstName");
  wanted.last_name = in.required_string("lastName");
  wanted.telephone = in.required_string("businessPhone");
  auto password = read_password(in, "password");
  wanted.website = in.required_string("website");
  wanted.country = read_code(in, "country", 2, "US");
  wanted.reporting_currency = read_code(in, "reportingCurrency", 3, "USD");
  return finish(DecodedSignUp{std::move(wanted), std::move(password)}, std::move(errors));
}

void encode_password_link(const core::ActionLink& link, std::string_view token,
                          const LinkBase& links, json::Writer& out) {
  out.begin_object()
      .field("id", core::id_to_hex(link.id.bytes))
      .field("token", token)
      .field("sentTime", format_time(link.created_at));
  write_links(std::array{Link{"self", links.href("/reset-password/" + std::string(token))}}, out);
  out.end_object();
}

}  // namespace selfsame::rebilly
