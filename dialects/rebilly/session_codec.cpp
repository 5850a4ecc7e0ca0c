#include "dialects/rebilly/session_codec.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dialects/rebilly/acl_codec.h"
#include "dialects/rebilly/ids.h"
#include "dialects/rebilly/membership_codec.h"
#include "dialects/rebilly/shown_id.h"
#include "dialects/rebilly/texts.h"
#include "json/object_reader.h"

namespace selfsame::rebilly {
namespace {

constexpr std::size_t kCodeDigits = 6;

std::optional<core::Timestamp> decode_time(json::ObjectReader& in, std::string_view key) {
  const auto text = in.string(key);
  if (!text) return std::nullopt;
  const auto time = core::parse_rfc3339(*text);
  if (!time) in.refuse(key, "must be a date-time as in RFC 3339, e.g. 2026-01-02T03:04:05+00:00");
  return time;
}

std::optional<std::string> decode_code(json::ObjectReader& in) {
  auto code = in.string("oneTimePassword");
  const bool is_code =
      !code || (code->size() == kCodeDigits &&
                std::ranges::all_of(*code, [](char c) { return c >= '0' && c <= '9'; }));
  if (!is_code) in.refuse("oneTimePassword", "must be 6 digits");
  return code;
}

}  // namespace

std::vector<std::string> decode_permissions(json::ObjectReader& in, std::string_view key,
                                            std::vector<core::FieldError>& errors) {
  const auto* given = in.required_array(key);
  if (given == nullptr) return {};
  return read_permissions(*given, in.pointer_to(key), errors);
}

void encode_session(const core::Session& session, std::string_view token, const core::User& user,
                    const std::vector<core::PlaceRecord>& places, const LinkBase& links,
                    json::Writer& out) {
  const auto id = spell_id(session.id.bytes, IdKind::session);
  out.begin_object().field("id", id);
  if (!token.empty()) out.field("token", token);
  encode_texts("permissions", session.permissions, out);
  out.key("memberships").begin_array();
  for (const auto& place : places) {
    encode_membership(place, {}, links, out);
  }
  out.end_array();
  out.field("userId", shown_id(user))
      .field("createdTime", format_time(session.created_at))
      .field("updatedTime", format_time(session.modified_at))
      .field("expiredTime", format_time(session.expires_at));
  write_links(std::array{Link{"self", links.href("/sessions/" + id)}}, out);
  out.end_object();
}

core::Result<DecodedSignIn> decode_sign_in(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  core::SignIn wanted;
  wanted.email = in.required_string("email");
  core::PlainSecret password(in.required_string("password"));
  if (password.reveal().size() > core::limits::kPasswordBytes) {
    in.refuse("password", "must be at most " + std::to_string(core::limits::kPasswordCharacters) +
                              " characters long");
  }
  wanted.one_time_code = decode_code(in);
  wanted.expires_at = decode_time(in, "expiredTime");
  if (!errors.empty()) return core::invalid(std::move(errors));
  return DecodedSignIn{std::move(wanted), std::move(password)};
}

core::Result<core::SessionDraft> decode_session_draft(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  core::SessionDraft draft;
  draft.permissions = decode_permissions(in, "permissions", errors);
  draft.expires_at = decode_time(in, "expiredTime");
  if (!errors.empty()) return core::invalid(std::move(errors));
  return draft;
}

}  // namespace selfsame::rebilly
