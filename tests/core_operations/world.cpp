#include "tests/core_operations/world.h"

#include <algorithm>
#include <stdexcept>

namespace selfsame::testing {

World::World() {
  crypto::initialize();
  store_ = storage::sqlite::open_sqlite_store({.path = ":memory:", .log = {}});
  origin_.address = *core::IpAddress::parse("198.51.100.7");
  origin_.user_agent = "test/1";
  origin_.id = core::RequestId{{7}};
  user_ = add_user("Ann@example.com");
  other_ = add_user("bob@example.com");
  key_ = {user_, core::CredentialKind::global_key, {0xA1}, nullptr};
  other_key_ = {other_, core::CredentialKind::global_key, {0xB1}, nullptr};
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

core::Principal World::with_groups(const std::shared_ptr<const core::User>& user,
                                   std::vector<std::string> groups) {
  core::Token token;
  token.id = core::TokenId{{0x70}};
  token.user = user->id;
  token.policies.push_back({core::PolicyId{},
                            core::Effect::allow,
                            std::move(groups),
                            {{{kUserKind, user->id.hex()}, {}}}});
  return {user, core::CredentialKind::api_token, token.id.bytes,
          std::make_shared<const core::Token>(token)};
}

core::TokenDraft World::draft(std::string name) {
  core::TokenDraft draft;
  draft.name = std::move(name);
  draft.policies.push_back(
      {std::nullopt, core::Effect::allow, {kZoneRead}, {{kZoneKind + ".*", std::nullopt}}});
  return draft;
}

core::NewSecret World::create(const core::Principal& principal, const core::TokenDraft& wanted) {
  auto made = write(
      [&](core::WriteTransaction& tx) { return core::create_token(tx, as(principal), wanted); });
  if (!made) throw std::runtime_error("create_token: " + made.error().message);
  return std::move(*made);
}

Contents World::contents() {
  return read([&](core::ReadTransaction& tx) {
    Contents found;
    for (const auto& user : {user_, other_}) {
      found.users.push_back(*tx.find_user(user->id));
      core::TokenQuery query;
      query.per_page = 1000;
      for (auto& token : tx.list_tokens(user->id, query).items) found.tokens.push_back(token);
      for (auto& record : tx.list_audit_records(user->id.bytes, {}, 1000)) {
        found.records.push_back(record);
      }
    }
    return found;
  });
}

std::vector<core::AuditRecord> World::records(const core::IdBytes& owner) {
  return read([&](core::ReadTransaction& tx) { return tx.list_audit_records(owner, {}, 1000); });
}

core::AuditRecord World::only_record_after(const Contents& before) {
  std::vector<core::AuditRecord> added;
  for (const auto& record : records(user_->id.bytes)) {
    const auto& known = before.records;
    if (std::find(known.begin(), known.end(), record) == known.end()) added.push_back(record);
  }
  EXPECT_EQ(added.size(), 1U);
  return added.empty() ? core::AuditRecord() : added.front();
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
