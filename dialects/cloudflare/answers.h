#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/listing.h"
#include "core/result.h"
#include "dialects/cloudflare/call.h"
#include "json/writer.h"

/// Answers in the forms that most routes share. Each hands on the refusal of a failed operation.
/// `encode` writes one thing: `(const T&, json::Writer&)`.
namespace selfsame::cloudflare {

template <class T, class Encode>
core::Status answer(const core::Result<T>& outcome, Reply& reply, Encode encode) {
  if (!outcome) return std::unexpected(outcome.error());
  json::Writer out(reply.result());
  encode(*outcome, out);
  return {};
}

template <class T, class Encode>
void write_list(const std::vector<T>& items, Reply& reply, Encode encode) {
  json::Writer out(reply.result());
  out.begin_array();
  for (const auto& item : items) encode(item, out);
  out.end_array();
}

/// One page of a list.
template <class T, class Encode>
core::Status answer_page(const core::Result<core::Listed<T>>& outcome, Reply& reply,
                         Encode encode) {
  if (!outcome) return std::unexpected(outcome.error());
  write_list(outcome->items, reply, encode);
  reply.set_page_info(
      {outcome->page, outcome->per_page, outcome->items.size(), outcome->total_count});
  return {};
}

/// A list that clients read with one request: all of it is the first page, and every later one, for
/// those that go on until a page is empty, has nothing.
template <class T, class Encode>
core::Status answer_all(const core::Result<std::vector<T>>& outcome, Reply& reply, Encode encode,
                        std::uint64_t page = 1) {
  if (!outcome) return std::unexpected(outcome.error());
  const std::vector<T> nothing;
  const auto& shown = page == 1 ? *outcome : nothing;
  write_list(shown, reply, encode);
  reply.set_page_info({page, outcome->size(), shown.size(), outcome->size()});
  return {};
}

/// `{"id": ...}`, of what is gone.
template <class Id>
core::Status answer_id(const core::Status& outcome, Reply& reply, const Id& id) {
  if (!outcome) return outcome;
  json::Writer(reply.result()).begin_object().field("id", id.hex_view()).end_object();
  return {};
}

}  // namespace selfsame::cloudflare
