#include "dialects/cloudflare/log_walk.h"

namespace selfsame::cloudflare {

using core::Direction;

std::uint64_t passed(const core::AuditWalk& walk) {
  if (walk.direction == Direction::ascending) return walk.rest.first - 1;
  return walk.done() ? 1 : walk.rest.last + 1;
}

void examine(core::ReadTransaction& tx, core::AuditWalk& walk, std::uint32_t most,
             core::FunctionRef<bool(const core::AuditEntry&)> take) {
  const auto bounds = walk.rest;
  const auto entries = core::step(tx, walk, most);
  for (const auto& entry : entries) {
    if (take(entry)) continue;
    if (&entry == &entries.back()) return;  // the walk is there, and knows whether that was all
    walk.rest = bounds;
    if (walk.direction == Direction::ascending) {
      walk.rest.first = entry.position + 1;
    } else {
      walk.rest.last = entry.position - 1;
    }
    return;
  }
}

}  // namespace selfsame::cloudflare
