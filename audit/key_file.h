#pragma once

#include <optional>
#include <string>

#include "core/access/secret.h"
#include "core/entropy.h"

/// A small file that nobody but its owner may read.
namespace selfsame::audit {

/// What the file holds; no value if it is not there. Throws std::runtime_error with one clear line if
/// it cannot be read, or others may read it too.
std::optional<core::PlainSecret> read_key_file(const std::string& path);

/// Makes the file with this content, all at once and on the disk when this returns. A file that is
/// there already, or that another process makes meanwhile, stays as it is.
/// Throws std::runtime_error with one clear line.
void make_key_file(const std::string& path, const core::PlainSecret& content,
                   core::Entropy& entropy);

}  // namespace selfsame::audit
