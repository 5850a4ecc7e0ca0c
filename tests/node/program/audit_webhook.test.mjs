// Audit records as a receiver of the webhook gets them: signed, in the order of each log, all of them,
// whatever happens to the receiver and to the program.
import assert from 'node:assert/strict';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { eventually, makeCertificate } from '../mail/support.mjs';
import { Api, send } from '../support/api.mjs';
import { importedUser } from '../support/credentials.mjs';
import { assertOneClearLine, endsWith } from '../support/operator.mjs';
import { querySqlite, runOk, serve } from '../support/program.mjs';
import { leaks, makeStore, suspiciousLines } from '../support/world.mjs';

const KEY = randomBytes(32);
const SECRET = `whsec_${KEY.toString('base64')}`;
const PATH = '/token-in-the-path';
const TOLERANCE_SECONDS = 300;

/** A receiver that checks what it is sent as the specification tells receivers to. */
class Receiver {
  constructor(certificate) {
    this.certificate = certificate;
    this.messages = new Map(); // webhook-id -> body, of those it took
    this.logs = new Map(); // owner -> records, of those it took, without doubles
    this.attempts = 0;
    this.wrong = []; // what no sender may do
    this.answer = () => 200; // status, or null: hangs up; may take its time
  }

  async listen(port = 0) {
    const receive = (request, response) => this.#receive(request, response);
    this.server = this.certificate
      ? https.createServer(this.certificate, receive)
      : http.createServer(receive);
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = this.server.address().port;
    return this;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  get url() {
    const scheme = this.certificate ? 'https' : 'http';
    return `${scheme}://siem:basic-password@127.0.0.1:${this.port}${PATH}`;
  }

  /** Records of all logs. */
  get count() {
    return [...this.logs.values()].reduce((sum, records) => sum + records.length, 0);
  }

  async #receive(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    this.attempts += 1;
    const body = Buffer.concat(chunks);
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signed } =
      request.headers;
    this.#check(request, id, at, signed, body);
    const status = await this.answer(this.attempts);
    // Took it, and could not say so: what the sender must expect.
    if (status === 200 || status === null) this.#take(id, body);
    if (status === null) return request.socket.destroy();
    response.statusCode = status;
    return response.end('{"detail": "of no concern"}');
  }

  #check(request, id, at, signed, body) {
    const expected = createHmac('sha256', KEY).update(`${id}.${at}.${body}`).digest();
    const [version, signature] = signed.split(',');
    const given = Buffer.from(signature, 'base64');
    const faults = {
      signature:
        version !== 'v1' || given.length !== 32 || !timingSafeEqual(given, expected),
      time: Math.abs(Date.now() / 1000 - Number(at)) > TOLERANCE_SECONDS,
      method: request.method !== 'POST' || request.url !== PATH,
      type: request.headers['content-type'] !== 'application/json',
      agent: !/^Selfsame\/\d+\.\d+\.\d+$/.test(request.headers['user-agent']),
      credentials:
        request.headers.authorization !==
        `Basic ${Buffer.from('siem:basic-password').toString('base64')}`,
    };
    for (const [name, wrong] of Object.entries(faults)) if (wrong) this.wrong.push(name);
  }

  #take(id, body) {
    const earlier = this.messages.get(id);
    if (earlier !== undefined) {
      if (!earlier.equals(body)) this.wrong.push(`another body with the id ${id}`);
      return;
    }
    this.messages.set(id, body);
    const { type, timestamp, data } = JSON.parse(body);
    if (type !== 'audit.records' || Number.isNaN(Date.parse(timestamp))) this.wrong.push('envelope');
    if (data.length < 1 || data.length > 100) this.wrong.push(`${data.length} records`);
    for (const record of data) {
      const log = this.logs.get(record.owner.id) ?? [];
      this.logs.set(record.owner.id, log);
      const last = log.at(-1)?.sequence ?? 0;
      if (record.sequence > last + 1 && last > 0) this.wrong.push(`gap after ${last}`);
      if (record.sequence > last) log.push(record);
    }
  }
}

/** Every record in the store, by owner, as the receiver must have got it. */
function recordsIn(path) {
  const rows = querySqlite(
    path,
    `SELECT lower(hex(owner_id)) AS owner, sequence, lower(hex(id)) AS id, lower(hex(hash)) AS hash
     FROM audit_records ORDER BY owner_id, sequence`,
  );
  return rows.map(({ owner, sequence, id, hash }) => `${owner} ${sequence} ${id} ${hash}`);
}

