// How many passwords a second bare libsodium compares with a hash of the server's default cost, on so
// many threads.
//   password_yardstick THREADS SECONDS

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <sodium.h>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

#include "crypto/sodium.h"

namespace {

using HashText = std::array<char, crypto_pwhash_STRBYTES>;

constexpr std::string_view kPassword = "a password for one measurement";

HashText hash_at_default_cost() {
  constexpr selfsame::crypto::PasswordCost kCost;
  HashText text{};
  if (crypto_pwhash_str_alg(text.data(), kPassword.data(), kPassword.size(), kCost.operations,
                            kCost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("no memory to hash a password");
  }
  return text;
}

double comparisons_per_second(unsigned threads, double seconds) {
  const HashText hash = hash_at_default_cost();
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  std::atomic<std::uint64_t> matched = 0;
  std::atomic<bool> failed = false;
  const auto compare = [&] {
    while (!failed && elapsed() < seconds) {
      if (crypto_pwhash_str_verify(hash.data(), kPassword.data(), kPassword.size()) == 0) {
        ++matched;
      } else {
        failed = true;
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < threads; ++i) workers.emplace_back(compare);
  }
  if (failed) throw std::runtime_error("a password does not match its own hash");
  return static_cast<double>(matched) / elapsed();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: password_yardstick THREADS SECONDS\n";
    return 2;
  }
  try {
    selfsame::crypto::initialize();
    const auto threads = static_cast<unsigned>(std::strtoul(argv[1], nullptr, 10));
    std::cout << comparisons_per_second(threads, std::atof(argv[2])) << '\n';
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "password_yardstick: " << error.what() << '\n';
    return 1;
  }
}
