// A POST that comes again with its `Idempotency-Key` is answered as it was the first time, and done
// once: also after a restart, and when many arrive at once.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { assertRefused } from '../support/api.mjs';
import { allow, allowOn, GROUP, newId } from '../support/credentials.mjs';
import { assertProblem, nativeApi } from '../support/native.mjs';
import { exchange, headerBlock } from '../support/raw.mjs';
import { ABLE, importedOrganization, ROLE } from '../support/team.mjs';
import { assertChangesNothing, filesOf, leaks, useWorld } from '../support/world.mjs';

const REPLAYED = 'idempotent-replayed';
const keyed = (key, options) => ({ ...options, headers: { 'idempotency-key': key } });
const token = (name) => ({ name, policies: [allow(GROUP.userRead)] });
const create = (api, key, json) => api.call('POST', '/user/tokens', keyed(key, { json }));

/** The answer of the first time, and no second deed. */
function assertRepeated(again, first) {
  assert.equal(first.status, 200, first.text);
  assert.equal(first.headers[REPLAYED], undefined);
  assert.equal(again.status, 200, again.text);
  assert.equal(again.text, first.text);
  assert.equal(again.headers[REPLAYED], 'true');
}

describe('an Idempotency-Key', () => {
  const world = useWorld({
    users: { alice: ABLE, bob: ABLE },
    imports: (world) => {
      world.team = importedOrganization('Team', [
        [world.alice, ROLE.superAdministrator],
        [world.bob, ROLE.superAdministrator],
      ]);
      return world.team.lines;
    },
  });
  const named = async (api, name) =>
    (await api.all('/user/tokens?include_expired=true')).filter((found) => found.name === name);

  it('gives the same answer again, with the secret in it', async () => {
    const { api } = world.alice;
    const key = newId();
    const first = await create(api, key, token('once'));
    const other = await create(api, newId(), token('another'));
    const again = await create(api, key, token('once'));
    assertRepeated(again, first);
    assert.ok(again.result.value.startsWith('ssut_'));
    assert.notEqual(other.result.value, first.result.value);
    for (const name of ['cf-ray', 'date', 'content-type', 'cache-control'])
      assert.ok(again.headers[name], name);
    assert.notEqual(again.headers['cf-ray'], first.headers['cf-ray']);
    assert.equal((await named(api, 'once')).length, 1);
    const hers = world.nobody.withToken(again.result.value);
    assert.equal((await hers.ok('GET', '/user')).id, world.alice.id);
  });

  it('stays what it was answered, whatever became of it since', async () => {
    const { api } = world.alice;
    const key = newId();
    const first = await create(api, key, token('gone'));
    await api.ok('DELETE', `/user/tokens/${first.result.id}`);
    assertRepeated(await create(api, key, token('gone')), first);
    assert.equal((await named(api, 'gone')).length, 0);
  });

  it('is refused with another body, query or path', async () => {
    const { api } = world.alice;
    const key = newId();
    const first = await create(api, key, token('mine'));
    const body = JSON.stringify(token('mine'));
    const headers = { 'content-type': 'application/json' };
    const others = [
      ['/user/tokens', { json: token('yours') }],
      ['/user/tokens', { body: `${body} `, headers }],
      ['/user/tokens?a=b', { json: token('mine') }],
      [`/accounts/${world.team.id}/tokens`, { json: token('mine') }],
      [`/accounts/${world.team.id}/members`, { json: { email: 'x@example.com', roles: [] } }],
    ];
    for (const [path, options] of others) {
      const { headers: more, ...rest } = options;
      const refused = await assertChangesNothing(api, () =>
        api.call('POST', path, { ...rest, headers: { ...more, 'idempotency-key': key } }),
      );
      assertRefused(refused, 400, 1001, {
        message: 'This Idempotency-Key was used for another request. Take a new one.',
      });
    }
    assertRepeated(await create(api, key, token('mine')), first);
  });

  it('is of one credential, not of its person', async () => {
    const key = newId();
    const { api_token, global_api_key, email } = world.alice;
    const callers = [
      world.nobody.withToken(api_token),
      world.nobody.withKey(email, global_api_key),
      world.nobody.withToken((await world.alice.api.createToken({ name: 'c', ...ABLE })).value),
      world.bob.api,
    ];
    const values = new Set();
    for (const api of callers) {
      const first = await create(api, key, token('by each'));
      assertRepeated(await create(api, key, token('by each')), first);
      values.add(first.result.value);
    }
    assert.equal(values.size, callers.length);
    assert.equal((await named(world.alice.api, 'by each')).length, 3);
  });

  it('is remembered over a restart', async () => {
    const key = newId();
    const first = await create(world.alice.api, key, token('durable'));
    await world.stop();
    await world.start();
    assertRepeated(await create(world.alice.api, key, token('durable')), first);
    assert.equal((await named(world.alice.api, 'durable')).length, 1);
  });

  it('makes one of twenty equal requests at once', async () => {
    const { api } = world.bob;
    for (let round = 0; round < 5; round++) {
      const key = newId();
      const name = `round ${round}`;
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => create(api, key, token(name))),
      );
      const [{ text }] = answers;
      for (const answer of answers) {
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.text, text);
      }
      assert.equal(answers.filter(({ headers }) => headers[REPLAYED] !== 'true').length, 1);
      const made = await named(api, name);
      assert.equal(made.length, 1);
      await api.ok('DELETE', `/user/tokens/${made[0].id}`);
    }
  });

  it('is not used up by a request that is refused', async () => {
    const { api } = world.alice;
    const key = newId();
    const refused = [
      { json: { ...token('mended'), policies: [] } },
      { json: { ...token('mended'), name: '' } },
      { body: '{', headers: { 'content-type': 'application/json' } },
      { body: '{}', headers: { 'content-type': 'text/plain' } },
    ];
    for (const { headers, ...rest } of refused) {
      const answer = await api.call('POST', '/user/tokens', {
        ...rest,
        headers: { ...headers, 'idempotency-key': key },
      });
      assert.ok(answer.status === 400 || answer.status === 415, answer.text);
      assert.equal(answer.headers[REPLAYED], undefined);
    }
    const first = await create(api, key, token('mended'));
    assertRepeated(await create(api, key, token('mended')), first);
  });

  it('has 1 to 255 printable characters without blanks', async () => {
    const { api } = world.alice;
    for (const key of ['~'.repeat(255), '!', `"${newId()}"`]) {
      const first = await create(api, key, token('key'));
      assertRepeated(await create(api, key, token('key')), first);
      await api.ok('DELETE', `/user/tokens/${first.result.id}`);
    }
    const wrong = ['x'.repeat(256), '', 'a b', 'a\tb', 'ü', Buffer.from('ü').toString('latin1')];
    for (const key of wrong) {
      const refused = await assertChangesNothing(api, () => create(api, key, token('key')));
      assertRefused(refused, 400, 1001, {
        message: 'Idempotency-Key: must be 1 to 255 printable characters without blanks',
        pointer: '/Idempotency-Key',
      });
    }
    // Who may not do it at all is told that first.
    assertRefused(await create(world.nobody.withToken('x'.repeat(40)), '', token('key')), 403, 9109);
  });

  it('counts as sent when it is empty or of blanks, however it is spelled', async () => {
    const body = JSON.stringify(token('raw'));
    const { port } = new URL(world.server.url);
    for (const value of ['', ' ', '\t']) {
      const bytes =
        headerBlock('POST /client/v4/user/tokens HTTP/1.1', {
          Authorization: `Bearer ${world.alice.api_token}`,
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
          'iDEMPOTENCY-kEY': value,
        }) + body;
      const answer = await exchange(Number(port), bytes);
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.text, /Idempotency-Key/);
    }
    assert.equal((await named(world.alice.api, 'raw')).length, 0);
  });

  it('means nothing to other methods', async () => {
    const { api } = world.alice;
    const made = await api.createToken(token('rolled'));
    const path = `/user/tokens/${made.id}`;
    const values = [];
    for (const key of ['same', 'same', 'a b', '']) {
      const edited = await api.call('PUT', path, keyed(key, { json: token(`name of ${key}`) }));
      assert.equal(edited.status, 200, edited.text);
      assert.equal((await api.call('GET', path, keyed(key))).status, 200);
      const rolled = await api.call('PUT', `${path}/value`, keyed(key, { json: {} }));
      assert.equal(rolled.status, 200, rolled.text);
      assert.equal(rolled.headers[REPLAYED], undefined);
      values.push(rolled.result);
    }
    assert.equal(new Set(values).size, 4);
    for (const status of [200, 404])
      assert.equal((await api.call('DELETE', path, keyed('same'))).status, status);
  });

  it('opens no answer to a credential that was rolled since', async () => {
    const owner = world.bob.api;
    const caller = await owner.createToken({ name: 'caller', ...ABLE });
    const key = newId();
    const first = await create(world.nobody.withToken(caller.value), key, token('before'));
    assert.equal(first.status, 200, first.text);
    const rolled = await owner.ok('PUT', `/user/tokens/${caller.id}/value`, {});
    const renewed = world.nobody.withToken(rolled);
    const refused = await assertChangesNothing(owner, () => create(renewed, key, token('before')));
    assertRefused(refused, 400, 1001, { message: /succeeded before the credential was rolled/ });
    assert.deepEqual(leaks([first.result.value], [refused.text]), []);
    const other = await create(renewed, key, token('after'));
    assertRefused(other, 400, 1001, { message: /another request/ });
    assertRefused(
      await create(world.nobody.withToken(caller.value), key, token('before')),
      403,
      9109,
    );
    assert.equal((await create(renewed, newId(), token('after'))).status, 200);
  });

  it('gives nothing to a credential that may not do it any more', async () => {
    const owner = world.bob.api;
    const fields = { name: 'narrowed', ...ABLE };
    const caller = await owner.createToken(fields);
    const api = world.nobody.withToken(caller.value);
    const key = newId();
    const first = await create(api, key, token('while allowed'));
    await owner.ok('PUT', `/user/tokens/${caller.id}`, token('narrowed'));
    assertRefused(await create(api, key, token('while allowed')), 403, 10000);
    await owner.ok('PUT', `/user/tokens/${caller.id}`, fields);
    assertRepeated(await create(api, key, token('while allowed')), first);
  });

  it('serves every other POST', async () => {
    const { api } = world.alice;
    const base = `/accounts/${world.team.id}`;
    const account = { [`com.cloudflare.api.account.${world.team.id}`]: '*' };
    const posts = [
      [
        `${base}/tokens`,
        { name: 'of the account', policies: [allowOn(account, GROUP.accountSettingsRead)] },
      ],
      [`${base}/members`, { email: 'ann@example.com', roles: [ROLE.minimal] }],
      [
        `${base}/iam/resource_groups`,
        {
          name: 'group',
          scope: {
            key: `com.cloudflare.api.account.${world.team.id}`,
            objects: [{ key: '*' }],
          },
        },
      ],
    ];
    for (const [path, json] of posts) {
      const key = newId();
      const post = () => api.call('POST', path, keyed(key, { json }));
      const first = await post();
      const snapshot = () => api.snapshotOf(world.team.id);
      assertRepeated(await assertChangesNothing(api, post, snapshot), first);
    }
    const [[path, json]] = posts;
    const { result } = await api.call('POST', path, {
      json: { ...json, policies: [allowOn(account, GROUP.accountTokensWrite)] },
    });
    const own = world.nobody.withToken(result.value);
    const key = newId();
    const inner = { ...json, policies: [allowOn(account, GROUP.accountTokensRead)] };
    const first = await own.call('POST', path, keyed(key, { json: inner }));
    assertRepeated(await own.call('POST', path, keyed(key, { json: inner })), first);
  });

  it('buys once, however often it is asked for', async () => {
    const { api } = world.bob;
    const key = newId();
    const json = { frequency: 'monthly', rate_plan: { id: 'pro', currency: 'USD' } };
    const buy = () => api.call('POST', '/user/subscriptions', keyed(key, { json }));
    const answers = await Promise.all(Array.from({ length: 10 }, buy));
    for (const { status, text } of answers) {
      assert.equal(status, 200, text);
      assert.equal(text, answers[0].text);
    }
    assert.equal((await api.ok('GET', '/user/subscriptions')).length, 1);
    const booked = await api.ok('GET', '/user/billing/history');
    assert.deepEqual(
      booked.map(({ amount, currency }) => [amount, currency]),
      [[20, 'USD']],
    );
    const other = { ...json, frequency: 'yearly' };
    assertRefused(
      await api.call('POST', '/user/subscriptions', keyed(key, { json: other })),
      400,
      1001,
      { message: /another request/ },
    );
    assert.equal((await api.ok('GET', '/user/billing/history')).length, 1);
  });

  it('leaves nothing in the store that could be read without the credential', async () => {
    const first = await create(world.alice.api, newId(), token('sealed'));
    const needles = [
      first.result.value,
      first.text,
      '"success":true',
      `"id":"${first.result.id}"`,
      `"value":"`,
    ];
    const files = filesOf(world.directory.path);
    assert.ok(
      Object.keys(files).some((name) => name.endsWith('-wal')),
      'also what is not in the file proper yet',
    );
    assert.deepEqual(leaks(needles, files), []);
    const name = Object.entries(files).filter(([, bytes]) => bytes.includes('sealed'));
    assert.ok(name.length > 0, 'the token itself is there');
    assert.deepEqual(leaks(needles, { log: world.server.log }), []);
  });
});

