// client.memberships.*, client.user.invites.* and client.user.organizations.*: a person's own places.
import assert from 'node:assert/strict';
import { before, it } from 'node:test';

import { newId } from '../support/credentials.mjs';
import { collect, describeForEverySdk } from '../support/sdk.mjs';
import { ABLE, importedOrganization, ROLE, ROLE_NAME } from '../support/team.mjs';

const TEAMS = 22;
const PENDING = 3;
/** In another order than they are joined in. */
const teamName = (i) => `Team ${String((i * 5) % TEAMS).padStart(2, '0')}`;

const options = {
  users: { alice: ABLE, bob: ABLE, carol: ABLE },
  imports: (world) => {
    const { alice, bob } = world;
    world.teams = Array.from({ length: TEAMS }, (_, i) =>
      importedOrganization(
        teamName(i),
        [
          [alice, ROLE.superAdministrator],
          [bob, ROLE.minimal],
        ],
        { created_on: `2026-02-01T00:${String(i).padStart(2, '0')}:00Z` },
      ),
    );
    // All joined at once: what is left is the order of the ids.
    world.offers = Array.from({ length: PENDING }, (_, i) =>
      importedOrganization(`Offer ${i}`, [[alice, ROLE.superAdministrator]]),
    );
    return [...world.teams, ...world.offers].flatMap(({ lines }) => lines);
  },
};

