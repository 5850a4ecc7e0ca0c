// Ids that are taken by somebody else's entity, or by another of one's own.
#include "tests/core_operations/world.h"

namespace selfsame::core {
namespace {

class ImportConflict : public testing::World {
 protected:
  ImportConflict() {
    add_organization(make_organization(OrganizationId{{1}}, "One"));
    add_organization(make_organization(OrganizationId{{2}}, "Two"));
  }
  Reason import_key(std::uint8_t id, std::uint8_t secret) {
    const auto status = write([&](WriteTransaction& tx) {
      return import_api_key(tx, as(system_),
                            {ApiKeyId{{id}}, ApiKeyKind::global, user_->id, {}, "key", {}},
                            SecretHash{{secret}});
    });
    return status ? Reason::none : status.error().reason;
  }
  Reason import_membership_in(std::uint8_t id, std::uint8_t organization) {
    Membership wanted;
    wanted.id = MembershipId{{id}};
    wanted.organization = OrganizationId{{organization}};
    wanted.user = user_->id;
    wanted.status = MembershipStatus::accepted;
    const auto status =
        write([&](WriteTransaction& tx) { return import_membership(tx, as(system_), wanted); });
    return status ? Reason::none : status.error().reason;
  }
};

TEST_F(ImportConflict, AKeyWhoseIdIsTakenIsRefused) {
  EXPECT_EQ(import_key(1, 1), Reason::none);
  EXPECT_EQ(import_key(1, 2), Reason::id_taken);
}

TEST_F(ImportConflict, AMembershipWhoseIdIsTakenIsRefused) {
  EXPECT_EQ(import_membership_in(1, 1), Reason::none);
  EXPECT_EQ(import_membership_in(1, 2), Reason::id_taken);
}

}  // namespace
}  // namespace selfsame::core
