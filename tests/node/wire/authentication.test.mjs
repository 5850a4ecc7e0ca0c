// Who is let in, and the exact words to everybody else (reference 2.1 to 2.3).
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertRefused } from '../support/api.mjs';
import { allow, GROUP, newId, newKey, newTokenSecret } from '../support/credentials.mjs';
import { exchange, headerBlock } from '../support/raw.mjs';
import { useWorld } from '../support/world.mjs';

const refusal = (...errors) =>
  JSON.stringify({ success: false, errors, messages: [], result: null });
const BODY = {
  none: refusal({
    code: 9106,
    message: 'Missing X-Auth-Key, X-Auth-Email or Authorization headers',
  }),
  bearer:
    '{"success":false,"errors":[{"code":6003,"message":"Invalid request headers","error_chain":[{"code":6111,"message":"Invalid format for Authorization header"}]}],"messages":[],"result":null}',
  key: refusal({
    code: 6003,
    message: 'Invalid request headers',
    error_chain: [{ code: 6103, message: 'Invalid format for X-Auth-Key header' }],
  }),
  email: refusal({
    code: 6003,
    message: 'Invalid request headers',
    error_chain: [{ code: 6102, message: 'Invalid format for X-Auth-Email header' }],
  }),
  pair: '{"success":false,"errors":[{"code":9103,"message":"Unknown X-Auth-Key or X-Auth-Email"}],"messages":[],"result":null}',
  unknownToken: refusal({ code: 9109, message: 'Invalid access token' }),
  unseen: refusal({ code: 9109, message: 'Unauthorized to access requested resource' }),
  permission:
    '{"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[],"result":null}',
  verify:
    '{"success":false,"errors":[{"code":1000,"message":"Invalid API Token"}],"messages":[],"result":null}',
  verifyByKey: refusal({ code: 1001, message: 'Missing "Authorization" header' }),
};

