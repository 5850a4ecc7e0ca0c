#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "core/identity/action_link.h"
#include "core/identity/sign_up_operations.h"
#include "core/result.h"
#include "dialects/rebilly/links.h"
#include "json/writer.h"

/// Source: reference 5, the historic schemas. Errors of every reader: invalid.
namespace selfsame::rebilly {

/// The mail address of who has forgotten a password.
core::Result<std::string> decode_forgotten(const boost::json::value& body);

core::Result<core::PlainSecret> decode_password_reset(const boost::json::value& body);

struct PasswordChange {
  core::PlainSecret current_password;
  core::PlainSecret new_password;
};
core::Result<PasswordChange> decode_password_change(const boost::json::value& body);

struct DecodedSignUp {
  core::SignUp sign_up;
  core::PlainSecret password;
};
core::Result<DecodedSignUp> decode_sign_up(const boost::json::value& body);

/// `token`: as the client has it.
void encode_password_link(const core::ActionLink& link, std::string_view token,
                          const LinkBase& links, json::Writer& out);

}  // namespace selfsame::rebilly
