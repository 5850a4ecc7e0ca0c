#include "dialects/rebilly/permissions.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace selfsame::rebilly {
namespace {

TEST(Permissions, AreAllOperationsOfTheOriginal) {
  // 613 of the definitions, 2 that only the SDK knows, 13 of earlier years.
  EXPECT_EQ(permissions().size(), 613U + 2U + 13U);
}

TEST(Permissions, AreSortedAndDifferFromEachOther) {
  EXPECT_TRUE(std::ranges::is_sorted(permissions(), std::ranges::less_equal{}));
}

TEST(IsPermission, FindsEachOfThem) {
  for (const auto& id : permissions()) EXPECT_TRUE(is_permission(id)) << id;
}

TEST(IsPermission, KnowsThoseThatMatterHere) {
  for (const auto* id :
       {"*", "GetProfile", "PutProfile", "GetProfileMfa", "PostProfileMfa", "DeleteProfileMfa",
        "PostPermissionsEmulation", "DeletePermissionsEmulation", "GetMembershipCollection",
        "GetMembership", "PutMembership", "DeleteMembership", "GetOrganizationCollection",
        "PostOrganization", "GetOrganization", "PatchOrganization", "GetRoleCollection", "PostRole",
        "GetRole", "PutRole", "DeleteRole", "GetApiKeyCollection", "PostApiKey", "GetApiKey",
        "PutApiKey", "DeleteApiKey", "GetUserCollection", "PostUser", "GetUser", "PutUser",
        "GetUserMfa", "PostForgotPasswordRequest", "GetStatus",
        // of earlier years
        "PostLogoutRequest", "PostProfilePasswordChange", "PostProfileTotpReset",
        "PostUserPasswordChange", "PostUserTotpReset", "DeleteUser", "PutOrganization",
        "DeleteOrganization", "PostSigninRequest", "PostSignupRequest", "PostActivation",
        "GetPasswordResetToken", "PostPasswordReset",
        // of the SDK, and of others
        "GetAmlAuditReport", "PostPayoutRequestSplitLegacy", "PostFile", "StorefrontGetAccount"}) {
    EXPECT_TRUE(is_permission(id)) << id;
  }
}

TEST(IsPermission, KnowsNoOthers) {
  for (const auto* text : {"", "**", "Get*", "getprofile", "GETPROFILE", "GetProfil", "GetProfilee",
                           " GetProfile", "GetProfile ", "A", "zzzz", "GetProfile,PutProfile"}) {
    EXPECT_FALSE(is_permission(text)) << text;
  }
  EXPECT_FALSE(is_permission(std::string_view("GetProfile\0", 11)));
}

}  // namespace
}  // namespace selfsame::rebilly
