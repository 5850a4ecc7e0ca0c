#include "mail/message.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "tests/support/fake_clock.h"

namespace selfsame::mail {
namespace {

const Address kFrom{"Selfsame", "selfsame@example.com"};

core::MailId some_id() { return *core::MailId::parse("0123456789abcdef0123456789abcdef"); }

std::string compose(const Content& content, const Address& from = kFrom,
                    std::string_view recipient = "bob@example.org") {
  return compose_message(some_id(), from, recipient, content, testing::kNoon);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = text.find("\r\n", at);
    if (end == std::string::npos) {
      ADD_FAILURE() << "the last line has no end";
      break;
    }
    lines.push_back(text.substr(at, end - at));
    at = end + 2;
  }
  return lines;
}

/// Names and values before the first empty line, folded lines joined.
std::vector<std::pair<std::string, std::string>> headers_of(const std::string& message) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const auto& line : lines_of(message.substr(0, message.find("\r\n\r\n") + 2))) {
    if (line.starts_with(' ')) {
      headers.back().second += line;
    } else {
      const auto colon = line.find(": ");
      headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
  }
  return headers;
}

std::string header(const std::string& message, std::string_view name) {
  for (const auto& [known, value] : headers_of(message)) {
    if (known == name) return value;
  }
  return "no such header";
}

std::string from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), "\r\n", &size, nullptr, sodium_base64_VARIANT_ORIGINAL);
  EXPECT_EQ(failed, 0) << text;
  bytes.resize(size);
  return bytes;
}

/// What a client shows for a header with encoded words.
std::string decode_words(std::string_view value) {
  std::string text;
  constexpr std::string_view kBegin = "=?UTF-8?B?";
  while (value.starts_with(kBegin)) {
    const auto end = value.find("?=");
    text += from_base64(value.substr(kBegin.size(), end - kBegin.size()));
    value.remove_prefix(end + 2);
    if (value.starts_with(' ' + std::string(kBegin))) value.remove_prefix(1);
  }
  return text + std::string(value);
}

/// The decoded part of one type.
std::string part(const std::string& message, const std::string& type) {
  const auto head = message.find("Content-Type: " + type);
  const auto begin = message.find("\r\n\r\n", head) + 4;
  return from_base64(message.substr(begin, message.find("--_selfsame_", begin) - begin));
}

TEST(ComposeMessage, HasTheHeadersOfAMail) {
  const auto message = compose({"Hello", "text", "<p>html</p>"});
  EXPECT_EQ(header(message, "From"), "\"Selfsame\" <selfsame@example.com>");
  EXPECT_EQ(header(message, "To"), "<bob@example.org>");
  EXPECT_EQ(header(message, "Subject"), "Hello");
  EXPECT_EQ(header(message, "Date"), "Sun, 01 Mar 2026 12:00:00 +0000");
  EXPECT_EQ(header(message, "Message-ID"), "<0123456789abcdef0123456789abcdef@example.com>");
  EXPECT_EQ(header(message, "Auto-Submitted"), "auto-generated");
  EXPECT_EQ(header(message, "MIME-Version"), "1.0");
  EXPECT_TRUE(header(message, "Content-Type").starts_with("multipart/alternative; boundary="));
}

TEST(ComposeMessage, IsTheSameEachTime) {
  EXPECT_EQ(compose({"Hello", "text", "html"}), compose({"Hello", "text", "html"}));
}

TEST(ComposeMessage, HoldsTextThenHtml) {
  const auto message = compose({"Hello", "Grüße\nBob\n", "<p>Grüße</p>\n"});
  EXPECT_EQ(part(message, "text/plain"), "Grüße\r\nBob\r\n");
  EXPECT_EQ(part(message, "text/html"), "<p>Grüße</p>\r\n");
  EXPECT_LT(message.find("text/plain"), message.find("text/html"));
}

