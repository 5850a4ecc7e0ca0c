#include "dialects/native/account_codec.h"

#include <utility>

#include "core/limits.h"
#include "core/text.h"
#include "dialects/native/codec.h"
#include "dialects/native/fields.h"
#include "json/object_reader.h"

namespace selfsame::native {
namespace {

/// A text that somebody proves something with. Bounded before anything looks at it.
core::PlainSecret read_secret(json::ObjectReader& in, std::string_view key, std::size_t bytes_max) {
  core::PlainSecret secret(in.required_string(key));
  if (secret.reveal().size() > bytes_max) in.refuse(key, "is too long");
  return secret;
}

core::PlainSecret read_password(json::ObjectReader& in, std::string_view key) {
  return read_secret(in, key, core::limits::kPasswordBytes);
}

core::PlainSecret read_token(json::ObjectReader& in, std::string_view key) {
  return read_secret(in, key, core::limits::kSessionTokenBytes);
}

std::string read_email(json::ObjectReader& in) {
  auto email = in.required_string("email");
  const auto* given = in.find("email");  // of another type, it is refused already
  if (given != nullptr && given->is_string() && !core::is_mail_address(email)) {
    in.refuse("email", "must be a mail address");
  }
  return email;
}

Delivery read_delivery(json::ObjectReader& in) {
  const auto text = in.string("deliver").value_or("cookie");
  if (text == "token") return Delivery::token;
  if (text != "cookie") in.refuse("deliver", "must be \"cookie\" or \"token\"");
  return Delivery::cookie;
}

core::FactorProof read_proof(json::ObjectReader& in) {
  core::FactorProof proof{in.string("one_time_code"), in.string("recovery_code")};
  if (proof.one_time_code && proof.recovery_code) {
    in.refuse("recovery_code", "must not stand beside one_time_code");
  }
  return proof;
}

void encode_session_field(const core::Session& session, json::Writer& out) {
  out.key("session");
  encode_session(session, &session, out);
}

}  // namespace

core::Result<DecodedSignIn> decode_sign_in(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  core::SignIn wanted{in.required_string("email")};
  auto password = read_password(in, "password");
  if (in.find("expires_on") != nullptr) wanted.expires_at = required_time(in, "expires_on");
  const auto delivery = read_delivery(in);
  return checked(DecodedSignIn{std::move(wanted), std::move(password), delivery},
                 std::move(errors));
}

core::Result<DecodedSecondStep> decode_second_step(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  auto token = read_token(in, "sign_in_token");
  auto proof = read_proof(in);
  const auto delivery = read_delivery(in);
  return checked(DecodedSecondStep{std::move(token), std::move(proof), delivery},
                 std::move(errors));
}

core::Result<DecodedSignUp> decode_sign_up(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  core::SignUp wanted{read_email(in), in.string("first_name"), in.string("last_name"),
                      in.string("company")};
  auto password = read_password(in, "password");
  return checked(DecodedSignUp{std::move(wanted), std::move(password)}, std::move(errors));
}

core::Result<core::PlainSecret> decode_link_token(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  auto token = read_token(in, "token");
  return checked(std::move(token), std::move(errors));
}

core::Result<std::string> decode_forgotten(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  auto email = read_email(in);
  return checked(std::move(email), std::move(errors));
}

core::Result<DecodedReset> decode_reset(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  auto token = read_token(in, "token");
  auto password = read_password(in, "new_password");
  return checked(DecodedReset{std::move(token), std::move(password)}, std::move(errors));
}

core::Result<DecodedChange> decode_change(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  auto current = read_password(in, "current_password");
  auto wanted = read_password(in, "new_password");
  return checked(DecodedChange{std::move(current), std::move(wanted)}, std::move(errors));
}

void encode_session(const core::Session& session, const core::Session* own, json::Writer& out) {
  out.begin_object()
      .field("id", session.id.hex_view())
      .field("current", own != nullptr && own->id == session.id);
  out.key("permissions").begin_array();
  for (const auto& permission : session.permissions) out.string(permission);
  out.end_array().key("client_address");
  session.client_address ? out.string(session.client_address->text()) : out.null();
  out.field("user_agent", session.user_agent)
      .field("created_on", core::format_microseconds(session.created_at))
      .field("expires_on", core::format_microseconds(session.expires_at))
      .end_object();
}

void encode_signed_in(const core::IssuedSession& issued, Delivery delivery, const core::User& user,
                      json::Writer& out) {
  out.begin_object().field("state", "signed_in");
  if (delivery == Delivery::token) out.field("token", issued.token.reveal());
  encode_session_field(issued.session, out);
  out.key("user");
  encode_user(user, out);
  out.end_object();
}

void encode_pending(const core::PendingSignIn& pending, const core::PlainSecret& token,
                    json::Writer& out) {
  out.begin_object()
      .field("state", "second_factor")
      .field("sign_in_token", token.reveal())
      .field("expires_on", core::format_microseconds(pending.expires_at))
      .end_object();
}

void encode_caller(const core::UserDetails& details, const core::Session* session,
                   json::Writer& out) {
  out.begin_object().key("user");
  encode_user(*details.user, out);
  out.field("second_factor_required", details.two_factor_locked);
  if (session != nullptr) {
    encode_session_field(*session, out);
  } else {
    out.key("session").null();
  }
  out.end_object();
}

void encode_factor(const core::FactorView& factor, json::Writer& out) {
  out.begin_object().field("active", factor.active).key("last_proof_on");
  factor.last_proof_at ? out.string(core::format_microseconds(*factor.last_proof_at)) : out.null();
  out.field("recovery_codes_left", factor.recovery_codes_left).end_object();
}

}  // namespace selfsame::native
