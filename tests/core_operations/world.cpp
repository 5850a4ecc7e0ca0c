#include "tests/core_operations/world.h"

#include <algorithm>
#include <ostream>
#include <set>
#include <stdexcept>

#include "server/role_catalogue_file.h"
#include "tests/support/audit_records.h"
#include "tests/support/test_sealer.h"

namespace selfsame::testing {
namespace {

constexpr std::uint32_t kAll = 10'000;

/// What is in `now` and was not in `before`.
template <class Entity>
std::vector<Entity> added(const std::vector<Entity>& before, const std::vector<Entity>& now) {
  std::vector<Entity> found;
  for (const auto& entity : now) {
    if (std::ranges::find(before, entity) == before.end()) found.push_back(entity);
  }
  return found;
}

template <class Entity>
void append(std::vector<Entity>& all, std::vector<Entity> more) {
  std::ranges::move(more, std::back_inserter(all));
}

core::TokenQuery all_tokens() {
  core::TokenQuery query;
  query.per_page = kAll;
  return query;
}

void add_billing(core::ReadTransaction& tx, const core::Owner& owner, Contents& found) {
  append(found.subscriptions, tx.subscriptions_of(owner));
  append(found.billing_items, tx.billing_items_after(owner, 0, kAll));
  if (auto profile = tx.find_billing_profile(owner)) {
    found.billing_profiles.push_back(std::move(*profile));
  }
}

void add_users(core::ReadTransaction& tx, Contents& found) {
  found.users = tx.list_users(std::nullopt, kAll);
  for (const auto& user : found.users) {
    found.preferences.push_back(tx.find_preferences(user.id));
    std::ranges::copy(tx.sessions_of(user.id), std::back_inserter(found.sessions));
    found.second_factors.push_back(tx.find_second_factor(user.id));
    found.recovery_codes.push_back(tx.count_recovery_codes(user.id));
    append(found.tokens, tx.list_tokens(user.id, all_tokens()).items);
    append(found.records, testing::records_of(tx, user.id.bytes));
    add_billing(tx, user.id, found);
  }
}

void add_organizations(core::ReadTransaction& tx, Contents& found) {
  found.organizations = tx.list_organizations(std::nullopt, std::nullopt, kAll);
  for (const auto& organization : found.organizations) {
    const auto& id = organization.id;
    for (const auto status : {core::MembershipStatus::pending, core::MembershipStatus::accepted,
                              core::MembershipStatus::rejected}) {
      core::MemberQuery query;
      query.per_page = kAll;
      query.status = status;
      append(found.memberships, tx.list_members(id, query).items);
    }
    append(found.roles, *tx.roles_of(id));
    append(found.resource_groups, tx.resource_groups_of(id));
    append(found.zones, tx.zones_of(id));
    append(found.tokens, tx.list_tokens(id, all_tokens()).items);
    append(found.api_keys, tx.api_keys_of(id));
    if (const auto profile = tx.find_organization_profile(id)) {
      found.organization_profiles.push_back(*profile);
    }
    append(found.records, testing::records_of(tx, id.bytes));
    add_billing(tx, id, found);
  }
}

/// Those to whoever is a user or has a place.
void add_invites(core::ReadTransaction& tx, Contents& found) {
  std::set<std::string> addresses;
  for (const auto& user : found.users) addresses.insert(core::email_key(user.email));
  for (const auto& place : found.memberships) addresses.insert(core::email_key(place.email));
  for (const auto& address : addresses) append(found.invites, tx.invites_to(address));
}

}  // namespace

const core::RoleCatalogue& role_catalogue() {
  static const auto catalogue = server::load_role_catalogue();
  return *catalogue;
}

void PrintTo(const Contents& contents, std::ostream* out) {
  *out << contents.users.size() << " users, " << contents.organizations.size() << " organizations, "
       << contents.memberships.size() << " memberships, " << contents.invites.size() << " invites, "
       << contents.roles.size() << " roles, " << contents.resource_groups.size()
       << " resource groups, " << contents.zones.size() << " zones, " << contents.tokens.size()
       << " tokens, " << contents.api_keys.size() << " API keys, "
       << contents.organization_profiles.size() << " organization profiles, "
       << contents.mail.size() << " mails, " << contents.subscriptions.size() << " subscriptions, "
       << contents.billing_items.size() << " billing items, " << contents.records.size()
       << " records";
  if (!contents.records.empty()) *out << ", last: " << all_text(contents.records.back());
}

World::World() {
  crypto::initialize();
  store_ = storage::sqlite::open_sqlite_store(
      {.path = ":memory:", .log = {}, .sealer = &selfsame::testing::kTestSealer});
  origin_.address = *core::IpAddress::parse("198.51.100.7");
  origin_.user_agent = "test/1";
  origin_.id = core::RequestId{{7}};
  user_ = add_user("Ann@example.com");
  other_ = add_user("bob@example.com");
  key_ = {user_, core::CredentialKind::global_key, {0xA1}, nullptr, origin_.address};
  other_key_ = {other_, core::CredentialKind::global_key, {0xB1}, nullptr, origin_.address};
}

std::shared_ptr<const core::User> World::add_user(std::string email) {
  core::User user;
  user.id = core::UserId::make(clock_.now(), entropy_);
  user.email = std::move(email);
  user.first_name = "First";
  user.created_at = clock_.now();
  user.modified_at = clock_.now();
  const auto status =
      write([&](core::WriteTransaction& tx) { return core::import_user(tx, as(system_), user); });
  EXPECT_TRUE(status) << status.error().message;
  return read([&](core::ReadTransaction& tx) { return tx.find_user(user.id); });
}

core::Organization World::make_organization(const core::OrganizationId& id,
                                            std::string name) const {
  core::Organization made;
  made.id = id;
  made.name = std::move(name);
  made.created_at = clock_.now();
  made.modified_at = clock_.now();
  return made;
}

void World::add_organization(const core::Organization& organization) {
  const auto status = write([&](core::WriteTransaction& tx) {
    return core::import_organization(tx, as(system_), organization);
  });
  EXPECT_TRUE(status) << status.error().message;
}

core::Membership World::add_place(const core::OrganizationId& organization,
                                  const std::shared_ptr<const core::User>& user,
                                  std::vector<core::RoleId> roles) {
  core::Membership place;
  place.id = core::MembershipId::make(clock_.now(), entropy_);
  place.organization = organization;
  place.user = user->id;
  place.status = core::MembershipStatus::accepted;
  place.roles = std::move(roles);
  place.created_at = clock_.now();
  place.modified_at = clock_.now();
  const auto status = write(
      [&](core::WriteTransaction& tx) { return core::import_membership(tx, as(system_), place); });
  EXPECT_TRUE(status) << status.error().message;
  return *read(
      [&](core::ReadTransaction& tx) { return tx.find_membership(organization, place.id); });
}

core::Principal World::with_groups(const std::shared_ptr<const core::User>& user,
                                   std::vector<std::string> groups) {
  return with_groups_on(user, std::move(groups), {{kUserKind, user->id.hex()}, {}});
}

core::Principal World::with_groups_on(const std::shared_ptr<const core::User>& user,
                                      std::vector<std::string> groups, core::ResourceGrant grant) {
  core::Token token;
  token.id = core::TokenId{{0x70}};
  token.owner = user->id;
  token.policies.push_back(
      {core::PolicyId{}, core::Effect::allow, std::move(groups), {std::move(grant)}});
  return {user, core::CredentialKind::api_token, token.id.bytes,
          std::make_shared<const core::Token>(token), origin_.address};
}

core::TokenDraft World::draft(std::string name) {
  core::TokenDraft draft;
  draft.name = std::move(name);
  draft.policies.push_back(
      {std::nullopt, core::Effect::allow, {kZoneRead}, {{kZoneKind + ".*", std::nullopt}}});
  return draft;
}

core::NewSecret World::create(const core::Principal& principal, const core::TokenDraft& wanted) {
  auto made = write([&](core::WriteTransaction& tx) {
    return core::create_token(tx, as(principal), principal.user->id, wanted);
  });
  if (!made) throw std::runtime_error("create_token: " + made.error().message);
  return std::move(*made);
}

Contents World::contents() {
  return read([&](core::ReadTransaction& tx) {
    Contents found;
    add_users(tx, found);
    add_organizations(tx, found);
    add_invites(tx, found);
    for (const auto state : {core::MailState::waiting, core::MailState::dead}) {
      append(found.mail, tx.list_mail(state, std::nullopt, kAll));
    }
    append(found.records, testing::records_of(tx, core::IdBytes{}));
    return found;
  });
}

std::vector<core::AuditRecord> World::records(const core::IdBytes& owner) {
  return read([&](core::ReadTransaction& tx) { return testing::records_of(tx, owner); });
}

std::vector<core::AuditRecord> World::records_after(const Contents& before) {
  return added(before.records, contents().records);
}

core::AuditRecord World::only_record_after(const Contents& before) {
  const auto found = records_after(before);
  EXPECT_EQ(found.size(), 1U);
  return found.empty() ? core::AuditRecord() : found.front();
}

std::vector<core::Mail> World::mail_after(const Contents& before) {
  return added(before.mail, contents().mail);
}

std::string all_text(const core::AuditRecord& record) {
  std::string text = record.operation + ' ' + record.action + ' ' + record.actor_email + ' ' +
                     record.resource_kind + ' ' + record.resource_id + ' ' + record.user_agent;
  for (const auto& change : record.changes) {
    text += ' ' + change.field + ' ' + change.before.value_or("") + ' ' + change.after.value_or("");
  }
  return text;
}

}  // namespace selfsame::testing
