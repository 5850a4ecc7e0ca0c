#pragma once

#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "http/conversation.h"

namespace selfsame::http {

// How long, and for how many bytes, a peer is read after its last answer.
inline constexpr std::chrono::milliseconds kDrainTime{2000};
inline constexpr std::chrono::milliseconds kStopDrainTime{250};
inline constexpr std::size_t kDrainBytes = std::size_t{64} << 20;

/// A connection as its loop sees it.
class ConnectionBase : public Conversation, public boost::intrusive::list_base_hook<> {
 public:
  using Conversation::Conversation;

  /// Begins to read; or, with `refuse`, answers 503 and ends.
  virtual void start(bool refuse) = 0;
  /// Ends what has lasted too long.
  virtual void check_deadline() = 0;
  /// Closes if nothing is in flight, or nothing but a stream that is silent.
  virtual void begin_stop() = 0;
  void close() override = 0;

  bool counted = false;  ///< against the limit of connections

 protected:
  /// Empties `answers`, and gives back its room if that is large.
  static void clear_answers(std::string& answers);
};

/// Who deletes connections.
class ConnectionOwner {
 public:
  virtual ~ConnectionOwner() = default;
  /// No operation of `connection` is pending. Deletes it, but not before the caller has returned.
  virtual void retire(ConnectionBase& connection) = 0;
};

}  // namespace selfsame::http
