#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/access/secret.h"
#include "core/id.h"

namespace selfsame::rebilly {

/// The kinds of things that have an id on this wire, each with a prefix of its own.
enum class IdKind : std::uint8_t { user, organization, role, session, api_key };

/// `usr_0YVCEENYJ3D7Q9EN6BN16HA0G4`.
std::string spell_id(const core::IdBytes& bytes, IdKind kind);

/// The id that text means: one of ours in any spelling, without a prefix or with the kind's, else
/// one that a client chose, of things that lie in the organization `context`. No value: the text
/// can be no id, or is one of ours of another kind.
std::optional<core::IdBytes> read_id(std::string_view text, IdKind kind,
                                     const core::OrganizationId& context,
                                     const core::SecretHasher& hasher);

/// The same for an organization, out of a raw segment of a path or a header.
std::optional<core::OrganizationId> read_organization_id(std::string_view segment,
                                                         const core::SecretHasher& hasher);

/// What stands for an id that a client chose: a UUID of version 8 (RFC 9562) out of the hash of kind,
/// context and text; every store holds such ids, so it never changes. Organizations lie in no other:
/// `context` does not count for them.
core::IdBytes chosen_id(std::string_view text, IdKind kind, const core::OrganizationId& context,
                        const core::SecretHasher& hasher);

/// Whether text is an id that only a client can have chosen.
bool is_chosen(std::string_view text, IdKind kind);

}  // namespace selfsame::rebilly
