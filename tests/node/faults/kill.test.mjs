// The program is killed again and again in the middle of its work. After each death the store must
// hold every change that was acknowledged together with its audit record, no change without record,
// no record without change, and of what was not acknowledged all or nothing.
//
//   SELFSAME_KILL_ROUNDS  how often (200)
//   SELFSAME_KILL_SEED    makes a run repeatable as far as time allows
import assert from 'node:assert/strict';
import http from 'node:http';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { JSON_TYPE, send } from '../support/api.mjs';
import { allow, GROUP, importedUser, sha256 } from '../support/credentials.mjs';
import { launch, querySqlite, serve } from '../support/program.mjs';
import { makeStore } from '../support/world.mjs';

const ROUNDS = Number(process.env.SELFSAME_KILL_ROUNDS ?? 200);
const SEED = Number(process.env.SELFSAME_KILL_SEED ?? Date.now() % 2 ** 31);
const USERS = 4;
const CLIENTS_PER_USER = 2;
const TOKENS_PER_CLIENT = 8; // the imported one and these stay below the quota of a user
const FIELDS = ['first_name', 'last_name']; // each client of a user edits its own

/** Mulberry32: small, seeded, good enough to choose moments and actions. */
function randomNumbers(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    pick: (list) => list[Math.floor(next() * list.length)],
  };
}

class Refused extends Error {}

/** One caller with a connection of its own, and all that it was told. One request at a time. */
class Client {
  constructor(user, field, random) {
    this.user = user;
    this.field = field;
    this.random = random;
    this.tokens = new Map(); // id -> {name, status, secret (undefined: not known)}
    this.value = null; // of the field
    this.dead = []; // secrets that must never work again
    this.acknowledged = []; // {operation, resource} since the last check
    this.pending = null; // what was sent and not answered
    this.count = 0;
  }

  async call(method, path, json) {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const { status, text } = await send(this.base + path, {
      method,
      body,
      agent: this.agent,
      headers: {
        'x-auth-email': this.user.email,
        'x-auth-key': this.user.global_api_key,
        'content-length': body === undefined ? 0 : Buffer.byteLength(body),
        ...(body === undefined ? {} : JSON_TYPE),
      },
    });
    if (status !== 200) throw new Refused(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text).result;
  }

  unique() {
    this.count += 1;
    return `${this.field}-${this.user.id.slice(0, 4)}-${this.count}`;
  }

  async create() {
    const name = this.unique();
    this.pending = { operation: 'token.create', name };
    const { id, value } = await this.call('POST', '/user/tokens', {
      name,
      policies: [allow(GROUP.userRead)],
    });
    this.tokens.set(id, { name, status: 1, secret: value });
    return id;
  }

  async update() {
    const id = this.random.pick([...this.tokens.keys()]);
    const name = this.unique();
    const status = this.random.pick(['active', 'disabled']);
    const stored = status === 'active' ? 1 : 2;
    this.pending = { operation: 'token.update', resource: id, name, status: stored };
    await this.call('PUT', `/user/tokens/${id}`, {
      name,
      status,
      policies: [allow(GROUP.userRead)],
    });
    Object.assign(this.tokens.get(id), { name, status: stored });
    return id;
  }

  async roll() {
    const id = this.random.pick([...this.tokens.keys()]);
    const token = this.tokens.get(id);
    this.pending = { operation: 'token.roll', resource: id };
    const secret = await this.call('PUT', `/user/tokens/${id}/value`);
    if (token.secret) this.dead.push(token.secret);
    token.secret = secret;
    token.hash = undefined;
    return id;
  }

  async remove() {
    const id = this.random.pick([...this.tokens.keys()]);
    this.pending = { operation: 'token.delete', resource: id };
    await this.call('DELETE', `/user/tokens/${id}`);
    const { secret } = this.tokens.get(id);
    if (secret) this.dead.push(secret);
    this.tokens.delete(id);
    return id;
  }

  async edit() {
    const value = this.unique();
    this.pending = { operation: 'user.edit', resource: this.user.id, value };
    await this.call('PATCH', '/user', { [this.field]: value });
    this.value = value;
    return this.user.id;
  }

