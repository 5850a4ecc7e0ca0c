#pragma once

#include <string_view>

#include "storage/sql/statements.h"

namespace selfsame::storage::sql {

/// One entry of the tables that statements.cpp puts together.
struct NamedText {
  Statement name{};
  std::string_view text;
};

}  // namespace selfsame::storage::sql
