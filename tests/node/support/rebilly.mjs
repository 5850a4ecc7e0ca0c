// The Rebilly dialect: a plain HTTP client that checks on every answer what holds for every answer,
// the official SDKs, and the codes of an authenticator app.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';

import { JSON_TYPE, send } from './api.mjs';

export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;
export const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Flags of a server on which any number of passwords may be tried. */
export const UNLIMITED = ['--rate-limit', '0', '--account-attempts', '0', '--network-attempts', '0'];

export const baseOf = (world) => `${world.server.url}/rebilly`;

function checkProblem({ status, headers, text }, body) {
  assert.equal(body.type, 'about:blank', text);
  assert.equal(body.status, status, text);
  assert.ok(body.title.length > 0 && body.detail.length > 0, text);
  assert.equal(headers['www-authenticate'], status === 401 ? 'Bearer' : undefined);
  if (status === 422) {
    assert.equal(body.error, body.detail, text);
    assert.deepEqual(
      body.details,
      body.invalidFields.map(({ message }) => message),
      text,
    );
  }
}

function checkAnswer(answer) {
  const { status, headers, text } = answer;
  assert.ok(status < 500, `answered ${status}: ${text}`);
  assert.equal(headers['cache-control'], 'no-store');
  if (status === 204) {
    assert.equal(text, '');
    return undefined;
  }
  assert.equal(headers['content-type'], 'application/json');
  const body = JSON.parse(text);
  if (status >= 400) checkProblem(answer, body);
  return body;
}

/** The dialect as one caller sees it. */
export class RebillyApi {
  constructor(world, headers = {}) {
    this.world = world;
    this.headers = headers;
    this.agent = new http.Agent({ keepAlive: true });
  }

  as(headers) {
    return new RebillyApi(this.world, headers);
  }

  withSession(token) {
    this.world.secrets.add(token);
    return this.as({ authorization: `Bearer ${token}` });
  }

  withKey(key) {
    this.world.secrets.add(key);
    return this.as({ 'reb-apikey': key });
  }

  /** `json` is sent as JSON; `body` as it is, with the headers given. */
  async call(method, path, { json, body, headers } = {}) {
    const data = json === undefined ? (body ?? '') : JSON.stringify(json);
    const answer = await send(baseOf(this.world) + path, {
      method,
      headers: {
        ...(method === 'GET' ? {} : { 'content-length': Buffer.byteLength(data) }),
        ...(json === undefined ? {} : JSON_TYPE),
        ...this.headers,
        ...headers,
      },
      body: method === 'GET' ? undefined : data,
      agent: this.agent,
    });
    answer.body = checkAnswer(answer);
    if (answer.body?.token) this.world.secrets.add(answer.body.token);
    if (answer.body?.totpSecret) this.world.secrets.add(answer.body.totpSecret);
    return answer;
  }

  get(path, options) {
    return this.call('GET', path, options);
  }

  /** A call that must succeed: its body. */
  async ok(method, path, json, options) {
    const answer = await this.call(method, path, { json, ...options });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  signIn(person = this.world.first, fields = {}) {
    const { email, password } = person;
    return this.ok('POST', '/signin', { email, password, ...fields });
  }

  /** A session of the person by their password, as a caller. */
  async signedIn(person, fields) {
    return this.withSession((await this.signIn(person, fields)).token);
  }

  /** Another session of the caller's, as a caller. */
  async sibling(permissions = ['*']) {
    return this.withSession((await this.ok('POST', '/sessions', { permissions })).token);
  }
}

/** The API as nobody in particular calls it. */
export const rebillyApi = (world) => new RebillyApi(world);

/** Asserts a refusal: its status, and the fields that it names. */
export function assertProblem(answer, status, fields) {
  assert.equal(answer.status, status, answer.text);
  if (fields) {
    assert.deepEqual(
      (answer.body.invalidFields ?? []).map(({ field }) => field),
      fields,
      answer.text,
    );
  }
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_SECONDS = 30;

function fromBase32(text) {
  const bits = [...text].map((c) => BASE32.indexOf(c).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** The code that an authenticator app shows (RFC 6238), `later` steps from now. */
export function codeOf(secret, later = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP_SECONDS) + later));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Six digits that are no code of now, or of a few steps around it. */
export function wrongCodeOf(secret) {
  const near = Array.from({ length: 9 }, (_, i) => codeOf(secret, i - 4));
  return ['000000', '111111', '222222', '333333', '444444', '555555', '666666', '777777', '888888', '999999']
    .find((code) => !near.includes(code));
}

const require = createRequire(import.meta.url);
const load = (alias) => {
  const sdk = require(alias);
  const { version } = JSON.parse(
    readFileSync(new URL(`../node_modules/${alias}/package.json`, import.meta.url)),
  );
  return { version, RebillyAPI: sdk.default };
};

const newest = load('rebilly-js-sdk');
const historic = load('rebilly-js-sdk-42');
const TIMEOUT = 10_000;

/** The SDK of today; `options` as it takes them. */
export function connect62(world, options = {}, base = baseOf(world)) {
  return newest.RebillyAPI({ urls: { live: base, sandbox: base }, timeout: TIMEOUT, ...options });
}

/** The last generation that signs in, and knows one-time codes. It has no option for the address. */
export function connect42(world, options = {}) {
  const api = historic.RebillyAPI({ timeout: TIMEOUT, ...options });
  api.setEndpoints({ live: baseOf(world), sandbox: baseOf(world) });
  return api;
}

export const SDKS = [
  { name: `rebilly-js-sdk ${newest.version}`, major: 62, connect: connect62 },
  { name: `rebilly-js-sdk ${historic.version}`, major: 42, connect: connect42 },
];

/** Asserts that a call of an SDK fails as it fails with that status; the error. */
export async function assertFails(call, name, status) {
  try {
    await call;
  } catch (error) {
    assert.equal(error.name, name, `${error.name}: ${error.message}`);
    assert.equal(error.status, status, error.message);
    return error;
  }
  assert.fail(`no ${name}`);
}
