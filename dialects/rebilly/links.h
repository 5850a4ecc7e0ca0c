#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "http/request.h"
#include "json/writer.h"

namespace selfsame::rebilly {

/// How the addresses of resources begin, for who made a request: in the form in which they called.
class LinkBase {
 public:
  /// `public_url` is where clients reach this server as its operator says (`https://id.example.com`);
  /// empty: where this one did. `organization` is the context that the path names, an id, as it came;
  /// empty: none. If a request does not say which host it wants, links begin at the mount point.
  LinkBase(const http::Request& request, std::string_view public_url, std::string_view mount,
           std::string_view organization);

  /// `resource` begins with `/`.
  [[nodiscard]] std::string href(std::string_view resource) const;
  /// The same for what lies outside of this dialect.
  [[nodiscard]] std::string outside(std::string_view path) const;

 private:
  std::string base_;
  std::size_t host_size_;  ///< how much of it is before the mount point
};

struct Link {
  std::string_view rel;
  std::string href;
};

/// Writes the key `_links` with its array.
void write_links(std::span<const Link> links, json::Writer& out);

}  // namespace selfsame::rebilly
