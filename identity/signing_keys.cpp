#include "identity/signing_keys.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <cstddef>
#include <openssl/crypto.h>
#include <optional>
#include <stdexcept>
#include <utility>

#include "core/limits.h"
#include "crypto/key_file.h"
#include "json/object_reader.h"
#include "json/parse.h"
#include "json/writer.h"

namespace selfsame::identity {
namespace {

using Keys = std::vector<SigningKey>;

constexpr std::size_t kDepth = 3;
constexpr std::size_t kBytesPerKey = 640;  // and some to spare

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw std::runtime_error("session keys " + path + ": " + why);
}

void wipe(boost::json::value& value) {
  if (auto* text = value.if_string()) OPENSSL_cleanse(text->data(), text->size());
  if (auto* items = value.if_array()) std::ranges::for_each(*items, wipe);
  if (auto* members = value.if_object()) {
    for (auto& member : *members) wipe(member.value());
  }
}

/// JSON that holds secrets.
struct WipedValue {
  boost::json::value value;

  explicit WipedValue(boost::json::value read) : value(std::move(read)) {}
  ~WipedValue() { wipe(value); }
  WipedValue(const WipedValue&) = delete;
  WipedValue& operator=(const WipedValue&) = delete;
};

std::optional<SigningKey> read_key(const boost::json::value& value) {
  std::vector<core::FieldError> errors;
  json::ObjectReader fields(value, "", errors);
  const auto id = fields.required_string("kid");
  const auto created_at = core::parse_rfc3339(fields.required_string("created_at"));
  const core::PlainSecret pem(fields.required_string("private_key"));
  if (!errors.empty() || !created_at) return std::nullopt;
  auto key = SigningKey::from_pem(pem.reveal(), *created_at);
  if (!key || key->id != id) return std::nullopt;
  return key;
}

/// No value: the text is damaged, or something else.
std::optional<Keys> read_keys(std::string_view content) {
  auto parsed = json::parse(content, kDepth);
  if (!parsed) return std::nullopt;
  const WipedValue wiped(std::move(*parsed));
  std::vector<core::FieldError> errors;
  json::ObjectReader file(wiped.value, "", errors);
  const auto* items = file.required_array("keys");
  if (items == nullptr || items->empty()) return std::nullopt;
  Keys keys;
  for (const auto& item : *items) {
    auto key = read_key(item);
    if (!key) return std::nullopt;
    keys.push_back(std::move(*key));
  }
  return keys;
}

Keys keys_in(std::string_view content, const std::string& path) {
  auto keys = read_keys(content);
  if (!keys) refuse(path, "holds no P-256 private keys in JSON, or is damaged");
  return std::move(*keys);
}

core::PlainSecret file_content(const Keys& keys) {
  std::string text;
  text.reserve(kBytesPerKey * (keys.size() + 1));  // to leave no copy behind by growing
  json::Writer writer(text);
  writer.begin_object().key("keys").begin_array();
  for (const auto& key : keys) {
    writer.begin_object()
        .field("kid", key.id)
        .field("created_at", core::format_microseconds(key.created_at))
        .field("private_key", key.private_pem.reveal())
        .end_object();
  }
  writer.end_array().end_object();
  text += '\n';
  return core::PlainSecret(std::move(text));
}

Keys one_key(core::Timestamp now) {
  Keys keys;
  keys.push_back(SigningKey::make(now));
  return keys;
}

bool is_due(const Keys& keys, core::Timestamp now) {
  return now - keys.back().created_at > core::limits::kSigningKeyAge;
}

/// A key signs until the next one is made, so that one's age says how long this has been of no use.
Keys without_retired(Keys keys, core::Timestamp now, std::chrono::microseconds keep) {
  Keys kept;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const bool is_newest = i + 1 == keys.size();
    if (is_newest || now - keys[i + 1].created_at <= keep) kept.push_back(std::move(keys[i]));
  }
  return kept;
}

core::PlainSecret rotated(Keys keys, const std::string& path, core::Timestamp now,
                          std::chrono::microseconds keep) {
  keys.push_back(SigningKey::make(now));
  keys = without_retired(std::move(keys), now, keep);
  if (keys.size() > core::limits::kSigningKeys) {
    refuse(path, "holds " + std::to_string(core::limits::kSigningKeys) +
                     " keys, and no more; they go some time after they are replaced");
  }
  return file_content(keys);
}

Keys load(const std::string& path) {
  const auto content = crypto::read_key_file(path);
  if (!content) refuse(path, "there is no such file");
  return keys_in(content->reveal(), path);
}

void rotate_if_due(const std::string& path, core::Entropy& entropy, core::Timestamp now) {
  const auto change = [&](std::string_view content) -> std::optional<core::PlainSecret> {
    auto keys = keys_in(content, path);
    if (!is_due(keys, now)) return std::nullopt;  // another process was faster
    return rotated(std::move(keys), path, now, core::limits::kSigningKeyRetention);
  };
  crypto::change_key_file(path, change, entropy);
}

}  // namespace

SigningKeys::SigningKeys(Keys keys) : keys_(std::move(keys)) {}

SigningKeys SigningKeys::load_or_make(const std::string& path, core::Entropy& entropy,
                                      core::Timestamp now) {
  if (!crypto::read_key_file(path))
    crypto::make_key_file(path, file_content(one_key(now)), entropy);
  auto keys = load(path);  // what is there now: another process may have been faster
  if (!is_due(keys, now)) return SigningKeys(std::move(keys));
  rotate_if_due(path, entropy, now);
  return SigningKeys(load(path));
}

SigningKeys SigningKeys::rotate(const std::string& path, core::Entropy& entropy,
                                core::Timestamp now, std::chrono::microseconds keep) {
  const auto change = [&](std::string_view content) {
    return std::optional(rotated(keys_in(content, path), path, now, keep));
  };
  crypto::change_key_file(path, change, entropy);
  return SigningKeys(load(path));
}

SigningKeys SigningKeys::ephemeral(core::Timestamp now) { return SigningKeys(one_key(now)); }

const SigningKey* SigningKeys::find(std::string_view id) const {
  const auto found = std::ranges::find(keys_, id, &SigningKey::id);
  return found == keys_.end() ? nullptr : &*found;
}

std::string SigningKeys::jwks() const {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().key("keys").begin_array();
  for (const auto& key : keys_) {
    writer.begin_object()
        .field("kty", "EC")
        .field("crv", "P-256")
        .field("x", key.x)
        .field("y", key.y)
        .field("use", "sig")
        .field("alg", "ES256")
        .field("kid", key.id)
        .end_object();
  }
  writer.end_array().end_object();
  return text;
}

}  // namespace selfsame::identity