describeForEverySdk('memberships', options, (world, sdk) => {
  const { NotFoundError } = sdk.Cloudflare;
  const as = (person) => sdk.client(person.api_token);
  const bob = () => as(world.bob);
  const list = (query = {}, client = bob()) => collect(client.memberships.list(query));
  const invite = (person, team, roles = [ROLE.readOnly]) =>
    as(world.alice).accounts.members.create({
      account_id: team.id,
      email: person.email,
      roles,
    });
  before(async () => {
    for (const offer of world.offers) await invite(world.bob, offer);
  });

  it('lists them to the end', async () => {
    for (const query of [{}, { per_page: 5 }, { per_page: 50 }, { page: 1, per_page: 7 }]) {
      const found = await list(query);
      assert.equal(found.length, TEAMS + PENDING, JSON.stringify(query));
      assert.equal(new Set(found.map(({ id }) => id)).size, found.length);
      assert.deepEqual(
        found.slice(-PENDING).map(({ account }) => account.name),
        ['Offer 0', 'Offer 1', 'Offer 2'],
      );
    }
    const forwards = await list({ per_page: 5 });
    assert.deepEqual(await list({ per_page: 5, direction: 'desc' }), [...forwards].reverse());
  });

  it('filters by status and by a part of the name, and orders', async () => {
    assert.equal((await list({ status: 'accepted' })).length, TEAMS);
    assert.equal((await list({ status: 'pending' })).length, PENDING);
    assert.deepEqual(await list({ status: 'rejected' }), []);
    const names = async (query) => (await list(query)).map(({ account }) => account.name);
    for (const filter of [
      { name: 'offer' },
      { 'account.name': 'Offer' },
      { account: { name: 'Offer' } },
    ])
      assert.deepEqual(
        await names({ ...filter }),
        ['Offer 0', 'Offer 1', 'Offer 2'],
        JSON.stringify(filter),
      );
    const byName = await names({ order: 'account.name', per_page: 5 });
    assert.deepEqual(byName, [...byName].sort());
    assert.deepEqual(
      await names({ order: 'account.name', direction: 'desc', per_page: 5 }),
      [...byName].reverse(),
    );
    const ids = (await list({ order: 'id', per_page: 5 })).map(({ id }) => id);
    assert.deepEqual(ids, [...ids].sort());
    const statuses = (await list({ order: 'status', per_page: 5 })).map(({ status }) => status);
    assert.deepEqual(statuses, [...statuses].sort());
    assert.equal((await list({ order: 'status', direction: 'desc' }))[0].status, 'pending');
  });

  it('gets one with what it allows; its id is that of the member', async () => {
    const [team] = world.teams;
    const membership = await bob().memberships.get(team.place(world.bob));
    assert.equal(membership.id, team.place(world.bob));
    assert.equal(membership.status, 'accepted');
    assert.equal(membership.account.id, team.id);
    assert.equal(membership.account.name, team.name);
    assert.deepEqual(membership.roles, [ROLE_NAME.minimal]);
    assert.deepEqual(membership.permissions.organization, {
      read: true,
      edit: false,
      write: false,
    });
    assert.deepEqual(membership.permissions.dns_records, {
      read: false,
      edit: false,
      write: false,
    });
    assert.equal(membership.api_access_enabled, null);
    assert.equal(membership.policies.length, 1);
    const member = await as(world.alice).accounts.members.get(membership.id, {
      account_id: team.id,
    });
    assert.equal(member.user.id, world.bob.id);
    for (const id of [newId(), team.place(world.alice)])
      await assert.rejects(bob().memberships.get(id), NotFoundError);
  });

  it('accepts and rejects offers; the same answer again is fine, another is not', async () => {
    const [, accepted, rejected] = await list({ status: 'pending' });
    for (let i = 0; i < 2; i++) {
      const yes = await bob().memberships.update(accepted.id, { status: 'accepted' });
      assert.equal(yes.status, 'accepted');
      assert.deepEqual(yes.roles, [ROLE_NAME.readOnly]);
      const no = await bob().memberships.update(rejected.id, { status: 'rejected' });
      assert.equal(no.status, 'rejected');
    }
    await sdk.refuses(bob().memberships.update(accepted.id, { status: 'rejected' }), 400, 1001);
    await sdk.refuses(bob().memberships.update(rejected.id, { status: 'accepted' }), 400, 1001);
    assert.deepEqual(
      (await list({ status: 'rejected' })).map(({ id }) => id),
      [rejected.id],
    );
    const account_id = accepted.account.id;
    assert.equal((await bob().accounts.get({ account_id })).id, account_id);
    await assert.rejects(bob().accounts.get({ account_id: rejected.account.id }), NotFoundError);
  });

  it('leaves an account', async () => {
    const team = world.teams[1];
    const id = team.place(world.bob);
    assert.deepEqual(await bob().memberships.delete(id), { id });
    await assert.rejects(bob().memberships.delete(id), NotFoundError);
    await assert.rejects(bob().accounts.get({ account_id: team.id }), NotFoundError);
    const mine = team.place(world.alice);
    await sdk.refuses(as(world.alice).memberships.delete(mine), 400, 1001, /Super Administrator/);
  });

  it('answers invites, which carry all that one wants to know', async () => {
    const [team] = world.teams;
    const member = await invite(world.carol, team, [ROLE.dns, ROLE.billing]);
    const [offer, ...others] = await collect(as(world.carol).user.invites.list());
    assert.deepEqual(others, []);
    assert.deepEqual(offer, {
      id: offer.id,
      invited_member_id: world.carol.id,
      invited_member_email: world.carol.email,
      organization_id: team.id,
      organization_name: team.name,
      organization_is_enforcing_twofactor: false,
      roles: [ROLE_NAME.dns, ROLE_NAME.billing],
      invited_by: world.alice.email,
      invited_on: offer.invited_on,
      expires_on: offer.expires_on,
      status: 'pending',
    });
    const week = Date.parse(offer.expires_on) - Date.parse(offer.invited_on);
    assert.equal(week, 7 * 24 * 3_600_000);
    assert.deepEqual(await as(world.carol).user.invites.get(offer.id), offer);
    for (let i = 0; i < 2; i++) {
      const answered = await as(world.carol).user.invites.edit(offer.id, { status: 'accepted' });
      assert.deepEqual(answered, { ...offer, status: 'accepted' });
    }
    await sdk.refuses(
      as(world.carol).user.invites.edit(offer.id, { status: 'rejected' }),
      400,
      1001,
    );
    assert.equal((await as(world.carol).memberships.get(member.id)).status, 'accepted');
    for (const call of [
      () => bob().user.invites.get(offer.id),
      () => bob().user.invites.edit(offer.id, { status: 'accepted' }),
    ])
      await assert.rejects(call, NotFoundError);
    await as(world.carol).memberships.delete(member.id);
  });

  it('lists organizations with their filters, orders and matches', async () => {
    const organizations = (query = {}) => collect(bob().user.organizations.list(query));
    const all = await organizations({ per_page: 5 });
    assert.equal(all.length, TEAMS - 1 + PENDING - 1);
    assert.deepEqual(await organizations({ per_page: 5, direction: 'desc' }), [...all].reverse());
    const members = await organizations({ status: 'member' });
    assert.equal(members.length, TEAMS);
    const [invited, ...others] = await organizations({ status: 'invited' });
    assert.deepEqual(others, []);
    assert.equal(invited.name, 'Offer 0');
    for (const order of ['id', 'name', 'status']) {
      const found = (await organizations({ order, per_page: 5 })).map((found) => found[order]);
      const sorted = [...found].sort();
      // Members stand before those who are invited.
      assert.deepEqual(found, order === 'status' ? sorted.reverse() : sorted, order);
    }
    const named = { name: 'Team 0', status: 'invited' };
    assert.deepEqual(await organizations(named), []);
    assert.deepEqual(await organizations({ ...named, match: 'all' }), []);
    assert.equal((await organizations({ ...named, match: 'any', per_page: 5 })).length, 10);
  });

  it('gets an organization, and leaves it: the answer is not unwrapped', async () => {
    const team = world.teams[2];
    const organization = await bob().user.organizations.get(team.id);
    assert.equal(organization.id, team.id);
    assert.equal(organization.status, 'member');
    assert.deepEqual(organization.roles, [ROLE_NAME.minimal]);
    assert.deepEqual(organization.permissions, ['#organization:read']);
    assert.ok(
      (await bob().user.get()).organizations.some(
        ({ id, roles }) => id === team.id && roles.length === 1,
      ),
    );
    const left = await bob().user.organizations.delete(team.id);
    assert.equal(left.id, team.id);
    assert.deepEqual(left.result, { id: team.id });
    assert.equal(left.success, true);
    await assert.rejects(bob().user.organizations.get(team.id), NotFoundError);
    await assert.rejects(bob().user.organizations.delete(team.id), NotFoundError);
    await sdk.refuses(as(world.alice).user.organizations.delete(team.id), 400, 1001);
  });
});
