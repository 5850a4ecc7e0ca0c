// Who a request of the Rebilly dialect is from: forged and broken tokens, keys that are none.
import assert from 'node:assert/strict';
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { before, describe, it } from 'node:test';

import { send } from '../support/api.mjs';
import { NativeApi } from '../support/native.mjs';
import { exchange, headerBlock } from '../support/raw.mjs';
import { assertProblem, rebillyApi } from '../support/rebilly.mjs';
import { useWorld } from '../support/world.mjs';

const encode = (value) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url'));
const es256 = (key) => (text) =>
  sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');

describe('session tokens', () => {
  const world = useWorld();
  const api = rebillyApi(world);
  const strangerKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let token;
  let parts;
  let jwks;
  const read = {};

  before(async () => {
    ({ token } = await api.signIn());
    parts = token.split('.');
    read.header = decode(parts[0]);
    read.claims = decode(parts[1]);
    jwks = JSON.parse((await send(`${world.server.url}/.well-known/jwks.json`)).text);
  });

  const made = (header, claims, signature) => {
    const text = `${encode(header)}.${encode(claims)}`;
    return `${text}.${signature(text)}`;
  };
  const refused = async (forged) => {
    const answer = await api.get('/profile', { headers: { authorization: `Bearer ${forged}` } });
    assertProblem(answer, 401);
    const { type, title, status, detail, ...others } = answer.body;
    assert.equal(title, 'Unauthorized');
    assert.deepEqual(others, {});
    return detail;
  };

  it('work as they are, and their public key is published', async () => {
    await api.withSession(token).ok('GET', '/profile');
    assert.equal(read.header.alg, 'ES256');
    const jwk = jwks.keys.find(({ kid }) => kid === read.header.kid);
    assert.ok(jwk);
    assert.equal(jwk.d, undefined);
    assert.equal(createPublicKey({ key: jwk, format: 'jwk' }).asymmetricKeyType, 'ec');
  });

  it('are refused without a signature', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null, 0]) {
      const header = { ...read.header, alg };
      for (const signature of ['', parts[2], 'AA']) await refused(made(header, read.claims, () => signature));
    }
    await refused(`${parts[0]}.${parts[1]}.`);
    await refused(`${parts[0]}.${parts[1]}`);
  });

  it('are refused when the public key signs as a secret', async () => {
    for (const jwk of jwks.keys) {
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      const secrets = [
        key.export({ type: 'spki', format: 'pem' }),
        key.export({ type: 'spki', format: 'pem' }).trimEnd(),
        key.export({ type: 'spki', format: 'der' }),
        JSON.stringify(jwk),
        Buffer.from(jwk.x, 'base64url'),
      ];
      for (const secret of secrets) {
        const hs256 = (text) => createHmac('sha256', secret).update(text).digest('base64url');
        await refused(made({ ...read.header, alg: 'HS256' }, read.claims, hs256));
        await refused(made(read.header, read.claims, hs256));
      }
    }
  });

  it('are refused when they bring their own key', async () => {
    const jwk = strangerKey.publicKey.export({ format: 'jwk' });
    const signature = es256(strangerKey.privateKey);
    const headers = [
      read.header,
      { ...read.header, jwk },
      { ...read.header, kid: 'mine', jwk },
      { ...read.header, jku: 'http://127.0.0.1:1/jwks.json' },
      { ...read.header, x5u: 'http://127.0.0.1:1/' },
      { ...read.header, x5c: ['AAAA'] },
      { ...read.header, kid: undefined, jwk },
      { ...read.header, kid: '../../../dev/null' },
      { ...read.header, kid: "' OR 1=1 --" },
      { ...read.header, kid: ['a'] },
      { ...read.header, crit: ['exp'] },
      { ...read.header, b64: false },
    ];
    for (const header of headers) await refused(made(header, read.claims, signature));
  });

  it('are refused with other claims, types and members than were signed', async () => {
    const { header, claims } = read;
    const forged = [
      [header, { ...claims, sub: '0'.repeat(32) }],
      [header, { ...claims, jti: 'jwt_0YV7DEJX80CDRAKVTV478ZNJDR' }],
      [header, { ...claims, iss: 'https://elsewhere.example' }],
      [header, { ...claims, aud: 'other' }],
      [header, { ...claims, aud: [claims.aud] }],
      [header, { ...claims, exp: 1 }],
      [header, { ...claims, exp: -1 }],
      [header, { ...claims, exp: 1e300 }],
      [header, { ...claims, exp: String(claims.exp) }],
      [header, { ...claims, exp: undefined }],
      [{ ...header, typ: 'at+jwt' }, claims],
      [{ ...header, typ: 'JWE' }, claims],
      [header, []],
      [header, null],
      [header, 'text'],
      [[], claims],
    ];
    const signatures = [() => parts[2], es256(strangerKey.privateKey)];
    for (const [head, body] of forged) {
      for (const signature of signatures) await refused(made(head, body, signature));
    }
    const twice = (object, key, value) =>
      JSON.stringify(object).replace('{', `{${JSON.stringify(key)}:${JSON.stringify(value)},`);
    for (const signature of signatures) {
      await refused(made(twice(header, 'alg', 'none'), claims, signature));
      await refused(made(header, twice(claims, 'sub', '0'.repeat(32)), signature));
    }
  });

  it('are refused in any other spelling', async () => {
    const flip = (text) => text.replace(/.$/, (c) => (c === 'A' ? 'Q' : 'A'));
    const altered = [
      `${parts[0]}.${parts[1]}.${flip(parts[2])}`,
      `${parts[0]}.${flip(parts[1])}.${parts[2]}`,
      `${token}=`,
      `${token}.`,
      `${token}.${parts[2]}`,
      `.${token}`,
      `${parts[0]}..${parts[2]}`,
      `${parts[2]}.${parts[1]}.${parts[0]}`,
      token.toUpperCase(),
      'null',
      'undefined',
      '..',
      `${token}%00`,
    ];
    for (const spelling of altered) await refused(spelling);
    for (let length = 1; length < token.length; length += 7) await refused(token.slice(0, length));
  });

  it('are refused when they are long, and the connection goes on or ends in order', async () => {
    await refused(`${parts[0]}.${'A'.repeat(3000)}.${parts[2]}`);
    const long = `${parts[0]}.${'A'.repeat(1 << 20)}.${parts[2]}`;
    const bytes = headerBlock('GET /rebilly/profile HTTP/1.1', { Authorization: `Bearer ${long}` });
    const answer = await exchange(world.server.port, bytes);
    assert.ok(answer === null || answer.status === 431, String(answer?.status));
    await api.withSession(token).ok('GET', '/profile');
  });

  it('are refused alike, so that nobody learns what was wrong', async () => {
    const details = new Set();
    details.add(await refused(made({ ...read.header, alg: 'none' }, read.claims, () => parts[2])));
    details.add(await refused(made(read.header, read.claims, es256(strangerKey.privateKey))));
    details.add(await refused(made(read.header, { ...read.claims, exp: 1 }, () => parts[2])));
    details.add(await refused(made({ ...read.header, kid: 'x' }, read.claims, () => parts[2])));
    assert.equal(details.size, 1, [...details].join(' | '));
  });

  it('work in the other dialects too, and die with the session', async () => {
    const own = await api.signedIn();
    const { authorization } = own.headers;
    const elsewhere = world.nobody.as({ authorization });
    const native = new NativeApi(world, { authorization });
    assert.equal((await elsewhere.ok('GET', '/user')).email, world.first.email);
    const anew = await native.get('/users');
    assert.ok([200, 403].includes(anew.status), anew.text);
    await own.ok('POST', '/logout');
    assert.ok([401, 403].includes((await elsewhere.get('/user')).status));
    assert.equal((await native.get('/users')).status, 401);
  });

  it('of an emulation allow there no more than here', async () => {
    const own = await api.signedIn();
    const permissions = ['GetProfile'];
    const { token: narrow } = await own.ok('POST', '/permissions-emulation', { permissions });
    const elsewhere = world.nobody.withToken(narrow);
    const policies = [
      { effect: 'allow', resources: { '*': '*' }, permission_groups: [{ id: 'all_permissions' }] },
    ];
    const json = { name: 'escape', policies };
    const answer = await elsewhere.call('POST', '/user/tokens', { json });
    assert.equal(answer.status, 403, answer.text);
    const native = new NativeApi(world, { authorization: `Bearer ${narrow}` });
    assert.equal((await native.call('POST', '/users', { json: { email: 'x@example.com' } })).status, 403);
    const by = api.withSession(narrow);
    for (const path of ['/sessions', '/permissions-emulation']) {
      assertProblem(await by.call('POST', path, { json: { permissions: ['*'] } }), 403);
    }
    const passwords = { currentPassword: world.first.password, newPassword: 'seven drunken lighthouses hum' };
    assertProblem(await by.call('POST', '/profile/password', { json: passwords }), 403);
  });
});

