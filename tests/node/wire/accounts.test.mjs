// Organizations: those that one may not know of, bad input, lists, and what a second factor is for.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { assertRefused } from '../support/api.mjs';
import { allow, allowOn, GROUP, newId } from '../support/credentials.mjs';
import {
  ABLE,
  importedOrganization,
  importedZone,
  inviteTo,
  ROLE,
  WITH_SECOND_FACTOR,
} from '../support/team.mjs';
import { assertChangesNothing, useWorld } from '../support/world.mjs';

const USERS = { alice: WITH_SECOND_FACTOR, bob: ABLE, carol: ABLE };

/** Every route below an account, with a body that would do. */
const member = { email: 'x@example.com', roles: [ROLE.minimal] };
const ROUTES = [
  ['GET', ''],
  ['PUT', '', { name: 'Mine' }],
  ['DELETE', ''],
  ['GET', '/members'],
  ['POST', '/members', member],
  ['GET', '/members/{id}'],
  ['PUT', '/members/{id}', { roles: [{ id: ROLE.minimal }] }],
  ['DELETE', '/members/{id}'],
  ['GET', '/roles'],
  ['GET', '/roles/{id}'],
  ['GET', '/tokens'],
  ['POST', '/tokens', { name: 'x', policies: [allow(GROUP.accountSettingsRead)] }],
  ['GET', '/tokens/permission_groups'],
  ['GET', '/tokens/{id}'],
  ['PUT', '/tokens/{id}', { name: 'x', policies: [allow(GROUP.accountSettingsRead)] }],
  ['DELETE', '/tokens/{id}'],
  ['PUT', '/tokens/{id}/value', {}],
  ['GET', '/iam/permission_groups'],
  ['GET', '/iam/permission_groups/{id}'],
  ['GET', '/iam/resource_groups'],
  ['POST', '/iam/resource_groups', { name: 'x', scope: { key: 'x', objects: [{ key: '*' }] } }],
  ['GET', '/iam/resource_groups/{id}'],
  ['PUT', '/iam/resource_groups/{id}', { name: 'x' }],
  ['DELETE', '/iam/resource_groups/{id}'],
];

describe('accounts that are not the caller’s', () => {
  const world = useWorld({
    users: USERS,
    imports: (world) => {
      world.team = importedOrganization('Team', [[world.alice, ROLE.superAdministrator]]);
      world.mine = importedOrganization('Mine', [[world.bob, ROLE.superAdministrator]]);
      world.offered = importedOrganization('Offered', [[world.alice, ROLE.superAdministrator]]);
      return [world.team, world.mine, world.offered].flatMap(({ lines }) => lines);
    },
  });
  before(() =>
    world.alice.api.ok('POST', `/accounts/${world.offered.id}/members`, {
      email: world.bob.email,
      roles: [ROLE.superAdministrator],
    }),
  );

  for (const [method, route, json] of ROUTES) {
    it(`look like none at all: ${method} /accounts/{id}${route}`, async () => {
      const callers = {
        'a person': world.bob.api,
        'the global key': world.nobody.withKey(world.bob.email, world.bob.global_api_key),
      };
      for (const [caller, api] of Object.entries(callers)) {
        const ask = (account, body = json) =>
          api.call(method, `/accounts/${account}${route.replace('{id}', newId())}`, { json: body });
        const absent = await ask(newId());
        assertRefused(absent, 404, 1001, { message: 'Account not found.' });
        for (const { id } of [world.team, world.offered]) {
          const foreign = await assertChangesNothing(
            world.alice.api,
            () => ask(id),
            () => world.alice.api.snapshotOf(id),
          );
          assert.equal(foreign.status, 404, caller);
          assert.equal(foreign.text, absent.text, caller);
        }
        if (json) assert.equal((await ask(world.team.id, { nonsense: true })).text, absent.text);
        const asked =
          route === '' || route.includes('{id}') ? '' : '?page=0&direction=x&order=x&status=x';
        const query = await api.call(
          method,
          `/accounts/${world.team.id}${route.replace('{id}', newId())}${asked}`,
          { json },
        );
        assert.equal(query.text, absent.text, 'nothing is said about the input before that');
      }
    });
  }

  it('404 with code 7003 for what is no id', async () => {
    for (const id of [
      'account_id',
      'x',
      '0'.repeat(31),
      '0'.repeat(33),
      'g'.repeat(32),
      '%00',
      '..%2f',
      '',
    ]) {
      for (const route of ['', '/members', '/tokens/verify', '/iam/resource_groups'])
        assertRefused(await world.alice.api.get(`/accounts/${id}${route}`), 404, 7003);
    }
    for (const route of ['/members/x', '/roles/owner', '/tokens/token', '/iam/permission_groups/x'])
      assertRefused(await world.alice.api.get(`/accounts/${world.team.id}${route}`), 404, 7003);
    for (const path of [
      '/memberships/x',
      '/user/invites/x',
      '/user/organizations/x',
      '/zones/x',
      '/accounts/',
      '/memberships/',
      '/user/invites/',
    ])
      assertRefused(await world.alice.api.get(path), 404, 7003);
  });

  it('405 with what can be done for another method', async () => {
    const base = `/accounts/${world.team.id}`;
    for (const [method, path, allowed] of [
      ['PATCH', base, 'GET, PUT, DELETE'],
      ['PUT', '/accounts', 'GET, POST'],
      ['PATCH', `${base}/members/${newId()}`, 'GET, PUT, DELETE'],
      ['POST', `${base}/roles`, 'GET'],
      ['POST', '/memberships', 'GET'],
      ['PUT', `/user/invites/${newId()}`, 'GET, PATCH'],
      ['POST', '/zones', 'GET'],
    ]) {
      const { status, headers, errors } = await world.alice.api.call(method, path, { json: {} });
      assert.equal(status, 405, path);
      assert.equal(headers.allow, allowed, path);
      assert.equal(errors[0].code, 7001);
    }
  });
});

