// Users by the native API.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { newId } from '../support/credentials.mjs';
import { querySqlite } from '../support/program.mjs';
import { assertProblem, ID, NativeApi, nativeApi, TIME } from '../support/native.mjs';
import { ABLE, importedOrganization, ROLE } from '../support/team.mjs';
import { useWorld } from '../support/world.mjs';

describe('users', () => {
  const world = useWorld({
    users: { bob: ABLE, eve: ABLE },
    imports: ({ eve }) =>
      importedOrganization('Operators', [[eve, ROLE.superAdministrator]], { tenant: 'operator' })
        .lines,
  });
  let api;
  before(() => (api = nativeApi(world)));

  it('are made with a key that works at once, and is shown once', async () => {
    const wanted = { email: 'ann@example.com', first_name: 'Ann', last_name: 'Zoë' };
    const made = await api.ok('POST', '/users', { ...wanted, language: 'de-DE', unknown: 1 });
    const { global_api_key, ...user } = made;
    assert.deepEqual(user, {
      ...wanted,
      id: user.id,
      email_verified: true,
      username: user.id,
      two_factor_authentication_enabled: false,
      suspended: false,
      created_on: user.created_on,
      modified_on: user.created_on,
    });
    assert.match(user.id, ID);
    assert.match(user.created_on, TIME);
    assert.deepEqual(await api.ok('GET', `/users/${user.id}`), user);
    const hers = world.nobody.withKey('ann@example.com', global_api_key);
    assert.equal((await hers.ok('GET', '/user')).id, user.id);
  });

  it('leave audit records when made', async () => {
    const { id } = await api.ok('POST', '/users', { email: 'audited@example.com' });
    const [{ count }] = querySqlite(
      world.path,
      `SELECT count(*) AS count FROM audit_records WHERE owner_id = x'${id}'`,
    );
    assert.equal(count, 2, 'of the user and the key');
  });

  it('can be made with an address that is not verified', async () => {
    const made = await api.ok('POST', '/users', { email: 'u@example.com', email_verified: false });
    assert.equal(made.email_verified, false);
    assert.equal(made.first_name, null);
  });

  it('are not made of bad input', async () => {
    const cases = [
      [{}, ['/email']],
      [{ email: null }, ['/email']],
      [{ email: 'x' }, ['/email']],
      [{ email: `${'a'.repeat(90)}@example.com` }, ['/email']],
      [{ email: 1, first_name: 1, email_verified: 'yes' }, ['/email', '/first_name', '/email_verified']],
      [{ email: 'long@example.com', first_name: 'x'.repeat(61) }, ['/first_name']],
      [{ email: 'long@example.com', last_name: 'x'.repeat(61) }, ['/last_name']],
      [{ email: 'lang@example.com', language: 'x y' }, ['/language']],
      [[], ['', '/email']],
      ['text', ['', '/email']],
    ];
    const earlier = await api.all('/users');
    for (const [json, pointers] of cases) {
      assertProblem(await api.call('POST', '/users', { json }), 400, pointers);
    }
    for (const email of ['bob@example.com', 'BOB@Example.COM']) {
      assertProblem(await api.call('POST', '/users', { json: { email } }), 409);
    }
    const headers = { 'content-type': 'application/json' };
    for (const body of ['', '{', '{"email":"a@b","email":"c@d"}', '['.repeat(40)]) {
      assertProblem(await api.call('POST', '/users', { body, headers }), 400, ['']);
    }
    assertProblem(await api.call('POST', '/users', { body: '{"email":"a@b"}' }), 415);
    assert.deepEqual(await api.all('/users'), earlier);
  });

  it('are listed page after page, each once', async () => {
    for (let i = 0; i < 7; i++) await api.ok('POST', '/users', { email: `p${i}@example.com` });
    const all = await api.all('/users');
    for (const limit of [1, 3, all.length, all.length + 1]) {
      assert.deepEqual(await api.all('/users', limit), all);
    }
    const ids = all.map(({ id }) => id);
    assert.deepEqual(ids, [...ids].sort());
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.includes(world.bob.id));
    const past = await api.ok('GET', `/users?after=${'f'.repeat(32)}`);
    assert.deepEqual(past, { items: [], next: null });
    for (const [query, count] of [
      ['limit=0', 1],
      ['limit=999999999999999999999', all.length],
      ['limit=', all.length],
    ]) {
      assert.equal((await api.ok('GET', `/users?${query}`)).items.length, count, query);
    }
  });

  it('are not listed by a bad query', async () => {
    assertProblem(await api.get('/users?limit=x'), 400, ['/limit']);
    assertProblem(await api.get('/users?limit=-1&after=x'), 400, ['/after', '/limit']);
  });

  it('are found in every spelling of their id', async () => {
    const { id } = world.bob;
    const dashed = id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    for (const spelled of [id, id.toUpperCase(), dashed]) {
      assert.equal((await api.ok('GET', `/users/${spelled}`)).email, 'bob@example.com');
    }
    assertProblem(await api.get(`/users/${newId()}`), 404);
  });

  it('once suspended are refused by the next request, until they are resumed', async () => {
    const { id, api: bob } = world.bob;
    const withKey = world.nobody.withKey(world.bob.email, world.bob.global_api_key);
    for (let round = 0; round < 5; round++) {
      assert.equal((await bob.get('/user')).status, 200);
      assert.equal((await withKey.get('/user')).status, 200);
      const suspended = await api.ok('POST', `/users/${id}/suspend`);
      assert.equal(suspended.suspended, true);
      assert.equal((await bob.get('/user')).status, 403);
      assert.equal((await withKey.get('/user')).status, 403);
      assert.deepEqual(await api.ok('POST', `/users/${id}/suspend`), suspended, 'again');
      assert.equal((await api.ok('POST', `/users/${id}/resume`)).suspended, false);
    }
    assert.equal((await bob.get('/user')).status, 200);
  });

  it('cannot suspend themselves', async () => {
    assertProblem(await api.call('POST', `/users/${world.first.user_id}/suspend`), 409);
    assert.equal((await api.get('/users')).status, 200);
  });

  it('that are not there are neither suspended nor resumed', async () => {
    assertProblem(await api.call('POST', `/users/${newId()}/suspend`), 404);
    assertProblem(await api.call('POST', `/users/${newId()}/resume`), 404);
  });

  it('who run the installation do so no longer once they are suspended', async () => {
    const eve = new NativeApi(world).withToken(world.eve.api_token);
    await eve.ok('GET', '/users');
    await api.ok('POST', `/users/${world.eve.id}/suspend`);
    assertProblem(await eve.get('/users'), 401);
    assertProblem(await eve.call('POST', '/users', { json: { email: 'e@example.com' } }), 401);
    await api.ok('POST', `/users/${world.eve.id}/resume`);
    await eve.ok('GET', '/users');
  });
});
