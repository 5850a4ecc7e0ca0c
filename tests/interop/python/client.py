"""The official Python client, in its strict mode, against a server that script/interop has started.

Every declared field of every answer is checked by the client itself; what is asserted here is that
the answers are about the right things.
"""

import os
from contextlib import contextmanager
from datetime import datetime, timezone

import cloudflare
from cloudflare import Cloudflare

BASE = os.environ["INTEROP_BASE"]
ACCOUNT = os.environ["INTEROP_ACCOUNT"]
GUEST = os.environ["INTEROP_GUEST_EMAIL"]
ZONE = os.environ["INTEROP_ZONE"]

MINIMAL_ACCESS = "5c35d2bf3a545e6b7560b826c0d23c39"
DNS = "069fe803647ed3609e93d041d5df6050"
USER_DETAILS_READ = "8acbe5bb0d54464ab867149d7f7cf8ac"
ACCOUNT_SETTINGS_READ = "c1fde68c7bcc44588cbb6ddbc16d6480"
# Of the guest and of the account.
SUBSCRIPTION = "506e3185e9c882d175a2d0cb0093d9f2"
# What the suite sends in full; most of it is not the client's to say.
WHOLE_SUBSCRIPTION = {
    "frequency": "monthly",
    "rate_plan": {
        "id": "free",
        "currency": "USD",
        "externally_managed": False,
        "is_contract": False,
        "public_name": "Business Plan",
        "scope": "zone",
        "sets": ["string"],
    },
}
# The older generation rolls with an empty body, and does not say an account's type when updating.
OLDER = cloudflare.__version__.startswith("4.")
EMPTY_BODY = {"body": {}} if OLDER else {}
ITS_TYPE = {} if OLDER else {"type": "standard"}


def connect(strict=True, **credentials):
    nobody = {"api_token": None, "api_key": None, "api_email": None, "user_service_key": None}
    return Cloudflare(
        base_url=BASE,
        max_retries=0,
        _strict_response_validation=strict,
        **{**nobody, **credentials},
    )


AS_OWNER = {"api_token": os.environ["INTEROP_TOKEN"]}
AS_GUEST = {"api_email": GUEST, "api_key": os.environ["INTEROP_GUEST_KEY"]}
owner = connect(**AS_OWNER)
guest = connect(**AS_GUEST)
# The older generation declares the scope of a resource group a list, which no answer has.
owner_of_policies = connect(strict=not OLDER, **AS_OWNER)
guest_with_policies = connect(strict=not OLDER, **AS_GUEST)


@contextmanager
def refused(status, code):
    try:
        yield
    except cloudflare.APIStatusError as error:
        assert error.status_code == status, error
        assert error.body["errors"][0]["code"] == code, error
    else:
        raise AssertionError(f"expected {status} with {code}")


def policy(resource, group):
    return {"effect": "allow", "resources": {resource: "*"}, "permission_groups": [{"id": group}]}


def ids(pages):
    return [item.id for item in pages]


def try_user():
    me = owner.user.get()
    assert me.email == os.environ["INTEROP_EMAIL"], me
    assert owner.user.edit(first_name="Jane").first_name == "Jane"
    assert guest.user.get().email == GUEST


def try_user_tokens():
    tokens = owner.user.tokens
    made = tokens.create(name="interop", policies=[policy("*", USER_DETAILS_READ)])
    assert connect(api_token=made.value).user.get().email
    assert tokens.get(made.id).name == "interop"
    assert made.id in ids(tokens.list(per_page=5))
    policies = [policy("*", USER_DETAILS_READ)]
    assert tokens.update(made.id, name="renamed", policies=policies, status="active").name == "renamed"
    value = tokens.value.update(made.id, **EMPTY_BODY)
    assert value != made.value
    assert connect(api_token=value).user.tokens.verify().status == "active"
    with refused(403, 9109):
        connect(api_token=made.value).user.get()
    assert len(list(tokens.permission_groups.list())) > 300
    assert tokens.delete(made.id).id == made.id
    with refused(404, 1001):
        tokens.get(made.id)


def try_accounts():
    accounts = owner.accounts
    assert ACCOUNT in ids(accounts.list())
    assert accounts.get(account_id=ACCOUNT).id == ACCOUNT
    made = [accounts.create(name=f"Interop {i}", type="standard") for i in range(6)]
    assert ids(accounts.list(name="Interop", per_page=5)) == [account.id for account in made]
    changed = accounts.update(
        account_id=made[0].id,
        id=made[0].id,
        name="Changed",
        settings={"abuse_contact_email": "abuse@example.com", "enforce_twofactor": False},
        **ITS_TYPE,
    )
    assert changed.name == "Changed"
    assert changed.settings.abuse_contact_email == "abuse@example.com"
    for account in made:
        assert accounts.delete(account_id=account.id).id == account.id


def try_roles():
    roles = owner.accounts.roles
    found = ids(roles.list(account_id=ACCOUNT))
    assert len(found) > 30 and DNS in found
    assert roles.get(DNS, account_id=ACCOUNT).name == "DNS"


