// The quota of a user (reference 5): told on every answer, 429 past it, and nothing is done then.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertRefused } from '../support/api.mjs';
import { allow, GROUP, newId } from '../support/credentials.mjs';
import { useWorld } from '../support/world.mjs';

const QUOTA = 6;

function readRatelimit(headers) {
  const [, remaining, seconds] =
    headers.ratelimit?.match(/^"default";r=(\d+);t=(\d+)$/) ??
    assert.fail(`Ratelimit: ${headers.ratelimit}`);
  return { remaining: Number(remaining), seconds: Number(seconds) };
}

describe('the rate limit', () => {
  const world = useWorld({
    flags: ['--rate-limit', String(QUOTA)],
    users: { bob: {}, carol: {}, dave: {} },
  });

  it('counts down on every answer, then refuses, for every credential of the user alone', async () => {
    const { api } = world.bob;
    const byKey = world.nobody.withKey(world.bob.email, world.bob.global_api_key);
    const second = await api.createToken({
      name: 'second',
      policies: [allow(GROUP.userWrite, GROUP.tokensWrite)],
    });
    for (let used = 2; used <= QUOTA; used++) {
      const answer = await (used % 2 ? api : byKey).get(
        used === 3 ? `/user/tokens/${newId()}` : '/user',
      );
      assert.ok(answer.status === 200 || answer.status === 404);
      const { remaining, seconds } = readRatelimit(answer.headers);
      assert.equal(remaining, QUOTA - used);
      assert.ok(seconds >= 1 && seconds <= 300);
      assert.equal(answer.headers['ratelimit-policy'], `"default";q=${QUOTA};w=300`);
      assert.equal(answer.headers['retry-after'], undefined);
    }
    for (const caller of [api, byKey, world.nobody.withToken(second.value)]) {
      const answer = await caller.call('PATCH', '/user', { json: { first_name: 'Late' } });
      assertRefused(answer, 429, 10100, {
        message: `More than ${QUOTA} requests per 300 seconds reached. Please wait and consider throttling your request speed`,
      });
      assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);
      assert.ok(Number(answer.headers['retry-after']) <= 300);
      assert.equal(readRatelimit(answer.headers).remaining, 0);
    }
    const other = await world.carol.api.get('/user');
    assert.equal(other.status, 200);
    assert.equal(readRatelimit(other.headers).remaining, QUOTA - 1);
  });

  it('is not used up by those who only claim to be the user', async () => {
    const mistyped = world.dave.api_token.replace(/.$/, (letter) => (letter === '0' ? '1' : '0'));
    for (let i = 0; i < 2 * QUOTA; i++) {
      assertRefused(await world.nobody.withToken(mistyped).get('/user'), 403, 9109);
      assertRefused(
        await world.nobody.withKey(world.dave.email, '0'.repeat(32)).get('/user'),
        403,
        9103,
      );
    }
    assert.equal((await world.dave.api.get('/user')).status, 200);
    world.secrets.delete('0'.repeat(32));
  });

  it('is not exceeded by requests that race', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => world.api.get('/user')));
    assert.equal(answers.filter(({ status }) => status === 200).length, QUOTA);
    assert.equal(answers.filter(({ status }) => status === 429).length, 40 - QUOTA);
  });
});

describe('the rate limit by default', () => {
  const world = useWorld({ flags: [] });

  it('is 1200 in 5 minutes', async () => {
    const { headers } = await world.api.get('/user');
    assert.equal(headers['ratelimit-policy'], '"default";q=1200;w=300');
    assert.equal(readRatelimit(headers).remaining, 1199);
  });
});

describe('the rate limit of 0', () => {
  const world = useWorld({ flags: ['--rate-limit', '0'] });

  it('is none', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 1300 }, async () => (await world.api.get('/user')).status),
    );
    assert.deepEqual([...new Set(statuses)], [200]);
  });
});
