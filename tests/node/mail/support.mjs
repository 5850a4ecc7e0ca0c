// A mail server on loopback, and a program that sends by it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

import { Api, send } from '../support/api.mjs';
import { importedUser } from '../support/credentials.mjs';
import { changeSqlite, querySqlite, serve } from '../support/program.mjs';
import { leaks, makeStore, suspiciousLines } from '../support/world.mjs';

export const USER = 'selfsame';
export const PASSWORD = 'correct-horse-battery-staple';
export const FROM = 'Selfsame Tests <no-reply@selfsame.example>';
export const ORGANIZATION = '<script>alert(1)</script> Größe & Söhne';

/** A certificate for 127.0.0.1 that signs itself: `{cert, key}`, paths. */
export function makeCertificate(directory, name = 'smtp') {
  const [cert, key] = [join(directory, `${name}.pem`), join(directory, `${name}.key`)];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const files = ['-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, ...files], { stdio: 'ignore' });
  return { cert, key };
}

/** Waits until `look` returns something, and returns it. */
export async function eventually(look, what = look.toString(), timeout = 15_000) {
  for (const deadline = Date.now() + timeout; Date.now() < deadline; await pause(50)) {
    const found = await look();
    if (found) return found;
  }
  return assert.fail(`did not happen: ${what}`);
}

/** A real SMTP server that keeps what it is given. */
export class MailServer {
  constructor({ cert, key }, options = {}) {
    this.mails = []; // {from, to, secure, user, connection, message}
    this.connections = 0;
    this.refusals = new Map(); // recipient -> {responseCode, message}
    this.server = new SMTPServer({
      cert: readFileSync(cert),
      key: readFileSync(key),
      logger: false,
      disableReverseLookup: true,
      closeTimeout: 100,
      ...options,
      onConnect: (session, done) => {
        this.connections += 1;
        done();
      },
      onAuth: ({ username, password }, session, done) =>
        username === USER && password === PASSWORD
          ? done(null, { user: username })
          : done(new Error('Bad credentials')),
      onRcptTo: ({ address }, session, done) => {
        const refusal = this.refusals.get(address);
        done(refusal && Object.assign(new Error(refusal.message), refusal));
      },
      onData: (stream, session, done) => {
        const chunks = [];
        stream.on('data', (chunk) => chunks.push(chunk));
        stream.on('end', () => {
          const { envelope, secure, user, id } = session;
          const refusal = this.refusals.get('DATA');
          if (refusal) return done(Object.assign(new Error(refusal.message), refusal));
          this.mails.push({
            from: envelope.mailFrom.address,
            to: envelope.rcptTo.map(({ address }) => address),
            secure,
            user,
            connection: id,
            message: Buffer.concat(chunks),
          });
          return done();
        });
      },
    });
    this.server.on('error', () => {}); // a client that goes away in the middle
  }

  async listen(port = 0) {
    this.server.listen(port, '127.0.0.1');
    await once(this.server.server, 'listening');
    this.port = this.server.server.address().port;
    return this;
  }

  close() {
    return new Promise((resolve) => this.server.close(resolve));
  }

  /** The mail to the address, parsed, with what the server knows of it. */
  async mailTo(address) {
    const mail = await eventually(
      () => this.mails.find(({ to }) => to.includes(address)),
      `a mail to ${address}`,
    );
    return { ...mail, parsed: await simpleParser(mail.message) };
  }
}

/** A fresh store and a program on it that sends mail as `flags` say. */
export class Mailing {
  static async open(flags, { env, users = {} } = {}) {
    const mailing = new Mailing();
    mailing.people = Object.fromEntries(
      Object.entries(users).map(([name, traits]) => [
        name,
        importedUser({ email: `${name}@example.com`, ...traits }),
      ]),
    );
    const imports = Object.values(mailing.people).flatMap(({ lines }) => lines);
    Object.assign(
      mailing,
      await makeStore({ imports, initFlags: ['--organization', ORGANIZATION] }),
    );
    mailing.log = '';
    await mailing.start(flags, { env });
    return mailing;
  }

  async start(flags, options) {
    this.server = await serve(this.store, flags, { cwd: this.directory.path, ...options });
    const { email, global_api_key } = this.first;
    this.api = new Api(this.server.base, {}).withKey(email, global_api_key);
    return this;
  }

  async stop() {
    const { code, stderr } = await this.server.stop();
    this.api.close();
    this.log += stderr;
    assert.equal(code, 0, stderr);
  }

  /** Stops, and checks what holds at the end of every test. */
  async close() {
    try {
      await this.stop();
      assert.deepEqual(suspiciousLines(this.log), []);
      assert.deepEqual(leaks([PASSWORD], { log: this.log }), []);
    } finally {
      this.remove();
    }
  }

  get members() {
    return `/accounts/${this.first.organization_id}/members`;
  }

  roles() {
    return this.api.ok('GET', `/accounts/${this.first.organization_id}/roles`);
  }

  async invite(email) {
    const roles = await this.roles();
    return this.api.ok('POST', this.members, { email, roles: [roles[0].id] });
  }

  /** Rows of the outbox. */
  outbox() {
    return querySqlite(
      this.path,
      `SELECT lower(hex(id)) AS id, state, attempts, recipient, kind, last_error FROM mail
       ORDER BY id`,
    );
  }

  /** The one row, after an attempt that failed. */
  failed() {
    return eventually(() => this.outbox().find(({ attempts }) => attempts > 0), 'an attempt');
  }

  /** As if the wait for the next attempt were over. Only while nothing is served. */
  endWaits() {
    changeSqlite(this.path, 'UPDATE mail SET next_attempt_at = 0');
  }

  async metric(name) {
    const { text } = await send(`${this.server.url}/metrics`);
    return Number(text.match(new RegExp(`^${name} (\\d+)$`, 'm'))[1]);
  }

  /** Entries of the running program's log with the event. */
  logged(event) {
    return this.server.log
      .split('\n')
      .filter((line) => line.includes(`"event":"${event}"`))
      .map((line) => JSON.parse(line));
  }
}
