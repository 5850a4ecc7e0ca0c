// A plain HTTP client for the Cloudflare dialect. It checks on every answer what holds for every
// answer: the envelope, its agreement with the status, and that no mistake of a client makes a 5xx.
import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';

export const JSON_TYPE = { 'content-type': 'application/json' };

/** One request as it is: `{status, headers, text}`. */
export function send(url, { method = 'GET', headers = {}, body, agent, ca } = {}) {
  return new Promise((resolve, reject) => {
    const client = url.startsWith('https:') ? https : http;
    const request = client.request(url, { method, headers, agent, ca }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text,
          socket: request.socket,
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** The `result` of a refusal; one family of routes has its own. */
const resultOfRefusal = (path) =>
  /^\/user\/communication_preferences(\?|$)/.test(path) ? [] : null;

export function checkEnvelope({ status, headers, text }, refused = null) {
  assert.ok(status < 500, `answered ${status}: ${text}`);
  assert.match(headers['content-type'] ?? '', /^application\/json\b/);
  const body = JSON.parse(text);
  for (const key of ['success', 'errors', 'messages', 'result'])
    assert.ok(key in body, `${key} in ${text}`);
  assert.equal(body.success, status < 400, text);
  if (status < 400) {
    assert.deepEqual(body.errors, [], text);
  } else {
    assert.deepEqual(body.result, refused, text);
    assert.ok(body.errors.length > 0, text);
    for (const { code, message } of body.errors) {
      assert.ok(Number.isInteger(code) && code >= 1000, text);
      assert.ok(typeof message === 'string' && message !== '', text);
    }
  }
  return body;
}

const withoutLastUse = (token) => ({ ...token, last_used_on: undefined });

/** The dialect as one caller sees it. */
export class Api {
  constructor(base, headers, secrets = new Set()) {
    this.base = base;
    this.headers = headers;
    this.secrets = secrets; // every secret that was ever shown to a caller
    this.agent = new http.Agent({ keepAlive: true });
  }

  as(headers) {
    return new Api(this.base, headers, this.secrets);
  }

  withToken(token) {
    this.secrets.add(token);
    return this.as({ authorization: `Bearer ${token}` });
  }

  withKey(email, key) {
    this.secrets.add(key);
    return this.as({ 'x-auth-email': email, 'x-auth-key': key });
  }

  anonymous() {
    return this.as({});
  }

  /** `json` is sent as JSON; `body` as it is, with the headers given. */
  async call(method, path, { json, body, headers } = {}) {
    const data = json === undefined ? body : JSON.stringify(json);
    const type = json === undefined ? {} : JSON_TYPE;
    const length =
      data !== undefined
        ? { 'content-length': Buffer.byteLength(data) }
        : method === 'GET'
          ? {}
          : { 'content-length': 0 };
    const answer = await send(this.base + path, {
      method,
      headers: { ...length, ...type, ...this.headers, ...headers },
      body: data,
      agent: this.agent,
    });
    answer.body = checkEnvelope(answer, resultOfRefusal(path));
    answer.result = answer.body.result;
    answer.errors = answer.body.errors;
    if (answer.status < 400 && answer.result?.value) this.secrets.add(answer.result.value);
    if (/\/value$/.test(path) && typeof answer.result === 'string') this.secrets.add(answer.result);
    return answer;
  }

  get(path, options) {
    return this.call('GET', path, options);
  }

  /** A call that must succeed: its result. */
  async ok(method, path, json, options) {
    const answer = await this.call(method, path, { json, ...options });
    assert.equal(answer.status, 200, `${method} ${path}: ${answer.text}`);
    return answer.result;
  }

  createToken(fields) {
    return this.ok('POST', '/user/tokens', fields);
  }

  /** Every item of a list, page after page, as the clients ask for it. */
  async all(path) {
    const items = [];
    for (let page = 1; ; page++) {
      const found = await this.ok(
        'GET',
        `${path}${path.includes('?') ? '&' : '?'}per_page=50&page=${page}`,
      );
      if (found.length === 0) return items;
      items.push(...found);
    }
  }

  /** Everything that a refused change could have changed, without what reading itself changes. */
  async snapshot() {
    const user = await this.ok('GET', '/user');
    const tokens = await this.all('/user/tokens?include_expired=true');
    return { user, tokens: tokens.map(withoutLastUse) };
  }

  /** The same of an organization, for a caller who may read all of it. */
  async snapshotOf(account) {
    const path = `/accounts/${account}`;
    return {
      account: await this.ok('GET', path),
      members: await this.all(`${path}/members`),
      rejected: await this.all(`${path}/members?status=rejected`),
      tokens: (await this.all(`${path}/tokens?include_expired=true`)).map(withoutLastUse),
      resourceGroups: await this.ok('GET', `${path}/iam/resource_groups`),
    };
  }

  close() {
    this.agent.destroy();
  }
}

/** Asserts a refusal: status, code of the first error, and what else is given. */
export function assertRefused(answer, status, code, { message, pointer, chain } = {}) {
  assert.equal(answer.status, status, answer.text);
  const [error] = answer.errors;
  if (code !== undefined) assert.equal(error.code, code, answer.text);
  if (message instanceof RegExp) assert.match(error.message, message);
  else if (message !== undefined) assert.equal(error.message, message);
  if (pointer !== undefined) assert.equal(error.source?.pointer, pointer, answer.text);
  if (chain !== undefined)
    assert.deepEqual(
      error.error_chain?.map((link) => link.code),
      chain,
      answer.text,
    );
}