describe('authentication', () => {
  const world = useWorld({ users: { bob: {}, sleeper: { suspended: true } } });

  const get = (headers, path = '/user') => world.nobody.as(headers).get(path);
  const bearer = (authorization, path) => get({ authorization }, path);
  const pair = (email, key, path) => get({ 'x-auth-email': email, 'x-auth-key': key }, path);

  function is(answer, status, body) {
    assert.equal(answer.text, body);
    assert.equal(answer.status, status);
  }

  it('9106 without any credential, on every route', async () => {
    for (const path of [
      '/user',
      '/user/tokens',
      '/user/tokens/verify',
      '/user/tokens/permission_groups',
      `/user/tokens/${world.bob.token_id}`,
    ]) {
      is(await get({}, path), 400, BODY.none);
    }
    is(await world.nobody.call('POST', '/user/tokens', { json: { name: 'x' } }), 400, BODY.none);
    is(await world.nobody.call('PATCH', '/user', { json: {} }), 400, BODY.none);
  });

  const MALFORMED_BEARERS = {
    'no token': 'Bearer',
    'an empty token': 'Bearer ',
    'a short token': 'Bearer short',
    'another scheme': 'Basic dXNlcjpwYXNz',
    'no scheme': 'abcdefghijklmnopqrstuvwxyz0123456789ABCD',
    'two tokens': `Bearer ${'a'.repeat(40)} ${'b'.repeat(40)}`,
    'a token with a strange letter': `Bearer ${'a'.repeat(39)}!`,
    'a token in quotes': `Bearer "${'a'.repeat(40)}"`,
    'a global key of 37 letters': `Bearer ${'0123456789abcdef'.repeat(3).slice(0, 37)}`,
    'a global key of 32 letters': `Bearer ${'a'.repeat(32)}`,
  };
  for (const [what, authorization] of Object.entries(MALFORMED_BEARERS)) {
    it(`6003 with 6111 for a bearer with ${what}`, async () => {
      is(await bearer(authorization), 400, BODY.bearer);
      is(await bearer(authorization, '/user/tokens/verify'), 400, BODY.bearer);
    });
  }

  it('6003 with 6103 for a malformed key', async () => {
    for (const key of [
      'short',
      'g'.repeat(37),
      'A'.repeat(37),
      world.first.api_token,
      `${newKey()} `.repeat(2),
    ]) {
      is(await pair(world.first.email, key), 400, BODY.key);
    }
  });

  it('6003 with 6102 for a malformed address', async () => {
    for (const email of ['no-at-sign', `${'a'.repeat(90)}@example.com`])
      is(await pair(email, newKey()), 400, BODY.email);
  });

  it('one 6003 with both 6102 and 6103 when both are malformed', async () => {
    is(
      await pair('no-at-sign', 'short'),
      400,
      refusal({
        code: 6003,
        message: 'Invalid request headers',
        error_chain: [
          { code: 6102, message: 'Invalid format for X-Auth-Email header' },
          { code: 6103, message: 'Invalid format for X-Auth-Key header' },
        ],
      }),
    );
  });

  it('a refusal for half a pair', async () => {
    for (const headers of [
      { 'x-auth-email': world.first.email },
      { 'x-auth-key': world.first.global_api_key },
    ]) {
      const answer = await get(headers);
      assert.ok(answer.status === 400 || answer.status === 403, answer.text);
    }
  });

  it('9103 for a pair that matches nobody, whichever half is wrong', async () => {
    is(await pair(world.first.email, newKey()), 403, BODY.pair);
    is(await pair('nobody@example.com', newKey()), 403, BODY.pair);
    is(await pair('nobody@example.com', world.first.global_api_key), 403, BODY.pair);
    is(await pair(world.bob.email, world.first.global_api_key), 403, BODY.pair);
    is(await pair(world.first.email, '144c9defac04969c7bfad8efaa8ea194'), 403, BODY.pair);
  });

  it('9109 for a token that matches nothing, 1000 with 401 on verify', async () => {
    const unknown = [
      newTokenSecret(),
      'a'.repeat(40),
      `cfut_${'a'.repeat(48)}`,
      `${'A-_0'.repeat(20)}`,
    ];
    for (const token of unknown) {
      is(await bearer(`Bearer ${token}`), 403, BODY.unknownToken);
      is(await bearer(`Bearer ${token}`, '/user/tokens/verify'), 401, BODY.verify);
    }
  });

  it('the same for a token with one wrong letter', async () => {
    const { api_token: token } = world.first;
    for (const at of [5, 20, 44, 45, 52]) {
      const letter = token[at] === 'a' ? 'b' : 'a';
      const mistyped = token.slice(0, at) + letter + token.slice(at + 1);
      is(await bearer(`Bearer ${mistyped}`), 403, BODY.unknownToken);
      is(await bearer(`Bearer ${mistyped}`, '/user/tokens/verify'), 401, BODY.verify);
    }
  });

  it('1001 for verify by key', async () => {
    is(
      await pair(world.first.email, world.first.global_api_key, '/user/tokens/verify'),
      400,
      BODY.verifyByKey,
    );
  });

  it('accepts the scheme in any case', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      assert.equal((await bearer(`${scheme} ${world.first.api_token}`)).status, 200);
    }
  });

  it('accepts the address of a pair in any case', async () => {
    assert.equal(
      (await pair(world.first.email.toUpperCase(), world.first.global_api_key)).status,
      200,
    );
  });

  it('accepts a key of 32 letters that was brought in', async () => {
    assert.equal((await pair(world.bob.email, world.bob.global_api_key)).result.id, world.bob.id);
  });

  it('Authorization wins over X-Auth-*', async () => {
    const good = { 'x-auth-email': world.bob.email, 'x-auth-key': world.bob.global_api_key };
    const bad = { 'x-auth-email': 'no-at-sign', 'x-auth-key': 'short' };
    const authorization = `Bearer ${world.first.api_token}`;
    assert.equal((await get({ authorization, ...good })).result.id, world.first.user_id);
    assert.equal((await get({ authorization, ...bad })).result.id, world.first.user_id);
    is(await get({ authorization: `Bearer ${newTokenSecret()}`, ...good }), 403, BODY.unknownToken);
    is(await get({ authorization: 'Bearer short', ...good }), 400, BODY.bearer);
  });

  it('ignores the service key', async () => {
    const key = { 'x-auth-user-service-key': 'v1.0-whatever' };
    assert.equal(
      (await get({ authorization: `Bearer ${world.first.api_token}`, ...key })).status,
      200,
    );
    is(await get(key), 400, BODY.none);
  });

  it('10000 for a missing permission, 9109 on GET /user', async () => {
    const reader = world.nobody.withToken(
      (await world.api.createToken({ name: 'r', policies: [allow(GROUP.userRead)] })).value,
    );
    is(await reader.get('/user/tokens'), 403, BODY.permission);
    is(await reader.get('/user/tokens/permission_groups'), 403, BODY.permission);
    is(await reader.call('POST', '/user/tokens', { json: {} }), 403, BODY.permission);
    is(await reader.call('PATCH', '/user', { json: { first_name: 'x' } }), 403, BODY.permission);
    const lister = world.nobody.withToken(
      (await world.api.createToken({ name: 'l', policies: [allow(GROUP.tokensRead)] })).value,
    );
    is(await lister.get('/user'), 403, BODY.unseen);
    assert.equal((await lister.get('/user/tokens')).status, 200);
  });

  it('writing includes reading', async () => {
    const writer = world.nobody.withToken(
      (
        await world.api.createToken({
          name: 'w',
          policies: [allow(GROUP.userWrite, GROUP.tokensWrite)],
        })
      ).value,
    );
    for (const path of ['/user', '/user/tokens', '/user/tokens/permission_groups'])
      assert.equal((await writer.get(path)).status, 200);
  });

  it('a permission on another resource does not count', async () => {
    const own = `com.cloudflare.api.user.${world.first.user_id}`;
    const make = async (policies) =>
      world.nobody.withToken((await world.api.createToken({ name: 's', policies })).value);
    const onUser = await make([{ ...allow(GROUP.userRead), resources: { [own]: '*' } }]);
    assert.equal((await onUser.get('/user')).status, 200);
    const onAccounts = await make([
      { ...allow(GROUP.accountSettingsRead), resources: { 'com.cloudflare.api.account.*': '*' } },
    ]);
    is(await onAccounts.get('/user'), 403, BODY.unseen);
    const denied = await make([
      allow(GROUP.userRead),
      { ...allow(GROUP.userRead), effect: 'deny', resources: { [own]: '*' } },
    ]);
    is(await denied.get('/user'), 403, BODY.unseen);
  });

  it('a token cannot hand out on a single zone what it does not hold there', async () => {
    const on = (id, group) => [
      { ...allow(group), resources: { [`com.cloudflare.api.account.zone.${id}`]: '*' } },
    ];
    const [zone, other] = [newId(), newId()];
    const policies = [allow(GROUP.tokensWrite), ...on(zone, GROUP.dnsRead)];
    const maker = world.nobody.withToken(
      (await world.api.createToken({ name: 'maker', policies })).value,
    );
    const make = (id, group) =>
      maker.call('POST', '/user/tokens', { json: { name: 'made', policies: on(id, group) } });
    assert.equal((await make(zone, GROUP.dnsRead)).status, 200);
    assertRefused(await make(zone, GROUP.zoneRead), 400, 1001, {
      message: 'Failed common permission check against resources. (Permission group: "Zone Read")',
    });
    assertRefused(await make(other, GROUP.dnsRead), 400, 1001, {
      message: 'Failed common permission check against resources. (Permission group: "DNS Read")',
    });
  });

  it('refuses a suspended user', async () => {
    is(await world.sleeper.api.get('/user'), 403, BODY.unknownToken);
    const byKey = await pair(world.sleeper.email, world.sleeper.global_api_key);
    assert.equal(byKey.status, 403, byKey.text);
  });

  it('verify tells an active token so, in these very words', async () => {
    const { value, id } = await world.api.createToken({
      name: 'v',
      policies: [allow(GROUP.userRead)],
    });
    const answer = await world.nobody.withToken(value).get('/user/tokens/verify');
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, {
      result: { id, status: 'active' },
      success: true,
      errors: [],
      messages: [{ code: 10000, message: 'This API Token is valid and active', type: null }],
    });
  });

  it('verify answers a disabled and an expired token with its status and no message', async () => {
    const fields = { name: 'v', policies: [allow(GROUP.userRead)] };
    const disabled = await world.api.createToken(fields);
    await world.api.ok('PUT', `/user/tokens/${disabled.id}`, { ...fields, status: 'disabled' });
    const answer = await world.nobody.withToken(disabled.value).get('/user/tokens/verify');
    assert.deepEqual(answer.body, {
      result: { id: disabled.id, status: 'disabled' },
      success: true,
      errors: [],
      messages: [],
    });
    is(await world.nobody.withToken(disabled.value).get('/user'), 403, BODY.unknownToken);
  });

  it('reads a header over two lines as what it is: refused', async () => {
    const answer = await exchange(
      world.server.port,
      headerBlock('GET /client/v4/user HTTP/1.1', {
        Authorization: `Bearer\r\n ${world.first.api_token}`,
      }),
    );
    assert.equal(answer.status, 400);
  });

  it('7003 for a route that is none, in these very words', async () => {
    is(
      await world.api.get('/user/tokenz'),
      404,
      '{"result":null,"success":false,"errors":[{"code":7003,"message":"Could not route to /client/v4/user/tokenz, perhaps your object identifier is invalid?"}],"messages":[]}',
    );
  });

  it('the same 404 for an unknown token and for one of another', async () => {
    const theirs = await world.api.get(`/user/tokens/${world.bob.token_id}`);
    const unknown = await world.api.get(`/user/tokens/${'0123456789abcdef'.repeat(2)}`);
    assertRefused(theirs, 404, 1001);
    assert.equal(
      theirs.text.replaceAll(world.bob.token_id, 'ID'),
      unknown.text.replaceAll('0123456789abcdef'.repeat(2), 'ID'),
    );
  });
});
