// Billing items, and what they add up to.
#include <algorithm>
#include <limits>
#include <stdexcept>

#include "storage/sql/parameters.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/sql_transaction.h"

namespace selfsame::storage::sql {
namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();

SqlValue kind_of(const core::Owner& owner) { return integer(code_of(owner.kind)); }

SqlValue position_value(std::uint64_t position) {
  return std::int64_t(std::min<std::uint64_t>(position, kGreatest));
}

/// The index that a list walks.
struct Walk {
  Statement ascending{};
  Statement descending{};
  Statement count{};
};
constexpr Walk kByTime{Statement::list_billing_items_by_time_ascending,
                       Statement::list_billing_items_by_time_descending,
                       Statement::count_billing_items_by_time};
constexpr Walk kByType{Statement::list_billing_items_by_type_ascending,
                       Statement::list_billing_items_by_type_descending,
                       Statement::count_billing_items_by_type};
constexpr Walk kByAction{Statement::list_billing_items_by_action_ascending,
                         Statement::list_billing_items_by_action_descending,
                         Statement::count_billing_items_by_action};

/// The one that passes over the least; its items are in the order in which they were booked. None if
/// all items are asked for.
const Walk* walk_of_filter(const core::BillingItemQuery& query) {
  if (query.occurred_at) return &kByTime;
  if (query.action) return &kByAction;
  if (query.type) return &kByType;
  return nullptr;
}

/// The one in the order of a list. None: as booked.
const Walk* walk_of_list(const core::BillingItemQuery& query) {
  switch (query.order) {
    case core::BillingOrder::occurred_at:
      return &kByTime;
    case core::BillingOrder::type:
      if (!query.type) return &kByType;
      break;
    case core::BillingOrder::action:
      if (!query.action) return &kByAction;
      break;
    case core::BillingOrder::booked:
      break;
  }
  return walk_of_filter(query);
}

/// From a value to itself, or from the least to the greatest.
struct Range {
  std::int64_t from = kLeast;
  std::int64_t to = kGreatest;
};
template <class Code>
Range range_of(const auto& filter, Code code) {
  if (!filter) return {};
  const std::int64_t value = code(*filter);
  return {value, value};
}

auto filter_values(const core::Owner& owner, const core::BillingItemQuery& query) {
  const auto code = [](auto choice) { return code_of(choice); };
  const Range time =
      range_of(query.occurred_at, [](core::Timestamp at) { return at.time_since_epoch().count(); });
  const Range type = range_of(query.type, code);
  const Range action = range_of(query.action, code);
  return values(value_of(owner.id), integer(time.from), integer(time.to), integer(type.from),
                integer(type.to), integer(action.from), integer(action.to));
}

/// How many items of a list stand before a page, on it and after it.
struct Cut {
  std::uint64_t before = 0;
  std::uint64_t count = 0;
  std::uint64_t after = 0;
};
Cut cut_page(const core::BillingItemQuery& query, std::uint64_t total) {
  const std::uint64_t pages_before = query.page > 0 ? query.page - 1 : 0;
  // Divided and not multiplied: a page's number may be as large as numbers get.
  if (query.per_page == 0 || pages_before > total / query.per_page) return {};
  Cut cut;
  cut.before = pages_before * query.per_page;
  cut.count = std::min<std::uint64_t>(query.per_page, total - cut.before);
  cut.after = total - cut.before - cut.count;
  return cut;
}

std::int64_t balance_after(std::int64_t balance, std::int64_t amount) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(balance, amount, &sum)) {
    throw std::overflow_error("a balance is larger than a number can be");
  }
  return sum;
}

/// What an owner owes in the first currency at or after a code and an exponent.
std::optional<core::Money> next_balance(SqlConnection& connection, const core::Owner& owner,
                                        std::string_view code, std::int64_t exponent) {
  return find_row(connection, Statement::find_next_balance,
                  values(kind_of(owner), value_of(owner.id), value_of(code), integer(exponent)),
                  read_money);
}

/// The owner after `last` in a table; `statement` finds it.
std::optional<core::Owner> next_owner(SqlConnection& connection, Statement statement,
                                      const std::optional<core::IdBytes>& last) {
  return find_row(connection, statement, values(after_or_first(last)),
                  [](const SqlRow& row) { return read_owner(row); });
}

}  // namespace

std::uint64_t SqlTransaction::ledger_end(const core::Owner& owner) {
  const auto end =
      find_row(connection_, Statement::find_ledger_end, values(kind_of(owner), value_of(owner.id)),
               [](const SqlRow& row) { return row.integer(0); });
  return static_cast<std::uint64_t>(end.value_or(0));
}

