#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/token.h"
#include "core/audit/audit_record.h"
#include "core/function_ref.h"
#include "core/id.h"
#include "core/identity/user.h"
#include "core/tenancy/organization.h"

/// The storage port: what the core asks of an engine, in the words of the domain.
/// Every engine passes storage/contract.
namespace selfsame::core {

/// The store cannot do it now: gone, full, read-only, busy beyond patience. `what()` may hold
/// driver text: for the log only.
class StoreUnavailable : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An audit record cannot be written, so the change that it belongs to must not happen.
class AuditUnavailable : public StoreUnavailable {
  using StoreUnavailable::StoreUnavailable;
};

/// A unique value is taken already. Rules check first; this is what a race gets.
class StoreConflict : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Direction { ascending, descending };

struct TokenQuery {
  std::uint32_t page = 1;  ///< from 1
  std::uint32_t per_page = 20;
  Direction direction = Direction::ascending;  ///< by issued_at, then id
  /// Leaves out tokens whose `expires_at` is at or before this instant; absent: keeps them all.
  std::optional<Timestamp> expired_before;
};

template <class T>
struct Page {
  std::vector<T> items;
  std::uint64_t total_count = 0;  ///< on all pages
};

/// Reads as of one moment. Used by one thread, not kept.
class ReadTransaction {
 public:
  virtual ~ReadTransaction() = default;

  virtual std::shared_ptr<const User> find_user(const UserId& id) = 0;
  virtual std::shared_ptr<const User> find_user_by_email(std::string_view email) = 0;
  virtual bool has_users() = 0;

  virtual std::shared_ptr<const Token> find_token_by_secret(const SecretHash& hash) = 0;
  virtual std::optional<Token> find_token(const UserId& user, const TokenId& id) = 0;
  virtual Page<Token> list_tokens(const UserId& user, const TokenQuery& query) = 0;
  virtual std::uint64_t count_tokens(const UserId& user) = 0;

  virtual std::shared_ptr<const ApiKey> find_api_key_by_secret(const SecretHash& hash) = 0;

  virtual std::optional<Organization> find_organization(const OrganizationId& id) = 0;
  /// The user's organizations, oldest membership first.
  virtual std::shared_ptr<const std::vector<OrganizationOfUser>> organizations_of(
      const UserId& user) = 0;

  /// Records of one owner after `after` (all if absent), oldest first, at most `limit`.
  virtual std::vector<AuditRecord> list_audit_records(const IdBytes& owner,
                                                      std::optional<AuditRecordId> after,
                                                      std::uint32_t limit) = 0;
};

/// Reads and changes that commit together or not at all. A read sees the changes before it.
/// Inserting what is there (same id, mail address or secret) throws StoreConflict; updating or
/// deleting what is not there returns false.
class WriteTransaction : public ReadTransaction {
 public:
  virtual void insert_user(const User& user) = 0;
  /// Replaces every column but `id` and `created_at`.
  virtual bool update_user(const User& user) = 0;

  virtual void insert_token(const Token& token, const SecretHash& secret) = 0;
  /// Replaces name, status, policies, condition, window, modified_at. Keeps the secret, issued_at
  /// and last_used_at.
  virtual bool update_token(const Token& token) = 0;
  /// Replaces the secret, and sets modified_at.
  virtual bool replace_token_secret(const UserId& user, const TokenId& id, const SecretHash& secret,
                                    Timestamp modified_at) = 0;
  virtual bool delete_token(const UserId& user, const TokenId& id) = 0;
  /// Moves last_used_at forward, never back. Unknown tokens are passed over.
  virtual void record_token_use(const UserId& user, const TokenId& id, Timestamp used_at) = 0;

  virtual void insert_api_key(const ApiKey& key, const SecretHash& secret) = 0;

  virtual void insert_organization(const Organization& organization) = 0;
  virtual void insert_membership(const Membership& membership) = 0;

  virtual void append_audit_record(const AuditRecord& record) = 0;
};

/// The body of a write. It may run twice (a transaction that lost a race is tried again), so it
/// changes nothing outside of the transaction but what it overwrites whole. Returning false, like
/// throwing, rolls back everything it did.
using WriteBody = std::move_only_function<bool(WriteTransaction&)>;
using ReadBody = std::move_only_function<void(ReadTransaction&)>;

/// What became of a body: null if it committed (or rolled back because it returned false), else
/// what it or the store threw. A write is durable before its completion is called.
using Completion = std::move_only_function<void(std::exception_ptr)>;

/// A store as one event loop (or the command line) uses it. One thread uses a session.
class StoreSession {
 public:
  virtual ~StoreSession() = default;

  /// Where the engine reads on the calling thread (SQLite): runs `body` at once and returns true.
  /// Else false, with nothing done: use `read`. What `body` or the store throws comes out of this
  /// call.
  virtual bool read_here(FunctionRef<void(ReadTransaction&)> body) = 0;
  /// Runs `body` where the engine reads, then `done` on the session's thread.
  virtual void read(ReadBody body, Completion done) = 0;
  /// Runs `body` where the engine writes, in a transaction of its own that other writes may share a
  /// commit with, then `done` on the session's thread, in the order of the calls.
  virtual void write(WriteBody body, Completion done) = 0;
};

/// How the store gets back to a session's thread.
using Post = std::function<void(std::move_only_function<void()>)>;

/// A store of one engine. Thread-safe.
class Store {
 public:
  virtual ~Store() = default;

  virtual std::unique_ptr<StoreSession> open_session(Post post) = 0;

  /// Runs `body` in a transaction and waits for the commit. For the command line and tests, never
  /// on an event loop. Throws what the body or the store threw.
  virtual void write_and_wait(WriteBody body) = 0;
  virtual void read_and_wait(ReadBody body) = 0;

  /// Throws StoreUnavailable if the store cannot be read and written now.
  virtual void check() = 0;
  /// Lets queued writes finish and stops the engine's threads. Later writes fail with
  /// StoreUnavailable.
  virtual void close() = 0;

  /// Counters for the metrics.
  struct Statistics {
    std::uint64_t write_transactions = 0;
    std::uint64_t commits = 0;  ///< groups: one sync each
    std::uint64_t write_failures = 0;
    std::uint64_t cache_hits = 0;
    std::uint64_t cache_misses = 0;
  };
  [[nodiscard]] virtual Statistics statistics() const = 0;
};

}  // namespace selfsame::core
