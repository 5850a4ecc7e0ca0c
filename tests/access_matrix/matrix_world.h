#pragma once

#include <map>
#include <string>

#include "core/billing/billing_place.h"
#include "core/operation_context.h"
#include "tests/access_matrix/matrix_table.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::matrix {

/// Acme as a tenant, with one of everything that an operation can be about, and every caller with
/// the secret of a token.
class MatrixWorld : public testing::OrganizationWorld {
 protected:
  MatrixWorld();

  /// What becomes of the operation when the caller tries it: a cell of the table, or `? ` and the
  /// message of a refusal that no cell is for. Everything it did is undone.
  std::string try_operation(core::OperationId id, Caller caller);

 private:
  struct Person {
    std::shared_ptr<const core::User> user;
    core::MembershipId place;  ///< in Acme; of who has none: somebody else's
    core::TokenId token;
    std::string secret;
    bool has_account = true;  ///< a password, sessions, mailed links
    bool has_session = true;  ///< acts in a session where an operation wants one
  };

  Person add_person(Caller caller, const std::string& email);
  void add_token(Person& person, const core::TokenDraft& draft);
  void add_people();
  void add_things();
  core::Result<std::string_view> perform(core::WriteTransaction& tx, core::OperationId id,
                                         const Person& person);
  core::Result<core::Principal> authenticate(core::ReadTransaction& tx, core::OperationId id,
                                             const Person& person);
  // matrix_sign_in.cpp
  static bool wants_session(core::OperationId id);
  void give_account(core::WriteTransaction& tx, const Person& person);
  std::string session_token(core::OperationId id, const Person& person);
  core::Result<std::string_view> perform_as_nobody(core::WriteTransaction& tx, core::OperationId id,
                                                   const Person& person);
  core::Result<std::string_view> perform_on_sign_in(core::WriteTransaction& tx,
                                                    core::OperationId id,
                                                    const core::OperationContext& context);
  // The operations by whose they are.
  core::Result<std::string_view> perform_own(core::WriteTransaction& tx, core::OperationId id,
                                             const core::OperationContext& context,
                                             const Person& person);
  core::Result<std::string_view> perform_on_tokens(core::WriteTransaction& tx, core::OperationId id,
                                                   const core::OperationContext& context,
                                                   const core::Owner& owner,
                                                   const core::TokenId& token);
  core::Result<std::string_view> perform_in_organization(core::WriteTransaction& tx,
                                                         core::OperationId id,
                                                         const core::OperationContext& context);
  // matrix_people.cpp
  core::Result<std::string_view> perform_on_people(core::WriteTransaction& tx, core::OperationId id,
                                                   const core::OperationContext& context);
  // matrix_keys.cpp
  core::Result<std::string_view> perform_on_keys(core::WriteTransaction& tx, core::OperationId id,
                                                 const core::OperationContext& context);
  // matrix_billing.cpp
  core::Result<std::string_view> perform_on_billing(core::WriteTransaction& tx,
                                                    core::OperationId id,
                                                    const core::OperationContext& context,
                                                    const core::BillingPlace& place);
  core::Result<std::string_view> perform_on_any_billing(core::WriteTransaction& tx,
                                                        core::OperationId id,
                                                        const core::OperationContext& context);
  /// Somebody's, as it lies in the store.
  core::SubscriptionKey put_subscription(core::WriteTransaction& tx,
                                         const core::OperationContext& context,
                                         const core::BillingPlace& place);

  core::Result<std::string_view> perform_on_store(core::WriteTransaction& tx, core::OperationId id,
                                                  const core::OperationContext& context);

  std::map<Caller, Person> people_;
  core::OrganizationId installation_;
  core::MembershipId target_place_;
  core::InviteId invite_;  ///< of the pending member
  core::ResourceGroupId group_;
  core::TokenId acme_token_;
  core::ZoneId zone_;
  core::MailId mail_;
};

}  // namespace selfsame::matrix