  /** Works until the server is killed. */
  async work(server) {
    this.base = server.base;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    try {
      for (;;) {
        const choices = [() => this.edit()];
        if (this.tokens.size < TOKENS_PER_CLIENT)
          choices.push(
            () => this.create(),
            () => this.create(),
          );
        if (this.tokens.size > 0)
          choices.push(
            () => this.update(),
            () => this.roll(),
            () => this.remove(),
          );
        const resource = await this.random.pick(choices)();
        this.acknowledged.push({ ...this.pending, resource });
        this.pending = null;
      }
    } catch (error) {
      if (error instanceof Refused || !server.killed) throw error;
    } finally {
      this.agent.destroy();
    }
  }
}

/** What the file holds: tokens by id, users by id, and the records that were not there before. */
function readStore(path, seen) {
  const [{ integrity }] = querySqlite(
    path,
    'SELECT integrity_check AS integrity FROM pragma_integrity_check',
  );
  assert.equal(integrity, 'ok');
  const rows = querySqlite(
    path,
    `SELECT 'token' AS type, lower(hex(t.id)) AS id, lower(hex(t.owner_id)) AS user, t.name, t.status, lower(hex(t.secret_hash)) AS hash,
            (SELECT count(*) FROM token_secrets s WHERE s.secret_hash = t.secret_hash AND s.token_id = t.id) AS secrets, NULL AS changes
       FROM tokens t
     UNION ALL SELECT 'user', lower(hex(id)), NULL, first_name, last_name, NULL, NULL, NULL FROM users
     UNION ALL SELECT 'secret', lower(hex(token_id)), NULL, NULL, NULL, lower(hex(secret_hash)), NULL, NULL FROM token_secrets
     UNION ALL SELECT 'record', lower(hex(id)), lower(hex(owner_id)), operation, resource_id, NULL, NULL, changes FROM audit_records`,
  );
  const store = { tokens: new Map(), users: new Map(), records: [] };
  let secrets = 0;
  for (const row of rows) {
    if (row.type === 'token') {
      assert.equal(row.secrets, 1, `the secret of token ${row.id} can be found`);
      store.tokens.set(row.id, row);
    } else if (row.type === 'user') {
      store.users.set(row.id, { first_name: row.name, last_name: row.status });
    } else if (row.type === 'secret') {
      secrets += 1;
    } else if (!seen.has(row.id)) {
      seen.add(row.id);
      store.records.push({
        operation: row.name,
        resource: row.status,
        owner: row.user,
        changes: JSON.parse(row.changes),
      });
    }
  }
  assert.equal(secrets, store.tokens.size, 'no secret without its token');
  return store;
}

/** Takes one record that fits off the list; whether there was one. */
function takeRecord(records, { operation, resource, value }) {
  const at = records.findIndex(
    (record) =>
      record.operation === operation &&
      record.resource === resource &&
      (value === undefined || record.changes.some(([, , after]) => after === value)),
  );
  if (at < 0) return false;
  records.splice(at, 1);
  return true;
}

/** Compares what the client was told with what the store holds, and learns what became of the rest. */
function checkClient(client, store, otherNames) {
  const { user, pending } = client;
  for (const done of client.acknowledged) {
    assert.ok(
      takeRecord(store.records, done),
      `acknowledged, but without record: ${JSON.stringify(done)}`,
    );
  }
  const counts = { acknowledged: client.acknowledged.length, kept: 0, lost: 0 };
  client.acknowledged = [];
  client.pending = null;

  if (pending) {
    if (pending.operation === 'token.create') {
      const made = [...store.tokens.values()].find(
        (token) => token.user === user.id && token.name === pending.name,
      );
      pending.resource = made?.id;
      if (made)
        client.tokens.set(made.id, { name: made.name, status: made.status, hash: made.hash });
    }
    const recorded = pending.resource !== undefined && takeRecord(store.records, pending);
    counts[recorded ? 'kept' : 'lost'] += 1;
    const token = client.tokens.get(pending.resource);
    if (pending.operation === 'token.create') {
      assert.equal(recorded, pending.resource !== undefined, 'a new token and its record');
    } else if (recorded && pending.operation === 'token.update') {
      Object.assign(token, { name: pending.name, status: pending.status });
    } else if (recorded && pending.operation === 'token.delete') {
      if (token.secret) client.dead.push(token.secret);
      client.tokens.delete(pending.resource);
    } else if (recorded && pending.operation === 'token.roll') {
      const stored = store.tokens.get(pending.resource);
      assert.notEqual(
        stored.hash,
        token.secret ? sha256(token.secret) : token.hash,
        'a recorded roll changed the secret',
      );
      if (token.secret) client.dead.push(token.secret);
      Object.assign(token, { secret: undefined, hash: stored.hash });
    } else if (recorded) {
      client.value = pending.value;
    }
  }

  assert.equal(
    store.users.get(user.id)[client.field],
    client.value,
    `${client.field} of ${user.email} after ${JSON.stringify(pending)}`,
  );
  for (const [id, { name, status, secret, hash }] of client.tokens) {
    const stored = store.tokens.get(id);
    assert.ok(stored, `token ${id} was acknowledged and is gone`);
    assert.deepEqual(
      { name: stored.name, status: stored.status, user: stored.user },
      { name, status, user: user.id },
    );
    assert.equal(stored.hash, secret ? sha256(secret) : hash, `the secret of token ${id}`);
    otherNames.delete(id);
  }
  return counts;
}

