#include "audit/sealer.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "audit/canonical.h"
#include "crypto/sodium.h"

namespace selfsame::audit {

core::AuditHash body_hash(std::string_view canonical) {
  return crypto::Sha256Hasher().hash(canonical).bytes;
}

core::AuditHash link(const core::AuditHash& previous, const core::AuditHash& body) {
  constexpr std::size_t kHashBytes = std::tuple_size_v<core::AuditHash>;
  std::array<char, 2 * kHashBytes> both{};
  std::ranges::copy(previous, both.begin());
  std::ranges::copy(body, both.begin() + kHashBytes);
  return body_hash({both.data(), both.size()});
}

core::AuditHash Sha256Sealer::seal(const core::AuditRecord& record,
                                   const core::AuditHash& previous) const {
  return link(previous, body_hash(canonical_json(record)));
}

}  // namespace selfsame::audit