const recordsAt = (receiver) =>
  [...receiver.logs.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([owner, records]) =>
      records.map(({ sequence, id, hash }) => `${owner} ${sequence} ${id} ${hash}`),
    );

const metric = async (server, name) => {
  const { text } = await send(`${server.url}/metrics`);
  return Number(text.match(new RegExp(`^${name} (\\d+)$`, 'm'))[1]);
};

describe('the audit webhook', () => {
  const ada = importedUser({ email: 'ada@example.com' });
  let made;
  let receiver;
  let secretFile;
  let logs = '';
  let server;

  const flags = (...more) => [
    '--rate-limit',
    '0',
    '--mail-directory',
    join(made.directory.path, 'mail'),
    '--audit-webhook',
    receiver.url,
    '--audit-webhook-secret-file',
    secretFile,
    ...more,
  ];
  const begin = async (...more) => (server = await serve(made.store, flags(...more)));
  const end = async () => {
    const { code, stderr } = await server.stop();
    logs += stderr;
    assert.equal(code, 0, stderr);
  };
  /** One change of each of two people: two logs. */
  const change = (value) =>
    Promise.all(
      [made.first, ada].map(({ api_token }) =>
        new Api(server.base, {}).withToken(api_token).ok('PATCH', '/user', { zipcode: `${value}` }),
      ),
    );
  const everythingArrives = () =>
    eventually(
      () => receiver.count === recordsIn(made.path).length,
      'the receiver gets every record',
      30_000,
    ).then(() => assert.deepEqual(recordsAt(receiver), recordsIn(made.path)));

  before(async () => {
    made = await makeStore({ imports: ada.lines });
    secretFile = join(made.directory.path, 'webhook-secret');
    writeFileSync(secretFile, `${SECRET}\n`);
    receiver = await new Receiver().listen();
  });
  after(async () => {
    await receiver.close();
    made.remove();
  });

  it('gets what commands recorded while nobody served', async () => {
    await begin();
    await everythingArrives();
    assert.ok(receiver.count > 0);
    await end();
  });

  it('gets each change, in the order of its log', async () => {
    await begin();
    for (let i = 0; i < 5; i++) await change(i);
    await everythingArrives();
    assert.equal(await metric(server, 'selfsame_audit_delivery_failures_total'), 0);
    assert.equal(await metric(server, 'selfsame_audit_delivered_total'), 10);
    await eventually(async () => (await metric(server, 'selfsame_audit_logs_waiting')) === 0);
  });

  it('gets everything though it fails at first, in messages of at most 100', async () => {
    const { attempts } = receiver;
    receiver.answer = () => 500;
    for (let i = 0; i < 120; i++) await change(`many ${i}`);
    await eventually(() => receiver.attempts >= attempts + 2, 'attempts');
    assert.ok((await metric(server, 'selfsame_audit_delivery_failures_total')) >= 2);
    await eventually(async () => (await metric(server, 'selfsame_audit_logs_waiting')) === 2);
    receiver.answer = () => 200;
    await everythingArrives();
  });

  it('holds up no request while it does not answer', async () => {
    const hanging = new Receiver();
    await receiver.close();
    hanging.answer = () => new Promise(() => {});
    await hanging.listen(receiver.port);
    await change('while it hangs');
    await eventually(() => hanging.attempts > 0, 'an attempt');
    const began = Date.now();
    for (let i = 0; i < 10; i++) await change(`while it hangs ${i}`);
    assert.ok(Date.now() - began < 5000);
    assert.equal((await send(`${server.url}/readyz`)).status, 200);
    const stopping = Date.now();
    await end();
    assert.ok(Date.now() - stopping < 6000, 'stops though the request hangs');
    await hanging.close();
    await receiver.listen(receiver.port);
    await begin();
    await everythingArrives();
  });

  it('loses nothing when the program is killed, and the receiver hangs up', async () => {
    for (let round = 0; round < 5; round++) {
      receiver.answer = (attempt) => [200, null, 503, 200, 404][attempt % 5];
      const writing = (async () => {
        for (let i = 0; ; i++) await change(`round ${round}, ${i}`);
      })().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 300 + 200 * round));
      logs += (await server.kill()).stderr;
      await writing;
      await begin();
    }
    receiver.answer = () => 200;
    await everythingArrives();
    await end();
  });

  it('was sent nothing that was not right', () => assert.deepEqual(receiver.wrong, []));

  it('is told in the log by its host only, without secrets', () => {
    assert.deepEqual(suspiciousLines(logs), []);
    assert.match(logs, /"event":"audit_webhook","host":"127\.0\.0\.1"/);
    assert.match(logs, /"event":"audit_webhook_failed"/);
    const secrets = [SECRET, SECRET.slice(6), PATH.slice(1), 'basic-password', 'no concern'];
    assert.deepEqual(leaks(secrets, { logs }), []);
  });

  it('left the key for its owner alone, beside the store', () => {
    const file = `${made.path}.audit-key`;
    assert.ok(existsSync(file));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(readFileSync(file, 'utf8'), /^-----BEGIN PRIVATE KEY-----/);
  });

  it('comes by TLS, if the certificate is right', async () => {
    await receiver.close();
    const { cert, key } = makeCertificate(made.directory.path, 'webhook');
    const plain = receiver;
    receiver = new Receiver({ cert: readFileSync(cert), key: readFileSync(key) });
    receiver.logs = plain.logs;
    await receiver.listen();

    await begin();
    await change('by TLS');
    await eventually(() => /audit_webhook_failed.*certificate/i.test(server.log), 'a refusal');
    assert.equal(receiver.attempts, 0);
    logs += (await server.kill()).stderr;

    await begin('--audit-webhook-ca', cert);
    await everythingArrives();
    await end();
    assert.deepEqual(receiver.wrong, []);
  });

  it('is not begun with a wrong setting', async () => {
    const start = (...more) =>
      endsWith(1, ['serve', '--listen', '127.0.0.1:0', '--store', made.store, ...more]);
    const url = ['--audit-webhook', receiver.url];
    const noSecret = join(made.directory.path, 'no-secret');
    writeFileSync(noSecret, 'whsec_c2hvcnQ=\n');
    for (const file of [noSecret, join(made.directory.path, 'absent')]) {
      const { stderr } = await start(...url, '--audit-webhook-secret-file', file);
      assertOneClearLine(stderr);
      assert.match(stderr, /--audit-webhook-secret-file/);
      assert.doesNotMatch(stderr, /c2hvcnQ/);
    }
    const ca = ['--audit-webhook-ca', noSecret];
    const { stderr } = await start(...url, '--audit-webhook-secret-file', secretFile, ...ca);
    assertOneClearLine(stderr);
    assert.match(stderr, /--audit-webhook-ca/);
  });
});

