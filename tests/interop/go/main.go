// The official Go client against a server that script/interop has started.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/cloudflare/cloudflare-go/v6"
	"github.com/cloudflare/cloudflare-go/v6/accounts"
	"github.com/cloudflare/cloudflare-go/v6/billing"
	"github.com/cloudflare/cloudflare-go/v6/memberships"
	"github.com/cloudflare/cloudflare-go/v6/option"
	"github.com/cloudflare/cloudflare-go/v6/shared"
	"github.com/cloudflare/cloudflare-go/v6/user"
	"github.com/cloudflare/cloudflare-go/v6/zones"
)

const (
	minimalAccess       = "5c35d2bf3a545e6b7560b826c0d23c39"
	dns                 = "069fe803647ed3609e93d041d5df6050"
	userDetailsRead     = "8acbe5bb0d54464ab867149d7f7cf8ac"
	accountSettingsRead = "c1fde68c7bcc44588cbb6ddbc16d6480"

	subscription = "506e3185e9c882d175a2d0cb0093d9f2" // of the guest and of the account
)

var (
	ctx        = context.Background()
	base       = os.Getenv("INTEROP_BASE")
	account    = os.Getenv("INTEROP_ACCOUNT")
	guestEmail = os.Getenv("INTEROP_GUEST_EMAIL")
	zone       = os.Getenv("INTEROP_ZONE")

	owner = connect(option.WithAPIToken(os.Getenv("INTEROP_TOKEN")))
	guest = connect(option.WithAPIEmail(guestEmail), option.WithAPIKey(os.Getenv("INTEROP_GUEST_KEY")))
)

func connect(credentials ...option.RequestOption) *cloudflare.Client {
	options := append([]option.RequestOption{option.WithBaseURL(base), option.WithMaxRetries(0)}, credentials...)
	return cloudflare.NewClient(options...)
}

func bearer(token string) *cloudflare.Client { return connect(option.WithAPIToken(token)) }

// must is what a call gave, or the end.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func check(holds bool, what ...any) {
	if !holds {
		panic(fmt.Sprint(what...))
	}
}

func checkRefused(err error, status int, code int64) {
	var refusal *cloudflare.Error
	check(errors.As(err, &refusal), "expected a refusal, got ", err)
	check(refusal.StatusCode == status, "expected ", status, ", got ", refusal)
	check(refusal.Errors[0].Code == code, "expected code ", code, ", got ", refusal)
}

// pager is what every list of the client has.
type pager[T any] interface {
	Next() bool
	Current() T
	Err() error
}

func collect[T any](pages pager[T]) (items []T) {
	for pages.Next() {
		items = append(items, pages.Current())
	}
	if pages.Err() != nil {
		panic(pages.Err())
	}
	return items
}

func policies(resource, group string) []shared.TokenPolicyParam {
	return []shared.TokenPolicyParam{{
		Effect:           cloudflare.F(shared.TokenPolicyEffectAllow),
		PermissionGroups: cloudflare.F([]shared.TokenPolicyPermissionGroupParam{{ID: cloudflare.F(group)}}),
		Resources: cloudflare.F[shared.TokenPolicyResourcesUnionParam](
			shared.TokenPolicyResourcesIAMResourcesTypeObjectStringParam{resource: "*"}),
	}}
}

func tryUser() {
	me := must(owner.User.Get(ctx))
	check(me.FirstName == "" && len(me.Organizations) == 1, me)
	check(must(owner.User.Edit(ctx, user.UserEditParams{FirstName: cloudflare.F("Jane")})).FirstName == "Jane")
	check(must(guest.User.Get(ctx)).FirstName == "Guest")
}

