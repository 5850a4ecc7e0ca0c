#include "dialects/rebilly/links.h"

#include "dialects/common/base_url.h"

namespace selfsame::rebilly {

LinkBase::LinkBase(const http::Request& request, std::string_view public_url,
                   std::string_view mount, std::string_view organization)
    : base_(dialect::base_url(request, public_url)), host_size_(base_.size()) {
  base_ += mount;
  if (!organization.empty()) base_.append("/organizations/").append(organization);
}

std::string LinkBase::href(std::string_view resource) const {
  return std::string(base_).append(resource);
}

std::string LinkBase::outside(std::string_view path) const {
  return base_.substr(0, host_size_).append(path);
}

void write_links(std::span<const Link> links, json::Writer& out) {
  out.key("_links").begin_array();
  for (const auto& [rel, href] : links) {
    out.begin_object().field("rel", rel).field("href", href).end_object();
  }
  out.end_array();
}

}  // namespace selfsame::rebilly
