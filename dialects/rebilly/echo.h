#pragma once

#include <string>
#include <string_view>

namespace selfsame::rebilly {

/// What a client sent, in backquotes, to be said in a refusal. Bytes that are not printable ASCII
/// are left out, as an answer is UTF-8, and long text is cut.
std::string echo(std::string_view text);

}  // namespace selfsame::rebilly