func tryUserTokens() {
	tokens := owner.User.Tokens
	made := must(tokens.New(ctx, user.TokenNewParams{
		Name:     cloudflare.F("interop"),
		Policies: cloudflare.F(policies("*", userDetailsRead)),
	}))
	must(bearer(made.Value).User.Get(ctx))
	check(must(tokens.Get(ctx, made.ID)).Name == "interop")
	listed := collect(tokens.ListAutoPaging(ctx, user.TokenListParams{PerPage: cloudflare.F(5.0)}))
	check(len(listed) == 2, listed)
	renamed := must(tokens.Update(ctx, made.ID, user.TokenUpdateParams{Token: shared.TokenParam{
		Name:     cloudflare.F("renamed"),
		Policies: cloudflare.F(policies("*", userDetailsRead)),
	}}))
	check(renamed.Name == "renamed", renamed)
	value := must(tokens.Value.Update(ctx, made.ID, user.TokenValueUpdateParams{Body: map[string]any{}}))
	verified := must(bearer(*value).User.Tokens.Verify(ctx))
	check(verified.Status == user.TokenVerifyResponseStatusActive, verified)
	_, err := bearer(made.Value).User.Get(ctx)
	checkRefused(err, http.StatusForbidden, 9109)
	groups := collect(tokens.PermissionGroups.ListAutoPaging(ctx, user.TokenPermissionGroupListParams{}))
	check(len(groups) > 300, len(groups))
	check(must(tokens.Delete(ctx, made.ID)).ID == made.ID)
	_, err = tokens.Get(ctx, made.ID)
	checkRefused(err, http.StatusNotFound, 1001)
}

func tryAccounts() {
	check(must(owner.Accounts.Get(ctx, accounts.AccountGetParams{AccountID: cloudflare.F(account)})).ID == account)
	var made []string
	for i := range 6 {
		one := must(owner.Accounts.New(ctx, accounts.AccountNewParams{Name: cloudflare.F(fmt.Sprint("Interop ", i))}))
		made = append(made, one.ID)
	}
	listed := collect(owner.Accounts.ListAutoPaging(ctx, accounts.AccountListParams{
		Name: cloudflare.F("Interop"), PerPage: cloudflare.F(5.0)}))
	check(len(listed) == 6 && listed[0].ID == made[0] && listed[5].ID == made[5], listed)
	changed := must(owner.Accounts.Update(ctx, accounts.AccountUpdateParams{
		AccountID: cloudflare.F(made[0]),
		Account: accounts.AccountParam{
			ID:   cloudflare.F(made[0]),
			Name: cloudflare.F("Changed"),
			Type: cloudflare.F(accounts.AccountTypeStandard),
			Settings: cloudflare.F(accounts.AccountSettingsParam{
				AbuseContactEmail: cloudflare.F("abuse@example.com")}),
		},
	}))
	check(changed.Name == "Changed" && changed.Settings.AbuseContactEmail == "abuse@example.com", changed)
	for _, id := range made {
		check(must(owner.Accounts.Delete(ctx, accounts.AccountDeleteParams{AccountID: cloudflare.F(id)})).ID == id)
	}
}

func tryRoles() {
	listed := collect(owner.Accounts.Roles.ListAutoPaging(ctx, accounts.RoleListParams{AccountID: cloudflare.F(account)}))
	check(len(listed) > 30, len(listed))
	role := must(owner.Accounts.Roles.Get(ctx, dns, accounts.RoleGetParams{AccountID: cloudflare.F(account)}))
	check(role.Name == "DNS", role)
}

func tryMembersAndPlaces() {
	members := owner.Accounts.Members
	made := must(members.New(ctx, accounts.MemberNewParams{
		AccountID: cloudflare.F(account),
		Body: accounts.MemberNewParamsBodyIAMCreateMemberWithRoles{
			Email: cloudflare.F(guestEmail),
			Roles: cloudflare.F([]string{minimalAccess}),
		},
	}))
	check(made.Status == shared.MemberStatusPending, made)
	invites := collect(guest.User.Invites.ListAutoPaging(ctx))
	check(len(invites) == 1 && invites[0].OrganizationID == account, invites)
	accepted := must(guest.User.Invites.Edit(ctx, invites[0].ID, user.InviteEditParams{
		Status: cloudflare.F(user.InviteEditParamsStatusAccepted)}))
	check(accepted.Status == user.InviteStatusAccepted, accepted)
	listed := collect(members.ListAutoPaging(ctx, accounts.MemberListParams{
		AccountID: cloudflare.F(account), Order: cloudflare.F(accounts.MemberListParamsOrderUserEmail)}))
	check(len(listed) == 2, listed)
	updated := must(members.Update(ctx, made.ID, accounts.MemberUpdateParams{
		AccountID: cloudflare.F(account),
		Body: accounts.MemberUpdateParamsBodyIAMUpdateMemberWithRoles{
			Roles: cloudflare.F([]shared.RoleParam{{ID: cloudflare.F(dns)}})},
	}))
	check(len(updated.Roles) == 1 && updated.Roles[0].ID == dns, updated)

	places := collect(guest.Memberships.ListAutoPaging(ctx, memberships.MembershipListParams{
		Status: cloudflare.F(memberships.MembershipListParamsStatusAccepted)}))
	check(len(places) == 1 && places[0].ID == made.ID && places[0].Account.ID == account, places)
	check(must(guest.Memberships.Get(ctx, made.ID)).Roles[0] == "DNS")
	must(guest.Memberships.Update(ctx, made.ID, memberships.MembershipUpdateParams{
		Status: cloudflare.F(memberships.MembershipUpdateParamsStatusAccepted)}))
	organizations := collect(guest.User.Organizations.ListAutoPaging(ctx, user.OrganizationListParams{}))
	check(len(organizations) == 1 && organizations[0].ID == account, organizations)
	gone := must(members.Delete(ctx, made.ID, accounts.MemberDeleteParams{AccountID: cloudflare.F(account)}))
	check(gone.ID == made.ID, gone)
	_, err := guest.Accounts.Get(ctx, accounts.AccountGetParams{AccountID: cloudflare.F(account)})
	checkRefused(err, http.StatusNotFound, 1001)
}

