#pragma once

#include <ostream>
#include <string>

namespace selfsame::server {

struct PlansOptions {
  std::string plans;  ///< file; empty: what is built in
  bool json = false;
};

/// `selfsame plans`: checks a plans file and shows what it says. Returns the exit code. Throws
/// std::runtime_error with one clear line if the file is wrong.
int run_plans(const PlansOptions& options, std::ostream& out);

}  // namespace selfsame::server
