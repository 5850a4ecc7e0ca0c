#pragma once

#include <string_view>
#include <vector>

namespace selfsame::arrows {

/// What the files of a folder may include, beside the C++ standard library, which everybody may.
struct Rule {
  std::string_view folder;                  ///< the longest that fits a file decides
  std::vector<std::string_view> own;        ///< folders of this tree
  std::vector<std::string_view> outside{};  ///< headers of others, by how they begin
};

/// Stands for every folder of the tree, or every header.
inline constexpr std::string_view kAnything = "*";
/// Stands for the headers of the operating system.
inline constexpr std::string_view kPosix = "POSIX";

/// The arrows of docs and design: they point inward, to the core.
inline const std::vector<Rule> kRules{
    // clang-format off
    {"core",                {"core"}},
    {"core/ip_address.cpp", {"core"},                        {"arpa/inet.h"}},
    {"json",                {"core", "json"},                {"boost/json"}},
    {"crypto",              {"core", "crypto"},              {"sodium.h"}},
    {"crypto/sodium.cpp",   {"core", "crypto"},              {"sodium.h", kPosix}},
    {"crypto/key_file.cpp", {"core", "crypto"},              {kPosix}},
    {"identity",            {"core", "crypto", "json", "identity"}, {"boost/json"}},
    {"identity/one_time_codes.cpp", {"core", "identity"},    {"liboath/", "openssl/"}},
    {"identity/password_texts.cpp", {"core", "identity"},    {"utf8proc.h"}},
    {"identity/qr_code.cpp", {"core", "identity"},           {"qrencode.h"}},
    {"identity/session_tokens.cpp", {"core", "crypto", "json", "identity"}, {"boost/json", "jwt.h", "openssl/"}},
    {"identity/signing_key.cpp", {"core", "crypto", "json", "identity"}, {"openssl/"}},
    {"identity/signing_keys.cpp", {"core", "crypto", "json", "identity"}, {"boost/json", "openssl/"}},
    {"audit",               {"core", "json", "crypto", "audit"}, {"boost/json"}},
    {"audit/signing_key.cpp", {"core", "crypto", "audit"},   {"sodium.h"}},
    {"audit/webhook_transport.cpp", {"audit"},               {"curl/"}},
    {"http",                {"http"},                        {"boost/", "openssl/", kPosix}},
    {"storage/sql",         {"core", "storage/sql"},         {"boost/json", "fmt/"}},
    {"storage/sqlite",      {"core", "storage/sql", "storage/sqlite"},
                                                             {"sqlite3.h", "fmt/", kPosix}},
    {"storage/contract",    {"core", "storage/contract", "tests/support"}, {"gtest/"}},
    {"billing",             {"core", "crypto", "billing"}},
    {"billing/currencies.cpp", {"core", "billing"},          {"boost/json"}},
    {"billing/toml_table.h", {"billing"},                    {"toml++/"}},
    {"billing/zones.cpp",   {"core", "billing"},             {"cctz/"}},
    {"dialects/common",     {"core", "json", "http", "dialects/common"}},
    {"templates",           {"templates"}},
    {"templates/mustache_template.cpp", {"templates"},       {"kainjow/"}},
    {"mail",                {"core", "templates", "mail"}},
    {"mail/message.cpp",    {"core", "mail"},                {"sodium.h"}},
    {"mail/smtp_transport.cpp", {"core", "mail"},            {"curl/", kPosix}},
    {"mail/directory_transport.cpp", {"core", "mail"},       {kPosix}},
    {"dialects/cloudflare", {"core", "json", "http", "dialects/common", "dialects/cloudflare"},
                                                             {"boost/json"}},
    {"dialects/native",     {"core", "json", "http", "audit", "dialects/common", "dialects/native"},
                                                             {"boost/json"}},
    {"dialects/rebilly",    {"core", "json", "http", "dialects/common", "dialects/rebilly"},
                                                             {"boost/json"}},
    {"dialects/pages",      {"core", "http", "templates", "dialects/common", "dialects/pages"}},
    {"dialects/pages/style_source.cpp", {"dialects/pages"},  {"openssl/"}},
    {"server",              {kAnything},                     {kAnything}},
    {"bench",               {kAnything},                     {kAnything}},
    {"tests",               {kAnything},                     {kAnything}},
    {"cmake",               {},                              {"boost/"}},
    // clang-format on
};

/// What a test beside its source may include in addition: the helpers in tests/support, and of an
/// engine the suite that every engine passes.
inline const std::vector<Rule> kTestRules{
    // clang-format off
    {"",                    {"tests/support"},               {"gtest/"}},
    {"storage",             {"storage/contract", "tests/support"}, {kPosix}},
    {"mail",                {"tests/support"},               {"sodium.h", kPosix}},
    {"crypto",              {"tests/support"},               {kPosix}},
    {"identity",            {"tests/support"},               {"jwt.h", "openssl/", kPosix}},
    {"audit",               {"tests/support"},               {kPosix}},
    {"billing",             {"tests/support"},               {kPosix}},
    // clang-format on
};

}  // namespace selfsame::arrows