TEST(ComposeMessage, KeepsLinesShortAndAscii) {
  const std::string text(10'000, 'x');
  std::string subject;
  for (int i = 0; i < 200; ++i) subject += "ü€😀";
  for (const auto& line : lines_of(compose({subject, text, text}, {subject, kFrom.address}))) {
    EXPECT_LE(line.size(), 78U + 8U) << line;  // an encoded word of 75 after `Subject: `
    for (const char c : line) EXPECT_TRUE(c >= ' ' && c < 0x7F) << line;
  }
}

TEST(ComposeMessage, EncodesWhatIsNotAscii) {
  std::string subject;
  for (int i = 0; i < 40; ++i) subject += "ü€😀";
  EXPECT_EQ(decode_words(header(compose({subject, "", ""}), "Subject")), subject);
  const auto from = header(compose({}, {"Größe", "a@example.com"}), "From");
  EXPECT_EQ(decode_words(from), "Größe <a@example.com>");
}

TEST(ComposeMessage, EncodesWhatOnlyLooksEncoded) {
  const std::string subject = "=?UTF-8?B?aGVsbG8=?=";
  const auto value = header(compose({subject, "", ""}), "Subject");
  EXPECT_NE(value, subject);
  EXPECT_EQ(decode_words(value), subject);
}

TEST(ComposeMessage, FoldsALongSubject) {
  const std::string subject(300, 'x');
  EXPECT_EQ(decode_words(header(compose({subject, "", ""}), "Subject")), subject);
}

TEST(ComposeMessage, QuotesTheSendersName) {
  EXPECT_EQ(header(compose({}, {R"(A "B" \ C, D)", "a@example.com"}), "From"),
            R"("A \"B\" \\ C, D" <a@example.com>)");
  EXPECT_EQ(header(compose({}, {"", "a@example.com"}), "From"), "a@example.com");
}

TEST(ComposeMessage, NeverLetsAValueBecomeAHeader) {
  for (const std::string attack :
       {"x\r\nBcc: eve@example.com", "x\nBcc: eve@example.com", "x\rBcc: eve@example.com",
        "x\r\n\r\nbody", "ü\r\nBcc: eve@example.com"}) {
    const auto message = compose({attack, attack, attack}, {attack, "a@example.com" + attack},
                                 "bob@example.org" + attack);
    const auto headers = headers_of(message);
    EXPECT_EQ(headers.size(), 8U) << message;
    for (const auto& [name, value] : headers) EXPECT_NE(name, "Bcc");
    const auto head = message.substr(0, message.find("\r\n\r\n"));
    for (std::size_t i = 0; i < head.size(); ++i) {
      EXPECT_EQ(head[i] == '\r', i + 1 < head.size() && head[i + 1] == '\n') << head;
    }
  }
  const auto message = compose({std::string("a\0b\x7F"
                                            "c\x1B",
                                            6),
                                "", ""});
  EXPECT_EQ(header(message, "Subject"), "a b c ");
}

TEST(IsSendable, TakesAddressesThatNeedNoQuotes) {
  for (const auto* address : {"a@b", "first.last+tag@sub.example.com", "o'neil@example.com",
                              "a@[192.0.2.1]", "a@[IPv6:::1]", "ä@exämple.com"}) {
    EXPECT_TRUE(is_sendable(address)) << address;
  }
}

TEST(IsSendable, RefusesWhatCouldEndACommandOrName) {
  for (const auto* address :
       {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b c", "a>@b", "<a@b", "a,c@b", "a@b>", "a@b,c",
        "\"a\"@b", "a@b\r\n", "a\t@b", "a@b;c", "a(c)@b", "a\\@b", "a:c@b"}) {
    EXPECT_FALSE(is_sendable(address)) << address;
  }
}

TEST(IsSendable, RefusesWhatIsLongerThanSmtpTakes) {
  const auto sendable = [](std::size_t local, std::size_t domain) {
    std::string address(local, 'a');
    address.push_back('@');
    address.append(domain, 'b');
    return is_sendable(address);
  };
  EXPECT_TRUE(sendable(64, 1));
  EXPECT_FALSE(sendable(65, 1));
  EXPECT_TRUE(sendable(1, 252));
  EXPECT_FALSE(sendable(1, 253));
}

TEST(ParseAddress, ReadsNameAndAddress) {
  const auto parsed = [](std::string_view text) {
    const auto address = parse_address(text);
    return address ? address->name + '|' + address->address : "none";
  };
  EXPECT_EQ(parsed("a@example.com"), "|a@example.com");
  EXPECT_EQ(parsed(" <a@example.com> "), "|a@example.com");
  EXPECT_EQ(parsed("Selfsame <a@example.com>"), "Selfsame|a@example.com");
  EXPECT_EQ(parsed("\"Größe, Inc.\" <a@example.com>"), "Größe, Inc.|a@example.com");
  for (const auto* wrong : {"", "a", "a@", "Name a@example.com", "Name <a>", "a@example.com>",
                            "ä@example.com", "a\n <a@example.com>", "<a@example.com> x"}) {
    EXPECT_EQ(parsed(wrong), "none") << wrong;
  }
}

}  // namespace
}  // namespace selfsame::mail