describe('account input', () => {
  const world = useWorld({
    users: USERS,
    imports: (world) => {
      const { alice, bob } = world;
      world.agency = importedOrganization('Agency', [[alice, ROLE.superAdministrator]], {
        tenant: 'tenant',
      });
      world.second = importedOrganization('Second', [[bob, ROLE.superAdministrator]], {
        tenant: 'tenant',
      });
      world.third = importedOrganization('Third', [[bob, ROLE.superAdministrator]], {
        tenant: 'tenant',
      });
      return [world.agency, world.second, world.third].flatMap(({ lines }) => lines);
    },
  });
  const create = (json, api = world.alice.api, headers = {}) =>
    api.call('POST', '/accounts', { json, headers });
  const unchanged = (change) =>
    assertChangesNothing(world.alice.api, change, async () => ({
      accounts: await world.alice.api.all('/accounts'),
      ...(await world.alice.api.snapshotOf(world.agency.id)),
    }));

  const names = {
    'no name': [{}, '/name'],
    'a name that is null': [{ name: null }, '/name'],
    'an empty name': [{ name: '' }, '/name'],
    'a name of another type': [{ name: 7 }, '/name'],
    'a name of 101 characters': [{ name: 'x'.repeat(101) }, '/name'],
    'a name of 101 characters of four bytes': [{ name: '🜁'.repeat(101) }, '/name'],
    'a name with a control character': [{ name: 'a\u0000b' }, '/name'],
  };
  const created = {
    ...names,
    'an unknown type': [{ name: 'x', type: 'free' }, '/type'],
    'a type of another type': [{ name: 'x', type: 1 }, '/type'],
    'a unit without an id': [{ name: 'x', unit: {} }, '/unit/id'],
    'a unit that is a text': [{ name: 'x', unit: 'x' }, '/unit'],
    'a unit whose id is none': [{ name: 'x', unit: { id: 'x' } }, '/unit/id'],
    'a unit that is not there': [{ name: 'x', unit: { id: newId() } }, '/unit/id'],
    'standalone of another type': [{ name: 'x', standalone: 'yes' }, '/standalone'],
  };
  for (const [what, [fields, pointer]] of Object.entries(created)) {
    it(`400 for creating with ${what}`, async () => {
      assertRefused(await unchanged(() => create(fields)), 400, 1001, { pointer });
    });
  }
  const updated = {
    ...names,
    'settings that are a text': [{ name: 'x', settings: 'x' }, '/settings'],
    'a second factor that is a text': [
      { name: 'x', settings: { enforce_twofactor: 'yes' } },
      '/settings/enforce_twofactor',
    ],
    'an address that is a number': [
      { name: 'x', settings: { abuse_contact_email: 7 } },
      '/settings/abuse_contact_email',
    ],
    'an address of 91 characters': [
      { name: 'x', settings: { abuse_contact_email: 'x'.repeat(91) } },
      '/settings/abuse_contact_email',
    ],
  };
  for (const [what, [fields, pointer]] of Object.entries(updated)) {
    it(`400 for updating with ${what}`, async () => {
      const path = `/accounts/${world.agency.id}`;
      const refusal = await unchanged(() => world.alice.api.call('PUT', path, { json: fields }));
      assertRefused(refusal, 400, 1001, { pointer });
    });
  }

  it('takes 100 characters, of whatever size', async () => {
    for (const name of ['x'.repeat(100), 'ü'.repeat(100), '🜁'.repeat(100)]) {
      const { result } = await create({ name });
      assert.equal(result.name, name);
      const path = `/accounts/${result.id}`;
      assert.equal((await world.alice.api.ok('GET', path)).name, name);
      await world.alice.api.ok('PUT', path, {
        name: 'y',
        settings: { abuse_contact_email: 'x'.repeat(90) },
      });
      await world.alice.api.ok('DELETE', path);
    }
  });

  it('400 for one of two tenants without saying which', async () => {
    const { api } = world.bob;
    assertRefused(await create({ name: 'x' }, api), 400, 1001, { pointer: '/unit' });
    assertRefused(await create({ name: 'x', unit: { id: world.agency.id } }, api), 400, 1001, {
      pointer: '/unit/id',
    });
    const { result } = await create({ name: 'x', unit: { id: world.third.id } }, api);
    assert.equal(result.managed_by.parent_org_id, world.third.id);
  });

  it('400 for an Idempotency-Key that is none, or that was used for another request', async () => {
    for (const key of ['a b', 'x'.repeat(256), 'ü']) {
      const refusal = await unchanged(() =>
        create({ name: 'x' }, world.alice.api, {
          'idempotency-key': Buffer.from(key).toString('latin1'),
        }),
      );
      assertRefused(refusal, 400, 1001, { message: /Idempotency-Key/ });
    }
    const headers = { 'idempotency-key': 'x'.repeat(255) };
    const first = await create({ name: 'Once' }, world.alice.api, headers);
    assert.equal((await create({ name: 'Once' }, world.alice.api, headers)).text, first.text);
    const other = await unchanged(() => create({ name: 'Other' }, world.alice.api, headers));
    assertRefused(other, 400, 1001, { message: /another request/ });
    const others = await create(
      { name: 'Once', unit: { id: world.second.id } },
      world.bob.api,
      headers,
    );
    assert.notEqual(others.result.id, first.result.id, 'keys are each caller’s own');
  });
});

