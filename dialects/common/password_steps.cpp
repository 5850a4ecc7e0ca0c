#include "dialects/common/password_steps.h"

#include <utility>

#include "core/access/authorize.h"
#include "core/identity/mailed_links.h"

namespace selfsame::dialect {

Finding<core::PasswordProof> compare_password(const core::Identity& identity, std::string email,
                                              std::string_view password) {
  const auto proof = std::make_shared<core::PasswordProof>();
  return {{[proof, &identity, email = std::move(email)](core::ReadTransaction& tx) {
             proof->compared_with = core::hash_to_compare(tx, identity, email);
           },
           [proof, given = core::comparable_password(identity, password)](
               const core::PasswordHasher& hasher) {
             proof->matches = hasher.verify(given.reveal(), proof->compared_with);
           }},
          proof};
}

Finding<std::string> hash_password(core::PlainSecret plain) {
  const auto hash = std::make_shared<std::string>();
  return {{{},
           [hash, plain = std::move(plain)](const core::PasswordHasher& hasher) {
             *hash = hasher.hash(plain.reveal());
           }},
          hash};
}

Finding<core::Result<std::string>> hash_for_link(const Services& services, std::string_view link,
                                                 std::string_view password) {
  struct Work {
    core::PlainSecret given;
    core::Result<core::PlainSecret> plain;
  };
  const auto work = std::make_shared<Work>(Work{
      core::PlainSecret(std::string(password)),
      core::Result<core::PlainSecret>(std::unexpected(wrong_link_token())),
  });
  const auto hash = std::make_shared<core::Result<std::string>>();
  return {
      {[work, &services, secret = core::PlainSecret(std::string(link))](core::ReadTransaction& tx) {
         const auto open = core::find_open_link(tx, services.hasher, services.clock.now(),
                                                secret.reveal(), core::LinkPurpose::password_reset);
         if (!open) return;
         work->plain = core::check_new_password(services.identity, work->given.reveal(),
                                                *open->user, "/new_password");
       },
       [work, hash](const core::PasswordHasher& hasher) {
         if (work->plain) {
           *hash = hasher.hash(work->plain->reveal());
         } else {
           *hash = std::unexpected(work->plain.error());
         }
       }},
      hash};
}

core::Result<Finding<ChangedPassword>> change_password(const core::Identity& identity,
                                                       const core::Principal& caller,
                                                       std::string_view current,
                                                       std::string_view wanted) {
  if (caller.user == nullptr) return core::permission_missing();
  const core::User& user = *caller.user;
  auto plain = core::check_new_password(identity, wanted, user, "/new_password");
  if (!plain) return std::unexpected(std::move(plain.error()));
  const auto changed = std::make_shared<ChangedPassword>();
  changed->current.compared_with = user.password_hash.value_or(identity.decoy_hash);
  return Finding<ChangedPassword>{{{},
                                   [changed, given = core::comparable_password(identity, current),
                                    plain = std::move(*plain)](const core::PasswordHasher& hasher) {
                                     auto& proof = changed->current;
                                     proof.matches =
                                         hasher.verify(given.reveal(), proof.compared_with);
                                     if (proof.matches)
                                       changed->new_hash = hasher.hash(plain.reveal());
                                   }},
                                  changed};
}

core::Error wrong_link_token() {
  return core::fail_field("/token", "is unknown, used, or over").error();
}

}  // namespace selfsame::dialect
