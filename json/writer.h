#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace selfsame::json {

/// Writes JSON straight into a string, without building values first. Commas are its own affair;
/// that objects are closed and keys have values is the caller's.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  Writer& begin_object() { return open('{'); }
  Writer& end_object() { return close('}'); }
  Writer& begin_array() { return open('['); }
  Writer& end_array() { return close(']'); }

  Writer& key(std::string_view name) {
    string(name);
    out_ += ':';
    separate_ = false;
    return *this;
  }

  Writer& string(std::string_view text) {
    separator();
    append_quoted(out_, text);
    return *this;
  }
  Writer& boolean(bool value) { return literal(value ? "true" : "false"); }
  Writer& null() { return literal("null"); }
  template <std::integral T>
  Writer& number(T value) {
    return literal(std::to_string(value));
  }
  /// Text that is JSON already.
  Writer& raw(std::string_view json) { return literal(json); }

  // A key with its value.
  Writer& field(std::string_view name, std::string_view text) { return key(name).string(text); }
  Writer& field(std::string_view name, const char* text) { return key(name).string(text); }
  Writer& field(std::string_view name, bool value) { return key(name).boolean(value); }
  template <std::integral T>
  Writer& field(std::string_view name, T value) {
    return key(name).number(value);
  }
  /// A key with text, or null where there is none.
  Writer& optional_field(std::string_view name, const std::optional<std::string>& text) {
    return text ? key(name).string(*text) : key(name).null();
  }

 private:
  static void append_quoted(std::string& out, std::string_view text);

  void separator() {
    if (separate_) out_ += ',';
    separate_ = true;
  }
  Writer& open(char bracket) {
    separator();
    out_ += bracket;
    separate_ = false;
    return *this;
  }
  Writer& close(char bracket) {
    out_ += bracket;
    separate_ = true;
    return *this;
  }
  Writer& literal(std::string_view text) {
    separator();
    out_ += text;
    return *this;
  }

  std::string& out_;
  bool separate_ = false;  // whether the next value needs a comma before it
};

}  // namespace selfsame::json
