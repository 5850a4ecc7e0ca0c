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
inline constexpr std::size_t kFormBytes = std::size_t{1} << 10;  ///< what a page of ours sends

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

// Refusals that are recorded of one credential, or of one user whom keys are tried on, in such a
// window: enough to see an attack, too few to fill a disk by one.
inline constexpr std::uint32_t kRecordedRefusalsPerWindow = 60;

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
inline constexpr std::size_t kPasswordCharactersMinWithFactor = 8;
inline constexpr std::size_t kPasswordCharacters = 256;
inline constexpr std::size_t kPasswordBytes = 4 * kPasswordCharacters;
/// What authenticator apps call the server: a QR code must hold it, twice.
inline constexpr std::size_t kServiceNameCharacters = 60;
inline constexpr std::size_t kRecoveryCodes = 10;  ///< made at once
/// Words of a person's surroundings (a name, a part of an address) that are shorter may stand in a
/// password by chance.
inline constexpr std::size_t kPasswordContextCharactersMin = 4;
/// How many other characters beside such words make no password of them.
inline constexpr std::size_t kPasswordOtherCharacters = 3;

// API tokens.
inline constexpr std::size_t kTokensPerUser = 50;
inline constexpr std::size_t kTokenNameCharacters = 120;
inline constexpr std::size_t kPoliciesPerToken = 50;
inline constexpr std::size_t kPermissionGroupsPerPolicy = 400;
inline constexpr std::size_t kResourcesPerPolicy = 400;
inline constexpr std::size_t kResourceNameBytes = 256;
inline constexpr std::size_t kNetworksPerCondition = 100;

// Pages of every list that comes in pages.
inline constexpr std::uint32_t kPageDefault = 20;
inline constexpr std::uint32_t kPageMin = 5;
inline constexpr std::uint32_t kPageMax = 50;

// Sign-in.
inline constexpr std::chrono::hours kSessionLifetime{1};  ///< unless asked otherwise
inline constexpr std::chrono::days kSessionLifetimeMax{30};
/// Between a right password and the code of the second factor.
inline constexpr std::chrono::minutes kSignInPause{5};
inline constexpr std::size_t kSessionsPerUser = 10'000;
inline constexpr std::size_t kPermissionsPerSession = 700;  ///< the whole vocabulary fits
inline constexpr std::chrono::minutes kProofLifetime{10};   ///< of a second factor, for step-up
inline constexpr std::chrono::days kActivationLifetime{7};
inline constexpr std::chrono::hours kPasswordResetLifetime{1};
inline constexpr std::chrono::minutes kEnrollmentLifetime{10};
inline constexpr std::size_t kProfilePreferencesBytes = std::size_t{16} << 10;
inline constexpr std::size_t kPhoneCharacters = 20;
/// Guesses of passwords and requests for mail, in one window: of one account, and by one network.
inline constexpr std::uint32_t kAttemptsPerAccount = 10;
inline constexpr std::uint32_t kAttemptsPerNetwork = 100;
inline constexpr std::chrono::seconds kAttemptWindow{300};
/// What waits for a thread that hashes passwords.
inline constexpr std::size_t kPasswordQueue = 64;
// Sessions.
inline constexpr std::size_t kSessionTokenBytes = 2048;
/// Keys that sign session tokens, in one file.
inline constexpr std::size_t kSigningKeys = 32;
/// How old the newest of them may be when they are loaded, before there is a newer one.
inline constexpr std::chrono::days kSigningKeyAge{90};
/// How long one that was replaced is still known: as long as a session may last.
inline constexpr std::chrono::days kSigningKeyRetention{30};

// Organizations and what lies in them.
inline constexpr std::size_t kTokensPerOrganization = 500;
inline constexpr std::size_t kApiKeysPerOrganization = 200;
inline constexpr std::size_t kApiKeyNameCharacters = 255;
inline constexpr std::size_t kApiKeyIdCharacters = 50;  ///< of one that a client chooses
inline constexpr std::size_t kPermissionNameCharacters = 60;
inline constexpr std::size_t kShownSecretCharacters = 4;
inline constexpr std::size_t kRolesPerMember = 64;
inline constexpr std::size_t kPoliciesPerMember = 50;
inline constexpr std::size_t kGroupsPerMemberPolicy = 64;
inline constexpr std::size_t kResourceGroupsPerOrganization = 500;
inline constexpr std::size_t kZonesPerResourceGroup = 400;
inline constexpr std::size_t kResourceGroupNameCharacters = 120;
inline constexpr std::size_t kRoleNameCharacters = 120;
inline constexpr std::size_t kRoleDescriptionCharacters = 500;
inline constexpr std::size_t kRolesPerOrganization = 200;
// Of roles, users and places as the Rebilly dialect knows them.
inline constexpr std::size_t kShortRoleNameCharacters = 50;
inline constexpr std::size_t kLongRoleDescriptionCharacters = 65'535;
inline constexpr std::size_t kJuniorsPerRole = 64;
inline constexpr std::size_t kAclEntries = 100;
inline constexpr std::size_t kNamesPerScope = 100;  ///< organizations, products, …: of each
inline constexpr std::size_t kScopeIdCharacters = 50;
inline constexpr std::size_t kCustomFieldCharacters = 60;
inline constexpr std::size_t kPermissionsPerPlace =
    700;  ///< also of an entry: the whole vocabulary
