#pragma once

#include <memory>

#include "core/store.h"
#include "storage/sqlite/cached_read.h"
#include "storage/sqlite/side_reader.h"
#include "storage/sqlite/writer.h"

namespace selfsame::storage::sqlite {

class Session final : public core::StoreSession {
 public:
  /// Without a reader, reads go the way of the writes.
  Session(Writer& writer, SideReader* side_reader, core::Post post, std::unique_ptr<Reader> reader)
      : writer_(writer),
        side_reader_(side_reader),
        mailbox_(std::make_shared<Mailbox>(std::move(post))),
        reader_(std::move(reader)) {}

  bool read_here(core::FunctionRef<void(core::ReadTransaction&)> body) override;
  void read(core::ReadBody body, core::Completion done) override;
  void read_aside(core::ReadBody body, core::Completion done) override;
  void write(core::WriteBody body, core::Completion done) override;

 private:
  Writer& writer_;
  SideReader* const side_reader_;  // null with `reader_`
  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<Reader> reader_;
};

}  // namespace selfsame::storage::sqlite
