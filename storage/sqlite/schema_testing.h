#pragma once

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>
#include <set>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>

#include "storage/sql/sql_transaction.h"
#include "storage/sqlite/migrations.h"
#include "tests/support/test_sealer.h"

namespace selfsame::storage::sqlite {

/// A new store in memory, to look into.
class SchemaTest : public ::testing::Test {
 protected:
  SchemaTest() {
    migrate(connection_, program_migrations(), [](std::string_view) {});
  }

  /// The rows that `sql` answers, columns divided by `|`.
  std::vector<std::string> rows(std::string sql) {
    std::ranges::replace(sql, '$', '?');
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v2(connection_.handle(), sql.c_str(), -1, &raw, nullptr);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(raw,
                                                                               sqlite3_finalize);
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(connection_.handle()));
    std::vector<std::string> result;
    while (sqlite3_step(raw) == SQLITE_ROW) {
      std::string row;
      for (int i = 0; i < sqlite3_column_count(raw); ++i) {
        const unsigned char* text = sqlite3_column_text(raw, i);
        if (i > 0) row += '|';
        if (text != nullptr) row += reinterpret_cast<const char*>(text);
      }
      result.push_back(row);
    }
    return result;
  }

  /// How a statement is run, a line for each step.
  std::string plan_of(sql::Statement name) {
    std::string plan;
    const std::string text(sql::statement_text(name));
    for (const std::string& step : rows("EXPLAIN QUERY PLAN " + text)) plan += step + "\n";
    return plan;
  }

  /// The tables that hold an id in any column.
  std::set<std::string> tables_with(const std::string& hex) {
    std::set<std::string> found;
    for (const std::string& column :
         rows("SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c "
              "WHERE t.type = 'table'")) {
      const std::size_t bar = column.find('|');
      const std::string table = column.substr(0, bar);
      const std::string name = column.substr(bar + 1);
      const auto hits = rows(fmt::format(
          "SELECT 1 FROM {0} WHERE {1} = x'{2}' OR {1} LIKE '%{2}%' LIMIT 1", table, name, hex));
      if (!hits.empty()) found.insert(table);
    }
    return found;
  }

  Connection connection_{kMemoryPath, Role::writer};
  std::vector<core::IdBytes> changed_;
  sql::SqlTransaction tx_{connection_, changed_, {&selfsame::testing::kTestSealer}};
};

}  // namespace selfsame::storage::sqlite
