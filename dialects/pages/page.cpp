#include "dialects/pages/page.h"

#include "dialects/pages/style_source.h"
#include "templates/mustache_template.h"

namespace selfsame::embedded {
extern const std::string_view kPageLayout;
extern const std::string_view kPageStyle;
extern const std::string_view kMessagePage;
}  // namespace selfsame::embedded

namespace selfsame::pages {
namespace {

using templates::Escaping;
using templates::MustacheTemplate;

std::string_view headers_of_every_page() {
  static const std::string headers =
      "Content-Security-Policy: default-src 'none'; style-src " +
      style_source(embedded::kPageStyle) +
      "; form-action 'self'; frame-ancestors 'none'; base-uri 'none'\r\n"
      "Referrer-Policy: no-referrer\r\n"
      "Cache-Control: no-store\r\n"
      "X-Content-Type-Options: nosniff\r\n";
  return headers;
}

struct Words {
  std::string_view title;
  std::string_view text;
};

Words words_of(unsigned status) {
  switch (status) {
    case 400:
      return {"That cannot be read", "The request is malformed."};
    case 404:
      return {"This link does not work",
              "It is unknown, was used already, or is over. Ask for a new one where you got it."};
    case 405:
      return {"That does not work here", "This page can be opened, and its form can be sent."};
    case 408:
      return {"That took too long", "The request did not arrive in time. Try again."};
    case 413:
    case 414:
    case 431:
      return {"That is too large", "The request is larger than this page has a use for."};
    case 415:
      return {"That cannot be read", "Send the form as application/x-www-form-urlencoded."};
    case 503:
      return {"Not now", "The server cannot do this at the moment. Try again in a little while."};
    default:
      return {"Something went wrong", "The server failed at this. Try again in a little while."};
  }
}

}  // namespace

void write_page(unsigned status, std::string_view service, std::string_view title,
                std::string_view content, http::Response& response) {
  // Pages are written by event loops and by the engine's threads.
  thread_local const MustacheTemplate layout(std::string(embedded::kPageLayout), Escaping::html,
                                             {"service", "title", "style", "content"});
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.fixed_headers = headers_of_every_page();
  response.body = layout.render({{"service", std::string(service)},
                                 {"title", std::string(title)},
                                 {"style", std::string(embedded::kPageStyle)},
                                 {"content", std::string(content)}});
}

void write_message(unsigned status, std::string_view service, std::string_view title,
                   std::string_view text, http::Response& response) {
  thread_local const MustacheTemplate message(std::string(embedded::kMessagePage), Escaping::html,
                                              {"title", "text"});
  const auto content = message.render({{"title", std::string(title)}, {"text", std::string(text)}});
  write_page(status, service, title, content, response);
}

void write_refusal(unsigned status, std::string_view service, http::Response& response) {
  const auto words = words_of(status);
  write_message(status, service, words.title, words.text, response);
}

}  // namespace selfsame::pages
