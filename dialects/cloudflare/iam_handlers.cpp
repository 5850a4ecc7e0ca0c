#include <utility>

#include "core/tenancy/role_operations.h"
#include "dialects/cloudflare/answers.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/iam_codec.h"
#include "dialects/cloudflare/query_reader.h"

namespace selfsame::cloudflare {

core::Status list_roles(core::ReadTransaction& tx, const core::OperationContext& context,
                        const Input& input, Reply& reply) {
  std::vector<core::FieldError> errors;
  const auto page = QueryReader(input.query, errors).page();
  if (!errors.empty()) return core::invalid(std::move(errors));
  return answer_page(core::list_roles(tx, context, organization_id(input), page), reply,
                     encode_role);
}

core::Status get_role(core::ReadTransaction& tx, const core::OperationContext& context,
                      const Input& input, Reply& reply) {
  const auto id = item_id<core::RoleId>(input);
  return answer(core::get_role(tx, context, organization_id(input), id), reply, encode_role);
}

core::Status list_iam_groups(core::ReadTransaction& tx, const core::OperationContext& context,
                             const Input& input, Reply& reply) {
  std::vector<core::FieldError> errors;
  QueryReader in(input.query, errors);
  const core::IamGroupFilter filter{in.page(), in.text("id"), in.text("label"), in.text("name")};
  if (!errors.empty()) return core::invalid(std::move(errors));
  return answer_page(core::list_iam_groups(tx, context, organization_id(input), filter), reply,
                     encode_listed_iam_group);
}

core::Status get_iam_group(core::ReadTransaction& tx, const core::OperationContext& context,
                           const Input& input, Reply& reply) {
  const auto id = item_id<core::IamGroupId>(input);
  return answer(core::get_iam_group(tx, context, organization_id(input), id), reply,
                encode_listed_iam_group);
}

core::Status list_resource_groups(core::ReadTransaction& tx, const core::OperationContext& context,
                                  const Input& input, Reply& reply) {
  std::vector<core::FieldError> errors;
  QueryReader in(input.query, errors);
  const auto id = in.text("id");
  const auto name = in.text("name");
  const auto page = in.page().page;
  if (!errors.empty()) return core::invalid(std::move(errors));
  auto groups = core::list_resource_groups(tx, context, organization_id(input));
  if (groups) {
    std::erase_if(*groups, [&](const core::ResourceGroup& group) {
      return (id && group.id.hex() != *id) || (name && group.name != *name);
    });
  }
  return answer_all(groups, reply, encode_resource_group, page);
}

core::Status get_resource_group(core::ReadTransaction& tx, const core::OperationContext& context,
                                const Input& input, Reply& reply) {
  const auto id = item_id<core::ResourceGroupId>(input);
  return answer(core::get_resource_group(tx, context, organization_id(input), id), reply,
                encode_resource_group);
}

core::Result<WriteAction> create_resource_group(const Input& input,
                                                const boost::json::value& body) {
  auto draft = decode_resource_group(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return [organization = organization_id(input), draft = std::move(*draft)](
             core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    return answer(core::create_resource_group(tx, context, organization, draft), reply,
                  encode_resource_group);
  };
}

core::Result<WriteAction> update_resource_group(const Input& input,
                                                const boost::json::value& body) {
  auto edit = decode_resource_group_edit(body);
  if (!edit) return std::unexpected(std::move(edit.error()));
  return [organization = organization_id(input), id = item_id<core::ResourceGroupId>(input),
          edit = std::move(*edit)](core::WriteTransaction& tx,
                                   const core::OperationContext& context, Reply& reply) {
    const auto group = core::get_resource_group(tx, context, organization, id);
    if (!group) return answer(group, reply, encode_resource_group);
    return answer(core::update_resource_group(tx, context, organization, id, edit.apply(*group)),
                  reply, encode_resource_group);
  };
}

core::Result<WriteAction> delete_resource_group(const Input& input,
                                                const boost::json::value& /*body*/) {
  return [organization = organization_id(input), id = item_id<core::ResourceGroupId>(input)](
             core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    return answer_id(core::delete_resource_group(tx, context, organization, id), reply, id);
  };
}

}  // namespace selfsame::cloudflare
