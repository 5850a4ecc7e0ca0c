// When a token was last used is kept in memory and written in batches: seen within half a minute,
// never before the first use, and not lost by a clean stop (design section 9, core/limits.h).
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { allow, GROUP } from '../support/credentials.mjs';
import { useWorld } from '../support/world.mjs';

const DELAY = 30_000;

describe('the last use of a token', () => {
  const world = useWorld();
  const make = () => world.api.createToken({ name: 'used', policies: [allow(GROUP.userRead)] });
  const lastUse = async ({ id }) => (await world.api.ok('GET', `/user/tokens/${id}`)).last_used_on;

  function assertJustNow(time) {
    assert.match(time ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.ok(Math.abs(Date.parse(time) - Date.now()) < DELAY + 5000, time);
  }

  it('is not told before there was one', async () => {
    const token = await make();
    await world.nobody.withToken(`${token.value.slice(0, -1)}x`).get('/user');
    assert.equal(await lastUse(token), undefined);
  });

  it('is told within half a minute', async () => {
    const token = await make();
    await world.nobody.withToken(token.value).get('/user');
    const deadline = Date.now() + DELAY;
    while ((await lastUse(token)) === undefined && Date.now() < deadline) await pause(250);
    assertJustNow(await lastUse(token));
  });

  it('survives a clean stop', async () => {
    const token = await make();
    await world.nobody.withToken(token.value).get('/user');
    await world.stop();
    await world.start();
    assertJustNow(await lastUse(token));
  });
});