describe('lists of an account', () => {
  const MEMBERS = 6;
  const names = Array.from({ length: MEMBERS }, (_, i) => `m${i}`);
  const world = useWorld({
    users: { ...USERS, ...Object.fromEntries(names.map((name) => [name, ABLE])) },
    imports: (world) => {
      world.team = importedOrganization('Team', [
        [world.alice, ROLE.superAdministrator],
        ...names.map((name) => [world[name], ROLE.minimal]),
      ]);
      const zones = Array.from({ length: 7 }, (_, i) => importedZone(world.team, `z${i}.example`));
      const more = Array.from({ length: 6 }, (_, i) =>
        importedOrganization(`More ${i}`, [[world.alice, ROLE.superAdministrator]]),
      );
      return [
        ...world.team.lines,
        ...zones.map(({ line }) => line),
        ...more.flatMap(({ lines }) => lines),
      ];
    },
  });
  before(async () => {
    const resources = { [`com.cloudflare.api.account.${world.team.id}`]: '*' };
    for (let i = 0; i < 7; i++)
      await world.alice.api.ok('POST', `/accounts/${world.team.id}/tokens`, {
        name: `t${i}`,
        policies: [allowOn(resources, GROUP.accountSettingsRead)],
      });
  });
  const paths = {
    '/accounts': 7,
    '/memberships': 7,
    '/user/organizations': 7,
    '/zones': 7,
    '/accounts/{id}/members': 7,
    '/accounts/{id}/tokens': 7,
    '/accounts/{id}/roles': undefined,
    '/accounts/{id}/iam/permission_groups': undefined,
  };
  for (const [pattern, count] of Object.entries(paths)) {
    const list = (query) => world.alice.api.get(pattern.replace('{id}', world.team.id) + query);

    it(`pages of ${pattern}`, async () => {
      const total = count ?? (await list('?per_page=50')).body.result_info.total_count;
      assert.ok(total >= 7);
      const pages = Math.ceil(total / 5);
      const gives = async (query, page, per_page, found) => {
        const { status, body, text } = await list(query);
        assert.equal(status, 200, text);
        const total_pages = Math.ceil(total / per_page);
        const info = { page, per_page, count: found, total_count: total, total_pages };
        assert.deepEqual(body.result_info, info, query);
        assert.equal(body.result.length, found);
        return body.result;
      };
      await gives('', 1, 20, Math.min(20, total));
      for (const least of ['0', '1', '4', '5', '5.0']) await gives(`?per_page=${least}`, 1, 5, 5);
      for (const most of ['50', '51', '1000', '18446744073709551617'])
        await gives(`?per_page=${most}`, 1, 50, Math.min(50, total));
      const seen = [];
      for (let page = 1; page <= pages; page++)
        seen.push(
          ...(await gives(
            `?per_page=5&page=${page}`,
            page,
            5,
            Math.min(5, total - 5 * (page - 1)),
          )),
        );
      assert.equal(new Set(seen.map(({ id }) => id)).size, total);
      await gives(`?per_page=5&page=${pages + 1}`, pages + 1, 5, 0);
      await gives('?page=1000000000', 1_000_000_000, 20, 0);
      await gives('?page=&per_page=&direction=&order=&status=&match=', 1, 20, Math.min(20, total));
      await gives('?unknown=1&actor.email=x', 1, 20, Math.min(20, total));
    });

    it(`400 for numbers that are none: ${pattern}`, async () => {
      for (const value of ['0', '-1', 'abc', '1.5', '1x', '0x10', '1e400', 'NaN', '%00'])
        assertRefused(await list(`?page=${value}`), 400, 1001, { pointer: '/page' });
      for (const value of ['-1', 'abc', '1.5', 'NaN'])
        assertRefused(await list(`?per_page=${value}`), 400, 1001, { pointer: '/per_page' });
    });
  }

  const words = {
    '/accounts': ['direction'],
    '/memberships': ['direction', 'order', 'status'],
    '/user/organizations': ['direction', 'order', 'status', 'match'],
    '/zones': ['direction', 'order', 'status', 'match'],
    '/accounts/{id}/members': ['direction', 'order', 'status'],
    '/accounts/{id}/tokens': ['direction', 'include_expired'],
  };
  for (const [pattern, parameters] of Object.entries(words)) {
    for (const parameter of parameters) {
      it(`400 for an unknown ${parameter} of ${pattern}`, async () => {
        const path = pattern.replace('{id}', world.team.id);
        for (const value of ['sideways', 'ASC', 'accepted%20', 'a%00'])
          assertRefused(await world.alice.api.get(`${path}?${parameter}=${value}`), 400, 1001, {
            pointer: `/${parameter}`,
            message: /must be/,
          });
      });
    }
  }

  it('answers lists without pages whole, and nothing on a second page', async () => {
    const paths = [
      `/accounts/${world.team.id}/iam/resource_groups`,
      `/accounts/${world.team.id}/tokens/permission_groups`,
      '/user/invites',
      '/user/tenants',
    ];
    for (const path of paths) {
      const { body } = await world.alice.api.get(path);
      const { length } = body.result;
      assert.deepEqual(body.result_info, {
        page: 1,
        per_page: length,
        count: length,
        total_count: length,
        total_pages: length === 0 ? 0 : 1,
      });
    }
    // Older clients read this one page by page, until one is empty.
    const [resourceGroups] = paths;
    assert.deepEqual((await world.alice.api.get(`${resourceGroups}?page=2`)).result, []);
  });
});