describe('the key that signs audit logs', () => {
  it('is made with the store only', async () => {
    const made = await makeStore();
    const store = join(made.directory.path, 'absent', 'selfsame.db');
    const serving = ['serve', '--listen', '127.0.0.1:0', '--store'];
    const { stderr } = await endsWith(1, [...serving, `sqlite:${store}`]);
    assertOneClearLine(stderr);
    assert.doesNotMatch(stderr, /key/);

    const key = join(made.directory.path, 'a-key');
    writeFileSync(key, 'no key', { mode: 0o600 });
    const refused = await endsWith(1, [...serving, made.store, '--audit-key', key]);
    assertOneClearLine(refused.stderr);
    assert.match(refused.stderr, /--audit-key/);
    assert.equal(readFileSync(key, 'utf8'), 'no key');
    made.remove();
  });

  it('is new each time for a store that is not kept', async () => {
    const keys = [];
    for (let i = 0; i < 2; i++) {
      const server = await serve('sqlite::memory:');
      keys.push(server.log.match(/"event":"audit_key_not_kept","key_id":"([0-9a-f]{16})"/)[1]);
      assert.equal((await server.stop()).code, 0);
    }
    assert.notEqual(keys[0], keys[1]);
  });

  it('stays over restarts', async () => {
    const made = await makeStore();
    const ids = [];
    for (let i = 0; i < 2; i++) {
      const server = await serve(made.store);
      ids.push(server.log.match(/"event":"audit_key","key_id":"([0-9a-f]{16})"/)[1]);
      assert.equal((await server.stop()).code, 0);
    }
    assert.equal(ids[0], ids[1]);
    const { stdout } = await runOk(['audit', 'key', '--store', made.store]);
    assert.match(stdout, /^-----BEGIN PUBLIC KEY-----/);
    made.remove();
  });
});
