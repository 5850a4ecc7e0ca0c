// How each operation of signing in is performed, with the least input that it takes.
#include <utility>

#include "core/access/authenticate.h"
#include "core/identity/password_operations.h"
#include "core/identity/profile_operations.h"
#include "core/identity/second_factor_operations.h"
#include "core/identity/session_operations.h"
#include "core/identity/sign_in_operations.h"
#include "core/identity/sign_up_operations.h"
#include "tests/access_matrix/matrix_world.h"

namespace selfsame::matrix {
namespace {

using core::LinkPurpose;
using core::OperationId;
using core::Result;
using enum core::OperationId;

const std::string kHash = "$fake$of everybody";
const core::SessionId kSession{{0x51}};
const core::SessionId kEmulated{{0x52}};

/// What the links say that somebody was mailed.
std::string secret_of(LinkPurpose purpose) {
  return "a link of purpose " + std::to_string(static_cast<int>(purpose));
}

template <class Outcome>
Result<std::string_view> own(const Outcome& outcome) {
  if (!outcome) return std::unexpected(outcome.error());
  return kOwn;
}

}  // namespace

bool MatrixWorld::wants_session(OperationId id) {
  return id == session_sign_out || id == session_create || id == session_update ||
         id == emulation_start || id == emulation_stop;
}

void MatrixWorld::give_account(core::WriteTransaction& tx, const Person& person) {
  core::User user = *tx.find_user(person.user->id);
  user.password_hash = kHash;
  tx.update_user(user);

  core::Session session;
  session.id = kSession;
  session.user = user.id;
  session.permissions = {"*"};
  session.created_at = session.modified_at = clock_.now();
  session.expires_at = clock_.now() + std::chrono::hours(1);
  tx.insert_session(session);
  session.id = kEmulated;
  session.emulated_from = kSession;
  tx.insert_session(session);

  core::SecondFactor factor;
  factor.user = user.id;
  factor.state = core::FactorState::active;
  factor.sealed_secret = fakes_.sealer.seal("ABCD", "second factor of " + user.id.hex());
  factor.last_proof_at = factor.created_at = factor.modified_at = clock_.now();
  tx.put_second_factor(factor);

  for (const auto purpose :
       {LinkPurpose::activation, LinkPurpose::password_reset, LinkPurpose::enrollment}) {
    core::ActionLink link;
    link.id = core::ActionLinkId::make(clock_.now(), entropy_);
    link.user = user.id;
    link.purpose = purpose;
    link.created_at = clock_.now();
    link.expires_at = clock_.now() + std::chrono::minutes(5);
    tx.put_action_link(link, hasher_.hash(secret_of(purpose)));
  }
}

std::string MatrixWorld::session_token(OperationId id, const Person& person) {
  const auto session = id == emulation_stop ? kEmulated : kSession;
  const auto end = clock_.now() + std::chrono::hours(1);
  return std::string(fakes_.tokens.sign({session, person.user->id, clock_.now(), end}).reveal());
}

Result<std::string_view> MatrixWorld::perform_as_nobody(core::WriteTransaction& tx, OperationId id,
                                                        const Person& person) {
  const auto principal = core::nobody(origin_.address);
  const auto context = as(principal);
  const auto& identity = fakes_.identity;
  const auto email = person.has_account ? person.user->email : "nobody@example.com";
  const auto code = testing::FakeOneTimeCodes::code_at(clock_.now());
  switch (id) {
    case status_get:
      return kYes;  // asks nothing of the core
    case session_sign_in:
      return own(sign_in(tx, context, identity, {email, code}, {kHash, true}));
    case account_sign_up:
      return own(sign_up(tx, context, identity, {"new@example.com", "New", "User", "New"}, kHash));
    case account_activate:
      return own(activate_account(tx, context, secret_of(LinkPurpose::activation)));
    case password_forget:
      return own(forget_password(tx, context, identity, email));
    case password_link_get:
      return own(get_password_link(tx, context, secret_of(LinkPurpose::password_reset)));
    case password_reset:
      return own(reset_password(tx, context, secret_of(LinkPurpose::password_reset), "new hash"));
    case enrollment_get:
      return own(get_enrollment(tx, context, identity, secret_of(LinkPurpose::enrollment)));
    case enrollment_prove:
      return own(prove_enrollment(tx, context, identity, secret_of(LinkPurpose::enrollment), code));
    default:
      std::unreachable();
  }
}

Result<std::string_view> MatrixWorld::perform_on_sign_in(core::WriteTransaction& tx, OperationId id,
                                                         const core::OperationContext& context) {
  const auto& identity = fakes_.identity;
  switch (id) {
    case session_sign_out:
      return own(sign_out(tx, context));
    case session_list:
      return own(list_sessions(tx, context));
    case session_get:
      return own(get_session(tx, context, kEmulated));
    case session_create:
      return own(create_session(tx, context, identity, {{"GetRole"}}));
    case session_update:
      return own(update_session(tx, context, identity, kEmulated, {{"GetRole"}}));
    case session_end:
      return own(end_session(tx, context, kEmulated));
    case emulation_start:
      return own(start_emulation(tx, context, identity, std::nullopt, {"GetRole"}));
    case emulation_stop:
      return own(stop_emulation(tx, context, identity));
    case password_change:
      return own(change_password(tx, context, {kHash, true}, "new hash"));
    case profile_edit: {
      core::ProfileUpdate update;
      update.preferences = "{\"a\":1}";
      return own(update_profile(tx, context, identity, update));
    }
    case second_factor_get:
      return own(get_second_factor(tx, context));
    case second_factor_enroll:
      return own(begin_enrollment(tx, context));
    case second_factor_renew:
      return own(renew_second_factor(tx, context, identity));
    case second_factor_disable:
      return own(delete_second_factor(tx, context, identity));
    default:
      std::unreachable();
  }
}

}  // namespace selfsame::matrix
