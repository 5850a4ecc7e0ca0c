#pragma once

#include <boost/json/value.hpp>
#include <ostream>
#include <span>
#include <string_view>

/// How what `/v1` answers is shown at the command line.
namespace selfsame::server {

// Amounts are shown with their currency and its decimals.

/// Every field of one thing, a line each.
void print_object(const boost::json::object& answer, std::ostream& out);

/// Some fields of several things, a line each.
class Table {
 public:
  Table(std::span<const std::string_view> columns, std::ostream& out)
      : columns_(columns), out_(out) {}
  /// The items that came together share the widths of their columns.
  void print(const boost::json::array& items);

 private:
  std::span<const std::string_view> columns_;
  std::ostream& out_;
};

}  // namespace selfsame::server
