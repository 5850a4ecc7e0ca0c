#include "core/tenancy/organization_user_rules.h"

#include <algorithm>
#include <utility>

#include "core/access/authorize.h"
#include "core/limits.h"
#include "core/tenancy/member_rights.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

using Errors = std::vector<FieldError>;
using Field = OrganizationUserDraft::Field;

bool is_country(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text.size() == 2 && std::ranges::all_of(text, is_letter);
}

void apply_name(Errors& errors, const char* pointer, const std::optional<std::string>& wanted,
                std::optional<std::string>& name) {
  if (!wanted || name == wanted) return;
  check_required_text(errors, pointer, *wanted, limits::kShortNameCharacters);
  name = wanted;
}

void apply_phone(Errors& errors, const char* pointer, const Field& wanted,
                 std::optional<std::string>& phone) {
  if (!wanted || phone == *wanted) return;
  if (*wanted) check_required_text(errors, pointer, **wanted, limits::kPhoneCharacters);
  phone = *wanted;
}

void apply_country(Errors& errors, const Field& wanted, std::optional<std::string>& country) {
  if (!wanted || country == *wanted) return;
  if (*wanted && !is_country(**wanted)) {
    errors.push_back({"/country", "must be a country of ISO 3166, e.g. US"});
  }
  country = *wanted;
}

void apply_preferences(Errors& errors, const Field& wanted,
                       std::optional<std::string>& preferences) {
  if (!wanted || preferences == *wanted) return;
  if (*wanted && (*wanted)->size() > limits::kProfilePreferencesBytes) {
    errors.push_back(
        {"/preferences",
         "must be at most " + std::to_string(limits::kProfilePreferencesBytes) + " bytes long"});
  }
  preferences = *wanted;
}

void apply_email(Errors& errors, const std::optional<std::string>& wanted, std::string& email) {
  if (!wanted || email == *wanted) return;
  if (!is_mail_address(*wanted)) errors.push_back({"/email", "must be a mail address"});
  if (count_characters(*wanted) > limits::kShortEmailCharacters) {
    errors.push_back({"/email", "must be at most " + std::to_string(limits::kShortEmailCharacters) +
                                    " characters long"});
  }
  email = *wanted;
}

/// Keys and tokens are handed to programs, and narrowed sessions to others: none of them becomes the
/// whole account.
bool stands_for_the_person(const Principal& principal) {
  const bool programs = principal.kind == CredentialKind::organization_key ||
                        principal.kind == CredentialKind::api_token;
  return !programs && !is_restricted(principal);
}

}  // namespace

Result<FoundUser> find_organization_user(ReadTransaction& tx, const OperationContext& context,
                                         OperationId operation, const OrganizationId& organization,
                                         std::string_view id) {
  auto standing = authorize_in(tx, context, operation, organization);
  if (!standing) return std::unexpected(std::move(standing.error()));
  auto user = find_user_by_text(tx, id);
  auto place = user != nullptr ? find_place(tx, user->id, organization) : std::nullopt;
  if (!place) return fail(ErrorCode::not_found, Reason::none, "User not found.");
  const auto& caller = context.principal.user;
  const bool self = caller != nullptr && caller->id == user->id;
  return FoundUser{std::move(*standing), std::move(user), std::move(*place), self};
}

Status check_not_above(const OperationContext& context, const FoundUser& found) {
  if (!found.place.owner || found.self) return {};
  if (!found.standing.owner || is_restricted(context.principal)) return permission_missing();
  return {};
}

bool is_theirs_alone(ReadTransaction& tx, const FoundUser& found) {
  if (found.user->managed_by != found.place.organization) return false;
  const auto places = tx.memberships_of(found.user->id);
  return std::ranges::count(*places, MembershipStatus::accepted, &Membership::status) == 1;
}

Status check_may_change_credentials(ReadTransaction& tx, const OperationContext& context,
                                    const FoundUser& found) {
  if (found.self) {
    if (!stands_for_the_person(context.principal)) return permission_missing();
    return check_recent_proof(tx, context, *found.user);
  }
  if (!is_theirs_alone(tx, found)) {
    return fail(ErrorCode::forbidden, Reason::permission_missing,
                "The account is not this organization's alone: only its holder changes how they "
                "sign in.");
  }
  return check_handing_out(tx, context, found.standing, &found.place, found.place);
}

Status apply_user_draft(const OrganizationUserDraft& draft, const User* before, User& user) {
  Errors errors;
  if (before == nullptr) {
    if (!draft.email) errors.push_back({"/email", "is required"});
    if (!draft.first_name) errors.push_back({"/first_name", "is required"});
    if (!draft.last_name) errors.push_back({"/last_name", "is required"});
  }
  apply_email(errors, draft.email, user.email);
  apply_name(errors, "/first_name", draft.first_name, user.first_name);
  apply_name(errors, "/last_name", draft.last_name, user.last_name);
  apply_phone(errors, "/telephone", draft.telephone, user.telephone);
  apply_phone(errors, "/mobile_phone", draft.mobile_phone, user.mobile_phone);
  apply_country(errors, draft.country, user.country);
  apply_preferences(errors, draft.preferences, user.preferences);
  return errors.empty() ? Status() : invalid(std::move(errors));
}

void record_credential(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                       const FoundUser& found, const std::vector<AuditChange>& changes) {
  const auto id = found.user->id;
  record_change(tx, context, operation, found.place.organization, resource_kind::kUser, id.hex(),
                changes);
  record_change(tx, context, operation, id, resource_kind::kUser, id.hex(), changes);
}

Described describe_account(const User& user) {
  return {{"email", user.email},
          {"first_name", user.first_name},
          {"last_name", user.last_name},
          {"telephone", user.telephone},
          {"mobile_phone", user.mobile_phone},
          {"country", user.country},
          {"preferences", user.preferences}};
}

}  // namespace selfsame::core
