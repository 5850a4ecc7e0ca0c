#include "dialects/rebilly/list_query.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "dialects/rebilly/echo.h"
#include "http/query.h"

namespace selfsame::rebilly {
namespace {

constexpr std::string_view kCreatedTime = "createdTime";
constexpr auto kOffsetMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t most) {
  std::uint64_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value > most) return std::nullopt;
  return value;
}

/// The entries of a list that comes as `name=a,b`, as `name[]=a&name[]=b`, or both.
std::vector<std::string> entries(std::string_view query, std::string_view name) {
  std::vector<std::string> found;
  const auto repeated = std::string(name) + "[]";
  for (const auto& parameter : http::query_parameters(query)) {
    if (parameter.name != name && parameter.name != repeated) continue;
    std::string_view rest = parameter.value;
    while (true) {
      const auto comma = rest.find(',');
      found.emplace_back(rest.substr(0, comma));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return found;
}

class ListQueryReader {
 public:
  explicit ListQueryReader(std::string_view query) : query_(query) {}

  std::uint64_t number(std::string_view name, std::uint64_t absent, std::uint64_t most) {
    const auto text = http::query_parameter(query_, name);
    if (!text) return absent;
    const auto value = parse_number(*text, most);
    if (!value) refuse(name, "must be a whole number from 0 to " + std::to_string(most));
    return value.value_or(absent);
  }

  [[nodiscard]] std::string text(std::string_view name) const {
    return http::query_parameter(query_, name).value_or("");
  }

  std::vector<SortKey> sort(std::span<const std::string_view> fields) {
    std::vector<SortKey> keys;
    for (std::string_view entry : entries(query_, "sort")) {
      const bool descending = entry.starts_with('-');
      if (descending) entry.remove_prefix(1);
      const auto field = std::ranges::find(fields, entry);
      if (field == fields.end()) {
        refuse_sort(entry, fields);
        return {};
      }
      if (std::ranges::find(keys, *field, &SortKey::field) == keys.end()) {
        keys.push_back({*field, descending});
      }
    }
    const auto created = std::ranges::find(fields, kCreatedTime);
    if (keys.empty() && created != fields.end()) keys.push_back({*created, true});
    return keys;
  }

  [[nodiscard]] std::vector<core::FieldError> take_errors() { return std::move(errors_); }

 private:
  void refuse(std::string_view name, std::string message) {
    errors_.push_back({std::string(name), std::move(message)});
  }
  /// Only of the first wrong entry: an answer is not many times as long as its request.
  void refuse_sort(std::string_view entry, std::span<const std::string_view> fields) {
    std::string message = "cannot be " + echo(entry) + "; the fields to sort by are";
    std::string_view separator = " ";
    for (const auto field : fields) message.append(std::exchange(separator, ", ")).append(field);
    refuse("sort", std::move(message));
  }

  std::string_view query_;
  std::vector<core::FieldError> errors_;
};

}  // namespace

core::Result<ListQuery> read_list_query(std::string_view query,
                                        std::span<const std::string_view> sort_fields) {
  ListQueryReader in(query);
  ListQuery asked;
  asked.limit =
      in.number("limit", core::limits::kRebillyPageDefault, core::limits::kRebillyPageMax);
  asked.offset = in.number("offset", 0, kOffsetMax);
  asked.sort = in.sort(sort_fields);
  asked.sorted = !entries(query, "sort").empty();
  asked.filter = in.text("filter");
  asked.q = in.text("q");
  asked.expand = read_expand(query);
  if (auto errors = in.take_errors(); !errors.empty()) return core::invalid(std::move(errors));
  return asked;
}

std::vector<std::string> read_expand(std::string_view query) {
  auto names = entries(query, "expand");
  std::erase(names, "");
  return names;
}

}  // namespace selfsame::rebilly