func tryAccountTokens() {
	tokens := owner.Accounts.Tokens
	made := must(tokens.New(ctx, accounts.TokenNewParams{
		AccountID: cloudflare.F(account),
		Name:      cloudflare.F("interop"),
		Policies:  cloudflare.F(policies("com.cloudflare.api.account."+account, accountSettingsRead)),
	}))
	verify := func(value string) (*accounts.TokenVerifyResponse, error) {
		return bearer(value).Accounts.Tokens.Verify(ctx, accounts.TokenVerifyParams{AccountID: cloudflare.F(account)})
	}
	check(must(verify(made.Value)).ID == made.ID)
	check(must(tokens.Get(ctx, made.ID, accounts.TokenGetParams{AccountID: cloudflare.F(account)})).Name == "interop")
	listed := collect(tokens.ListAutoPaging(ctx, accounts.TokenListParams{AccountID: cloudflare.F(account)}))
	check(len(listed) == 1 && listed[0].ID == made.ID, listed)
	value := must(tokens.Value.Update(ctx, made.ID, accounts.TokenValueUpdateParams{
		AccountID: cloudflare.F(account), Body: map[string]any{}}))
	check(must(verify(*value)).ID == made.ID)
	_, err := verify(made.Value)
	checkRefused(err, http.StatusUnauthorized, 1000)
	gone := must(tokens.Delete(ctx, made.ID, accounts.TokenDeleteParams{AccountID: cloudflare.F(account)}))
	check(gone.ID == made.ID, gone)
}

func tryZones() {
	listed := collect(owner.Zones.ListAutoPaging(ctx, zones.ZoneListParams{Name: cloudflare.F("interop.example")}))
	check(len(listed) == 1 && listed[0].ID == zone, listed)
	check(must(owner.Zones.Get(ctx, zones.ZoneGetParams{ZoneID: cloudflare.F(zone)})).Name == "interop.example")
}

// What the suite sends in full; most of it is not the client's to say.
func wholeSubscription() shared.SubscriptionParam {
	return shared.SubscriptionParam{
		Frequency: cloudflare.F(shared.SubscriptionFrequencyMonthly),
		RatePlan: cloudflare.F(shared.RatePlanParam{
			ID:                cloudflare.F(shared.RatePlanIDFree),
			Currency:          cloudflare.F("USD"),
			ExternallyManaged: cloudflare.F(false),
			IsContract:        cloudflare.F(false),
			PublicName:        cloudflare.F("Business Plan"),
			Scope:             cloudflare.F("zone"),
			Sets:              cloudflare.F([]string{"string"}),
		}),
	}
}

func ofPlan(id shared.RatePlanID) shared.SubscriptionParam {
	return shared.SubscriptionParam{RatePlan: cloudflare.F(shared.RatePlanParam{ID: cloudflare.F(id)})}
}

