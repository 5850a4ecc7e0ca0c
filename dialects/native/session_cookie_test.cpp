#include "dialects/native/session_cookie.h"

#include <gtest/gtest.h>
#include <memory>

#include "dialects/native/testing.h"

namespace selfsame::native {
namespace {

std::string read(std::initializer_list<http::HeaderLine> lines, Transport transport) {
  const auto request = std::make_unique<http::Request>();
  for (const auto& line : lines) request->header_lines[request->header_count++] = line;
  return std::string(read_session_cookie(*request, transport));
}

core::IssuedSession issued_for(std::chrono::microseconds lifetime) {
  core::Session session;
  session.expires_at = kNoon + lifetime;
  return {session, core::PlainSecret("a.b.c")};
}

TEST(SessionCookie, IsForNoScriptAndNoOtherSite) {
  EXPECT_EQ(session_cookie(issued_for(std::chrono::hours(1)), kNoon, Transport::plain),
            "selfsame_session=a.b.c; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax");
  EXPECT_EQ(session_cookie(issued_for(std::chrono::milliseconds(1999)), kNoon, Transport::tls),
            "__Host-selfsame_session=a.b.c; Path=/; Max-Age=1; HttpOnly; SameSite=Lax; Secure");
  EXPECT_EQ(no_session_cookie(Transport::tls),
            "__Host-selfsame_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
}

TEST(SessionCookie, IsFoundAmongOthers) {
  EXPECT_EQ(
      read({{"Accept", "*/*"}, {"cookie", "a=b; selfsame_session=x.y.z;c"}}, Transport::plain),
      "x.y.z");
  EXPECT_EQ(read({{"Cookie", "a=b"}, {"Cookie", "selfsame_session=x"}}, Transport::plain), "x");
  EXPECT_EQ(read({{"Cookie", "selfsame_session=; selfsame_session=x"}}, Transport::plain), "");
}

TEST(SessionCookie, IsNoOtherCookie) {
  EXPECT_EQ(read({}, Transport::plain), "");
  EXPECT_EQ(read({{"Cookie", ""}}, Transport::plain), "");
  EXPECT_EQ(read({{"Cookie", "xselfsame_session=x; selfsame_session"}}, Transport::plain), "");
  // One that any page of the domain could have set does not count where there is TLS.
  EXPECT_EQ(read({{"Cookie", "selfsame_session=x"}}, Transport::tls), "");
  EXPECT_EQ(read({{"Cookie", "__Host-selfsame_session=x"}}, Transport::tls), "x");
}

TEST(TransportOf, IsThatOfTheBaseUrl) {
  EXPECT_EQ(transport_of("https://id.example.com"), Transport::tls);
  EXPECT_EQ(transport_of("http://localhost"), Transport::plain);
  EXPECT_EQ(transport_of(""), Transport::plain);
}

}  // namespace
}  // namespace selfsame::native
