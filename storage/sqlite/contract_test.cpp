#include "storage/contract/store_contract.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/support/test_sealer.h"

namespace selfsame::storage::contract {
namespace {

std::unique_ptr<core::Store> open_file(const std::filesystem::path& folder) {
  return sqlite::open_sqlite_store({.path = (folder / "store.db").string(),
                                    .log = {},
                                    .sealer = &selfsame::testing::kTestSealer});
}

/// The smallest of everything: every write alone, and a cache that always evicts.
std::unique_ptr<core::Store> open_narrow_file(const std::filesystem::path& folder) {
  return sqlite::open_sqlite_store({.path = (folder / "store.db").string(),
                                    .log = {},
                                    .sealer = &selfsame::testing::kTestSealer,
                                    .writes_per_group_max = 1,
                                    .cache_entries_per_session = 1});
}

std::unique_ptr<core::Store> open_memory(const std::filesystem::path&) {
  return sqlite::open_sqlite_store(
      {.path = ":memory:", .log = {}, .sealer = &selfsame::testing::kTestSealer});
}

const auto kEngines = ::testing::Values(EngineUnderTest{"file", open_file},
                                        EngineUnderTest{"narrow_file", open_narrow_file},
                                        EngineUnderTest{"memory", open_memory, false});

std::string name_of(const ::testing::TestParamInfo<EngineUnderTest>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, kEngines, name_of);
INSTANTIATE_TEST_SUITE_P(Sqlite, MemberContract, kEngines, name_of);
INSTANTIATE_TEST_SUITE_P(Sqlite, RoleContract, kEngines, name_of);
INSTANTIATE_TEST_SUITE_P(Sqlite, BillingContract, kEngines, name_of);
INSTANTIATE_TEST_SUITE_P(Sqlite, AuditContract, kEngines, name_of);
INSTANTIATE_TEST_SUITE_P(Sqlite, TokenContract, kEngines, name_of);
INSTANTIATE_TEST_SUITE_P(Sqlite, SignInContract, kEngines, name_of);

}  // namespace
}  // namespace selfsame::storage::contract