describe('a second factor that an account wants', () => {
  const world = useWorld({
    users: { ...USERS, dave: WITH_SECOND_FACTOR },
    imports: (world) => {
      world.strict = importedOrganization(
        'Strict',
        [
          [world.alice, ROLE.superAdministrator],
          [world.bob, ROLE.superAdministrator],
          [world.dave, ROLE.readOnly],
        ],
        { enforce_twofactor: true },
      );
      world.mine = importedOrganization('Mine', [[world.bob, ROLE.superAdministrator]]);
      world.zone = importedZone(world.strict, 'strict.example');
      return [...world.strict.lines, ...world.mine.lines, world.zone.line];
    },
  });

  it('refuses all of the account to who has none, whatever the credential', async () => {
    const key = world.nobody.withKey(world.bob.email, world.bob.global_api_key);
    for (const api of [world.bob.api, key]) {
      for (const [method, route, json] of ROUTES) {
        const path = `/accounts/${world.strict.id}${route.replace('{id}', newId())}`;
        const refusal = await api.call(method, path, { json });
        assertRefused(refusal, 403, 10000, { message: /two-factor/ });
      }
      assertRefused(await api.get(`/zones/${world.zone.id}`), 403, 10000, {
        message: /two-factor/,
      });
      assert.deepEqual(
        (await api.all('/accounts')).map(({ id }) => id),
        [world.mine.id],
      );
      assert.deepEqual(await api.all('/zones'), []);
    }
  });

  it('leaves them themselves, and the way out', async () => {
    const { api } = world.bob;
    const me = await api.ok('GET', '/user');
    assert.equal(me.two_factor_authentication_locked, true);
    assert.equal((await api.all('/memberships')).length, 2);
    assert.equal((await api.all('/user/organizations')).length, 2);
    await api.createToken({ name: 'still', policies: [allow(GROUP.userRead)] });
    assert.equal((await api.ok('GET', `/accounts/${world.mine.id}`)).name, 'Mine');
    await api.ok('DELETE', `/user/organizations/${world.strict.id}`);
    assert.equal((await api.ok('GET', '/user')).two_factor_authentication_locked, false);
    assertRefused(await api.get(`/accounts/${world.strict.id}`), 404, 1001);
  });

  it('changes nothing for who has one, nor for the account’s own tokens', async () => {
    assert.equal((await world.dave.api.all(`/accounts/${world.strict.id}/members`)).length, 2);
    const { value } = await world.alice.api.ok('POST', `/accounts/${world.strict.id}/tokens`, {
      name: 'own',
      policies: [
        allowOn(
          { [`com.cloudflare.api.account.${world.strict.id}`]: '*' },
          GROUP.accountSettingsRead,
        ),
      ],
    });
    const bearer = world.nobody.withToken(value);
    assert.equal((await bearer.ok('GET', `/accounts/${world.strict.id}`)).name, 'Strict');
  });

  it('comes into force with the next request, and goes with the next', async () => {
    const { alice, carol, mine, bob } = world;
    await bob.api.ok('POST', `/accounts/${mine.id}/members`, {
      email: alice.email,
      roles: [ROLE.superAdministrator],
    });
    const { id } = await inviteTo(alice.api, mine.id);
    await alice.api.ok('PATCH', `/user/invites/${id}`, { status: 'accepted' });
    const enforce = (api, enforce_twofactor) =>
      api.call('PUT', `/accounts/${mine.id}`, {
        json: { name: 'Mine', settings: { enforce_twofactor } },
      });
    const lockOut = await assertChangesNothing(
      bob.api,
      () => enforce(bob.api, true),
      () => bob.api.snapshotOf(mine.id),
    );
    assertRefused(lockOut, 400, 1001, { message: /two-factor/ });
    for (let i = 0; i < 5; i++) {
      assert.equal((await enforce(alice.api, true)).status, 200);
      assertRefused(await bob.api.get(`/accounts/${mine.id}`), 403, 10000);
      assertRefused(await enforce(bob.api, false), 403, 10000);
      assert.equal((await enforce(alice.api, false)).status, 200);
      assert.equal((await bob.api.get(`/accounts/${mine.id}`)).status, 200);
    }
    assertRefused(await carol.api.get(`/accounts/${mine.id}`), 404, 1001);
  });
});
