// Tokens that belong to an organization: where they are anybody, and what they may be given.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { assertRefused } from '../support/api.mjs';
import { allow, allowOn, GROUP, newId } from '../support/credentials.mjs';
import { ABLE, importedOrganization, importedZone, ROLE } from '../support/team.mjs';
import { assertChangesNothing, useWorld } from '../support/world.mjs';

const account = (id) => `com.cloudflare.api.account.${id}`;
const zone = (id) => `com.cloudflare.api.account.zone.${id}`;

describe('tokens of an account', () => {
  const world = useWorld({
    users: { alice: ABLE, bob: ABLE },
    imports: (world) => {
      world.team = importedOrganization('Team', [
        [world.alice, ROLE.superAdministrator],
        [world.bob, ROLE.administrator],
      ]);
      world.other = importedOrganization('Other', [[world.alice, ROLE.superAdministrator]]);
      world.zone = importedZone(world.team, 'team.example');
      world.otherZone = importedZone(world.other, 'other.example');
      return [...world.team.lines, ...world.other.lines, world.zone.line, world.otherZone.line];
    },
  });
  const path = (team = world.team) => `/accounts/${team.id}/tokens`;
  const everything = () => allowOn({ [account(world.team.id)]: '*' }, GROUP.everything);
  const everyZone = () =>
    allowOn(
      { [account(world.team.id)]: { 'com.cloudflare.api.account.zone.*': '*' } },
      GROUP.zoneRead,
    );
  const create = (policies, fields = {}, api = world.alice.api) =>
    api.call('POST', path(), { json: { name: 'made', policies, ...fields } });
  const made = async (...policies) => {
    const { status, result, text } = await create(policies);
    assert.equal(status, 200, text);
    return { ...result, api: world.nobody.withToken(result.value) };
  };
  let able;
  before(async () => {
    able = await made(everything(), everyZone());
  });
  const unchanged = (change) =>
    assertChangesNothing(world.alice.api, change, () => world.alice.api.snapshotOf(world.team.id));

  const asNobody = [
    ['GET', '/user', 403, 9109, 'Unauthorized to access requested resource'],
    ['PATCH', '/user', 403, 10000, 'Authentication error'],
    ['GET', '/user/tokens', 403, 10000, 'Authentication error'],
    ['POST', '/user/tokens', 403, 10000, 'Authentication error'],
    ['GET', '/user/tokens/{id}', 403, 10000, 'Authentication error'],
    ['PUT', '/user/tokens/{id}', 403, 10000, 'Authentication error'],
    ['DELETE', '/user/tokens/{id}', 403, 10000, 'Authentication error'],
    ['PUT', '/user/tokens/{id}/value', 403, 10000, 'Authentication error'],
    ['GET', '/user/tokens/permission_groups', 403, 10000, 'Authentication error'],
    ['GET', '/user/tokens/verify', 401, 1000, 'Invalid API Token'],
    ['GET', '/user/invites', 403, 10000, 'Authentication error'],
    ['GET', '/user/invites/{id}', 403, 10000, 'Authentication error'],
    ['PATCH', '/user/invites/{id}', 403, 10000, 'Authentication error'],
    ['GET', '/user/organizations', 403, 10000, 'Authentication error'],
    ['GET', '/user/organizations/{id}', 403, 10000, 'Authentication error'],
    ['DELETE', '/user/organizations/{id}', 403, 10000, 'Authentication error'],
    ['GET', '/user/tenants', 403, 10000, 'Authentication error'],
    ['GET', '/user/communication_preferences', 403, 4030, 'Authentication error'],
    ['PUT', '/user/communication_preferences', 403, 4030, 'Authentication error'],
    ['GET', '/memberships', 400, 9106, 'Authentication failed'],
    ['GET', '/memberships?page=0', 400, 9106, 'Authentication failed'],
    ['GET', '/memberships/{id}', 400, 9106, 'Authentication failed'],
    ['PUT', '/memberships/{id}', 400, 9106, 'Authentication failed'],
    ['DELETE', '/memberships/{id}', 400, 9106, 'Authentication failed'],
    ['POST', '/accounts', 403, 10000, 'Authentication error'],
  ];
  for (const [method, route, status, code, message] of asNobody) {
    it(`are nobody: ${status} for ${method} ${route}`, async () => {
      const fields = { name: 'x', status: 'accepted' };
      const json = method === 'GET' || method === 'DELETE' ? undefined : fields;
      const refusal = await unchanged(() =>
        able.api.call(method, route.replace('{id}', world.team.id), { json }),
      );
      assertRefused(refusal, status, code, { message });
    });
  }

  it('may do what they are given in their account', async () => {
    const base = `/accounts/${world.team.id}`;
    assert.deepEqual(
      (await able.api.all('/accounts')).map(({ id }) => id),
      [world.team.id],
    );
    assert.equal((await able.api.all(`${base}/members`)).length, 2);
    assert.deepEqual(
      (await able.api.all('/zones')).map(({ id }) => id),
      [world.zone.id],
    );
    assert.equal((await able.api.ok('GET', `/zones/${world.zone.id}`)).name, 'team.example');
    await able.api.ok('PUT', base, { name: 'Team' });
    const { id } = await able.api.ok('POST', `${base}/members`, {
      email: 'x@example.com',
      roles: [ROLE.superAdministrator],
    });
    await able.api.ok('DELETE', `${base}/members/${id}`);
    assertRefused(await able.api.call('DELETE', base), 403, 10000);
  });

  it('know no other account, as if it were not there', async () => {
    for (const route of ['', '/members', '/roles', '/tokens', '/iam/resource_groups']) {
      const foreign = await able.api.get(`/accounts/${world.other.id}${route}`);
      assertRefused(foreign, 404, 1001, { message: 'Account not found.' });
      assert.equal(foreign.text, (await able.api.get(`/accounts/${newId()}${route}`)).text);
    }
    const foreign = await able.api.get(`/zones/${world.otherZone.id}`);
    assertRefused(foreign, 404, 1001, { message: 'Zone not found.' });
    assert.equal(foreign.text, (await able.api.get(`/zones/${newId()}`)).text);
  });

  it('are verified where they belong, and nowhere else', async () => {
    const invalid = { message: 'Invalid API Token' };
    const own = await able.api.get(`${path()}/verify`);
    assert.deepEqual(own.result, { id: able.id, status: 'active' });
    assert.deepEqual(own.body.messages, [
      { code: 10000, message: 'This API Token is valid and active', type: null },
    ]);
    for (const team of [world.other, { id: newId() }])
      assertRefused(await able.api.get(`${path(team)}/verify`), 401, 1000, invalid);
    assertRefused(await world.alice.api.get(`${path()}/verify`), 401, 1000, invalid);
    assertRefused(
      await world.nobody.withToken(`${able.value.slice(0, -1)}x`).get(`${path()}/verify`),
      401,
      1000,
      invalid,
    );
    const key = world.nobody.withKey(world.alice.email, world.alice.global_api_key);
    assertRefused(await key.get(`${path()}/verify`), 400, 1001, {
      message: 'Missing "Authorization" header',
    });
    const none = await made(everyZone()); // of the account itself, nothing
    assert.equal((await none.api.ok('GET', `${path()}/verify`)).id, none.id);
    const elsewhere = { request_ip: { in: ['192.0.2.0/24'] } };
    const { result } = await create([everything()], { condition: elsewhere });
    assertRefused(await world.nobody.withToken(result.value).get(`${path()}/verify`), 403, 9109, {
      message: 'Cannot use the access token from location: 127.0.0.1',
    });
  });

  it('are seen as what they can do: an account is visible by any right in it', async () => {
    const zones = await made(everyZone());
    const settings = await made(
      allowOn({ [account(world.team.id)]: '*' }, GROUP.accountSettingsRead),
    );
    assert.equal((await settings.api.all('/accounts')).length, 1);
    assertRefused(await settings.api.get(path()), 403, 10000);
    assertRefused(
      await settings.api.call('PUT', `/accounts/${world.team.id}`, { json: { name: 'x' } }),
      403,
      10000,
    );
    assertRefused(await zones.api.get(`/accounts/${world.team.id}/members`), 403, 10000);
  });

  const ofAccount = GROUP.accountSettingsRead;
  const ofZone = GROUP.zoneRead;
  const everyZoneOf = (name) => ({ [name]: { 'com.cloudflare.api.account.zone.*': '*' } });
  const wrong = {
    'zones that are not nested': [() => ({ 'com.cloudflare.api.account.zone.*': '*' }), ofZone],
    'one zone that is not nested': [() => ({ [zone(world.zone.id)]: '*' }), ofZone],
    'every account': [() => ({ 'com.cloudflare.api.account.*': '*' }), ofAccount],
    'zones of every account': [() => everyZoneOf('com.cloudflare.api.account.*'), ofZone],
    'another account': [() => ({ [account(world.other.id)]: '*' }), ofAccount],
    'zones of another account': [() => everyZoneOf(account(world.other.id)), ofZone],
    everything: [() => ({ '*': '*' }), ofAccount],
    'a bucket of another account': [
      () => ({ [`com.cloudflare.edge.r2.bucket.${world.other.id}_default_b`]: '*' }),
      GROUP.bucketRead,
    ],
    'what is no resource': [() => ({ foo: '*' }), ofAccount],
  };
  for (const [what, [resources, group]] of Object.entries(wrong)) {
    it(`400 for ${what}`, async () => {
      const [name] = Object.keys(resources());
      const refusal = await unchanged(() => create([allowOn(resources(), group)]));
      assertRefused(refusal, 400, 1001, { pointer: `/policies/0/resources/${name}` });
    });
  }

  it('403 for a person, and for every bucket', async () => {
    for (const [resource, group] of [
      [`com.cloudflare.api.user.${world.alice.id}`, GROUP.userRead],
      [`com.cloudflare.api.user.${world.bob.id}`, GROUP.userRead],
      ['com.cloudflare.edge.r2.bucket.*', GROUP.bucketRead],
    ]) {
      const refusal = await unchanged(() => create([allowOn({ [resource]: '*' }, group)]));
      assertRefused(refusal, 403, 9109, { message: 'Unauthorized to access requested resource' });
    }
    const people = { 'com.cloudflare.api.user.*': '*' };
    const refusal = await unchanged(() => create([allowOn(people, GROUP.userRead)]));
    assertRefused(refusal, 400, 1001);
  });

  it('400 for a group that is for people', async () => {
    for (const group of [
      GROUP.userRead,
      GROUP.membershipsRead,
      GROUP.tokensWrite,
      'token_permissions_read',
    ]) {
      const refusal = await unchanged(() =>
        create([allowOn({ [account(world.team.id)]: '*' }, group)]),
      );
      assertRefused(refusal, 400, 1001);
    }
  });

  it('400 for the group that its creator lacks on a single zone', async () => {
    const nested = (id) => ({ [account(world.team.id)]: { [zone(id)]: '*' } });
    const maker = await made(
      allowOn({ [account(world.team.id)]: '*' }, GROUP.accountTokensWrite),
      allowOn(nested(world.zone.id), GROUP.zoneRead),
    );
    const by = (resources, group) => () => create([allowOn(resources, group)], {}, maker.api);
    assertRefused(await unchanged(by(nested(world.zone.id), GROUP.dnsRead)), 400, 1001, {
      message: 'Failed common permission check against resources. (Permission group: "DNS Read")',
    });
    assertRefused(await unchanged(by(nested(newId()), GROUP.zoneRead)), 400, 1001);
    const { status, result } = await by(nested(world.zone.id), GROUP.zoneRead)();
    assert.equal(status, 200);
    world.secrets.add(result.value);
    assertRefused(
      await unchanged(by({ [account(world.team.id)]: '*' }, GROUP.everything)),
      400,
      1001,
    );
  });

  it('403 for who is no Super Administrator, and for a reader', async () => {
    const reader = await made(allowOn({ [account(world.team.id)]: '*' }, GROUP.accountTokensRead));
    const mine = await world.alice.api.createToken({
      name: 'reader',
      policies: [allow(GROUP.accountTokensRead)],
    });
    const readers = [reader.api, world.nobody.withToken(mine.value)];
    for (const api of [...readers, world.bob.api]) {
      const one = `${path()}/${able.id}`;
      for (const [method, at] of [
        ['POST', path()],
        ['PUT', one],
        ['DELETE', one],
        ['PUT', `${one}/value`],
      ]) {
        const json = { name: 'x', policies: [everything()] };
        assertRefused(await unchanged(() => api.call(method, at, { json })), 403, 10000);
      }
    }
    for (const api of readers) assert.ok((await api.all(path())).length > 0);
    for (const route of ['', '/permission_groups', `/${able.id}`])
      assertRefused(await world.bob.api.get(path() + route), 403, 10000);
  });

  it('never shows a secret a second time, and rolls it away', async () => {
    const token = await made(everything());
    for (const route of ['', `/${token.id}`]) {
      const { text } = await world.alice.api.get(path() + route);
      assert.ok(!text.includes('"value"') && !text.includes(token.value));
    }
    const value = await token.api.ok('PUT', `${path()}/${token.id}/value`);
    assert.match(value, /^ssat_/);
    assertRefused(await token.api.get(path()), 403, 9109, { message: 'Invalid access token' });
    assertRefused(await token.api.get(`${path()}/verify`), 401, 1000);
    const rolled = world.nobody.withToken(value);
    await rolled.ok('DELETE', `${path()}/${token.id}`);
    assertRefused(await rolled.get(path()), 403, 9109);
  });

  it('end with who could use them: a disabled one is refused at once', async () => {
    const token = await made(everything());
    const fields = { name: 'x', policies: [everything()] };
    const update = (status) =>
      world.alice.api.ok('PUT', `${path()}/${token.id}`, { ...fields, status });
    for (let i = 0; i < 3; i++) {
      await update('disabled');
      assertRefused(await token.api.get(path()), 403, 9109, { message: 'Invalid access token' });
      await update('active');
      assert.equal((await token.api.get(path())).status, 200);
    }
  });
});
