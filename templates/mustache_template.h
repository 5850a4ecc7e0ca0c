#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace selfsame::templates {

/// What a template may show. An empty value is as good as none.
using Values = std::map<std::string, std::string, std::less<>>;

enum class Escaping { none, html };

/// One Mustache template, read. Used by one thread.
class MustacheTemplate {
 public:
  /// Throws std::invalid_argument with what is wrong: syntax, a partial, a value that is not among
  /// `known`.
  MustacheTemplate(const std::string& text, Escaping escaping,
                   const std::vector<std::string_view>& known);
  ~MustacheTemplate();
  MustacheTemplate(MustacheTemplate&&) noexcept;
  MustacheTemplate& operator=(MustacheTemplate&&) noexcept;

  /// What a value holds is shown, never read as a template.
  [[nodiscard]] std::string render(const Values& values) const;

 private:
  struct Parsed;
  std::unique_ptr<Parsed> parsed_;
};

}  // namespace selfsame::templates
