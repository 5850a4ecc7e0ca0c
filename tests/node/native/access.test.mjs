// Who may use the native API: every route, every kind of caller.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';

import { send } from '../support/api.mjs';
import {
  allow,
  allowOn,
  GROUP,
  newId,
  newKey,
  newTokenSecret,
  sha256,
} from '../support/credentials.mjs';
import {
  assertProblem,
  NativeApi,
  nativeApi,
  STORE,
  STORE_READ,
  STORE_WRITE,
} from '../support/native.mjs';
import { ABLE, importedOrganization, ROLE } from '../support/team.mjs';
import { useWorld } from '../support/world.mjs';

const ID = newId();
/** Every route, with an input that is well-formed and changes nothing. */
const ROUTES = [
  ['GET', '/users'],
  ['POST', '/users', { email: 'not an address' }],
  ['GET', `/users/${ID}`],
  ['POST', `/users/${ID}/suspend`],
  ['POST', `/users/${ID}/resume`],
  ['GET', '/organizations'],
  ['POST', '/organizations', { name: 'x', owner_id: ID }],
  ['PATCH', `/organizations/${ID}`, { tenant: true }],
  ['GET', `/organizations/${ID}/zones`],
  ['POST', `/organizations/${ID}/zones`, { name: 'example.com' }],
  ['DELETE', `/zones/${ID}`],
  ['GET', '/mail'],
  ['POST', `/mail/${ID}/retry`],
  ['DELETE', `/mail/${ID}`],
  ['GET', '/audit-key'],
  ['GET', '/audit-logs'],
  ['POST', `/audit-logs/${ID}/checkpoints`],
  ['GET', '/plans'],
  ['GET', `/billing/${ID}/profile`],
  ['PATCH', `/billing/${ID}/profile`, { vat: 'X' }],
  ['GET', `/billing/${ID}/balances`],
  ['GET', `/billing/${ID}/items`],
  ['POST', `/billing/${ID}/adjustments`, { subscription_id: ID }],
  ['GET', `/billing/${ID}/subscriptions`],
  ['POST', `/billing/${ID}/subscriptions`, { plan: 'free' }],
  ['PATCH', `/billing/${ID}/subscriptions/${ID}`, { plan: 'free' }],
  ['POST', `/billing/${ID}/subscriptions/${ID}/cancel`, { when: 'now' }],
  ['GET', '/payments/due'],
  ['POST', '/payments', { type: 'paid' }],
];
/** Comes without a credential: see payments.test.mjs. */
const SIGNED = ['POST', '/payments/webhook'];
/** Others than operators may use them too, for logs that are theirs: see audit.test.mjs. */
const LOGS = ['records', 'tail', 'proof', 'checkpoints'].map((name) => `/audit-logs/${ID}/${name}`);
/** What people do for themselves, whoever they are; of a session, where it is about that. */
const OWN = [
  ['GET', '/session'],
  ['DELETE', '/session'],
  ['GET', '/sessions'],
  ['DELETE', '/sessions'],
  ['DELETE', `/sessions/${ID}`],
  ['PUT', '/password', {}],
  ['GET', '/second-factor'],
  ['DELETE', '/second-factor'],
  ['POST', '/second-factor/enrollment'],
];
/** Whoever they are not yet: see accounts.test.mjs and sessions.test.mjs. */
const OPEN = [
  ['POST', '/sign-up', {}],
  ['POST', '/sign-up/confirm', {}],
  ['POST', '/sign-in', {}],
  ['POST', '/sign-in/second-factor', {}],
  ['POST', '/password/forgot', {}],
  ['POST', '/password/reset', {}],
];
const READS = ROUTES.filter(([method]) => method === 'GET');
const WRITES = ROUTES.filter(([method]) => method !== 'GET');

