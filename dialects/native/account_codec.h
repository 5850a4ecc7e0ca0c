#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "core/identity/second_factor_operations.h"
#include "core/identity/session.h"
#include "core/identity/sign_in_operations.h"
#include "core/identity/sign_up_operations.h"
#include "core/identity/user_operations.h"
#include "core/result.h"
#include "json/writer.h"

/// What people send and are shown of their own accounts. Errors of every reader: invalid.
namespace selfsame::native {

/// How the token of a new session is handed over.
enum class Delivery { cookie, token };

struct DecodedSignIn {
  core::SignIn sign_in;
  core::PlainSecret password;
  Delivery delivery = Delivery::cookie;
};
core::Result<DecodedSignIn> decode_sign_in(const boost::json::value& body);

struct DecodedSecondStep {
  core::PlainSecret sign_in_token;
  core::FactorProof proof;
  Delivery delivery = Delivery::cookie;
};
core::Result<DecodedSecondStep> decode_second_step(const boost::json::value& body);

struct DecodedSignUp {
  core::SignUp sign_up;
  core::PlainSecret password;
};
core::Result<DecodedSignUp> decode_sign_up(const boost::json::value& body);

/// The token of a mailed link.
core::Result<core::PlainSecret> decode_link_token(const boost::json::value& body);
/// The mail address of who has forgotten a password.
core::Result<std::string> decode_forgotten(const boost::json::value& body);

struct DecodedReset {
  core::PlainSecret token;
  core::PlainSecret new_password;
};
core::Result<DecodedReset> decode_reset(const boost::json::value& body);

struct DecodedChange {
  core::PlainSecret current_password;
  core::PlainSecret new_password;
};
core::Result<DecodedChange> decode_change(const boost::json::value& body);

/// `own`: the one that the caller acts in, if any.
void encode_session(const core::Session& session, const core::Session* own, json::Writer& out);
/// A sign-in that is complete. The token is shown only where it is not in a cookie.
void encode_signed_in(const core::IssuedSession& issued, Delivery delivery, const core::User& user,
                      json::Writer& out);
void encode_pending(const core::PendingSignIn& pending, const core::PlainSecret& token,
                    json::Writer& out);
/// Who the caller is. `session`: null where they act by another credential.
void encode_caller(const core::UserDetails& details, const core::Session* session,
                   json::Writer& out);
void encode_factor(const core::FactorView& factor, json::Writer& out);

}  // namespace selfsame::native
