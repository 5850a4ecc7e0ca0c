#include <utility>

#include "core/tenancy/organization_operations.h"
#include "dialects/cloudflare/account_codec.h"
#include "dialects/cloudflare/answers.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/query_reader.h"

namespace selfsame::cloudflare {

core::Status list_tenants(core::ReadTransaction& tx, const core::OperationContext& context,
                          const Input& /*input*/, Reply& reply) {
  return answer_all(core::list_tenants(tx, context), reply, encode_tenant);
}

core::Status list_accounts(core::ReadTransaction& tx, const core::OperationContext& context,
                           const Input& input, Reply& reply) {
  std::vector<core::FieldError> errors;
  QueryReader in(input.query, errors);
  const core::OrganizationListing listing{
      in.page(), in.direction().value_or(core::Direction::ascending), in.text("name")};
  if (!errors.empty()) return core::invalid(std::move(errors));
  return answer_page(core::list_organizations(tx, context, listing), reply, encode_account);
}

core::Result<WriteAction> create_account(const Input& /*input*/, const boost::json::value& body) {
  auto draft = decode_account_draft(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return [draft = std::move(*draft)](core::WriteTransaction& tx,
                                     const core::OperationContext& context, Reply& reply) {
    return answer(core::create_organization(tx, context, draft), reply, encode_account);
  };
}

core::Status get_account(core::ReadTransaction& tx, const core::OperationContext& context,
                         const Input& input, Reply& reply) {
  return answer(core::get_organization(tx, context, organization_id(input)), reply, encode_account);
}

core::Result<WriteAction> update_account(const Input& input, const boost::json::value& body) {
  auto edit = decode_account_edit(body);
  if (!edit) return std::unexpected(std::move(edit.error()));
  return [id = organization_id(input), edit = std::move(*edit)](
             core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    auto account = core::update_organization(tx, context, id, edit);
    if (!account) account.error() = with_account_pointers(std::move(account.error()));
    return answer(account, reply, encode_account);
  };
}

core::Result<WriteAction> delete_account(const Input& input, const boost::json::value& /*body*/) {
  return [id = organization_id(input)](core::WriteTransaction& tx,
                                       const core::OperationContext& context, Reply& reply) {
    return answer_id(core::delete_organization(tx, context, id), reply, id);
  };
}

}  // namespace selfsame::cloudflare
