// Audit logs by the native API: export, live tail, checkpoints and proofs, which this checks with
// nothing but Node's own cryptography and docs/audit.md.
import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, it } from 'node:test';

import { send } from '../support/api.mjs';
import { parseCsv } from '../support/csv.mjs';
import { assertProblem, nativeApi, NativeApi } from '../support/native.mjs';
import { ABLE, importedOrganization, ROLE } from '../support/team.mjs';
import { newId } from '../support/credentials.mjs';
import { useWorld } from '../support/world.mjs';

const AUDIT_LOGS_VIEWER = '9dfa4d1b73034f70ad896bf1c26d78f3';

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** What a record's hash is made of: the line without the hash. */
function bodyOf(line) {
  const { hash, ...record } = JSON.parse(line);
  assert.match(hash, /^[0-9a-f]{64}$/);
  return sha256(JSON.stringify(record));
}

/** A server-sent stream, read event by event. */
class Events {
  constructor(world, path, headers) {
    this.cutter = new AbortController();
    this.text = '';
    this.answer = fetch(`${world.server.url}/v1${path}`, { headers, signal: this.cutter.signal });
  }

  async open() {
    const answer = await this.answer;
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    this.reader = answer.body.getReader();
    return this;
  }

  /** The next event; null when the stream has ended. */
  async next() {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.text.slice(0, end);
        this.text = this.text.slice(end + 2);
        if (block.startsWith(':')) continue;
        return Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));
      }
      let chunk;
      try {
        chunk = await this.reader.read();
      } catch {
        return null; // cut
      }
      if (chunk.done) return null;
      this.text += Buffer.from(chunk.value).toString();
    }
  }

  close() {
    this.cutter.abort();
  }
}

