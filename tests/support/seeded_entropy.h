#pragma once

#include <cstdint>
#include <random>
#include <span>

#include "core/entropy.h"

namespace selfsame::testing {

/// Bytes that look random and are the same in every run.
class SeededEntropy final : public core::Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed = 1) : engine_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine_());
  }

 private:
  std::mt19937_64 engine_;
};

/// Fills everything with one byte.
class ConstantEntropy final : public core::Entropy {
 public:
  explicit ConstantEntropy(std::uint8_t byte) : byte_(byte) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = byte_;
  }

 private:
  std::uint8_t byte_;
};

}  // namespace selfsame::testing
