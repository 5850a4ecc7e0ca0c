// Bad input to the Rebilly dialect: bodies, types, methods, paths, and guesses.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { assertProblem, codeOf, rebillyApi, UNLIMITED, wrongCodeOf } from '../support/rebilly.mjs';
import { atOnce } from '../support/team.mjs';
import { useWorld } from '../support/world.mjs';

const JSON_BODY = { 'content-type': 'application/json' };
const WRONG = 'this is not the password';

describe('bodies', () => {
  const world = useWorld({ flags: UNLIMITED });
  const api = rebillyApi(world);
  let by;
  before(async () => (by = await api.signedIn()));
  const put = (options) => by.call('PUT', '/profile', options);

  it('that are no JSON are refused, and change nothing', async () => {
    const earlier = await by.ok('GET', '/profile');
    const malformed = [
      '{', '{"preferences":{}', '{preferences:{}}', "{'preferences':{}}", '{"preferences":{},}',
      '{"preferences":{}} x', '{"preferences":{"a":1,"a":2}}', '{"preferences":"\\ud800"}', '\0', 'NaN',
      `{"preferences":${'['.repeat(100)}${']'.repeat(100)}}`, '{"preferences":{"a":1e999}}',
    ];
    for (const body of malformed) {
      const answer = await put({ body, headers: JSON_BODY });
      assertProblem(answer, 400, []);
      assert.equal(answer.body.error, answer.body.detail);
    }
    assert.deepEqual(await by.ok('GET', '/profile'), earlier);
  });

  it('that are no object are refused; an empty list is one', async () => {
    for (const json of [null, 1, 'text', true, [1], [{}]]) assertProblem(await put({ json }), 422, ['']);
    assertProblem(await put({ body: '' }), 422, ['']);
    assertProblem(await put({ json: [] }), 200);
  });

  it('of other types are refused, none or JSON of any charset are not', async () => {
    const body = '{}';
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data; boundary=x', 'application/jsonp']) {
      assertProblem(await put({ body, headers: { 'content-type': type } }), 415);
    }
    for (const type of ['application/json', 'application/json;charset=utf-8', 'Application/JSON']) {
      assertProblem(await put({ body, headers: { 'content-type': type } }), 200);
    }
  });

  it('that are missing where none is read do not matter, whatever type they say', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/json']) {
      const own = await by.sibling();
      const headers = { 'content-type': type };
      assertProblem(await own.call('POST', '/profile/mfa', { headers }), 201);
      assertProblem(await own.call('POST', '/logout', { headers }), 204);
    }
    const own = await by.sibling();
    assertProblem(await own.call('POST', '/logout', { json: { authenticate: false } }), 204);
  });

  it('with fields of the wrong type name each of them', async () => {
    const cases = [
      ['PUT', '/profile', { preferences: 1, totpRequired: 'yes', reportingCurrency: 5, oneTimePassword: 123456 },
        ['preferences', 'reportingCurrency', 'totpRequired', 'oneTimePassword']],
      ['POST', '/signin', { email: 1, password: {}, oneTimePassword: '12345', expiredTime: 'soon' },
        ['email', 'password', 'oneTimePassword', 'expiredTime']],
      ['POST', '/signin', {}, ['email', 'password']],
      ['POST', '/signin', { email: null, password: null }, ['email', 'password']],
      ['POST', '/profile/password', { currentPassword: [], newPassword: null }, ['currentPassword', 'newPassword']],
      ['POST', '/profile/password', { currentPassword: WRONG, newPassword: 'x'.repeat(2000) }, ['newPassword']],
      ['POST', '/forgot-password', { email: 5 }, ['email']],
      ['POST', '/forgot-password', { email: 'a@b@c' }, ['email']],
      ['POST', '/reset-password/x', { newPassword: 5 }, ['newPassword']],
      ['POST', '/sessions', { permissions: 'GetProfile' }, ['permissions']],
      ['POST', '/sessions', { permissions: ['GetProfile', 1, 'Nonsense'] }, ['permissions.1', 'permissions.2']],
      ['POST', '/sessions', { permissions: [] }, ['permissions']],
      ['POST', '/permissions-emulation', { permissions: [null] }, ['permissions.0']],
      ['POST', '/permissions-emulation', { permissions: Array(701).fill('GetProfile') }, ['permissions']],
    ];
    for (const [method, path, json, fields] of cases) {
      assertProblem(await by.call(method, path, { json }), 422, fields);
    }
  });

  it('may have fields that are not known, or that nobody can write', async () => {
    const before = await by.ok('GET', '/profile');
    const json = { email: 5, id: [], memberships: 'x', nonsense: {}, oneTimePassword: null, hash: 1, preferences: {} };
    const { updatedTime, preferences, ...after } = await by.ok('PUT', '/profile', json);
    assert.deepEqual(preferences, {});
    assert.deepEqual({ ...after, updatedTime: before.updatedTime, preferences: before.preferences }, before);
  });

  it('hold preferences up to 16 KiB', async () => {
    const filled = (bytes) => ({ preferences: { a: 'x'.repeat(bytes - '{"a":""}'.length) } });
    assertProblem(await put({ json: filled(16_384) }), 200);
    assertProblem(await put({ json: filled(16_385) }), 422, ['preferences']);
    assertProblem(await put({ body: `{"a":"${'x'.repeat(1 << 20)}"}`, headers: JSON_BODY }), 413);
    assertProblem(await put({ json: { preferences: [] } }), 200);
  });
});

