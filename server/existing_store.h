#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/store.h"
#include "server/log.h"

namespace selfsame::server {

/// The path of a store's file; no value if it is in memory, or the URL is not good.
std::optional<std::string> file_of(const std::string& store);

/// A store of a command's own. Unlike other commands these make none: what is to be checked must be
/// there. Throws std::exception with one clear line if it is not, or is in use.
class ExistingStore {
 public:
  explicit ExistingStore(const std::string& url);
  ~ExistingStore();
  ExistingStore(const ExistingStore&) = delete;
  ExistingStore& operator=(const ExistingStore&) = delete;

  core::Store& operator*() { return *store_; }
  core::Store* operator->() { return store_.get(); }

 private:
  Log log_{"warn"};
  std::unique_ptr<core::Store> store_;
};

}  // namespace selfsame::server