describe('who may use the native API', () => {
  const accountToken = newTokenSecret();
  const operator = newId();
  const world = useWorld({
    users: {
      bob: ABLE,
      chief: ABLE,
      admin: ABLE,
      outsider: { policies: [allowOn({ ...STORE }, STORE_WRITE)] },
    },
    imports: ({ chief, admin, bob }) => [
      ...importedOrganization(
        'Operator',
        [
          [chief, ROLE.superAdministrator],
          [admin, ROLE.administrator],
        ],
        { id: operator, tenant: 'operator' },
      ).lines,
      ...importedOrganization('Tenant', [[bob, ROLE.superAdministrator]], { tenant: 'tenant' })
        .lines,
      {
        type: 'token',
        id: newId(),
        organization_id: operator,
        name: 'of the organization',
        secret_sha256: sha256(accountToken),
        policies: [
          allowOn({ [`com.cloudflare.api.account.${operator}`]: '*' }, GROUP.accountSettingsWrite),
        ],
      },
    ],
  });
  let nobody;
  let api;
  before(() => {
    nobody = new NativeApi(world);
    api = nativeApi(world);
  });

  const tokenOf = async (...policies) => {
    const { value } = await world.api.createToken({ name: 'of a test', policies });
    return nobody.withToken(value);
  };
  async function refuses(caller, status, routes = ROUTES) {
    for (const [method, path, json] of routes) {
      const answer = await caller.call(method, path, { json });
      assertProblem(answer, status, []);
    }
  }
  async function allows(caller, routes = ROUTES) {
    for (const [method, path, json] of routes) {
      const { status, text } = await caller.call(method, path, { json });
      // What is asked for is not there.
      assert.ok([200, 400, 404].includes(status), `${method} ${path}: ${text}`);
    }
  }

  it('are owners of an operator organization, with every credential that allows it', async () => {
    await allows(api);
    await allows(nobody.withKey(world.first.email, world.first.global_api_key));
    await allows(nobody.withToken(world.chief.api_token));
    await allows(await tokenOf(allowOn({ ...STORE }, STORE_WRITE)));
    await allows(await tokenOf(allow(STORE_WRITE)));
  });

  it('with Store Read they read only', async () => {
    const reader = await tokenOf(allowOn({ ...STORE }, STORE_READ));
    await allows(reader, READS);
    await refuses(reader, 403, WRITES);
  });

  it('a deny wins', async () => {
    const denied = await tokenOf(allow(GROUP.everything), {
      ...allowOn({ ...STORE }, STORE_WRITE),
      effect: 'deny',
    });
    await refuses(denied, 403, WRITES);
  });

  it('not a token without the group', async () => {
    await refuses(await tokenOf(allow(GROUP.userWrite, GROUP.accountSettingsWrite)), 403);
  });

  it('not ordinary users, tenants or administrators, whatever their token holds', async () => {
    await refuses(nobody.withToken(world.bob.api_token), 403);
    await refuses(nobody.withToken(world.admin.api_token), 403);
    await refuses(nobody.withToken(world.outsider.api_token), 403);
    await refuses(nobody.withKey(world.bob.email, world.bob.global_api_key), 403);
  });

  it('not a token of the organization itself', async () => {
    await refuses(nobody.withToken(accountToken), 403);
  });

  it('not anonymous callers, nor credentials that prove nobody', async () => {
    await refuses(nobody, 401);
    await refuses(nobody.withToken(newTokenSecret()), 401);
    await refuses(nobody.withKey(world.first.email, newKey()), 401);
    for (const headers of [
      { authorization: 'Basic eDp5' },
      { authorization: 'Bearer x' },
      { 'x-auth-email': 'a@example.com' },
      { 'x-auth-key': newKey() },
      { 'x-auth-email': 'nobody', 'x-auth-key': newKey() },
    ]) {
      assertProblem(await nobody.get('/users', { headers }), 401);
    }
  });

  it('says so before anything about their input', async () => {
    const bob = nobody.withToken(world.bob.api_token);
    assertProblem(await bob.get('/users?limit=x'), 403, []);
    assertProblem(await bob.call('POST', '/users', { body: 'nonsense' }), 403, []);
    assertProblem(await bob.call('PATCH', `/organizations/${ID}`, { json: [] }), 403, []);
  });

  it('everybody for themselves, who has proved who they are', async () => {
    await refuses(nobody, 401, OWN);
    await refuses(nobody.withToken(accountToken), 403, OWN);
    await refuses(await tokenOf(allowOn({ ...STORE }, STORE_WRITE)), 403, OWN);
    const bob = nobody.withToken(world.bob.api_token);
    for (const [method, path, json] of OWN.filter(([, path]) => path !== '/session')) {
      const { status, text } = await bob.call(method, path, { json });
      assert.ok(status < 300 || status === 400 || status === 404, `${method} ${path}: ${text}`);
    }
  });

  it('nobody need have, to sign in or up', async () => {
    for (const [method, path, json] of OPEN) {
      assertProblem(await nobody.call(method, path, { json }), 400);
      const wrong = { authorization: `Bearer ${'x'.repeat(40)}` };
      assertProblem(await nobody.call(method, path, { json, headers: wrong }), 400);
    }
  });

  it('a revoked token is refused by the next request', async () => {
    const { id, value } = await world.api.createToken({
      name: 'to be revoked',
      policies: [allowOn({ ...STORE }, STORE_WRITE)],
    });
    const caller = nobody.withToken(value);
    await caller.ok('GET', '/users');
    await world.api.ok('DELETE', `/user/tokens/${id}`);
    await refuses(caller, 401);
  });

  it('paths and methods that are not there', async () => {
    for (const path of ['', '/', '/user', '/users/', '/users/x', '/permission_groups', '//users']) {
      assertProblem(await api.get(path), 404);
    }
    for (const [method, path, allow] of [
      ['PUT', '/users', 'GET, POST'],
      ['DELETE', `/users/${ID}`, 'GET'],
      ['GET', `/users/${ID}/suspend`, 'POST'],
      ['PATCH', '/mail', 'GET'],
    ]) {
      const answer = await api.call(method, path);
      assertProblem(answer, 405);
      assert.equal(answer.headers.allow, allow);
    }
    const { status } = await send(`${world.server.url}/v10/users`);
    assert.equal(status, 404);
  });

  it('is described', async () => {
    const { status, headers, text } = await send(`${world.server.url}/openapi/v1.json`);
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'application/json');
    const kept = readFileSync(new URL('../../../share/openapi-v1.json', import.meta.url), 'utf8');
    assert.equal(text, kept);
    const described = Object.entries(JSON.parse(text).paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const tested = [...ROUTES, ...OWN, ...OPEN, SIGNED, ...LOGS.map((path) => ['GET', path])].map(
      ([method, path]) =>
        `${method} ${path.replace(ID, '{id}').replace(ID, '{subscription_id}')}`,
    );
    assert.deepEqual(described.sort(), tested.sort());
  });
});

describe('the limit on requests', () => {
  const world = useWorld({ flags: ['--rate-limit', '5'] });

  it('counts both APIs together', async () => {
    const api = nativeApi(world);
    for (let i = 0; i < 4; i++) await api.ok('GET', '/users');
    await world.api.ok('GET', '/user');
    const refused = await api.get('/users');
    assertProblem(refused, 429);
    assert.equal(refused.headers['retry-after'], '300');
    assertProblem(await api.call('POST', '/users', { json: {} }), 429);
  });
});
