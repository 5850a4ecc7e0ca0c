// Paths, identifiers, methods and content types (reference 2.4, 13.1; design section 7).
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertRefused, checkEnvelope } from '../support/api.mjs';
import { allow, GROUP } from '../support/credentials.mjs';
import { exchange, headerBlock } from '../support/raw.mjs';
import { assertChangesNothing, useWorld } from '../support/world.mjs';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function crockford(hex) {
  let number = BigInt(`0x${hex}`);
  let text = '';
  for (let i = 0; i < 26; i++, number >>= 5n) text = CROCKFORD[Number(number & 31n)] + text;
  return text;
}

const dashed = (hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

describe('routing', () => {
  const world = useWorld();
  const fields = { name: 'token', policies: [allow(GROUP.userRead)] };

  it('finds a token by each spelling of its id, and answers with one', async () => {
    const { id } = await world.api.createToken(fields);
    for (const spelling of [id, dashed(id), crockford(id), crockford(id).toLowerCase()]) {
      assert.equal((await world.api.ok('GET', `/user/tokens/${spelling}`)).id, id, spelling);
    }
    assert.deepEqual(await world.api.ok('DELETE', `/user/tokens/${dashed(id)}`), { id });
  });

  const NO_ROUTES = [
    '',
    '/',
    '/user/',
    '/user/tokens/',
    '/user/tokens/verify/',
    '/user/tokens/permission_groups/',
    '//user',
    '/users',
    '/User',
    '/user/tokenz',
    '/user//tokens',
    '/user/tokens/0123456789abcdef0123456789abcde',
    '/user/tokens/0123456789abcdef0123456789abcdef0',
    '/user/tokens/g123456789abcdef0123456789abcdef',
    '/user/tokens/0123456789abcdef0123456789abcdef/',
    '/user/tokens/0123456789abcdef0123456789abcdef/values',
    '/user/tokens/0123456789abcdef0123456789abcdef/value/',
    '/user/tokens/not-an-id',
    '/user/tokens/8ZZZZZZZZZZZZZZZZZZZZZZZZZ',
    '/_stainless_unknown_path',
  ];
  for (const path of NO_ROUTES) {
    it(`7003 for ${path || 'the mount itself'}`, async () => {
      assertRefused(await world.api.get(path), 404, 7003, {
        message: `Could not route to /client/v4${path}, perhaps your object identifier is invalid?`,
      });
    });
  }

  it('404 for strange bytes in a path, and never more than that', async () => {
    for (const path of [
      '/user%00',
      '/user/tokens/%00',
      '/user/tokens/%2e%2e',
      '/user/tokens/..%2f..',
      '/user/tokens/%zz',
      '/user/tokens/%ff%fe',
      '/user/tokens/%3Cscript%3E',
    ]) {
      const { status, text } = await world.api.get(path);
      assert.ok(status === 404 || status === 400, `${path}: ${status}`);
      assert.ok(!text.includes('<script>'));
    }
  });

  it('does not read a query as part of the path', async () => {
    assert.equal((await world.api.get('/user?/user/tokens')).result.id, world.first.user_id);
    assert.equal((await world.api.get('/user?')).status, 200);
    assert.equal((await world.api.get('/user?a=%zz&b=%00&=&&&c')).status, 200);
  });

  it('404 for a write to no route, with nothing changed', async () => {
    await assertChangesNothing(world.api, async () => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        assertRefused(
          await world.api.call(method, '/user/nowhere', { json: { first_name: 'x' } }),
          404,
          7003,
        );
      }
    });
  });

  const ALLOWED = {
    '/user': ['GET', 'PATCH'],
    '/user/tokens': ['GET', 'POST'],
    '/user/tokens/verify': ['GET'],
    '/user/tokens/permission_groups': ['GET'],
    '/user/tokens/0123456789abcdef0123456789abcdef': ['GET', 'PUT', 'DELETE'],
    '/user/tokens/0123456789abcdef0123456789abcdef/value': ['PUT'],
  };
  for (const [path, allowed] of Object.entries(ALLOWED)) {
    it(`405 with Allow for the wrong method on ${path}`, async () => {
      await assertChangesNothing(world.api, async () => {
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
          (name) => !allowed.includes(name),
        )) {
          const answer = await world.api.call(method, path, method === 'GET' ? {} : { json: {} });
          assertRefused(answer, 405, 7001);
          const told = (answer.headers.allow ?? '')
            .split(/\s*,\s*/)
            .filter((name) => name !== 'HEAD' && name !== 'OPTIONS');
          assert.deepEqual(told.sort(), [...allowed].sort(), method);
        }
      });
    });
  }

  it('405 for a method that nobody knows', async () => {
    const headers = { Authorization: `Bearer ${world.first.api_token}` };
    for (const method of ['BREW', 'TRACE', 'get']) {
      const answer = await exchange(
        world.server.port,
        headerBlock(`${method} /client/v4/user HTTP/1.1`, headers),
      );
      assertRefused({ ...answer, errors: checkEnvelope(answer).errors }, 405, 7001);
      assert.match(answer.headers.allow, /GET/);
    }
  });

  it('answers HEAD without a body', async () => {
    const head = headerBlock('HEAD /client/v4/user HTTP/1.1', {
      Authorization: `Bearer ${world.first.api_token}`,
      Connection: 'close',
    });
    const answer = await exchange(world.server.port, head, { head: true });
    assert.ok(answer.status === 200 || answer.status === 405, String(answer.status));
  });

  const ANY_TYPES = {
    'no content type': {},
    'text/plain': { 'content-type': 'text/plain' },
    'a form': { 'content-type': 'application/x-www-form-urlencoded' },
    'a type that only begins like JSON': { 'content-type': 'application/jsonx' },
    'an empty content type': { 'content-type': '' },
  };
  for (const [what, headers] of Object.entries(ANY_TYPES)) {
    it(`415 for a body with ${what}`, async () => {
      const { id } = await world.api.createToken(fields);
      const body = JSON.stringify({ ...fields, name: 'changed' });
      await assertChangesNothing(world.api, async () => {
        assertRefused(await world.api.call('POST', '/user/tokens', { body, headers }), 415, 1001);
        assertRefused(
          await world.api.call('PUT', `/user/tokens/${id}`, { body, headers }),
          415,
          1001,
        );
        assertRefused(
          await world.api.call('PATCH', '/user', { body: '{"first_name":"x"}', headers }),
          400,
          1029,
          {
            message:
              'Unable to find a user property to update. Perhaps you are trying to update a readOnly setting?',
          },
        );
      });
      await world.api.ok('DELETE', `/user/tokens/${id}`);
    });
  }

  it('accepts JSON with a charset, in any case', async () => {
    for (const type of [
      'application/json',
      'application/json; charset=utf-8',
      'Application/JSON;charset=UTF-8',
      'application/json ;charset=utf-8',
    ]) {
      const { status, text } = await world.api.call('PATCH', '/user', {
        body: '{}',
        headers: { 'content-type': type },
      });
      assert.equal(status, 200, `${type}: ${text}`);
    }
  });

  it('rolls without a body, with an empty one, and with a content type alone', async () => {
    const { id } = await world.api.createToken(fields);
    const secrets = new Set();
    for (const options of [
      {},
      { json: {} },
      { body: '', headers: { 'content-type': 'application/json' } },
    ]) {
      secrets.add((await world.api.call('PUT', `/user/tokens/${id}/value`, options)).result);
    }
    assert.equal(secrets.size, 3);
    for (const secret of secrets) assert.match(secret, /^ssut_/);
  });

  it('deletes with and without a body', async () => {
    for (const options of [
      {},
      { json: {} },
      { body: '', headers: { 'content-type': 'application/json' } },
    ]) {
      const { id } = await world.api.createToken(fields);
      assert.equal((await world.api.call('DELETE', `/user/tokens/${id}`, options)).status, 200);
    }
  });

  it('sends no answer that a cache may keep', async () => {
    const { headers } = await world.api.get('/user');
    assert.match(headers['cache-control'] ?? '', /no-store/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
  });
});
