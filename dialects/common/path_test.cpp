#include "dialects/common/path.h"

#include <gtest/gtest.h>
#include <string>

namespace selfsame::dialect {
namespace {

const core::IdBytes kA = *core::parse_hex_id("01923a4b5c6d7e8f90a1b2c3d4e5f607");
const core::IdBytes kB = *core::parse_hex_id("11923a4b5c6d7e8f90a1b2c3d4e5f607");

bool fits(std::string_view pattern, const std::string& path) {
  PathIds ids{};
  return matches(pattern, path, ids);
}

TEST(MatchesPath, TakesTheIdsOutInTheirOrder) {
  for (const auto& spelled : {core::id_to_hex(kA), core::id_to_uuid(kA), core::id_to_base32(kA)}) {
    PathIds ids{};
    EXPECT_TRUE(matches("/a/{id}/b/{id}", "/a/" + spelled + "/b/" + core::id_to_hex(kB), ids));
    EXPECT_EQ(ids[0], kA);
    EXPECT_EQ(ids[1], kB);
  }
}

TEST(MatchesPath, WantsTheWholePath) {
  const auto id = core::id_to_hex(kA);
  EXPECT_TRUE(fits("/a", "/a"));
  for (const std::string& path :
       {std::string(), std::string("/"), std::string("a"), std::string("/a/"), std::string("//a"),
        std::string("/a/b"), std::string("/A"), std::string("/%61"), std::string("/aa")}) {
    EXPECT_FALSE(fits("/a", path)) << path;
  }
  for (const std::string& path : {std::string("/a"), std::string("/a/"), "/a/" + id + '/',
                                  "/a//" + id, "/a/" + id + 'f', std::string("/a/x")}) {
    EXPECT_FALSE(fits("/a/{id}", path)) << path;
  }
}

}  // namespace
}  // namespace selfsame::dialect
