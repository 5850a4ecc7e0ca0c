#pragma once

#include <string>
#include <string_view>

#include "core/id.h"
#include "core/time.h"
#include "mail/address.h"

namespace selfsame::mail {

/// What a mail says, in UTF-8.
struct Content {
  std::string subject;
  std::string text;
  std::string html;
};

/// One message by RFC 5322: text and HTML as alternatives, lines that end with CRLF. The same input
/// makes the same bytes, so that a mail that is sent twice can be seen to be one (Message-ID).
/// Control characters never reach a header. `recipient` is sendable.
std::string compose_message(const core::MailId& id, const Address& from, std::string_view recipient,
                            const Content& content, core::Timestamp date);

}  // namespace selfsame::mail
