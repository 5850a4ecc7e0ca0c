#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/access/secret_format.h"
#include "core/identity/identity.h"
#include "core/identity/password_workers.h"
#include "core/text.h"
#include "tests/support/fake_password_hasher.h"
#include "tests/support/fake_password_texts.h"

namespace selfsame::testing {

/// Tokens that say what they claim, in the form of session tokens. Not cryptography: whoever is to
/// be refused by `verify` shows another text.
class FakeSessionTokens final : public core::SessionTokens {
 public:
  [[nodiscard]] core::PlainSecret sign(const core::SessionClaims& claims) const override {
    return core::PlainSecret("eyJ." + claims.id.hex() + claims.user.hex() + '.' +
                             number(claims.issued_at) + '-' + number(claims.expires_at));
  }
  [[nodiscard]] std::optional<core::SessionClaims> verify(std::string_view token) const override {
    constexpr std::size_t kIds = 64;
    if (!token.starts_with("eyJ.") || token.size() < 4 + kIds + 4) return std::nullopt;
    const auto id = core::parse_hex_id(token.substr(4, 32));
    const auto user = core::parse_hex_id(token.substr(36, 32));
    const auto times = token.substr(4 + kIds + 1);
    const auto dash = times.find('-');
    if (!id || !user || dash == std::string_view::npos) return std::nullopt;
    return core::SessionClaims{core::SessionId{*id}, core::UserId{*user},
                               time(times.substr(0, dash)), time(times.substr(dash + 1))};
  }

 private:
  static std::string number(core::Timestamp at) {
    return std::to_string(at.time_since_epoch().count());
  }
  static core::Timestamp time(std::string_view text) {
    return core::Timestamp(std::chrono::microseconds(std::stoll(std::string(text))));
  }
};

/// A code is the last six digits of its step of 30 seconds, whatever the secret.
class FakeOneTimeCodes final : public core::OneTimeCodes {
 public:
  [[nodiscard]] core::PlainSecret make_secret(core::Entropy& entropy) const override {
    std::array<std::uint8_t, 16> bytes{};
    entropy.fill(bytes);
    return core::PlainSecret(core::id_to_base32(bytes));
  }
  [[nodiscard]] std::optional<std::int64_t> find_step(
      std::string_view /*secret*/, std::string_view code, core::Timestamp now,
      std::optional<std::int64_t> last_step) const override {
    for (const std::int64_t step : {step_at(now), step_at(now) - 1, step_at(now) + 1}) {
      if (code == code_of(step) && (!last_step || step > *last_step)) return step;
    }
    return std::nullopt;
  }
  static std::string code_at(core::Timestamp at) { return code_of(step_at(at)); }

 private:
  static std::int64_t step_at(core::Timestamp at) {
    return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count() / 30;
  }
  static std::string code_of(std::int64_t step) {
    auto digits = std::to_string(1'000'000 + step % 1'000'000);
    return digits.substr(1);
  }
};

/// Hides a secret from whoever searches for it, and opens it for the same context. Not cryptography.
class FakeSecretSealer final : public core::SecretSealer {
 public:
  [[nodiscard]] std::string seal(std::string_view secret, std::string_view context) const override {
    std::string sealed = std::to_string(std::hash<std::string_view>()(context)) + '/';
    for (const char c : secret) sealed += static_cast<char>(~c);
    return sealed;
  }
  [[nodiscard]] std::optional<core::PlainSecret> open(std::string_view sealed,
                                                      std::string_view context) const override {
    const auto start = std::to_string(std::hash<std::string_view>()(context)) + '/';
    if (!sealed.starts_with(start)) return std::nullopt;
    std::string secret;
    for (const char c : sealed.substr(start.size())) secret += static_cast<char>(~c);
    return core::PlainSecret(std::move(secret));
  }
  [[nodiscard]] std::array<std::uint8_t, 32> derive(std::string_view context) const override {
    std::array<std::uint8_t, 32> bytes{};
    const auto hash = std::hash<std::string_view>()(context);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = static_cast<std::uint8_t>(hash >> (8 * (i % 8)));
    }
    return bytes;
  }
};

/// Everything that proving who one is needs, of fakes.
struct FakeIdentity {
  FakePasswordTexts passwords;
  FakeSessionTokens tokens;
  FakeOneTimeCodes codes;
  FakeSecretSealer sealer;
  core::Identity identity{passwords, tokens, codes, sealer, FakePasswordHasher().hash("of nobody")};
};

/// Does the work at once, on the caller's thread.
class PromptPasswordWorkers final : public core::PasswordWorkers {
 public:
  bool is_full = false;

  bool submit(core::PasswordWork work,
              std::move_only_function<void(std::exception_ptr)> done) override {
    if (is_full) return false;
    std::exception_ptr failure;
    try {
      work(hasher_);
    } catch (...) {
      failure = std::current_exception();
    }
    done(std::move(failure));
    return true;
  }

 private:
  FakePasswordHasher hasher_;
};

}  // namespace selfsame::testing
