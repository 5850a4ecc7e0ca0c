#pragma once

#include <memory>
#include <string>
#include <utility>

#include "core/access/authenticate.h"
#include "core/identity/second_factor_operations.h"
#include "core/identity/sign_in_operations.h"
#include "core/outbox/queue_mail.h"
#include "tests/core_operations/world.h"

namespace selfsame::testing {

inline const std::string kPassword = "an old password";

/// The world with people who sign in.
class IdentityWorld : public World {
 protected:
  static std::string hash_of(const std::string& password) {
    return FakePasswordHasher().hash(password);
  }
  /// What is found of the right password.
  static core::PasswordProof right() { return {hash_of(kPassword), true}; }

  /// The user as they are now.
  std::shared_ptr<const core::User> current(const core::User& user) {
    return read([&](core::ReadTransaction& tx) { return tx.find_user(user.id); });
  }
  /// Changes the user, whoever may.
  template <class Change>
  void change_user(const core::User& user, Change change) {
    store_->write_and_wait([&](core::WriteTransaction& tx) {
      core::User changed = *tx.find_user(user.id);
      change(changed);
      return tx.update_user(changed);
    });
  }
  void set_password(const core::User& user, const std::string& password = kPassword) {
    change_user(user, [&](core::User& changed) { changed.password_hash = hash_of(password); });
  }

  core::Result<core::IssuedSession> try_sign_in(const std::string& email,
                                                core::SignIn wanted = {}) {
    wanted.email = email;
    return write([&](core::WriteTransaction& tx) {
      return core::sign_in(tx, as(nobody_), fakes_.identity, wanted, right());
    });
  }
  core::Error sign_in_refusal(const core::SignIn& wanted, const core::PasswordProof& proof) {
    return refusal([&](core::WriteTransaction& tx) {
      return core::sign_in(tx, as(nobody_), fakes_.identity, wanted, proof);
    });
  }
  /// A session of a user who has no second factor.
  core::IssuedSession signed_in(const core::User& user,
                                std::chrono::seconds lifetime = core::limits::kSessionLifetime) {
    set_password(user);
    auto made = try_sign_in(user.email, {.email = {}, .expires_at = clock_.now() + lifetime});
    EXPECT_TRUE(made);
    return std::move(*made);
  }
  /// Its user, in it.
  core::Principal in_session(const core::IssuedSession& issued) {
    core::Principal principal{
        read([&](core::ReadTransaction& tx) { return tx.find_user(issued.session.user); }),
        core::CredentialKind::session, issued.session.id.bytes, nullptr, origin_.address};
    principal.session = std::make_shared<const core::Session>(issued.session);
    return principal;
  }
  void fill_sessions(const core::User& user, std::size_t count) {
    store_->write_and_wait([&](core::WriteTransaction& tx) {
      for (std::size_t i = 0; i < count; ++i) {
        core::Session session;
        session.id = core::SessionId::make(clock_.now(), entropy_);
        session.user = user.id;
        session.permissions = {"*"};
        session.expires_at = clock_.now() + std::chrono::hours(1);
        tx.insert_session(session);
      }
      return true;
    });
  }

  /// A code that the user's app shows now.
  std::string code() const { return FakeOneTimeCodes::code_at(clock_.now()); }
  /// Makes the user's second factor active on the page, by the code of now.
  core::RecoveryCodes enroll(const core::User& user) {
    const core::Principal by{
        current(user), core::CredentialKind::global_key, {0xA1}, nullptr, origin_.address};
    auto codes = write([&](core::WriteTransaction& tx) {
      const auto link = core::begin_enrollment(tx, as(by));
      return core::prove_enrollment(tx, as(by), fakes_.identity, link->reveal(), code());
    });
    EXPECT_TRUE(codes);
    return std::move(*codes);
  }
  /// A link that is good for five minutes.
  void put_link(const core::User& user, core::LinkPurpose purpose, const std::string& secret) {
    store_->write_and_wait([&](core::WriteTransaction& tx) {
      core::ActionLink link;
      link.id = core::ActionLinkId::make(clock_.now(), entropy_);
      link.user = user.id;
      link.purpose = purpose;
      link.created_at = clock_.now();
      link.expires_at = clock_.now() + std::chrono::minutes(5);
      tx.put_action_link(link, hasher_.hash(secret));
      return true;
    });
  }
  /// The secret in the only mail that came after.
  std::string mailed_after(const Contents& before, const std::string& kind) {
    const auto mail = mail_after(before);
    EXPECT_EQ(mail.size(), 1U);
    if (mail.empty()) return {};
    EXPECT_EQ(mail.front().kind, kind);
    for (const auto& [name, value] : mail.front().values) {
      if (name != core::mail_value::kSealedToken) continue;
      std::string sealed;
      for (std::size_t i = 0; i < value.size(); i += 2) {
        sealed += static_cast<char>(std::stoi(value.substr(i, 2), nullptr, 16));
      }
      const auto secret = fakes_.sealer.open(sealed, core::mail_value::kSealedToken);
      EXPECT_TRUE(secret);
      if (secret) return std::string(secret->reveal());
    }
    ADD_FAILURE() << "no secret in the mail";
    return {};
  }
  std::optional<core::SecondFactor> factor_of(const core::User& user) {
    return read([&](core::ReadTransaction& tx) { return tx.find_second_factor(user.id); });
  }
  std::uint64_t codes_left(const core::User& user) {
    return read([&](core::ReadTransaction& tx) { return tx.count_recovery_codes(user.id); });
  }

  core::Principal nobody_ = core::nobody(origin_.address);
};

}  // namespace selfsame::testing