describe('paths and methods', () => {
  const world = useWorld({ flags: UNLIMITED });
  const api = rebillyApi(world);
  let by;
  before(async () => (by = await api.signedIn()));

  it('that do not go together are refused, with those that do', async () => {
    const cases = [
      ['DELETE', '/profile', 'GET, PUT'],
      ['PATCH', '/profile', 'GET, PUT'],
      ['PUT', '/profile/mfa', 'GET, POST, DELETE'],
      ['GET', '/signin', 'POST'],
      ['GET', '/logout', 'POST'],
      ['POST', '/status', 'GET'],
      ['GET', '/permissions-emulation', 'POST, DELETE'],
    ];
    for (const [method, path, allowed] of cases) {
      for (const caller of [api, by]) {
        const answer = await caller.call(method, path);
        assertProblem(answer, 405);
        assert.equal(answer.headers.allow, allowed);
      }
    }
  });

  it('may end with a slash', async () => {
    for (const path of ['/profile/', '/profile/mfa/', '/sessions/', '/status/']) {
      assertProblem(await by.get(path), 200);
    }
    assertProblem(await by.call('POST', '/sessions/', { json: { permissions: ['*'] } }), 201);
  });

  it('that are not served are not found', async () => {
    for (const path of ['', '/', '//', '/profile//', '/Profile', '/profile/x', '/nonsense', 
      '/profile%00', '/reset-sandbox', '/organizations//profile', '/activation/']) {
      assertProblem(await by.get(path), 404);
    }
  });

  it('with ids that are none are not found, and broken ones neither', async () => {
    for (const id of ['a'.repeat(50), 'a'.repeat(51), '%', '%zz', '%ff%fe', '%00', 'a%2fb', 'jwt_', `jwt_${'0'.repeat(26)}`]) {
      assertProblem(await by.get(`/sessions/${id}`), 404);
      assertProblem(await by.get(`/reset-password/${id}`), 404);
      assertProblem(await api.call('POST', `/activation/${id}`), 422, ['token']);
    }
  });

  it('take limits and orders of lists that there are', async () => {
    const cases = [
      ['limit=1001', 'limit'], ['limit=-1', 'limit'], ['limit=x', 'limit'],
      ['offset=-1', 'offset'], ['offset=99999999999999999999', 'offset'],
      ['sort=nonsense', 'sort'], ['sort[]=-nonsense&sort[]=x', 'sort'],
    ];
    for (const [query, field] of cases) assertProblem(await by.get(`/sessions?${query}`), 400, [field]);
    const { headers, body } = await by.get('/sessions?limit=1&offset=1000');
    assert.deepEqual(body, []);
    assert.equal(headers['pagination-limit'], '1');
    assert.equal(headers['pagination-offset'], '1000');
    assert.match(headers['pagination-total'], /^\d+$/);
  });
});

describe('guesses', () => {
  const limit = 5;
  const flags = ['--rate-limit', '0', '--account-attempts', String(limit), '--network-attempts', '0'];
  const world = useWorld({ flags, users: { ann: {} } });
  const api = rebillyApi(world);
  const attempt = (email, password = WRONG) => api.call('POST', '/signin', { json: { email, password } });

  it('are throttled by account, while its sessions go on', async () => {
    const own = await api.signedIn();
    const { email, password } = world.first;
    for (let used = 1; used < limit; used++) assertProblem(await attempt(email), 401);
    for (const [address, secret] of [[email, WRONG], [email, password], [email.toUpperCase(), password]]) {
      const answer = await attempt(address, secret);
      assertProblem(answer, 429);
      assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);
      assert.match(answer.headers['x-ratelimit-retry-after'], /^\d{10}$/);
    }
    assertProblem(await attempt('other@example.com'), 401);
    assertProblem(await own.get('/profile'), 200);
    assertProblem(await own.call('PUT', '/profile', { json: {} }), 200);
  });

  it('are answered alike for an address that is known and one that is not, byte for byte', async () => {
    const comparable = ({ status, headers, text }) => {
      const { date, 'cf-ray': id, ...others } = headers;
      return { status, headers: others, text };
    };
    const known = await attempt(world.ann.email);
    for (const email of ['nobody@example.com', 'no address', '', 'x'.repeat(500), '\0', "' OR 1=1 --"]) {
      const unknown = await attempt(email);
      assert.deepEqual(comparable(unknown), comparable(known));
    }
    const forgotten = (email) => api.call('POST', '/forgot-password', { json: { email } });
    const [ann, nobody] = [await forgotten(world.ann.email), await forgotten('nobody@example.com')];
    assertProblem(ann, 204);
    assert.deepEqual(comparable(nobody), comparable(ann));
  });
});

