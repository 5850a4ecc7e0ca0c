// What ends sessions of the Rebilly dialect: the next request of each is refused, whoever asks.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { NativeApi } from '../support/native.mjs';
import { assertProblem, rebillyApi, UNLIMITED } from '../support/rebilly.mjs';
import { ABLE, importedOrganization, ROLE } from '../support/team.mjs';
import { useWorld } from '../support/world.mjs';

const NEW_PASSWORD = 'seven drunken lighthouses hum';
const MANY = 10_000; // as many as there may be
const AT_ONCE = 20;

const statusOf = async (by) => (await by.get('/profile')).status;

/** `make(0)` to `make(count - 1)`, several at a time; what they made. */
async function several(count, make) {
  const made = [];
  for (let i = 0; i < count; i += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - i) }, (_, k) => make(i + k));
    made.push(...(await Promise.all(batch)));
  }
  return made;
}

describe('a session that is over', () => {
  const world = useWorld({ flags: UNLIMITED });
  const api = rebillyApi(world);

  it('by logout is refused, and no other is', async () => {
    const own = await api.signedIn();
    const [sibling, other] = [await own.sibling(), await api.signedIn()];
    assertProblem(await own.call('POST', '/logout'), 204);
    assertProblem(await own.get('/profile'), 401);
    assert.equal(await statusOf(sibling), 200);
    assert.equal(await statusOf(other), 200);
    assertProblem(await own.call('POST', '/logout'), 401);
    assertProblem(await own.call('POST', '/sessions', { json: { permissions: ['*'] } }), 401);
  });

  it('by the session that it emulates is refused with it', async () => {
    const own = await api.signedIn();
    const json = { permissions: ['GetProfile', 'PostPermissionsEmulation'] };
    const narrow = api.withSession((await own.ok('POST', '/permissions-emulation', json)).token);
    assert.equal(await statusOf(narrow), 200);
    await own.ok('POST', '/logout');
    assertProblem(await narrow.get('/profile'), 401);
    assertProblem(await narrow.call('DELETE', '/permissions-emulation'), 401);
  });

  it('by its id is refused; one of nobody is not found', async () => {
    const own = await api.signedIn();
    const { id, token } = await own.ok('POST', '/sessions', { permissions: ['*'] });
    const made = api.withSession(token);
    assert.equal((await own.ok('GET', `/sessions/${id}`)).id, id);
    assertProblem(await own.call('DELETE', `/sessions/${id}`), 204);
    assertProblem(await made.get('/profile'), 401);
    for (const gone of [id, 'jwt_0YV7DEJX80CDRAKVTV478ZNJDR', 'x', '%ff', 'a'.repeat(51)]) {
      assertProblem(await own.get(`/sessions/${gone}`), 404);
      assertProblem(await own.call('DELETE', `/sessions/${gone}`), 404);
    }
  });

  it('shows its token to nobody but who made it', async () => {
    const own = await api.signedIn();
    const { id } = await own.ok('POST', '/sessions', { permissions: ['GetProfile'] });
    const list = await own.get('/sessions');
    assert.equal(list.headers['pagination-total'], String(list.body.length));
    assert.ok(list.body.some((session) => session.id === id));
    for (const answer of [list, await own.get(`/sessions/${id}`)]) {
      assert.ok(!/"token"/.test(answer.text));
      for (const secret of world.secrets) assert.ok(!answer.text.includes(secret));
    }
  });

  it('ends no later than the one that made it', async () => {
    const own = await api.signedIn();
    const { expiredTime } = await own.ok('POST', '/sessions', { permissions: ['*'] });
    const change = (path, method, time) =>
      own.call(method, path, { json: { permissions: ['*'], expiredTime: time } });
    const earlier = new Date(Date.parse(expiredTime) - 60_000).toISOString();
    const made = (await change('/sessions', 'POST', earlier)).body;
    assert.equal(Date.parse(made.expiredTime), Date.parse(earlier));
    const later = new Date(Date.parse(expiredTime) + 60_000).toISOString();
    for (const time of [later, '2999-01-01T00:00:00Z', '2020-01-01T00:00:00Z', 'soon', 5]) {
      assertProblem(await change('/sessions', 'POST', time), 422, ['expiredTime']);
      assertProblem(await change(`/sessions/${made.id}`, 'PUT', time), 422, ['expiredTime']);
    }
  });

  it('cannot grow', async () => {
    const own = await api.signedIn();
    const narrow = await own.sibling(['GetProfile', 'GetUserCollection']);
    for (const permissions of [['*'], ['PostUser'], ['GetProfile', 'PostUser']]) {
      assertProblem(await narrow.call('POST', '/sessions', { json: { permissions } }), 403);
      assertProblem(await narrow.call('POST', '/permissions-emulation', { json: { permissions } }), 403);
    }
  });

  it('by a new password is refused, also an emulation and a narrower one; the caller goes on', async () => {
    const own = await api.signedIn();
    const json = { permissions: ['GetProfile'] };
    const others = [
      await own.sibling(),
      await own.sibling(['GetProfile']),
      await api.signedIn(),
      api.withSession((await own.ok('POST', '/permissions-emulation', json)).token),
    ];
    for (const other of others) assert.equal(await statusOf(other), 200);
    const passwords = { currentPassword: world.first.password, newPassword: NEW_PASSWORD };
    world.secrets.add(NEW_PASSWORD);
    await own.ok('POST', '/profile/password', passwords);
    for (const other of others) assertProblem(await other.get('/profile'), 401);
    assert.equal(await statusOf(own), 200);
    world.first.password = NEW_PASSWORD;
    await api.signedIn();
  });

  it('leaves signs of sign-in and emulation in the audit log, and no secret', async () => {
    const own = await api.signedIn();
    await own.ok('POST', '/permissions-emulation', { permissions: ['GetProfile'] });
    const records = await world.api.all('/user/audit_logs');
    assert.ok(records.some(({ action, actor }) => action.type === 'login' && actor.email === world.first.email));
    const text = JSON.stringify(records);
    assert.match(text, /GetProfile/);
    for (const secret of world.secrets) assert.ok(!text.includes(secret));
  });
});

