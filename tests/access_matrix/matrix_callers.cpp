// The world of the matrix: who tries, and what they try it on.
#include "core/access/authenticate.h"
#include "core/administration/administration.h"
#include "tests/access_matrix/matrix_world.h"

namespace selfsame::matrix {

using core::TokenDraft;
using testing::kAccountKind;
using testing::kAdministrator;
using testing::kMinimal;
using testing::kSuper;
using testing::kZoneKind;

namespace {

const std::string kEverything{core::permission_group::kEverything};

/// A token that allows whatever its user may.
TokenDraft unrestricted() {
  TokenDraft draft;
  draft.name = "unrestricted";
  draft.policies.push_back({std::nullopt, core::Effect::allow, {kEverything}, {{"*", {}}}});
  return draft;
}

/// A token with a group that no operation asks for.
TokenDraft without_group() {
  TokenDraft draft;
  draft.name = "without the group";
  draft.policies.push_back(
      {std::nullopt, core::Effect::allow, {testing::kDnsWrite}, {{kZoneKind + ".*", {}}}});
  return draft;
}

/// Whatever a token of an organization can be given.
TokenDraft everything_in(const core::OrganizationId& organization) {
  const auto name = kAccountKind + '.' + organization.hex();
  TokenDraft draft;
  draft.name = "everything in the organization";
  draft.policies.push_back({std::nullopt, core::Effect::allow, {kEverything}, {{name, {}}}});
  draft.policies.push_back({std::nullopt,
                            core::Effect::allow,
                            {kEverything},
                            {{name, std::vector<std::string>{kZoneKind + ".*"}}}});
  return draft;
}

}  // namespace

MatrixWorld::MatrixWorld() {
  store_->write_and_wait([&](core::WriteTransaction& tx) {
    auto acme = *tx.find_organization(acme_);
    acme.tenant = core::TenantKind::tenant;
    return tx.update_organization(acme);
  });
  installation_ = add_owned_by(carol_, "Installation").id;
  store_->write_and_wait([&](core::WriteTransaction& tx) {
    auto installation = *tx.find_organization(installation_);
    installation.tenant = core::TenantKind::operator_;
    return tx.update_organization(installation);
  });
  add_things();
  add_people();
}

void MatrixWorld::add_things() {
  target_place_ = add_member("target@example.com", std::vector{kMinimal}).id;
  zone_ = add_zone(acme_, "acme.example").id;
  group_ = core::ResourceGroupId::parse(add_resource_group({zone_})).value();
  add_zone(elsewhere_, "elsewhere.example");
  acme_token_ = core::TokenId{acme_token({testing::kBillingRead}).credential};
}

MatrixWorld::Person MatrixWorld::add_person(Caller caller, const std::string& email) {
  Person person;
  person.user = add_user(email);
  person.place = target_place_;
  add_token(person, unrestricted());
  return people_[caller] = person;
}

void MatrixWorld::add_token(Person& person, const TokenDraft& wanted) {
  const auto made = create(key_of(person.user), wanted);
  person.token = made.token.id;
  person.secret = made.secret.reveal();
}

void MatrixWorld::add_people() {
  const auto join = [&](Caller caller, const std::string& role) {
    people_[caller].place = add_place(acme_, people_[caller].user, {testing::role(role)}).id;
  };
  add_person(Caller::owner, "owner@example.com");
  join(Caller::owner, kSuper);
  add_person(Caller::administrator, "administrator@example.com");
  join(Caller::administrator, kAdministrator);
  add_person(Caller::plain_member, "member@example.com");
  join(Caller::plain_member, kMinimal);

  add_person(Caller::pending_member, "pending@example.com");
  const auto offer = invite("pending@example.com", {kAdministrator});
  people_[Caller::pending_member].place = offer.membership;
  invite_ = offer.id;
  mail_ = contents().mail.back().id;

  add_person(Caller::removed_member, "removed@example.com");
  join(Caller::removed_member, kSuper);
  EXPECT_TRUE(remove(key_, people_[Caller::removed_member].place));

  add_person(Caller::stranger, "stranger@example.com");
  add_person(Caller::suspended_user, "suspended@example.com");
  join(Caller::suspended_user, kSuper);
  set_suspended(people_[Caller::suspended_user].user->id, true);

  auto& limited = people_[Caller::token_without_group] = people_[Caller::owner];
  add_token(limited, without_group());
  limited.has_session = false;

  add_person(Caller::operator_, "operator@example.com");
  add_place(installation_, people_[Caller::operator_].user, {core::super_administrator()});

  auto& of_acme = people_[Caller::account_token] = people_[Caller::owner];
  const auto made =
      write([&](auto& tx) { return create_token(tx, as(key_), acme_, everything_in(acme_)); });
  EXPECT_TRUE(made);
  of_acme.token = made->token.id;
  of_acme.secret = made->secret.reveal();
  of_acme.has_account = of_acme.has_session = false;

  auto& anonymous = people_[Caller::anonymous] = people_[Caller::owner];
  anonymous.secret.clear();
  anonymous.has_account = anonymous.has_session = false;
}

core::Result<core::Principal> MatrixWorld::authenticate(core::ReadTransaction& tx,
                                                        core::OperationId id,
                                                        const Person& person) {
  const core::Authentication authentication{hasher_, clock_.now(), origin_.address, fakes_.tokens};
  if (wants_session(id) && person.has_session) {
    return authenticate_bearer(tx, authentication, session_token(id, person));
  }
  const bool verifies =
      id == core::OperationId::token_verify || id == core::OperationId::account_token_verify;
  return verifies ? authenticate_to_verify(tx, authentication, person.secret)
                  : authenticate_token(tx, authentication, person.secret);
}

std::string MatrixWorld::try_operation(core::OperationId id, Caller caller) {
  std::string cell;
  store_->write_and_wait([&](core::WriteTransaction& tx) {
    const auto outcome = perform(tx, id, people_.at(caller));
    if (outcome) {
      cell = *outcome;
    } else if (outcome.error().code == core::ErrorCode::forbidden) {
      cell = kNo;
    } else if (outcome.error().code == core::ErrorCode::not_found) {
      cell = kAbsent;
    } else if (outcome.error().code == core::ErrorCode::unauthenticated) {
      cell = kUnknown;
    } else {
      cell = "? " + outcome.error().message;
    }
    return false;
  });
  return cell;
}

}  // namespace selfsame::matrix
