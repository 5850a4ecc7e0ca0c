#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/soon_calls.h"
#include "http/stream.h"

namespace selfsame::http {

/// What stands between the maker of a body and the conversation that sends it. Either may go first.
class StreamedBody final : public BodyStream::Target,
                           public std::enable_shared_from_this<StreamedBody> {
 public:
  /// The conversation as its streamed body sees it.
  class Sender {
   public:
    virtual ~Sender() = default;
    virtual void send_piece(std::string_view piece) = 0;
    virtual void end_body() = 0;
    /// The body will not be complete.
    virtual void drop_body() = 0;
    /// False when the server is stopping: what is under way may end, but no more is sent.
    [[nodiscard]] virtual bool takes_pieces() const = 0;
  };

  /// Without a `sender` it is closed from the start.
  StreamedBody(Sender* sender, std::shared_ptr<SoonCalls> soon);

  // For the maker.
  void write(std::string piece, BodyStream::Ready ready) override;
  void finish() override;
  [[nodiscard]] bool is_open() const override;
  void on_close(std::move_only_function<void()> closed) override;
  void dropped() override;

  // For the sender.
  /// All that was written is with the network. Lets an exception of the maker's through.
  void sent();
  /// The sender is about to go.
  void close();

 private:
  void tell_soon();
  void tell_ready();
  void tell_closed();
  void forget_calls();

  Sender* sender_;
  const std::shared_ptr<SoonCalls> soon_;
  BodyStream::Ready ready_;
  std::move_only_function<void()> closed_;
};

}  // namespace selfsame::http
