#pragma once

#include <cstdint>
#include <string>

#include "core/store.h"

/// Finds out whether somebody changed ledgers behind the program's back.
namespace selfsame::billing {

struct LedgerReport {
  std::uint64_t owners = 0;
  std::uint64_t items = 0;
  std::uint64_t subscriptions = 0;
  /// The first item, balance or subscription that is not as it must be: one clear line for people,
  /// without its end. Empty: everything is. What comes after it is not looked at.
  std::string wrong;

  [[nodiscard]] bool is_whole() const { return wrong.empty(); }
};

/// Walks every ledger: its items follow each other without gaps, each balance is the one before it
/// and the amount; a subscription owes the sum of its items, its state fits that, it is among what is to
/// be collected exactly if it owes something, and among what goes on by itself exactly if it has not
/// ended. Throws what the
/// store throws.
LedgerReport verify_ledgers(core::ReadTransaction& tx);

}  // namespace selfsame::billing
