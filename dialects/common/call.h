#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/access/authenticate.h"
#include "core/access/operations.h"
#include "core/identity/password_workers.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "dialects/common/credentials.h"
#include "dialects/common/long_read.h"
#include "http/request.h"
#include "http/response.h"

namespace selfsame::dialect {

/// A change whose input has been decoded; runs where the engine writes, may run twice: it overwrites
/// the body of the response whole and adds no headers.
using Change = std::move_only_function<core::Status(
    core::WriteTransaction&, const core::OperationContext&, http::Response&)>;

/// Work with passwords that must be done before a change, and takes too long for a loop or the writer.
/// What it finds, it leaves for the change.
struct PasswordStep {
  /// Reads what the work needs, where the engine reads; may be empty.
  std::move_only_function<void(core::ReadTransaction&)> look_up;
  core::PasswordWork work;
};

/// A change that is ready to be made.
struct Prepared {
  Change change;
  std::optional<PasswordStep> first{};
  /// The mail address of somebody whose secret is guessed at, or who gets mail by this: how often that
  /// may be tried is limited, by address and by network.
  std::optional<std::string> attempt_on{};
  /// Answered before it is made, so that nobody can tell by the time it takes what there was to do.
  bool answer_at_once = false;
};

/// The headers of a message that is signed as Standard Webhooks has it. Empty: not there.
struct SignatureHeaders {
  std::string_view id;
  std::string_view timestamp;
  std::string_view signatures;
};

/// One request that its dialect has found a route for: what `Flow` must know of it, and ask of it.
/// Each dialect derives one kind of its own. The views are valid as long as the request's, or, once
/// it owns them, as long as this.
class Call {
 public:
  Call(const http::Request& request, const Credentials& credentials);
  virtual ~Call() = default;
  Call& operator=(const Call&) = delete;

  [[nodiscard]] virtual core::OperationId operation() const = 0;
  /// The organization that the request names, if any.
  [[nodiscard]] virtual std::optional<core::OrganizationId> organization() const {
    return std::nullopt;
  }
  /// Who calls.
  [[nodiscard]] virtual core::Result<core::Principal> authenticate(
      core::ReadTransaction& tx, const core::Authentication& authentication) const;

  /// Reads, on the thread where the engine reads, and writes the whole answer if it succeeds.
  virtual core::Status read(core::ReadTransaction& tx, const core::OperationContext& context,
                            http::Response& response) const = 0;
  /// Decodes the input of a change, on the event loop. No value: the response holds the refusal.
  virtual std::optional<Prepared> prepare(const core::Principal& caller,
                                          http::Response& response) const = 0;

  /// As `Prepared::attempt_on`, of a change where only the store knows whose secret is guessed at.
  [[nodiscard]] virtual std::optional<std::string> find_attempted(
      core::ReadTransaction& /*tx*/, const core::OperationContext& /*context*/) const {
    return std::nullopt;
  }

  /// For a call that is read in steps; null for all others.
  [[nodiscard]] virtual std::unique_ptr<LongRead> begin_long_read() const { return nullptr; }
  [[nodiscard]] virtual bool is_long_read() const { return false; }

  /// Writes what the same call was answered before as the whole answer, but for headers that are
  /// there already.
  virtual void answer_again(unsigned status, std::string body, http::Response& response) const = 0;

  // Refusals in the dialect's words: the whole answer, but for headers that are there already.
  /// `caller` is null as long as nobody has been recognized.
  virtual void refuse(const core::Error& error, const core::Principal* caller,
                      http::Response& response) const = 0;
  virtual void refuse_rate(unsigned requests_max, long window_seconds, long wait_seconds,
                           http::Response& response) const = 0;
  /// For dialects with headers of their own for what is left of a window.
  virtual void show_rate(unsigned /*requests_max*/, unsigned /*remaining*/,
                         http::Response& /*response*/) const {}
  /// Too many attempts at somebody's account, or from the client's network.
  virtual void refuse_attempt(long retry_seconds, http::Response& response) const = 0;
  /// 500 or 503.
  virtual void refuse_failure(unsigned status, http::Response& response) const = 0;

  /// Raw, up to `?`.
  [[nodiscard]] std::string_view path() const { return path_; }
  /// Raw, after `?`.
  [[nodiscard]] std::string_view query() const { return query_; }
  [[nodiscard]] std::string_view body() const { return body_; }
  /// What the caller proves with who they are.
  [[nodiscard]] std::string_view secret() const { return credentials_.secret; }
  /// Of a POST that carries the header, empty or not, and a credential.
  [[nodiscard]] std::optional<std::string_view> idempotency_key() const {
    return has_idempotency_key_ ? std::optional(idempotency_key_) : std::nullopt;
  }
  /// A call that is answered later: owns what the request's buffer held.
  [[nodiscard]] std::shared_ptr<const Call> keep() const;

 protected:
  Call(const Call&) = default;
  [[nodiscard]] virtual std::shared_ptr<Call> clone() const = 0;

  [[nodiscard]] const Credentials& credentials() const { return credentials_; }
  [[nodiscard]] std::string_view content_type() const { return content_type_; }
  [[nodiscard]] std::string_view accept() const { return accept_; }
  [[nodiscard]] std::string_view last_event_id() const { return last_event_id_; }
  [[nodiscard]] const SignatureHeaders& signature() const { return signature_; }
  /// For routes that take signed messages.
  void set_signature(const SignatureHeaders& signature) { signature_ = signature; }
  /// For routes that take none: whatever came is not kept.
  void pass_over_body() { body_ = {}; }

 private:
  void own();

  Credentials credentials_;
  std::string_view path_;
  std::string_view query_;
  std::string_view content_type_;
  std::string_view accept_;
  std::string_view last_event_id_;
  std::string_view body_;
  SignatureHeaders signature_;
  std::string_view idempotency_key_;
  bool has_idempotency_key_ = false;
  std::string owned_;
};

}  // namespace selfsame::dialect