describe('audit logs by the native API', () => {
  const acme = newId();
  const world = useWorld({
    users: { bob: ABLE, viewer: ABLE, stranger: ABLE },
    imports: ({ bob, viewer }) => [
      ...importedOrganization(
        'Acme',
        [
          [bob, ROLE.superAdministrator],
          [viewer, AUDIT_LOGS_VIEWER],
        ],
        { id: acme },
      ).lines,
    ],
  });
  const raw = (path, headers = {}, who = world.first.api_token) =>
    send(`${world.server.url}/v1${path}`, { headers: { authorization: `Bearer ${who}`, ...headers } });
  const log = (who) => `/audit-logs/${who.id}`;
  const rename = (name) => world.bob.api.ok('PATCH', '/user', { first_name: name });

  it('an export has every record once, in order, and goes on where it ended', async () => {
    for (let i = 0; i < 5; i++) await rename(`Bob ${i}`);
    const all = await raw(`${log(world.bob)}/records`);
    assert.equal(all.status, 200, all.text);
    assert.equal(all.headers['content-type'], 'application/jsonl');
    const lines = all.text.trimEnd().split('\n');
    const numbers = lines.map((line) => JSON.parse(line).sequence);
    assert.ok(numbers.length >= 6);
    assert.deepEqual(numbers, numbers.map((_, i) => i + 1));
    const rest = await raw(`${log(world.bob)}/records?after=3`);
    assert.equal(rest.text, lines.slice(3).map((line) => `${line}\n`).join(''));
    assert.equal((await raw(`${log(world.bob)}/records?after=1000`)).text, '');
  });

  it('the lines of an export are a chain that anybody can follow', async () => {
    const { text } = await raw(`${log(world.bob)}/records`);
    let previous = Buffer.alloc(32);
    for (const line of text.trimEnd().split('\n')) {
      const { hash } = JSON.parse(line);
      previous = sha256(previous, bodyOf(line));
      assert.equal(previous.toString('hex'), hash, line);
    }
  });

  it('a table is safe to open, whatever a record holds', async () => {
    const nasty = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', 'a "b", c; d', 'ü€😀'];
    for (const name of nasty) {
      const token = await world.bob.api.createToken({ name, policies: ABLE.policies });
      await world.bob.api.ok('DELETE', `/user/tokens/${token.id}`);
    }
    const answer = await raw(`${log(world.bob)}/records?format=csv`);
    assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8');
    const [header, ...rows] = parseCsv(answer.text);
    assert.ok(rows.length >= 2 * nasty.length);
    for (const row of rows) {
      assert.equal(row.length, header.length);
      for (const cell of row) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
    }
  });

  it('bad input is named, and no export begins', async () => {
    for (const [query, field] of [
      ['after=x', '/after'],
      ['since=yesterday', '/since'],
      ['since=2026-02-30T00:00:00Z', '/since'],
      ['before=2026-01-01T00:00:00', '/before'],
      ['format=xml', '/format'],
      ['since=2026-01-02T00:00:00Z&before=2026-01-01T00:00:00Z', '/before'],
    ]) {
      assertProblem(await nativeApi(world).get(`${log(world.bob)}/records?${query}`), 400, [field]);
    }
    assertProblem(await nativeApi(world).get(`${log(world.bob)}/tail?after=-1`), 400, ['/after']);
    const junk = { 'last-event-id': '1x' };
    assertProblem(await nativeApi(world).get(`${log(world.bob)}/tail`, { headers: junk }), 400, ['/Last-Event-ID']);
    assertProblem(await nativeApi(world).get(`/audit-logs/${newId()}/records`), 404);
  });

  it('a tail tells what is new, and after a break what was missed', async () => {
    const headers = { authorization: `Bearer ${world.first.api_token}` };
    const events = await new Events(world, `${log(world.bob)}/tail`, headers).open();
    await rename('Robert');
    const first = await events.next();
    assert.equal(first.event, 'record');
    const record = JSON.parse(first.data);
    assert.equal(String(record.sequence), first.id);
    assert.equal(record.operation, 'user.edit');
    events.close();
    await rename('Rob');
    await rename('Bobby');
    const again = await new Events(world, `${log(world.bob)}/tail`, { ...headers, 'last-event-id': first.id }).open();
    for (const after of ['Rob', 'Bobby']) {
      const { data } = await again.next();
      assert.equal(JSON.parse(data).changes[0].after, after);
    }
    again.close();
  });

  it('a tail ends when its token is revoked', async () => {
    const token = await world.bob.api.createToken({ name: 'tail', policies: ABLE.policies });
    const headers = { authorization: `Bearer ${token.value}` };
    const events = await new Events(world, `${log(world.bob)}/tail`, headers).open();
    await world.bob.api.ok('DELETE', `/user/tokens/${token.id}`);
    // The record of the revoke itself may still come.
    for (let event = await events.next(); event; event = await events.next()) {
      assert.ok(Number(event.id) > 0);
    }
    assert.equal((await raw(`${log(world.bob)}/tail`, {}, token.value)).status, 401);
  });

  it('a proof holds with a checkpoint, a public key and nothing else', async () => {
    const native = nativeApi(world);
    const { text } = await raw(`${log(world.bob)}/records`);
    const record = JSON.parse(text.split('\n')[1]);
    const checkpoint = await native.ok('POST', `${log(world.bob)}/checkpoints`);
    assert.deepEqual((await native.ok('GET', `${log(world.bob)}/checkpoints?limit=500`)).items.at(-1), checkpoint);
    const proof = await native.ok('GET', `${log(world.bob)}/proof?record=${record.id}`);
    assert.equal(JSON.parse(proof.record).id, record.id);

    let hash = sha256(Buffer.from(proof.before, 'hex'), sha256(proof.record));
    assert.equal(hash.toString('hex'), record.hash);
    for (const body of proof.bodies) hash = sha256(hash, Buffer.from(body, 'hex'));
    const vouched = proof.checkpoint;
    assert.equal(hash.toString('hex'), vouched.hash);
    const { algorithm, public_key: pem } = await native.ok('GET', '/audit-key');
    assert.equal(algorithm, 'Ed25519');
    const statement = [
      'selfsame audit checkpoint v1', vouched.owner.kind, vouched.owner.id, vouched.sequence,
      vouched.hash, vouched.signed_at, vouched.key, '',
    ].join('\n');
    const isSigned = (said) =>
      verify(null, Buffer.from(said), createPublicKey(pem), Buffer.from(vouched.signature, 'base64'));
    assert.ok(isSigned(statement));
    assert.ok(!isSigned(statement.replace('user', 'organization')));

    assertProblem(await native.get(`${log(world.bob)}/proof`), 400, ['/record']);
    assertProblem(await native.get(`${log(world.bob)}/proof?record=${newId()}`), 404);
    assertProblem(await native.get(`${log(world.viewer)}/proof?record=${record.id}`), 404);
  });

  it('every log is listed, with where it ends', async () => {
    const { items } = await nativeApi(world).ok('GET', '/audit-logs?limit=500');
    const ids = items.map((item) => item.owner_id);
    assert.deepEqual(ids, [...ids].sort());
    const kinds = Object.fromEntries(items.map((item) => [item.owner_id, item.owner_kind]));
    assert.equal(kinds[world.bob.id], 'user');
    assert.equal(kinds[acme], 'organization');
    assert.equal(kinds['0'.repeat(32)], 'installation', 'making checkpoints is recorded there');
    const first = await nativeApi(world).ok('GET', '/audit-logs?limit=1');
    assert.equal(first.next, ids[0]);
  });

  it('whoever may read a log may export it, and nobody else', async () => {
    const as = (person) => new NativeApi(world).withToken(person.api_token);
    const status = async (person, path) => (await raw(path, {}, person.api_token)).status;
    assert.equal(await status(world.viewer, `/audit-logs/${acme}/records`), 200, 'by their role');
    assert.equal(await status(world.bob, `/audit-logs/${acme}/records`), 200);
    assert.equal(await status(world.bob, `${log(world.bob)}/records`), 200, 'their own');
    for (const path of [`/audit-logs/${acme}/records`, `${log(world.bob)}/records`, `/audit-logs/${newId()}/tail`]) {
      assert.equal(await status(world.stranger, path), 404, path);
    }
    for (const path of ['/audit-logs', '/audit-key']) assertProblem(await as(world.bob).get(path), 403);
    assertProblem(await as(world.bob).call('POST', `/audit-logs/${acme}/checkpoints`), 403);
  });
});
