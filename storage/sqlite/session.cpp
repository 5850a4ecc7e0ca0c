#include "storage/sqlite/session.h"

#include <utility>

namespace selfsame::storage::sqlite {

bool Session::read_here(core::FunctionRef<void(core::ReadTransaction&)> body) {
  if (!reader_) return false;
  CachedRead transaction(*reader_);
  body(transaction);
  return true;
}

void Session::read(core::ReadBody body, core::Completion done) {
  if (!reader_) {
    writer_.read(mailbox_, std::move(body), std::move(done));
    return;
  }
  std::exception_ptr error;
  try {
    read_here(body);
  } catch (...) {
    error = std::current_exception();
  }
  mailbox_->send_one(std::move(done), std::move(error));
}

void Session::read_aside(core::ReadBody body, core::Completion done) {
  if (side_reader_ == nullptr) return read(std::move(body), std::move(done));
  side_reader_->read(mailbox_, std::move(body), std::move(done));
}

void Session::write(core::WriteBody body, core::Completion done) {
  writer_.write(mailbox_, std::move(body), std::move(done));
}

}  // namespace selfsame::storage::sqlite
