// A plain HTTP client for the native API. It checks on every answer what holds for every answer: its
// type, the shape of a problem, and that no mistake of a client makes a 5xx.
import assert from 'node:assert/strict';
import http from 'node:http';

import { JSON_TYPE, send } from './api.mjs';
import { newId } from './credentials.mjs';
import { changeSqlite } from './program.mjs';

export const STORE_READ = '5e1f5a3e57042ead8b1c2d3e4f506172';
export const STORE_WRITE = '5e1f5a3e57042d1749c8a5b6e7f80912';
export const STORE = Object.freeze({ 'com.selfsame.store.*': '*' });

export const ID = /^[0-9a-f]{32}$/;
export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function checkAnswer({ status, headers, text }) {
  assert.ok(status < 500, `answered ${status}: ${text}`);
  assert.equal(headers['cache-control'], 'no-store');
  assert.match(headers['cf-ray'] ?? '', ID);
  if (status === 204) {
    assert.equal(text, '');
    return undefined;
  }
  const body = JSON.parse(text);
  if (status < 400) {
    assert.equal(headers['content-type'], 'application/json');
    return body;
  }
  assert.equal(headers['content-type'], 'application/problem+json');
  assert.equal(body.type, 'about:blank', text);
  assert.equal(body.status, status, text);
  assert.ok(body.title.length > 0 && body.detail.length > 0, text);
  for (const { pointer, detail } of body.errors ?? []) {
    assert.match(pointer, /^(\/.+)?$/, text);
    assert.ok(detail.length > 0, text);
  }
  assert.equal(headers['www-authenticate'], status === 401 ? 'Bearer' : undefined);
  return body;
}

/** The native API as one caller sees it. */
export class NativeApi {
  constructor(world, headers = {}) {
    this.world = world;
    this.headers = headers;
    this.agent = new http.Agent({ keepAlive: true });
  }

  withToken(token) {
    this.world.secrets.add(token);
    return new NativeApi(this.world, { authorization: `Bearer ${token}` });
  }

  withKey(email, key) {
    this.world.secrets.add(key);
    return new NativeApi(this.world, { 'x-auth-email': email, 'x-auth-key': key });
  }

  async call(method, path, { json, body, headers } = {}) {
    const data = json === undefined ? (body ?? '') : JSON.stringify(json);
    const answer = await send(`${this.world.server.url}/v1${path}`, {
      method,
      headers: {
        'content-length': Buffer.byteLength(data),
        ...(json === undefined ? {} : JSON_TYPE),
        ...this.headers,
        ...headers,
      },
      body: data,
      agent: this.agent,
    });
    answer.body = checkAnswer(answer);
    if (answer.body?.global_api_key) this.world.secrets.add(answer.body.global_api_key);
    return answer;
  }

  get(path, options) {
    return this.call('GET', path, options);
  }

  /** A call that must succeed: its body. */
  async ok(method, path, json) {
    const answer = await this.call(method, path, { json });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** Every item of a list, `limit` at a time. */
  async all(path, limit = 500) {
    const items = [];
    let next = '';
    for (;;) {
      const query = `limit=${limit}${next && `&after=${next}`}`;
      const page = await this.ok('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`);
      assert.ok(page.items.length <= limit);
      items.push(...page.items);
      if (page.next === null) return items;
      assert.equal(page.next, items.at(-1).id);
      next = page.next;
    }
  }
}

/** Asserts a refusal: its status, and the places that it names. */
export function assertProblem(answer, status, pointers) {
  assert.equal(answer.status, status, answer.text);
  if (pointers) {
    assert.deepEqual(
      (answer.body.errors ?? []).map(({ pointer }) => pointer),
      pointers,
      answer.text,
    );
  }
}

/** The API as the first user calls it, with their token for everything. */
export const nativeApi = (world) => new NativeApi(world).withToken(world.first.api_token);

const FAR = Date.UTC(2999, 0, 1) * 1000;
const STATES = { waiting: 1, dead: 2 };

/** Puts a mail into the outbox that is not due for a long time. */
export function addMail({ path }, state, values = '[]') {
  const id = newId();
  changeSqlite(
    path,
    `INSERT INTO mail (id, state, attempts, created_at, next_attempt_at, recipient, kind, language,
       last_error, template_values)
     VALUES (x'${id}', ${STATES[state]}, 3, 1767225600000000, ${FAR}, 'ann@example.com', 'invite',
       'en-US', '550 no such user', '${values}')`,
  );
  return id;
}
