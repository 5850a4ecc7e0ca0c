#pragma once

#include <string>
#include <string_view>

#include "core/identity/open_session.h"
#include "core/time.h"
#include "http/request.h"

/// The cookie that holds a session's token, so that no script can read it.
namespace selfsame::native {

/// What browsers may use it over: only TLS, wherever this server is reached by it. A name with the
/// prefix `__Host-` is set by nobody but this very host (RFC 6265bis, 4.1.3.2).
enum class Transport { plain, tls };
Transport transport_of(std::string_view base_url);

/// The token; empty if none was sent.
std::string_view read_session_cookie(const http::Request& request, Transport transport);

/// What to set; until the session ends.
std::string session_cookie(const core::IssuedSession& issued, core::Timestamp now,
                           Transport transport);
/// What to set to have it forgotten.
std::string no_session_cookie(Transport transport);

}  // namespace selfsame::native
