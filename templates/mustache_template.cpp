#include "templates/mustache_template.h"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <sstream>
#include <stdexcept>

namespace selfsame::templates {
namespace {

namespace mustache = kainjow::mustache;

/// The values of one text as the library asks for them. A section only says whether a value is there.
class Context final : public mustache::basic_context<std::string> {
 public:
  explicit Context(const Values& values) {
    for (const auto& [name, value] : values) {
      if (!value.empty()) values_.emplace(name, value);
    }
  }

  void push(const mustache::data* /*section*/) override {}
  void pop() override {}
  [[nodiscard]] const mustache::data* get(const std::string& name) const override {
    asked_.push_back(name);
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] const mustache::data* get_partial(const std::string& name) const override {
    throw std::invalid_argument("partials such as {{> " + name + "}} are not supported");
  }

  /// The names that the template has asked for.
  [[nodiscard]] const std::vector<std::string>& asked() const { return asked_; }

 private:
  std::map<std::string, mustache::data> values_;
  mutable std::vector<std::string> asked_;
};

/// All values, none, each alone, and all but each: what a template asks for depends on what is there.
std::vector<Values> trials(const std::vector<std::string_view>& known) {
  Values all;
  for (const auto name : known) all.emplace(name, "x");
  std::vector<Values> made{all, {}};
  for (const auto name : known) {
    made.push_back({{std::string(name), "x"}});
    auto others = all;
    others.erase(std::string(name));
    made.push_back(std::move(others));
  }
  return made;
}

}  // namespace

struct MustacheTemplate::Parsed {
  explicit Parsed(const std::string& text) : tree(text) {}
  mustache::mustache tree;
};

MustacheTemplate::MustacheTemplate(const std::string& text, Escaping escaping,
                                   const std::vector<std::string_view>& known)
    : parsed_(std::make_unique<Parsed>(text)) {
  if (!parsed_->tree.is_valid()) throw std::invalid_argument(parsed_->tree.error_message());
  if (escaping == Escaping::none) {
    parsed_->tree.set_custom_escape([](const std::string& value) { return value; });
  }
  for (const auto& values : trials(known)) {
    Context context(values);
    std::ostringstream out;
    parsed_->tree.render(context, out);
    for (const auto& name : context.asked()) {
      if (std::ranges::find(known, name) == known.end()) {
        throw std::invalid_argument("there is no value {{" + name + "}}");
      }
    }
  }
}

MustacheTemplate::~MustacheTemplate() = default;
MustacheTemplate::MustacheTemplate(MustacheTemplate&&) noexcept = default;
MustacheTemplate& MustacheTemplate::operator=(MustacheTemplate&&) noexcept = default;

std::string MustacheTemplate::render(const Values& values) const {
  Context context(values);
  std::ostringstream out;
  parsed_->tree.render(context, out);
  return out.str();
}

}  // namespace selfsame::templates
