#include "dialects/rebilly/links.h"

#include <algorithm>

namespace selfsame::rebilly {
namespace {

/// A host, with or without a port, as far as that it cannot break out of a URL.
bool is_host(std::string_view text) {
  static constexpr std::string_view kMarks = ".-_:[]";
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

std::string origin_of(const http::Request& request) {
  const auto host = request.header("Host");
  if (!is_host(host)) return {};
  return std::string(request.secure ? "https://" : "http://").append(host);
}

}  // namespace

LinkBase::LinkBase(const http::Request& request, std::string_view public_url,
                   std::string_view mount, std::string_view organization)
    : base_(public_url.empty() ? origin_of(request) : std::string(public_url)), host_size_(0) {
  if (base_.ends_with('/')) base_.pop_back();
  host_size_ = base_.size();
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
