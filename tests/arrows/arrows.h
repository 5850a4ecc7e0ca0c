#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace selfsame::arrows {

/// One `#include` that the table of rules does not allow.
struct Offence {
  std::string file;  ///< from the root of the tree
  std::size_t line = 0;
  std::string include;  ///< as written, with its quotes or brackets
  std::string reason;

  bool operator==(const Offence&) const = default;
};

std::string to_string(const Offence& offence);

/// What is wrong with the includes of one file. `file` is its path from the root of the tree.
std::vector<Offence> check_text(std::string_view file, std::string_view text);

/// What is wrong with the includes of every C++ file of the tree under `root`.
std::vector<Offence> check_tree(const std::filesystem::path& root, std::size_t& files_checked);

}  // namespace selfsame::arrows
