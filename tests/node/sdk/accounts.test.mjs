// client.accounts.*: organizations themselves.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { newId } from '../support/credentials.mjs';
import { collect, describeForEverySdk } from '../support/sdk.mjs';
import { ABLE, importedOrganization, ROLE, WITH_SECOND_FACTOR } from '../support/team.mjs';

const NUMBERED = 22;
const number = (i) => `Numbered ${String(i).padStart(2, '0')}`;
const MICROSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

const options = {
  users: { alice: WITH_SECOND_FACTOR, bob: ABLE },
  imports: (world) => {
    const owned = (name, person, fields) =>
      importedOrganization(name, [[person, ROLE.superAdministrator]], fields);
    const { alice, bob } = world;
    world.agency = owned('Agency', alice, { tenant: 'tenant' });
    world.bobs = owned("Bob's", bob);
    world.numbered = Array.from({ length: NUMBERED }, (_, i) =>
      owned(number(i), alice, { created_on: `2026-02-01T00:${String(i).padStart(2, '0')}:00Z` }),
    );
    return [world.agency, world.bobs, ...world.numbered].flatMap(({ lines }) => lines);
  },
};

describeForEverySdk('accounts', options, (world, sdk) => {
  const alice = () => sdk.client(world.alice.api_token);
  const bob = () => sdk.client(world.bob.api_token);
  const update = (client, id, fields) =>
    client.accounts.update({ account_id: id, id, type: 'standard', ...fields });

  it('lists those of the caller to the end, oldest first', async () => {
    const expected = [world.agency, ...world.numbered].map(({ id }) => id);
    for (const query of [{}, { per_page: 5 }, { per_page: 50 }, { page: 1, per_page: 7 }]) {
      const found = (await collect(alice().accounts.list(query))).map(({ id }) => id);
      assert.deepEqual(found, expected, JSON.stringify(query));
    }
    const backwards = await collect(alice().accounts.list({ direction: 'desc', per_page: 5 }));
    assert.deepEqual(
      backwards.map(({ id }) => id),
      [...expected].reverse(),
    );
    assert.deepEqual(
      (await collect(bob().accounts.list())).map(({ name }) => name),
      ["Bob's"],
    );
  });

  it('filters by a part of the name, in any case', async () => {
    const names = async (name) =>
      (await collect(alice().accounts.list({ name, per_page: 5 }))).map((found) => found.name);
    assert.deepEqual(
      await names('numbered 1'),
      Array.from({ length: 10 }, (_, i) => number(10 + i)),
    );
    assert.deepEqual(await names('Agency'), ['Agency']);
    assert.deepEqual(await names('nobody has it'), []);
  });

  it('tells the numbers of each page', async () => {
    const page = await alice().accounts.list({ per_page: 10, page: 3 });
    assert.equal(page.result.length, 3);
    const expected = { page: 3, per_page: 10, count: 3, total_count: 23, total_pages: 3 };
    assert.deepEqual({ ...page.result_info, ...expected }, page.result_info);
  });

  it('gets one with all its fields', async () => {
    const account = await alice().accounts.get({ account_id: world.agency.id });
    assert.match(account.created_on, /^2026-01-01T00:00:00/);
    assert.deepEqual(account, {
      id: world.agency.id,
      name: 'Agency',
      type: 'standard',
      settings: {
        abuse_contact_email: null,
        access_approval_expiry: null,
        enforce_twofactor: false,
      },
      managed_by: {},
      created_on: account.created_on,
    });
  });

  it('updates the name and what is given of the settings, and keeps the rest', async () => {
    const { id } = world.numbered[0];
    const named = await update(alice(), id, {
      name: 'Renamed',
      type: 'enterprise', // cannot be changed
      managed_by: {},
      settings: { abuse_contact_email: 'abuse@example.com' },
    });
    assert.equal(named.name, 'Renamed');
    assert.equal(named.type, 'standard');
    assert.equal(named.settings.abuse_contact_email, 'abuse@example.com');
    assert.equal(named.settings.enforce_twofactor, false);
    const enforced = await update(alice(), id, {
      name: 'Renamed',
      settings: { enforce_twofactor: true },
    });
    assert.equal(enforced.settings.abuse_contact_email, 'abuse@example.com');
    assert.equal(enforced.settings.enforce_twofactor, true);
    assert.deepEqual(await alice().accounts.get({ account_id: id }), enforced);
    assert.deepEqual(await update(alice(), id, { name: 'Renamed' }), enforced);
    await update(alice(), id, {
      name: number(0),
      settings: { abuse_contact_email: null, enforce_twofactor: false },
    });
  });

  it('takes back what it gave: a read account can be sent as an update', async () => {
    const read = await alice().accounts.get({ account_id: world.numbered[1].id });
    assert.deepEqual(await update(alice(), read.id, read), read);
  });

  it('lets nobody enforce a second factor who has none', async () => {
    const enforce = update(bob(), world.bobs.id, {
      name: "Bob's",
      settings: { enforce_twofactor: true },
    });
    await sdk.refuses(enforce, 400, 1001, /two-factor/);
    const { settings } = await bob().accounts.get({ account_id: world.bobs.id });
    assert.equal(settings.enforce_twofactor, false);
  });

  it('knows no account of another', async () => {
    for (const id of [world.bobs.id, newId()]) {
      await sdk.refuses(alice().accounts.get({ account_id: id }), 404, 1001);
      await sdk.refuses(update(alice(), id, { name: 'Mine' }), 404, 1001);
    }
  });

  if (sdk.major < 4) return; // accounts.create and delete are younger than that

  it('creates one in the tenant of the caller, who owns it', async () => {
    const account = await alice().accounts.create({ name: 'New' });
    assert.match(account.id, /^[0-9a-f]{32}$/);
    assert.match(account.created_on, MICROSECONDS);
    assert.equal(account.type, 'standard');
    assert.deepEqual(account.managed_by, {
      parent_org_id: world.agency.id,
      parent_org_name: 'Agency',
    });
    assert.deepEqual(await alice().accounts.get({ account_id: account.id }), account);
    const [owner, ...others] = await collect(
      alice().accounts.members.list({ account_id: account.id }),
    );
    assert.equal(owner.user.id, world.alice.id);
    assert.deepEqual(others, []);
    assert.deepEqual(await alice().accounts.delete({ account_id: account.id }), {
      id: account.id,
    });
    await sdk.refuses(alice().accounts.get({ account_id: account.id }), 404, 1001);
    await sdk.refuses(alice().accounts.delete({ account_id: account.id }), 404, 1001);
  });

  it('creates one of every kind, in the unit named or in none', async () => {
    const made = [
      [{ type: 'enterprise', unit: { id: world.agency.id } }, world.agency.id],
      [{ type: 'standard', standalone: true }, undefined],
    ];
    for (const [fields, parent] of made) {
      const account = await alice().accounts.create({ name: 'Kind', ...fields });
      assert.equal(account.type, fields.type);
      assert.equal(account.managed_by.parent_org_id, parent);
      await alice().accounts.delete({ account_id: account.id });
    }
  });

  it('refuses a unit together with standalone, and one that is not the caller’s', async () => {
    const refused = [
      [{ unit: { id: world.agency.id }, standalone: true }, /standalone/],
      [{ unit: { id: world.bobs.id } }, /unit/],
      [{ unit: { id: newId() } }, /unit/],
    ];
    for (const [fields, message] of refused)
      await sdk.refuses(alice().accounts.create({ name: 'No', ...fields }), 400, 1001, message);
  });

  it('creates none for who owns no tenant', async () => {
    await sdk.refuses(bob().accounts.create({ name: 'No' }), 403, 10000);
  });

  it('answers a repeated Idempotency-Key with what the first request made', async () => {
    const create = (name, key) =>
      sdk.major < 7
        ? alice().accounts.create({ name }, { headers: { 'Idempotency-Key': key } })
        : alice().accounts.create({ name, 'Idempotency-Key': key });
    const [key, other] = [newId(), newId()];
    const first = await create('Once', key);
    assert.deepEqual(await create('Once', key), first);
    const [a, b] = await Promise.all([create('Once', other), create('Once', other)]);
    assert.equal(a.id, b.id);
    assert.notEqual(a.id, first.id);
    await sdk.refuses(create('Twice', key), 400, 1001, /Idempotency-Key/);
    assert.equal((await collect(alice().accounts.list({ name: 'Once' }))).length, 2);
    for (const { id } of [first, a]) await alice().accounts.delete({ account_id: id });
  });

  it('keeps an account that has others below it', async () => {
    const below = await alice().accounts.create({ name: 'Below' });
    await sdk.refuses(alice().accounts.delete({ account_id: world.agency.id }), 400, 1001, /below/);
    await alice().accounts.delete({ account_id: below.id });
  });

  it('deletes with an account what is in it', async () => {
    const account = await alice().accounts.create({ name: 'Doomed' });
    const account_id = account.id;
    await alice().accounts.members.create({
      account_id,
      email: world.bob.email,
      roles: [ROLE.minimal],
    });
    const token = await alice().accounts.tokens.create({
      account_id,
      name: 'doomed',
      policies: [
        {
          effect: 'allow',
          resources: { [`com.cloudflare.api.account.${account_id}`]: '*' },
          permission_groups: [{ id: 'c1fde68c7bcc44588cbb6ddbc16d6480' }],
        },
      ],
    });
    sdk.keep(token.value);
    assert.equal((await sdk.client(token.value).accounts.get({ account_id })).id, account_id);
    assert.equal((await collect(bob().user.invites.list())).length, 1);
    await alice().accounts.delete({ account_id });
    assert.deepEqual(await collect(bob().user.invites.list()), []);
    await sdk.refuses(sdk.client(token.value).accounts.get({ account_id }), 403, 9109);
  });

  if (sdk.major < 7) return;

  it('lists the tenants that the caller owns', async () => {
    const [tenant, ...others] = await collect(alice().user.tenants.list());
    assert.deepEqual(others, []);
    assert.equal(tenant.id, world.agency.id);
    assert.equal(tenant.name, 'Agency');
    assert.match(tenant.create_time, /^2026-01-01T00:00:00/);
    for (const flag of ['account_creation', 'account_deletion', 'member_management'])
      assert.equal(tenant.meta.tenant_flags[flag], 'true', flag);
    for (const flag of Object.values(tenant.meta.tenant_flags)) assert.equal(typeof flag, 'string');
    assert.deepEqual(await collect(bob().user.tenants.list()), []);
  });
});
