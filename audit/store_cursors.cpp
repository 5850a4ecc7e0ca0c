#include "audit/store_cursors.h"

#include <cstdint>
#include <stdexcept>

namespace selfsame::audit {
namespace {

constexpr std::uint32_t kHeadsAtOnce = 1000;
constexpr std::uint32_t kCheckpointsAtOnce = 200;

/// What `read` returns; no value if what lies in the store cannot be read as what it should be.
template <class Read>
auto read_or_nothing(Read read) -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const core::StoreUnavailable&) {
    throw;
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

}  // namespace

const core::AuditHead* HeadCursor::peek() {
  if (next_ == page_.size() && !ended_) {
    auto page = read_or_nothing([&] { return tx_.list_audit_heads(last_, kHeadsAtOnce); });
    if (!page) {
      // Up to the bad one.
      page.emplace();
      broken_ = ended_ = true;
      while (auto one = read_or_nothing([&] { return tx_.list_audit_heads(last_, 1); })) {
        if (one->empty()) break;
        last_ = one->front().owner.id;
        page->push_back(one->front());
      }
    }
    page_ = std::move(*page);
    next_ = 0;
    if (page_.empty()) ended_ = true;
    if (!page_.empty()) last_ = page_.back().owner.id;
  }
  return next_ < page_.size() ? &page_[next_] : nullptr;
}

const core::AuditCheckpoint* CheckpointCursor::peek_stored() {
  if (next_ == page_.size() && !ended_) {
    auto page =
        read_or_nothing([&] { return tx_.audit_checkpoints(owner_, from_, kCheckpointsAtOnce); });
    if (!page) broken_ = true;
    page_ = std::move(page).value_or(std::vector<core::AuditCheckpoint>());
    next_ = 0;
    ended_ = page_.size() < kCheckpointsAtOnce;
    if (!page_.empty()) from_ = page_.back().sequence + 1;
  }
  return next_ < page_.size() ? &page_[next_] : nullptr;
}

const core::AuditCheckpoint* CheckpointCursor::peek_elsewhere() const {
  if (elsewhere_ == nullptr || next_elsewhere_ == elsewhere_->size()) return nullptr;
  return &(*elsewhere_)[next_elsewhere_];
}

std::optional<CheckpointCursor::Found> CheckpointCursor::next_up_to(std::uint64_t sequence) {
  const auto* stored = peek_stored();
  const auto* elsewhere = peek_elsewhere();
  if (stored != nullptr && stored->sequence <= sequence &&
      (elsewhere == nullptr || stored->sequence <= elsewhere->sequence)) {
    ++next_;
    return Found{*stored, true};
  }
  if (elsewhere == nullptr || elsewhere->sequence > sequence) return std::nullopt;
  ++next_elsewhere_;
  return Found{*elsewhere, false};
}

}  // namespace selfsame::audit
