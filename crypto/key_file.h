#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/access/secret.h"
#include "core/entropy.h"
#include "core/function_ref.h"

/// A small file, of keys, that nobody but its owner may read. All here throw std::runtime_error with
/// one clear line.
namespace selfsame::crypto {

/// What the file holds; no value if it is not there. Throws if it cannot be read, or others may read
/// it too.
std::optional<core::PlainSecret> read_key_file(const std::string& path);

/// Makes the file with this content, all at once and on the disk when this returns. A file that is
/// there already, or that another process makes meanwhile, stays as it is.
void make_key_file(const std::string& path, const core::PlainSecret& content,
                   core::Entropy& entropy);

/// Puts what `change` makes of the content in its place, all at once and on the disk when this
/// returns; no value leaves it as it is. Others who change the file meanwhile, in this process or
/// another, wait, so that no change is lost. Throws also if the file is not there, and what `change`
/// throws.
void change_key_file(
    const std::string& path,
    core::FunctionRef<std::optional<core::PlainSecret>(std::string_view content)> change,
    core::Entropy& entropy);

}  // namespace selfsame::crypto