describe('keys and headers', () => {
  const world = useWorld();
  const api = rebillyApi(world);
  const profile = (headers, path = '/profile') => api.get(path, { headers });

  it('that are missing, empty, mistyped or of another kind are refused', async () => {
    const { secret_api_key: key, global_api_key, api_token } = world.first;
    const mistyped = key.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A'));
    const publishable = `pk_live_${'a'.repeat(39)}`;
    const wrong = [
      {},
      { 'reb-apikey': '' },
      { 'reb-apikey': mistyped },
      { 'reb-apikey': key.slice(0, -1) },
      { 'reb-apikey': `${key}A` },
      { 'reb-apikey': key.toUpperCase() },
      { 'reb-apikey': publishable },
      { 'reb-apikey': global_api_key },
      { 'reb-apikey': api_token },
      { 'reb-apikey': 'x'.repeat(8000) },
      { authorization: '' },
      { authorization: 'Bearer' },
      { authorization: 'Bearer null' },
      { authorization: publishable },
      { authorization: key },
      { authorization: `Bearer ${key}` },
      { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
    ];
    for (const headers of wrong) assertProblem(await profile(headers), 401);
    assertProblem(await profile({ 'reb-apikey': key }), 200);
  });

  it('of both kinds at once: the session counts, also when it is none', async () => {
    const key = { 'reb-apikey': world.first.secret_api_key };
    const { token } = await api.signIn();
    const both = await profile({ ...key, authorization: `Bearer ${token}` });
    assert.equal(both.status, 200);
    assertProblem(await profile({ ...key, authorization: 'Bearer null' }), 401);
    const narrow = await api.withSession(token).ok('POST', '/permissions-emulation', { permissions: ['GetProfile'] });
    const emulating = await profile({ ...key, authorization: `Bearer ${narrow.token}` });
    assert.equal(emulating.body.hasPermissionsEmulation, true);
  });

  it('do not matter where none is asked for', async () => {
    for (const headers of [{}, { 'reb-apikey': 'nonsense' }, { authorization: 'Bearer null' }, { authorization: 'x' }]) {
      assert.equal((await profile(headers, '/status')).status, 200);
      const { email, password } = world.first;
      assert.equal((await api.call('POST', '/signin', { json: { email, password }, headers })).status, 201);
    }
  });

  it('of nobody are refused before anything is said about an organization', async () => {
    assertProblem(await profile({}, '/organizations/whatever/profile'), 401);
  });

  it('say no more about an organization that is not there than about one of others', async () => {
    const by = await api.signedIn();
    const [{ organization }] = (await by.ok('GET', '/profile')).memberships;
    assertProblem(await by.get(`/organizations/${organization.id}/profile`), 200);
    const answers = [];
    for (const id of ['org_0YVDM8RC7GDADADSBSMW124JA8', 'x', '%ff', 'a'.repeat(51), '0'.repeat(32)]) {
      for (const answer of [
        await by.get(`/organizations/${id}/profile`),
        await by.get('/profile', { headers: { 'organization-id': id } }),
      ]) {
        assertProblem(answer, 403);
        answers.push(answer.text);
      }
    }
    assert.equal(new Set(answers).size, 1, answers.join('\n'));
    const path = await by.get(`/organizations/${organization.id}/profile`, { headers: { 'organization-id': 'x' } });
    assertProblem(path, 200);
  });
});