describe('an Idempotency-Key at /v1', () => {
  const world = useWorld({ users: { bob: ABLE } });
  let api;
  before(() => (api = nativeApi(world)));
  const post = (key, path, json) => api.call('POST', path, keyed(key, json && { json }));

  it('gives a new user’s key again', async () => {
    const key = newId();
    const user = { email: 'ann@example.com' };
    const first = await post(key, '/users', user);
    const again = await post(key, '/users', user);
    assertRepeated(again, first);
    assert.ok(again.body.global_api_key.startsWith('ssgk_'));
    assertProblem(await post(newId(), '/users', user), 409);
    assert.equal((await api.all('/users')).filter(({ email }) => email === user.email).length, 1);
    const files = filesOf(world.directory.path);
    assert.deepEqual(leaks([first.text, first.body.global_api_key, '"global_api_key"'], files), []);
  });

  it('is refused with another request', async () => {
    const key = newId();
    const { body } = await post(key, '/users', { email: 'eve@example.com' });
    for (const [path, json] of [
      ['/users', { email: 'mallory@example.com' }],
      ['/organizations', { name: 'x', owner_id: body.id }],
      [`/users/${body.id}/suspend`, undefined],
    ]) {
      const refused = await post(key, path, json);
      assertProblem(refused, 409);
      assert.match(refused.body.detail, /used for another request/);
    }
    assert.equal((await api.ok('GET', `/users/${body.id}`)).suspended, false);
  });

  it('moves money once', async () => {
    const json = { rate_plan: { id: 'pro' }, frequency: 'monthly' };
    const { id } = await world.bob.api.ok('POST', '/user/subscriptions', json);
    const path = `/billing/${world.bob.id}/adjustments`;
    const credit = { subscription_id: id, amount: -500, currency: 'USD', description: 'sorry' };
    const key = newId();
    const first = await post(key, path, credit);
    assertRepeated(await post(key, path, credit), first);
    assertProblem(await post(key, path, { ...credit, amount: -501 }), 409);
    const { items } = await api.ok('GET', `/billing/${world.bob.id}/items`);
    assert.deepEqual(
      items.map(({ amount }) => amount),
      [2000, -500],
    );
  });

  it('serves a POST without a body', async () => {
    const key = newId();
    const suspend = () => post(key, `/users/${world.bob.id}/suspend`);
    const first = await suspend();
    await api.ok('POST', `/users/${world.bob.id}/resume`);
    assertRepeated(await suspend(), first);
    assert.equal((await api.ok('GET', `/users/${world.bob.id}`)).suspended, false);
  });

  it('has 1 to 255 printable characters without blanks', async () => {
    for (const key of ['x'.repeat(256), '', 'a b'])
      assertProblem(await post(key, '/users', { email: 'k@example.com' }), 400, [
        '/Idempotency-Key',
      ]);
    const longest = 'x'.repeat(255);
    const first = await post(longest, '/users', { email: 'k@example.com' });
    assertRepeated(await post(longest, '/users', { email: 'k@example.com' }), first);
  });
});