describe('the second factor', () => {
  const world = useWorld({ flags: UNLIMITED });
  const api = rebillyApi(world);

  it('takes each code once, also from two at the same moment', async () => {
    const own = await api.signedIn();
    const { totpSecret } = await own.ok('GET', '/profile');
    const enable = (oneTimePassword) =>
      own.call('PUT', '/profile', { json: { totpRequired: true, oneTimePassword } });
    for (const code of [wrongCodeOf(totpSecret), '', '12345', '1234567', 'abcdef', ' 12345']) {
      assertProblem(await enable(code), 422, ['oneTimePassword']);
    }
    const first = codeOf(totpSecret);
    assertProblem(await enable(first), 200);

    const { email, password } = world.first;
    const signIn = (oneTimePassword, secret = password) =>
      api.call('POST', '/signin', { json: { email, password: secret, oneTimePassword } });
    assertProblem(await signIn(first), 422, ['oneTimePassword']);
    assertProblem(await signIn(first, WRONG), 401);
    const next = codeOf(totpSecret, 1);
    const answers = await atOnce(...Array.from({ length: 4 }, () => () => signIn(next)));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [201, 422, 422, 422]);
    assertProblem(await signIn(next), 422, ['oneTimePassword']);
    const off = { totpRequired: false, oneTimePassword: next };
    assertProblem(await own.call('PUT', '/profile', { json: off }), 422, ['oneTimePassword']);
    assertProblem(await own.call('PUT', '/profile', { json: { totpRequired: false } }), 422, ['oneTimePassword']);
  });
});

describe('sign-up', () => {
  const world = useWorld({ flags: UNLIMITED });
  const api = rebillyApi(world);
  const form = (fields = {}) => ({
    email: 'grace@example.com', company: 'Compilers', firstName: 'Grace', lastName: 'Hopper',
    businessPhone: '+15125550100', password: 'eleven purple tractors sing', website: 'https://example.com', ...fields,
  });
  const signUp = (fields) => api.call('POST', '/signup', { json: form(fields) });

  it('of one address from many sides at once succeeds once', async () => {
    world.secrets.add(form().password);
    const spellings = ['grace@example.com', 'GRACE@example.com', 'grace@EXAMPLE.com', 'grace@example.com'];
    const answers = await atOnce(...spellings.map((email) => () => signUp({ email })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422, 422, 422]);
    for (const answer of answers) if (answer.status === 422) assertProblem(answer, 422, ['email']);
  });

  it('names every field that is wrong', async () => {
    const cases = [
      [{ email: 'nope' }, ['email']],
      [{ email: 5, country: 'usa', reportingCurrency: 'usd' }, ['email', 'country', 'reportingCurrency']],
      [{ email: 'b@example.com', password: 'short' }, ['password']],
      [{ email: 'c@example.com', password: 'x'.repeat(1025) }, ['password']],
      [{ email: 'd@example.com', firstName: 'x'.repeat(61) }, ['firstName']],
      [{ email: 'e@example.com', businessPhone: 'x'.repeat(21) }, ['businessPhone']],
      [{ email: 'f@example.com', company: 'x'.repeat(101) }, ['company']],
      [{ email: world.first.email }, ['email']],
    ];
    for (const [fields, wrong] of cases) assertProblem(await signUp(fields), 422, wrong);
  });

  it('leaves an account that cannot sign in before it is confirmed', async () => {
    assertProblem(await signUp({ email: 'later@example.com' }), 201);
    const json = { email: 'later@example.com', password: form().password };
    assertProblem(await api.call('POST', '/signin', { json }), 403);
    assertProblem(await api.call('POST', '/signin', { json: { ...json, password: WRONG } }), 401);
  });
});
