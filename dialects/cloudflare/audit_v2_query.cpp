#include "dialects/cloudflare/audit_v2_query.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/id.h"
#include "core/limits.h"
#include "core/text.h"
#include "http/query.h"

namespace selfsame::cloudflare {
namespace {

constexpr std::string_view kNegation = ".not";

/// The one spelling of a text that is compared.
std::string compared(Matching matching, std::string text) {
  if (matching == Matching::any_case) return core::lower_ascii(text);
  if (matching != Matching::id) return text;
  const auto id = core::parse_id(text);
  return id ? core::id_to_hex(*id) : text;
}

/// Some clients write a number as `200.0`.
std::optional<std::string> parse_status(std::string_view text) {
  unsigned status = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, status);
  const std::string_view rest(read.ptr, end);
  if (read.ec != std::errc() || (!rest.empty() && rest != ".0")) return std::nullopt;
  return std::to_string(status);
}

std::string must_be(std::span<const std::string_view> words) {
  std::string text = "must be ";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 < words.size() ? ", " : " or ";
    text += words[i];
  }
  return text;
}

struct NamedField {
  const AuditField* field = nullptr;  ///< null: no filter is called so
  bool negated = false;
};

NamedField find_field(std::string_view name) {
  const bool negated = name.ends_with(kNegation);
  if (negated) name.remove_suffix(kNegation.size());
  const auto fields = audit_fields();
  const auto found = std::ranges::find(fields, name, &AuditField::name);
  if (found == fields.end() || (negated && !found->can_be_negated)) return {};
  return {&*found, negated};
}

AuditTest& test_of(std::vector<AuditTest>& tests, const NamedField& named) {
  const auto found = std::ranges::find_if(
      tests, [&](const AuditTest& test) { return test.is_of(*named.field, named.negated); });
  return found != tests.end() ? *found : tests.emplace_back(*named.field, named.negated);
}

/// One error for each parameter, however often it is there.
void refuse_once(std::vector<core::FieldError>& errors, const std::string& name,
                 std::string message) {
  auto pointer = '/' + name;
  if (std::ranges::find(errors, pointer, &core::FieldError::pointer) != errors.end()) return;
  errors.push_back({std::move(pointer), std::move(message)});
}

std::vector<AuditTest> read_tests(std::string_view query, std::vector<core::FieldError>& errors) {
  std::vector<AuditTest> tests;
  for (auto& [name, value] : http::query_parameters(query)) {
    const auto named = find_field(name);
    if (named.field == nullptr) continue;
    auto complaint = test_of(tests, named).add(std::move(value));
    if (!complaint.empty()) refuse_once(errors, name, std::move(complaint));
  }
  return tests;
}

/// What lists and histories have in common.
AuditV2Query read_page(QueryReader& in) {
  AuditV2Query asked;
  asked.range = in.required_time_range();
  asked.direction = in.direction().value_or(core::Direction::descending);
  asked.limit = static_cast<std::uint32_t>(
      std::clamp<std::uint64_t>(in.number("limit").value_or(core::limits::kAuditPageDefault), 1,
                                core::limits::kAuditPageMax));
  asked.cursor = in.text("cursor");
  return asked;
}

}  // namespace

std::string AuditTest::add(std::string value) {
  if (field_->matching == Matching::network) {
    auto network = parse_network(value);
    if (!network) return kMustBeNetwork;
    networks_.push_back(std::move(*network));
    return {};
  }
  if (field_->matching == Matching::word &&
      std::ranges::find(field_->words, value) == field_->words.end()) {
    return must_be(field_->words);
  }
  if (field_->matching == Matching::number) {
    auto number = parse_status(value);
    if (!number) return "must be a whole number";
    value = std::move(*number);
  }
  value = compared(field_->matching, std::move(value));
  values_.insert(std::ranges::upper_bound(values_, value), std::move(value));
  return {};
}

bool AuditTest::has(const std::string& text) const {
  if (field_->matching != Matching::network) {
    return std::ranges::binary_search(values_, compared(field_->matching, text));
  }
  const auto address = core::IpAddress::parse(text);
  return address && std::ranges::any_of(networks_, [&](const core::Cidr& network) {
           return network.contains(*address);
         });
}

bool AuditTest::matches(const LogEntry& entry) const {
  return has(field_->text(entry)) != negated_;
}

bool AuditV2Query::matches(const LogEntry& entry) const {
  return std::ranges::all_of(tests, [&](const AuditTest& test) { return test.matches(entry); });
}

core::Result<AuditV2Query> decode_audit_v2_query(std::string_view query) {
  std::vector<core::FieldError> errors;
  QueryReader in(query, errors);
  auto asked = read_page(in);
  asked.tests = read_tests(query, errors);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return asked;
}

core::Result<AuditV2Query> decode_audit_history_query(std::string_view query) {
  std::vector<core::FieldError> errors;
  QueryReader in(query, errors);
  const auto action_time = in.required_instant("action_time");
  auto asked = read_page(in);
  asked.action_time = action_time;
  if (!errors.empty()) return core::invalid(std::move(errors));
  return asked;
}

bool shapes_audit_v2(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames{"since", "before", "direction", "action_time"};
  return find_field(name).field != nullptr || std::ranges::find(kNames, name) != kNames.end();
}

}  // namespace selfsame::cloudflare
