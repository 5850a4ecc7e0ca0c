// How each operation on keys of an organization is performed, with the least input that it takes.
#include <utility>

#include "core/access/api_key_operations.h"
#include "core/tenancy/organization_profile_operations.h"
#include "tests/access_matrix/matrix_world.h"

namespace selfsame::matrix {
namespace {

using core::OperationId;
using core::Result;
using enum core::OperationId;

/// What whoever handles keys can hand out.
core::ApiKeyDraft narrow_key() {
  core::ApiKeyDraft draft;
  draft.name = "new";
  draft.acl = std::vector<core::AclEntry>{{{}, {"GetApiKey"}}};
  return draft;
}

core::ApiKeyDraft renamed() {
  core::ApiKeyDraft draft;
  draft.name = "renamed";
  return draft;
}

core::NewOrganizationProfile new_organization() {
  core::NewOrganizationProfile wanted{"https://new.example", "USD", {}};
  wanted.rest.name = "New";
  wanted.rest.country = "DE";
  return wanted;
}

}  // namespace

Result<std::string_view> MatrixWorld::perform_on_keys(core::WriteTransaction& tx, OperationId id,
                                                      const core::OperationContext& context) {
  const auto yes = [](const auto& outcome) -> Result<std::string_view> {
    if (!outcome) return std::unexpected(outcome.error());
    return kYes;
  };
  core::ApiKey key;
  key.id = core::ApiKeyId::make(context.now, context.entropy);
  key.kind = core::ApiKeyKind::organization;
  key.user = user_->id;
  key.organization = acme_;
  key.name = "there";
  tx.insert_api_key(key, context.hasher.hash(key.id.hex()));
  switch (id) {
    case key_list:
      return yes(list_api_keys(tx, context, acme_));
    case key_get:
      return yes(get_api_key(tx, context, acme_, key.id.hex()));
    case key_create:
      return yes(create_api_key(tx, context, acme_, narrow_key()));
    case key_update:
      return yes(update_api_key(tx, context, acme_, key.id.hex(), renamed()));
    case key_delete:
      return yes(delete_api_key(tx, context, acme_, key.id.hex()));
    case own_organization_create:
      return yes(create_own_organization(tx, context, new_organization()));
    default:
      std::unreachable();
  }
}

}  // namespace selfsame::matrix
