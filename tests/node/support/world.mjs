// A fresh store and a server on it, for the length of one `describe` (or file).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';

import { Api, send } from './api.mjs';
import { importedUser } from './credentials.mjs';
import { runOk, serve, temporaryDirectory } from './program.mjs';

export const FIRST_EMAIL = 'owner@example.com';

export async function makeStore({ initFlags = [], initOptions, imports = [] } = {}) {
  const directory = temporaryDirectory();
  const path = join(directory.path, 'selfsame.db');
  const store = `sqlite:${path}`;
  const { stdout } = await runOk(
    ['init', '--store', store, '--email', FIRST_EMAIL, ...initFlags, '--json'],
    initOptions,
  );
  const first = { email: FIRST_EMAIL, ...JSON.parse(stdout) };
  if (imports.length > 0) {
    const file = join(directory.path, 'import.jsonl');
    writeFileSync(file, imports.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await runOk(['import', '--store', store, file]);
  }
  return { directory, path, store, first, remove: () => directory.remove() };
}

/** Lines of a log that are no JSON objects, or say that the server failed at a request. */
export function suspiciousLines(log) {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .filter((line) => {
      try {
        const entry = JSON.parse(line);
        return typeof entry !== 'object' || entry === null || Number(entry.status) >= 500;
      } catch {
        return true;
      }
    });
}

/** Names of the places that hold one of the secrets in the clear. */
export function leaks(secrets, places) {
  const found = [];
  for (const [name, content] of Object.entries(places)) {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
    for (const secret of secrets) if (bytes.includes(secret)) found.push(name);
  }
  return found;
}

/** Every file in a directory and below, with what it holds. */
export function filesOf(directory) {
  const entries = readdirSync(directory, { withFileTypes: true }).map((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesOf(path) : { [path]: readFileSync(path) };
  });
  return Object.assign({}, ...entries);
}

const SECRETS_OF_A_PERSON = ['password', 'api_token', 'global_api_key', 'secret_api_key'];

/** A store with people in it, and the server on it. */
export class World {
  #users;
  #init;
  #imports;
  #failures;
  #people = {};
  #logs = '';

  /**
   * `users`: people to bring in, by name; each is then a property of the world.
   * `imports`: further lines to bring in, made of the world, whose people are there.
   * `init`: what `makeStore` takes. `failures`: whether answers of 5xx are provoked on purpose.
   */
  constructor({
    flags = ['--rate-limit', '0'],
    users = {},
    imports = () => [],
    init,
    failures = false,
  } = {}) {
    this.flags = flags;
    this.secrets = new Set(); // all that anybody was ever shown
    this.#users = users;
    this.#init = init;
    this.#imports = imports;
    this.#failures = failures;
  }

  async open() {
    for (const [name, traits] of Object.entries(this.#users)) {
      this.#people[name] = importedUser({ email: `${name}@example.com`, ...traits });
    }
    Object.assign(this, this.#people);
    const imports = [
      ...(this.#init?.imports ?? []),
      ...Object.values(this.#people).flatMap((person) => person.lines),
      ...this.#imports(this),
    ];
    Object.assign(this, await makeStore({ ...this.#init, imports }));
    this.mailDirectory = join(this.directory.path, 'mail');
    for (const person of [this.first, ...Object.values(this.#people)]) {
      for (const key of SECRETS_OF_A_PERSON) if (person[key]) this.secrets.add(person[key]);
    }
    await this.start();
    return this;
  }

  async start() {
    this.server = await serve(this.store, ['--mail-directory', this.mailDirectory, ...this.flags]);
    this.nobody = new Api(this.server.base, {}, this.secrets);
    this.api = this.nobody.withToken(this.first.api_token);
    for (const person of Object.values(this.#people)) {
      person.api = this.nobody.withToken(person.api_token);
    }
  }

  async stop() {
    const { code, signal, stderr } = await this.server.stop();
    this.#logs += stderr;
    assert.equal(code, 0, `exit ${code ?? signal}: ${stderr}`);
  }

  /** Stops the server, and checks what holds at the end of every suite. */
  async close() {
    if (!this.server) return;
    try {
      const metrics = await send(`${this.server.url}/metrics`).then(({ text }) => text, String);
      await this.stop(); // tells how the server ended, if it did before its time
      if (!this.#failures) {
        assert.match(metrics, /^selfsame_http_answers_total\{class="5xx"\} 0$/m);
        assert.deepEqual(suspiciousLines(this.#logs), []);
      }
      const places = { metrics, log: this.#logs, ...filesOf(this.directory.path) };
      assert.deepEqual(leaks(this.secrets, places), []);
    } finally {
      this.remove();
    }
  }
}

/** The world of the surrounding `describe`; open from before its first test to after its last. */
export function useWorld(options) {
  const world = new World(options);
  before(() => world.open());
  after(() => world.close());
  return world;
}

/**
 * Runs `change`, which must be refused, and asserts that it changed nothing for `api`'s user, or
 * whatever `snapshot` looks at.
 */
export async function assertChangesNothing(api, change, snapshot = () => api.snapshot()) {
  const earlier = await snapshot();
  const answer = await change();
  assert.deepEqual(await snapshot(), earlier);
  return answer;
}
