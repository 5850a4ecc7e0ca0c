// The store cannot be written for a while: changes are refused with 503 and leave nothing behind,
// reads go on, and when the trouble is over so is the refusal (design sections 6.1 and 7).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { JSON_TYPE, send } from '../support/api.mjs';
import { allow, GROUP } from '../support/credentials.mjs';
import { changeSqlite, querySqlite } from '../support/program.mjs';
import { useWorld } from '../support/world.mjs';

describe('a store that cannot be written', () => {
  const world = useWorld({ failures: true });
  const token = { name: 'x', policies: [allow(GROUP.userRead)] };
  const count = () =>
    querySqlite(
      world.path,
      'SELECT (SELECT count(*) FROM tokens) AS tokens, (SELECT count(*) FROM audit_records) AS records',
    )[0];
  const change = (method, path, json) =>
    send(world.server.base + path, {
      method,
      headers: { authorization: `Bearer ${world.first.api_token}`, ...JSON_TYPE },
      body: JSON.stringify(json),
    });

  async function refusesChanges() {
    const earlier = await world.api.snapshot();
    const counted = count();
    const answers = await Promise.all([
      change('POST', '/user/tokens', token),
      change('PATCH', '/user', { first_name: `Late ${Date.now()}` }),
    ]);
    for (const { status, text } of answers) {
      assert.equal(status, 503, text);
      const body = JSON.parse(text);
      assert.equal(body.success, false);
      assert.ok(body.errors[0].code >= 1000);
      assert.ok(!/sqlite|sql|table|trigger|locked/i.test(text), text);
    }
    assert.deepEqual(await world.api.snapshot(), earlier);
    assert.deepEqual(count(), counted);
  }

  async function acceptsChanges() {
    const counted = count();
    await world.api.createToken(token);
    assert.deepEqual(count(), { tokens: counted.tokens + 1, records: counted.records + 1 });
    await becomesReady(200);
  }

  /** An answer about readiness holds for half a second. */
  async function becomesReady(status) {
    const deadline = Date.now() + 15_000;
    while ((await send(`${world.server.url}/readyz`)).status !== status) {
      assert.ok(Date.now() < deadline, `/readyz does not say ${status}`);
      await setTimeout(50);
    }
  }

  it('because another holds the lock', async () => {
    await acceptsChanges();
    const holder = spawn('sqlite3', [world.path], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      holder.stdin.write("BEGIN IMMEDIATE; SELECT 'held';\n");
      await once(holder.stdout, 'data');
      await refusesChanges();
      await becomesReady(503);
      assert.equal((await send(`${world.server.url}/healthz`)).status, 200);
    } finally {
      holder.stdin.end('ROLLBACK;\n');
      await once(holder, 'close');
    }
    await acceptsChanges();
  });

  it('because audit records cannot be written', async () => {
    changeSqlite(
      world.path,
      "CREATE TRIGGER no_records BEFORE INSERT ON audit_records BEGIN SELECT raise(ABORT, 'no'); END",
    );
    try {
      await refusesChanges();
      await becomesReady(503);
    } finally {
      changeSqlite(world.path, 'DROP TRIGGER no_records');
    }
    await acceptsChanges();
  });
});