describe(`${MANY} sessions of one person`, () => {
  const world = useWorld({
    flags: UNLIMITED,
    users: { operator: ABLE },
    imports: ({ operator }) => importedOrganization('Operators', [[operator, ROLE.superAdministrator]], { tenant: 'operator' }).lines,
  });
  const api = rebillyApi(world);

  it('are all refused once the person is suspended, and stay so', async () => {
    const own = await api.signedIn();
    const tokens = await several(MANY - 1, async () => (await own.ok('POST', '/sessions', { permissions: ['*'] })).token);
    const all = [own, ...tokens.map((token) => own.as({ authorization: `Bearer ${token}` }))];
    for (const by of all) by.agent = own.agent;
    const statuses = async () => new Set(await several(all.length, (i) => statusOf(all[i])));
    assert.deepEqual([...(await statuses())], [200]);
    const page = await own.get('/sessions?limit=1000&offset=9500');
    assert.equal(page.body.length, 500);
    assert.equal(Number(page.headers['pagination-total']), MANY);
    assertProblem(await own.call('POST', '/sessions', { json: { permissions: ['*'] } }), 422);

    const operator = new NativeApi(world).withToken(world.operator.api_token);
    await operator.ok('POST', `/users/${world.first.user_id}/suspend`);
    assert.deepEqual([...(await statuses())], [401]);
    const { email, password } = world.first;
    assertProblem(await api.call('POST', '/signin', { json: { email, password } }), 403);
    await operator.ok('POST', `/users/${world.first.user_id}/resume`);
    assert.equal((await api.signIn()).userId.slice(0, 4), 'usr_');
  });
});
