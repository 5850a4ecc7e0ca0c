#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "core/access/acl.h"
#include "core/access/secret.h"
#include "core/error.h"
#include "json/writer.h"

/// Access lists: permissions, and where they count. Source: reference 6.4.
namespace selfsame::rebilly {

/// Names of permissions, each once. What is none is an error at its place, and so are too many.
std::vector<std::string> read_permissions(const boost::json::array& given,
                                          const std::string& pointer,
                                          std::vector<core::FieldError>& errors);

/// An access list that lies at `pointer`. Each thing that is wrong is an error at its place, in words
/// of this wire. The hasher is for ids of organizations that clients chose.
std::vector<core::AclEntry> read_acl(const boost::json::array& given, const std::string& pointer,
                                     const core::SecretHasher& hasher,
                                     std::vector<core::FieldError>& errors);

/// Writes an array.
void encode_acl(const std::vector<core::AclEntry>& acl, json::Writer& out);
/// The list of one entry that restricts nothing but what is permitted.
void encode_acl_everywhere(const std::vector<std::string>& permissions, json::Writer& out);

}  // namespace selfsame::rebilly