def try_members_and_places():
    members = owner.accounts.members
    with_policies = owner_of_policies.accounts.members
    made = with_policies.create(account_id=ACCOUNT, email=GUEST, roles=[MINIMAL_ACCESS])
    assert made.status == "pending"
    (invite,) = list(guest.user.invites.list())
    assert invite.organization_id == ACCOUNT
    assert guest.user.invites.get(invite.id).status == "pending"
    assert guest.user.invites.edit(invite.id, status="accepted").status == "accepted"
    assert len(ids(members.list(account_id=ACCOUNT, order="user.email"))) == 2
    assert with_policies.get(made.id, account_id=ACCOUNT).user.email == GUEST
    updated = with_policies.update(made.id, account_id=ACCOUNT, roles=[{"id": DNS}])
    assert [role.id for role in updated.roles] == [DNS]

    places = guest_with_policies.memberships
    assert ids(guest.memberships.list(status="accepted")) == [made.id]
    assert places.get(made.id).account.id == ACCOUNT
    assert places.get(made.id).roles == ["DNS"]
    assert places.update(made.id, status="accepted").status == "accepted"
    assert ids(guest.user.organizations.list()) == [ACCOUNT]
    assert members.delete(made.id, account_id=ACCOUNT).id == made.id
    with refused(404, 1001):
        guest.accounts.get(account_id=ACCOUNT)


def try_account_tokens():
    tokens = owner.accounts.tokens
    settings = policy(f"com.cloudflare.api.account.{ACCOUNT}", ACCOUNT_SETTINGS_READ)
    made = tokens.create(account_id=ACCOUNT, name="interop", policies=[settings])
    bearer = connect(api_token=made.value)
    assert bearer.accounts.tokens.verify(account_id=ACCOUNT).id == made.id
    assert ids(bearer.accounts.list()) == [ACCOUNT]
    assert tokens.get(made.id, account_id=ACCOUNT).name == "interop"
    assert ids(tokens.list(account_id=ACCOUNT)) == [made.id]
    assert len(list(tokens.permission_groups.list(account_id=ACCOUNT))) > 250
    assert tokens.value.update(made.id, account_id=ACCOUNT, **EMPTY_BODY) != made.value
    with refused(401, 1000):
        bearer.accounts.tokens.verify(account_id=ACCOUNT)
    assert tokens.delete(made.id, account_id=ACCOUNT).id == made.id


def try_zones():
    assert ids(owner.zones.list(name="interop.example")) == [ZONE]
    assert owner.zones.get(zone_id=ZONE).name == "interop.example"


def try_billing_of_a_user():
    profile = guest.user.billing.profile.get()
    assert profile.card_number == "xxxx-xxxx-xxxx-1234", profile
    assert profile.balance == "0" and profile.card_expiry_year == 2099, profile
    history = guest.user.billing.history
    charge, payment = list(history.list())
    assert charge.amount == 20.99 and charge.zone.name == "example.com", charge
    assert payment.amount == -20.99 and payment.zone.name is None, payment
    query = {"action": "subscription", "order": "type", "page": 1, "per_page": 5, "type": "charge"}
    at = datetime(2014, 3, 1, 12, 21, 59, 345600, tzinfo=timezone.utc)
    assert ids(history.list(occurred_at=at, **query)) == [charge.id]
    assert ids(history.list(occurred_at="2014-03-01T12:21:59.3456Z", **query)) == [charge.id]

    subscriptions = guest.user.subscriptions
    (found,) = list(subscriptions.get())
    assert found.id == SUBSCRIPTION and found.price == 20 and found.state == "Paid", found
    subscriptions.update(SUBSCRIPTION)
    subscriptions.update(SUBSCRIPTION, **WHOLE_SUBSCRIPTION)
    (changed,) = list(subscriptions.get())
    assert changed.rate_plan.id == "free" and changed.state == "Provisioned", changed
    assert subscriptions.delete(SUBSCRIPTION).subscription_id == SUBSCRIPTION
    with refused(400, 1001):
        subscriptions.update(SUBSCRIPTION, rate_plan={"id": "gold"})


def try_billing_of_an_account():
    assert owner.billing.profiles.get(account_id=ACCOUNT).id == ACCOUNT
    subscriptions = owner.accounts.subscriptions
    assert ids(subscriptions.get(account_id=ACCOUNT)) == [SUBSCRIPTION]
    plan = {"rate_plan": {"id": "business"}, "frequency": "yearly"}
    made = subscriptions.create(account_id=ACCOUNT, **plan)
    assert made.price == 2400 and made.rate_plan.scope == "account", made
    for body in {}, WHOLE_SUBSCRIPTION:
        assert subscriptions.update(SUBSCRIPTION, account_id=ACCOUNT, **body).id == SUBSCRIPTION
    if not OLDER:
        assert subscriptions.get_by_identifier(made.id, account_id=ACCOUNT).id == made.id
    deleted = subscriptions.delete(SUBSCRIPTION, account_id=ACCOUNT)
    assert deleted.subscription_id == SUBSCRIPTION
    with refused(400, 1001):
        subscriptions.create(account_id=ACCOUNT)


def try_billing_of_a_zone():
    subscriptions = owner.zones.subscriptions
    made = subscriptions.create(zone_id=ZONE, rate_plan={"id": "pro"}, frequency="monthly")
    assert made.rate_plan.scope == "zone", made
    assert subscriptions.get(zone_id=ZONE).id == made.id
    assert owner.user.get().has_pro_zones is True
    assert subscriptions.update(zone_id=ZONE, **WHOLE_SUBSCRIPTION).price == 0
    assert owner.user.get().has_pro_zones is False


for name, part in list(globals().items()):
    if name.startswith("try_"):
        part()
        print(f"ok   {name.removeprefix('try_').replace('_', ' ')}")