func tryBillingOfAUser() {
	profile := must(guest.User.Billing.Profile.Get(ctx))
	check(profile.CardNumber == "xxxx-xxxx-xxxx-1234" && profile.Balance == "0", profile)
	history := guest.User.Billing.History
	items := collect(history.ListAutoPaging(ctx, user.BillingHistoryListParams{}))
	check(len(items) == 2 && items[0].Amount == 20.99 && items[0].Zone.Name == "example.com", items)
	// The client sends times in whole seconds.
	found := collect(history.ListAutoPaging(ctx, user.BillingHistoryListParams{
		Action:     cloudflare.F("payment"),
		OccurredAt: cloudflare.F(time.Date(2014, 3, 2, 12, 21, 59, 0, time.UTC)),
		Order:      cloudflare.F(user.BillingHistoryListParamsOrderType),
		Page:       cloudflare.F(1.0),
		PerPage:    cloudflare.F(5.0),
		Type:       cloudflare.F("payment"),
	}))
	check(len(found) == 1 && found[0].ID == items[1].ID, found)

	subscriptions := guest.User.Subscriptions
	listed := collect(subscriptions.GetAutoPaging(ctx))
	check(len(listed) == 1 && listed[0].ID == subscription && listed[0].Price == 20, listed)
	for _, body := range []shared.SubscriptionParam{{}, wholeSubscription()} {
		must(subscriptions.Update(ctx, subscription, user.SubscriptionUpdateParams{Subscription: body}))
	}
	listed = collect(subscriptions.GetAutoPaging(ctx))
	check(listed[0].RatePlan.ID == shared.RatePlanIDFree, listed)
	check(listed[0].State == shared.SubscriptionStateProvisioned, listed)
	check(must(subscriptions.Delete(ctx, subscription)).SubscriptionID == subscription)
	_, err := subscriptions.Update(ctx, subscription, user.SubscriptionUpdateParams{Subscription: ofPlan("gold")})
	checkRefused(err, http.StatusBadRequest, 1001)
}

func tryBillingOfAnAccount() {
	profile := must(owner.Billing.Profiles.Get(ctx, billing.ProfileGetParams{AccountID: cloudflare.F(account)}))
	check(profile.ID == account, profile)
	subscriptions := owner.Accounts.Subscriptions
	listed := collect(subscriptions.GetAutoPaging(ctx, accounts.SubscriptionGetParams{AccountID: cloudflare.F(account)}))
	check(len(listed) == 1 && listed[0].ID == subscription, listed)
	made := must(subscriptions.New(ctx, accounts.SubscriptionNewParams{
		AccountID: cloudflare.F(account), Subscription: ofPlan(shared.RatePlanIDBusiness)}))
	check(made.Price == 200 && made.RatePlan.Scope == "account", made)
	for _, body := range []shared.SubscriptionParam{{}, wholeSubscription()} {
		updated := must(subscriptions.Update(ctx, subscription, accounts.SubscriptionUpdateParams{
			AccountID: cloudflare.F(account), Subscription: body}))
		check(updated.ID == subscription, updated)
	}
	gone := must(subscriptions.Delete(ctx, subscription, accounts.SubscriptionDeleteParams{AccountID: cloudflare.F(account)}))
	check(gone.SubscriptionID == subscription, gone)
}

func tryBillingOfAZone() {
	subscriptions := owner.Zones.Subscriptions
	made := must(subscriptions.New(ctx, zones.SubscriptionNewParams{
		ZoneID: cloudflare.F(zone), Subscription: ofPlan(shared.RatePlanIDPro)}))
	check(made.RatePlan.Scope == "zone", made)
	check(must(subscriptions.Get(ctx, zones.SubscriptionGetParams{ZoneID: cloudflare.F(zone)})).ID == made.ID)
	check(must(owner.User.Get(ctx)).HasProZones)
	changed := must(subscriptions.Update(ctx, zones.SubscriptionUpdateParams{
		ZoneID: cloudflare.F(zone), Subscription: wholeSubscription()}))
	check(changed.Price == 0, changed)
	check(!must(owner.User.Get(ctx)).HasProZones)
}

func main() {
	for _, part := range []struct {
		name string
		try  func()
	}{
		{"user", tryUser},
		{"user tokens", tryUserTokens},
		{"accounts", tryAccounts},
		{"roles", tryRoles},
		{"members and places", tryMembersAndPlaces},
		{"account tokens", tryAccountTokens},
		{"zones", tryZones},
		{"billing of a user", tryBillingOfAUser},
		{"billing of an account", tryBillingOfAnAccount},
		{"billing of a zone", tryBillingOfAZone},
	} {
		part.try()
		fmt.Println("ok  ", part.name)
	}
}