it(
  `is killed ${ROUNDS} times and loses nothing`,
  { timeout: 1000 * Math.max(120, ROUNDS) },
  async () => {
    console.log(`seed ${SEED} (SELFSAME_KILL_SEED)`);
    const random = randomNumbers(SEED);
    const users = Array.from({ length: USERS }, (_, i) =>
      importedUser({ email: `user${i}@example.com` }),
    );
    const made = await makeStore({ imports: users.flatMap(({ lines }) => lines) });
    const seen = new Set();
    const base = readStore(made.path, seen);
    const clients = users.flatMap((user) =>
      FIELDS.slice(0, CLIENTS_PER_USER).map((field) => new Client(user, field, random)),
    );
    const total = { acknowledged: 0, kept: 0, lost: 0 };
    let server;

    const check = (round) => {
      const store = readStore(made.path, seen);
      const strays = new Set([...store.tokens.keys()].filter((id) => !base.tokens.has(id)));
      for (const client of clients) {
        for (const [key, count] of Object.entries(checkClient(client, store, strays)))
          total[key] += count;
      }
      assert.deepEqual([...strays], [], `tokens that nobody asked for, round ${round}`);
      assert.deepEqual(store.records, [], `records of what did not happen, round ${round}`);
      for (const [id, token] of base.tokens)
        assert.deepEqual(store.tokens.get(id), token, 'a token that nobody touched');
    };

    /** Over the wire: what is known to be alive or dead is so for the program that has just started. */
    const probe = async () => {
      const accepts = async (secret) =>
        (await send(`${server.base}/user`, { headers: { authorization: `Bearer ${secret}` } }))
          .status;
      const client = random.pick(clients);
      const alive = [...client.tokens.values()].filter(
        ({ secret, status }) => secret && status === 1,
      );
      if (alive.length > 0)
        assert.equal(await accepts(random.pick(alive).secret), 200, 'an acknowledged secret');
      if (client.dead.length > 0)
        assert.equal(await accepts(random.pick(client.dead)), 403, 'a revoked secret');
    };

    const began = Date.now();
    try {
      for (let round = 1; round <= ROUNDS; round++) {
        if (round % 10 === 0) {
          // Killed while it starts, perhaps while it recovers from the death before.
          const { child, ready } = launch(made.store, ['--rate-limit', '0']);
          ready.catch(() => {});
          await pause(random.below(25));
          child.kill('SIGKILL');
          await child.ended;
        }
        server = await serve(made.store, ['--rate-limit', '0', '--threads', '2']);
        await probe();
        const work = Promise.all(clients.map((client) => client.work(server)));
        await Promise.race([pause(5 + random.below(90)), work]);
        server.killed = true;
        await server.kill();
        await work;
        check(round);
        if (round % 25 === 0 || round === ROUNDS) {
          const rate = Math.round((Date.now() - began) / round);
          console.log(
            `round ${round}/${ROUNDS}, ${rate} ms each: ${total.acknowledged} acknowledged, of the rest ${total.kept} kept and ${total.lost} lost`,
          );
        }
      }
      assert.ok(total.acknowledged > ROUNDS, 'there was something to lose');

      server = await serve(made.store, ['--rate-limit', '0']);
      for (let i = 0; i < 10; i++) await probe();
      assert.equal((await server.stop()).code, 0);
      check('after a clean stop');
    } finally {
      await server?.kill();
      made.remove();
    }
  },
);
