// How many durable token creations a second bare SQLite makes: the same rows by the same statements
// as the server (token, its secret, its audit record with the end of the log and the view on it), 32
// to a commit, synchronous=FULL.
//   sqlite_yardstick STORE_FILE SECONDS

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>

#include "storage/sql/statements.h"

namespace {

using selfsame::storage::sql::Statement;
using selfsame::storage::sql::statement_text;
using Blob = std::vector<std::uint8_t>;

constexpr int kCreationsPerCommit = 32;

class Yardstick {
 public:
  explicit Yardstick(const char* file) {
    check(sqlite3_open_v2(file, &db_, SQLITE_OPEN_READWRITE, nullptr));
    run("PRAGMA journal_mode=WAL");
    run("PRAGMA synchronous=FULL");
    run("PRAGMA foreign_keys=ON");
    token_ = prepare(statement_text(Statement::insert_token));
    secret_ = prepare(statement_text(Statement::insert_token_secret));
    record_ = prepare(statement_text(Statement::append_audit_record));
    find_head_ = prepare(statement_text(Statement::find_audit_head));
    head_ = prepare(statement_text(Statement::put_audit_head));
    find_view_ = prepare(statement_text(Statement::find_audit_view_end));
    view_ = prepare(statement_text(Statement::append_to_audit_view));
    read_users();
  }
  ~Yardstick() {
    for (auto* statement : {token_, secret_, record_, find_head_, head_, find_view_, view_}) {
      sqlite3_finalize(statement);
    }
    sqlite3_close(db_);
  }
  Yardstick(const Yardstick&) = delete;
  Yardstick& operator=(const Yardstick&) = delete;

  double creations_per_second(double seconds) {
    const auto start = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    std::uint64_t made = 0;
    while (elapsed() < seconds) {
      run("BEGIN IMMEDIATE");
      for (int i = 0; i < kCreationsPerCommit; ++i) create_token(users_[made++ % users_.size()]);
      run("COMMIT");
    }
    return static_cast<double>(made) / elapsed();
  }

 private:
  void check(int code) const {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) {
      throw std::runtime_error(sqlite3_errmsg(db_));
    }
  }
  void run(const char* sql) const { check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }
  sqlite3_stmt* prepare(std::string_view text) const {
    std::string numbered(text);  // $1 is ?1 to SQLite
    for (char& c : numbered) {
      if (c == '$') c = '?';
    }
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(db_, numbered.c_str(), -1, &statement, nullptr));
    return statement;
  }
  void read_users() {
    auto* statement = prepare("SELECT id FROM users LIMIT 5000");
    while (sqlite3_step(statement) == SQLITE_ROW) {
      const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, 0));
      users_.emplace_back(bytes, bytes + sqlite3_column_bytes(statement, 0));
    }
    sqlite3_finalize(statement);
    if (users_.empty()) throw std::runtime_error("the store has no users");
  }

  Blob random_bytes(std::size_t count) {
    Blob bytes(count);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    return bytes;
  }
  /// Time-ordered, like the server's.
  Blob next_id() {
    Blob id = random_bytes(16);
    const std::uint64_t stamp = ++ids_;
    for (unsigned i = 0; i < 6; ++i) id[i] = static_cast<std::uint8_t>(stamp >> (40 - 8 * i));
    return id;
  }

  static void bind(sqlite3_stmt* s, int at, const Blob& blob) {
    sqlite3_bind_blob(s, at, blob.data(), static_cast<int>(blob.size()), SQLITE_STATIC);
  }
  static void bind(sqlite3_stmt* s, int at, const char* text) {
    sqlite3_bind_text(s, at, text, -1, SQLITE_STATIC);
  }
  static void bind(sqlite3_stmt* s, int at, std::int64_t number) {
    sqlite3_bind_int64(s, at, number);
  }
  static void bind(sqlite3_stmt* s, int at, std::nullptr_t) { sqlite3_bind_null(s, at); }

  template <class... Values>
  void insert(sqlite3_stmt* statement, const Values&... values) const {
    if (sqlite3_bind_parameter_count(statement) != static_cast<int>(sizeof...(values))) {
      throw std::logic_error("the statement has changed; change the yardstick with it");
    }
    int at = 0;
    (bind(statement, ++at, values), ...);
    check(sqlite3_step(statement));
    sqlite3_reset(statement);
  }

  /// A number in the only row that a statement about the user answers; 0 if there is none.
  std::int64_t find_number(sqlite3_stmt* statement, const Blob& user, int column) const {
    bind(statement, 1, user);
    const bool found = sqlite3_step(statement) == SQLITE_ROW;
    const std::int64_t number = found ? sqlite3_column_int64(statement, column) : 0;
    sqlite3_reset(statement);
    return number;
  }

  void create_token(const Blob& user);

  sqlite3* db_ = nullptr;
  sqlite3_stmt* token_ = nullptr;
  sqlite3_stmt* secret_ = nullptr;
  sqlite3_stmt* record_ = nullptr;
  sqlite3_stmt* find_head_ = nullptr;
  sqlite3_stmt* head_ = nullptr;
  sqlite3_stmt* find_view_ = nullptr;
  sqlite3_stmt* view_ = nullptr;
  std::vector<Blob> users_;
  std::mt19937_64 random_{20261122};
  std::uint64_t ids_ = 0xF00000000000;
};

void Yardstick::create_token(const Blob& user) {
  constexpr const char* kPolicies =
      R"([{"id":"01a203ea6ba773fcbb1fed40dc743d6d","effect":"allow","permission_groups":)"
      R"(["token_permissions_read"],"resources":[{"outer":"*"}]}])";
  constexpr const char* kChanges =
      R"([{"field":"name","after":"Bench token"},{"field":"status","after":"active"},)"
      R"({"field":"policies","after":"allow token_permissions_read on *"}])";
  const Blob token = next_id();
  const Blob hash = random_bytes(32);
  constexpr std::int64_t kNow = 1'800'000'000'000'000;

  constexpr std::int64_t kUser = 1;
  constexpr std::int64_t kActive = 1;
  constexpr std::int64_t kApiToken = 1;
  const Blob address = random_bytes(16);
  const Blob request = random_bytes(16);
  const Blob record = next_id();

  insert(token_, token, kUser, user, "Bench token", kActive, kPolicies, nullptr, nullptr, nullptr,
         kNow, kNow, nullptr, "user123456@example.com", hash);
  insert(secret_, hash, kUser, user, token);

  constexpr int kSequenceColumn = 4;
  const std::int64_t sequence = find_number(find_head_, user, kSequenceColumn) + 1;
  const Blob chained = random_bytes(32);
  constexpr std::int64_t kSuccess = 1;
  insert(record_, user, sequence, record, kUser, kNow, "token.create", "token_create", kSuccess, "",
         user, user, "user123456@example.com", kApiToken, token, "Bench token", "token",
         "01a203ea6ba77bf9b0a290d176590e70", nullptr, "", kChanges, address, "", request, "POST",
         "/client/v4/user/tokens", chained);
  insert(head_, user, kUser, chained, sequence, chained, kNow);
  const std::int64_t position = find_number(find_view_, user, 0) + 1;
  insert(view_, user, position, user, sequence, kNow);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: sqlite_yardstick STORE_FILE SECONDS\n";
    return 2;
  }
  try {
    std::cout << Yardstick(argv[1]).creations_per_second(std::atof(argv[2])) << '\n';
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "sqlite_yardstick: " << error.what() << '\n';
    return 1;
  }
}
