#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every limit of the program, by name. Each is tested at the limit and one past it.
namespace selfsame::core::limits {

// What one request may weigh.
inline constexpr std::size_t kBodyBytes = std::size_t{1} << 20;
inline constexpr std::size_t kHeaderBytes = std::size_t{16} << 10;
inline constexpr std::size_t kUrlBytes = std::size_t{8} << 10;
inline constexpr std::size_t kJsonDepth = 32;

// How long one may take, and how many at once.
inline constexpr std::chrono::seconds kHeaderTime{10};
inline constexpr std::chrono::seconds kBodyTime{30};
inline constexpr std::chrono::seconds kWriteTime{30};
inline constexpr std::chrono::seconds kIdleTime{75};
inline constexpr std::chrono::seconds kStopTime{20};
inline constexpr std::size_t kConnections = 10'000;

// Requests a user may make in a window.
inline constexpr std::uint32_t kRequestsPerWindow = 1200;
inline constexpr std::chrono::seconds kRateWindow{300};

// A person's profile; characters, not bytes.
inline constexpr std::size_t kEmailCharacters = 90;
inline constexpr std::size_t kFirstNameCharacters = 60;
inline constexpr std::size_t kLastNameCharacters = 60;
inline constexpr std::size_t kTelephoneCharacters = 20;
inline constexpr std::size_t kCountryCharacters = 30;
inline constexpr std::size_t kZipcodeCharacters = 20;
inline constexpr std::size_t kUsernameCharacters = 60;
inline constexpr std::size_t kOrganizationNameCharacters = 100;
inline constexpr std::size_t kPasswordCharactersMin = 15;
inline constexpr std::size_t kPasswordCharacters = 256;

// API tokens.
inline constexpr std::size_t kTokensPerUser = 50;
inline constexpr std::size_t kTokenNameCharacters = 120;
inline constexpr std::size_t kPoliciesPerToken = 50;
inline constexpr std::size_t kPermissionGroupsPerPolicy = 400;
inline constexpr std::size_t kResourcesPerPolicy = 400;
inline constexpr std::size_t kResourceNameBytes = 256;
inline constexpr std::size_t kNetworksPerCondition = 100;

// Pages of a token list.
inline constexpr std::uint32_t kTokenPageDefault = 20;
inline constexpr std::uint32_t kTokenPageMin = 5;
inline constexpr std::uint32_t kTokenPageMax = 50;

// How old the stored time of a token's last use may be.
inline constexpr std::chrono::seconds kLastUsedDelay{30};

}  // namespace selfsame::core::limits
