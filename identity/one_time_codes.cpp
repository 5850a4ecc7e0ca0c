#include "identity/one_time_codes.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <liboath/oath.h>
#include <new>
#include <openssl/crypto.h>
#include <ratio>
#include <stdexcept>

namespace selfsame::identity {
namespace {

using Steps = std::chrono::duration<std::int64_t, std::ratio<OATH_TOTP_DEFAULT_TIME_STEP_SIZE>>;

constexpr std::size_t kSecretBytes = 20;
constexpr std::size_t kDigits = 6;
/// How many steps the clock of whoever has the app may be wrong.
constexpr std::int64_t kStepsOff = 1;

/// What the library gives; wiped when it goes.
class OathBytes {
 public:
  OathBytes() = default;
  ~OathBytes() {
    if (bytes_ != nullptr) OPENSSL_cleanse(bytes_, size_);
    std::free(bytes_);  // NOLINT(cppcoreguidelines-no-malloc): the library asks for it
  }
  OathBytes(const OathBytes&) = delete;
  OathBytes& operator=(const OathBytes&) = delete;

  [[nodiscard]] std::string_view view() const { return {bytes_, size_}; }
  /// Calls `oath_base32_encode` or `oath_base32_decode`.
  template <class Function>
  int fill(Function&& function, std::string_view input) {
    return function(input.data(), input.size(), &bytes_, &size_);
  }

 private:
  char* bytes_ = nullptr;
  std::size_t size_ = 0;
};

void initialize() {
  static const int failed = oath_init();
  if (failed != OATH_OK) throw std::runtime_error("liboath cannot be initialized");
}

bool is_code_form(std::string_view code) {
  return code.size() == kDigits &&
         std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_code_of(std::string_view key, std::int64_t step, std::string_view code) {
  std::array<char, kDigits + 1> right{};
  const int failed = oath_hotp_generate(key.data(), key.size(), static_cast<std::uint64_t>(step),
                                        kDigits, false, OATH_HOTP_DYNAMIC_TRUNCATION, right.data());
  if (failed != OATH_OK) throw std::runtime_error(oath_strerror(failed));
  const bool same = CRYPTO_memcmp(right.data(), code.data(), kDigits) == 0;
  OPENSSL_cleanse(right.data(), right.size());
  return same;
}

}  // namespace

OneTimeCodes::OneTimeCodes() { initialize(); }

core::PlainSecret OneTimeCodes::make_secret(core::Entropy& entropy) const {
  std::array<std::uint8_t, kSecretBytes> bytes{};
  entropy.fill(bytes);
  OathBytes base32;
  const int failed =
      base32.fill(oath_base32_encode, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  OPENSSL_cleanse(bytes.data(), bytes.size());
  if (failed != OATH_OK) throw std::bad_alloc();
  return core::PlainSecret(std::string(base32.view()));
}

std::optional<std::int64_t> OneTimeCodes::find_step(std::string_view secret, std::string_view code,
                                                    core::Timestamp now,
                                                    std::optional<std::int64_t> last_step) const {
  if (!is_code_form(code)) return std::nullopt;
  OathBytes key;
  if (key.fill(oath_base32_decode, secret) != OATH_OK || key.view().size() != kSecretBytes) {
    throw std::invalid_argument("the secret of one-time codes is damaged");
  }
  const auto current = std::chrono::floor<Steps>(now.time_since_epoch()).count();
  // The latest that fits, should two steps have the same code: it must not work again as the other.
  std::optional<std::int64_t> found;
  for (auto step = current - kStepsOff; step <= current + kStepsOff; ++step) {
    const bool counts = step >= 0 && (!last_step || step > *last_step);
    if (counts && is_code_of(key.view(), step, code)) found = step;
  }
  return found;
}

}  // namespace selfsame::identity