std::vector<core::Money> SqlTransaction::balances_of(const core::Owner& owner) {
  std::vector<core::Money> balances;
  auto next = next_balance(connection_, owner, "", 0);
  while (next) {
    balances.push_back(*next);
    const core::Currency& last = balances.back().currency;
    next = next_balance(connection_, owner, last.code(), last.exponent + 1);
  }
  return balances;
}

core::Page<core::BillingItem> SqlTransaction::list_billing_items(
    const core::Owner& owner, const core::BillingItemQuery& query) {
  core::Page<core::BillingItem> page;
  page.total_count = ledger_end(owner);
  // A ledger has one owner: those that share an id see nothing of each other's from here on.
  if (page.total_count == 0) return page;
  const auto filter = filter_values(owner, query);
  if (const Walk* walk = walk_of_filter(query)) {
    const auto count = find_row(connection_, walk->count, filter,
                                [](const SqlRow& row) { return row.integer(0); });
    page.total_count = static_cast<std::uint64_t>(count.value_or(0));
  }
  const Cut cut = cut_page(query, page.total_count);
  if (cut.count == 0) return page;

  const bool is_ascending = query.direction == core::Direction::ascending;
  const Walk* walk = walk_of_list(query);
  if (walk == nullptr) {
    page.items = billing_items_after(owner, is_ascending ? cut.before : cut.after,
                                     static_cast<std::uint32_t>(cut.count));
    if (!is_ascending) std::ranges::reverse(page.items);
    return page;
  }
  // From the end that is nearer.
  const bool walks_backwards = cut.after < cut.before;
  const bool walks_ascending = is_ascending != walks_backwards;
  page.items = list_rows(connection_, walks_ascending ? walk->ascending : walk->descending,
                         joined(filter, values(position_value(cut.count),
                                               position_value(std::min(cut.before, cut.after)))),
                         read_billing_item);
  if (walks_backwards) std::ranges::reverse(page.items);
  return page;
}

std::vector<core::BillingItem> SqlTransaction::billing_items_after(const core::Owner& owner,
                                                                   std::uint64_t sequence,
                                                                   std::uint32_t limit) {
  return list_rows(
      connection_, Statement::list_billing_items,
      values(kind_of(owner), value_of(owner.id), position_value(sequence), integer(limit)),
      read_billing_item);
}

std::vector<core::Owner> SqlTransaction::list_billing_owners(
    const std::optional<core::IdBytes>& after, std::uint32_t limit) {
  std::vector<core::Owner> owners;
  auto in_ledgers = next_owner(connection_, Statement::find_next_ledger, after);
  auto subscriber = next_owner(connection_, Statement::find_next_subscriber, after);
  while (owners.size() < limit && (in_ledgers || subscriber)) {
    const bool takes_subscriber = !in_ledgers || (subscriber && subscriber->id < in_ledgers->id);
    const core::Owner owner = takes_subscriber ? *subscriber : *in_ledgers;
    owners.push_back(owner);
    if (in_ledgers && in_ledgers->id == owner.id) {
      in_ledgers = next_owner(connection_, Statement::find_next_ledger, owner.id);
    }
    if (subscriber && subscriber->id == owner.id) {
      subscriber = next_owner(connection_, Statement::find_next_subscriber, owner.id);
    }
  }
  return owners;
}

void SqlTransaction::append_billing_item(core::BillingItem item) {
  const core::Owner& owner = item.owner;
  const auto balance =
      next_balance(connection_, owner, item.currency.code(), item.currency.exponent);
  const bool has_balance = balance && balance->currency == item.currency;
  item.sequence = ledger_end(owner) + 1;
  item.balance = balance_after(has_balance ? balance->minor : 0, item.amount);
  const auto period_start = item.period ? std::optional(item.period->start) : std::nullopt;
  const auto period_end = item.period ? std::optional(item.period->end) : std::nullopt;
  connection_.execute(
      Statement::append_billing_item,
      values(kind_of(owner), value_of(owner.id), position_value(item.sequence), value_of(item.id),
             value_of(item.occurred_at), integer(code_of(item.type)), integer(code_of(item.action)),
             integer(item.amount), value_of(item.currency.code()), integer(item.currency.exponent),
             integer(item.balance), value_of(item.subscription), value_of(item.zone),
             value_of(item.zone_name), value_of(period_start), value_of(period_end),
             value_of(item.payment), value_of(item.description)));
}

}  // namespace selfsame::storage::sql
