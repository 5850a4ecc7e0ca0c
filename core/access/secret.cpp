#include "core/access/secret.h"

namespace selfsame::core {

void PlainSecret::wipe() noexcept {
  // Through a volatile pointer, so that the compiler keeps the writes to memory about to be freed.
  volatile char* bytes = text_.data();
  for (std::size_t i = 0; i < text_.size(); ++i) bytes[i] = '\0';
  text_.clear();
}

}  // namespace selfsame::core