inline constexpr std::size_t kAllowedNetworks = 100;
inline constexpr std::size_t kChosenIdBytes = 50;
inline constexpr std::size_t kShortEmailCharacters = 80;
inline constexpr std::size_t kShortNameCharacters = 45;
/// A role that more places hold is taken from them before it is deleted, so that no single change
/// holds up all others.
inline constexpr std::uint32_t kHoldersOfDeletedRole = 1'000;
/// Records that are read to be filtered or sorted; of more, only pages in the order they were made.
inline constexpr std::uint32_t kFilteredRecordsMax = 10'000;
inline constexpr std::uint32_t kRecordsPerWindow = 1'000;
inline constexpr std::size_t kZoneNameCharacters = 253;
inline constexpr std::size_t kZonesPerOrganization = 10'000;
/// How many organizations may stand above one another.
inline constexpr std::size_t kTenantDepth = 8;
/// An organization with more members than this is emptied before it is deleted, so that no single
/// change holds up all others.
inline constexpr std::uint64_t kMembersOfDeletedOrganization = 10'000;
inline constexpr std::chrono::days kInviteLifetime{7};
inline constexpr std::size_t kIdempotencyKeyBytes = 255;

// What an organization says of itself; characters, not bytes.
inline constexpr std::size_t kOwnedOrganizationsPerUser = 100;
inline constexpr std::size_t kShortOrganizationNameCharacters = 60;  ///< on the wire of Rebilly
inline constexpr std::size_t kWebsiteCharacters = 65;
inline constexpr std::size_t kAddressCharacters = 60;
inline constexpr std::size_t kCityCharacters = 45;
inline constexpr std::size_t kPostalCodeCharacters = 10;
inline constexpr std::size_t kContactsPerOrganization = 50;  ///< of each kind
inline constexpr std::size_t kContactLabelCharacters = 45;
inline constexpr std::size_t kContactPhoneCharacters = 50;
inline constexpr std::size_t kContactEmailCharacters = 255;
inline constexpr std::size_t kTaxDescriptorCharacters = 255;
inline constexpr std::size_t kTimeZoneCharacters = 50;
inline constexpr std::size_t kOrganizationDocumentBytes = std::size_t{16} << 10;

// Mail that cannot be sent is tried again, for about two days.
inline constexpr std::uint32_t kMailAttempts = 15;
inline constexpr std::size_t kMailErrorCharacters = 300;

// Billing.
/// Minor units: the largest whole number that every reader of JSON keeps.
inline constexpr std::int64_t kAmountMax = (std::int64_t{1} << 53) - 1;
inline constexpr std::size_t kSubscriptionsPerOwner = 200;  ///< that have not ended
inline constexpr std::size_t kPlanIdBytes = 50;
inline constexpr std::size_t kPlanNameCharacters = 100;
inline constexpr std::size_t kPlanSets = 32;
inline constexpr std::size_t kBillingTextCharacters = 255;  ///< of a field of a billing profile
inline constexpr std::size_t kBillingDescriptionCharacters = 255;
inline constexpr std::size_t kHistoryFilterCharacters = 30;
inline constexpr std::size_t kPaymentReferenceBytes = 255;  ///< also of an event's id
/// Steps of one subscription that are caught up with in one change.
inline constexpr std::size_t kBillingStepsPerChange = 64;
/// How far in the future a report of a payment may say that it happened.
inline constexpr std::chrono::minutes kPaymentClockSkew{5};

// Answers that are kept for a request that comes again with its key.
inline constexpr std::chrono::hours kIdempotencyLifetime{24};

// Pages of a list by `/v1`, which go on after an id.
inline constexpr std::uint32_t kNativePageDefault = 50;
inline constexpr std::uint32_t kNativePageMax = 500;

// Lists by the Rebilly dialect, and what they can be asked for.
inline constexpr std::uint64_t kRebillyPageDefault = 100;
inline constexpr std::uint64_t kRebillyPageMax = 1000;
inline constexpr std::size_t kRebillyIdCharacters = 50;
inline constexpr std::size_t kFilterClauses = 50;
inline constexpr std::size_t kFilterValuesPerClause = 100;

// Audit logs.
inline constexpr std::uint32_t kAuditPageDefault = 100;
inline constexpr std::uint32_t kAuditPageMax = 1000;
inline constexpr std::size_t kAuditTextBytes = 256;  ///< of a user agent or a path in a record
/// Of a value before or after a change; what is longer is cut, so that no reading of a log can take
/// more memory than a machine has.
inline constexpr std::size_t kAuditValueBytes = 4096;

// How old the stored time of a token's last use may be.
inline constexpr std::chrono::seconds kLastUsedDelay{30};

}  // namespace selfsame::core::limits
