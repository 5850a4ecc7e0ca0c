// Signing in by the native API: in steps, by cookie or token; and the sessions that come of it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { send } from '../support/api.mjs';
import { BrowserApi, COOKIE, signedIn } from '../support/accounts.mjs';
import { newId } from '../support/credentials.mjs';
import { ENROLLMENT_FORM, oneTimeCode, wrongCode } from '../support/enrollment.mjs';
import { assertProblem, ID, NativeApi, TIME } from '../support/native.mjs';
import { JWT, rebillyApi, UNLIMITED } from '../support/rebilly.mjs';
import { useWorld } from '../support/world.mjs';

const EVIL = 'https://evil.example';
const APP = 'https://app.example.com';

describe('a session by cookie', () => {
  const world = useWorld({ flags: [...UNLIMITED, '--access-log'] });

  it('is begun, looked at and ended', async () => {
    const browser = new BrowserApi(world, { 'user-agent': 'a browser' });
    const answer = await browser.signIn();
    assert.deepEqual(Object.keys(answer), ['state', 'session', 'user']);
    assert.equal(answer.user.email, world.first.email);
    const { session } = answer;
    assert.deepEqual(session, {
      id: session.id,
      current: true,
      permissions: ['*'],
      client_address: '127.0.0.1',
      user_agent: 'a browser',
      created_on: session.created_on,
      expires_on: session.expires_on,
    });
    assert.match(session.id, ID);
    assert.match(session.expires_on, TIME);
    assert.deepEqual([...browser.cookies.keys()], [COOKIE]);
    assert.deepEqual(browser.attributes, ['Path=/', 'Max-Age=3600', 'HttpOnly', 'SameSite=Lax']);
    assert.deepEqual(await browser.ok('GET', '/session'), {
      user: answer.user,
      second_factor_required: false,
      session,
    });
    const kept = new BrowserApi(world);
    kept.cookies = new Map(browser.cookies);
    assert.equal((await browser.call('DELETE', '/session')).status, 204);
    assert.equal(browser.cookies.size, 0);
    assertProblem(await browser.get('/session'), 401);
    assertProblem(await kept.get('/session'), 401);
  });

  it('is one for the whole native API, and for no other', async () => {
    const browser = await signedIn(world);
    assert.ok((await browser.ok('GET', '/users')).items.length > 0);
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
    for (const path of ['/client/v4/user', '/rebilly/profile']) {
      const { status } = await send(world.server.url + path, { headers: { cookie } });
      assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
    }
  });

  it('counts for less than what somebody sends in a header', async () => {
    const browser = await signedIn(world);
    const other = 'Bearer ' + 'x'.repeat(40);
    assertProblem(await browser.get('/session', { headers: { authorization: other } }), 401);
    const token = `Bearer ${world.first.api_token}`;
    const { body } = await browser.get('/session', { headers: { authorization: token } });
    assert.equal(body.session, null);
    assert.equal(body.user.email, world.first.email);
  });

  it('is none if the cookie is something else', async () => {
    for (const value of ['', 'x', 'a.b.c', 'eyJ.eyJ.eyJ', `eyJ${'x'.repeat(5000)}`, world.first.api_token]) {
      const browser = new BrowserApi(world);
      browser.cookies.set(COOKIE, value);
      assertProblem(await browser.get('/session'), 401);
    }
  });

  it('lasts as long as was asked for', async () => {
    const browser = new BrowserApi(world);
    const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();
    const { session } = await browser.signIn(world.first, { expires_on: inDays(29) });
    assert.equal(session.expires_on.slice(0, 16), inDays(29).slice(0, 16));
    assert.ok(Number(browser.attributes[1].split('=')[1]) > 28 * 86_400);
    for (const expires_on of [inDays(31), inDays(-1), 'soon', 7]) {
      const { email, password } = world.first;
      const answer = await browser.call('POST', '/sign-in', { json: { email, password, expires_on } });
      assertProblem(answer, 400);
    }
  });

  it('says nothing of who has an account', async () => {
    const refused = async (email) => {
      const answer = await new BrowserApi(world).call('POST', '/sign-in', {
        json: { email, password: 'not the password' },
      });
      assertProblem(answer, 401);
      return answer.text;
    };
    assert.equal(await refused(world.first.email), await refused('nobody@example.com'));
    for (const json of [{}, { email: 1, password: [] }, { email: 'a@b.c', password: 'p', deliver: 'mail' }]) {
      assertProblem(await new BrowserApi(world).call('POST', '/sign-in', { json }), 400);
    }
  });
});

describe('a session by token', () => {
  const world = useWorld({ flags: UNLIMITED });

  it('is the same for every dialect', async () => {
    const browser = new BrowserApi(world);
    const { token, session } = await browser.signIn(world.first, { deliver: 'token' });
    assert.match(token, JWT);
    assert.equal(browser.cookies.size, 0);
    const native = new NativeApi(world).withToken(token);
    assert.deepEqual((await native.ok('GET', '/session')).session, session);
    const rebilly = rebillyApi(world).withSession(token);
    assert.equal((await rebilly.ok('GET', '/profile')).email, world.first.email);
    assert.equal((await world.nobody.withToken(token).ok('GET', '/user')).email, world.first.email);
    assert.equal((await native.call('DELETE', '/session')).status, 204);
    assert.equal((await rebilly.get('/profile')).status, 401);
  });
});

describe('sessions', () => {
  const world = useWorld({ flags: UNLIMITED });

  it('are listed and ended by their owner', async () => {
    const [own, second, third, fourth] = [
      await signedIn(world), await signedIn(world), await signedIn(world), await signedIn(world),
    ];
    const idOf = async (browser) => (await browser.ok('GET', '/session')).session.id;
    const ids = [];
    for (const browser of [own, second, third, fourth]) ids.push(await idOf(browser));
    const listed = await own.all('/sessions', 2);
    assert.deepEqual(listed.map(({ id }) => id), ids);
    assert.deepEqual(listed.map(({ current }) => current), [true, false, false, false]);

    assert.equal((await own.call('DELETE', `/sessions/${ids[1]}`)).status, 204);
    assertProblem(await second.get('/session'), 401);
    assertProblem(await own.call('DELETE', `/sessions/${ids[1]}`), 404);
    assertProblem(await own.call('DELETE', `/sessions/${newId()}`), 404);
    assertProblem(await own.call('DELETE', '/sessions/x'), 404);
    assert.deepEqual(await own.ok('DELETE', '/sessions'), { ended: 2 });
    assertProblem(await third.get('/session'), 401);
    assertProblem(await fourth.get('/session'), 401);
    assert.deepEqual((await own.ok('GET', '/sessions')).items.map(({ id }) => id), [ids[0]]);
    for (const query of ['after=x', 'limit=x', 'limit=-1']) {
      assertProblem(await own.get(`/sessions?${query}`), 400);
    }
  });

  it('that were narrowed end themselves and nothing else', async () => {
    const own = await signedIn(world);
    const { token } = await own.signIn(world.first, { deliver: 'token' });
    const narrow = await rebillyApi(world).withSession(token).sibling(['GetProfile']);
    const native = new NativeApi(world, narrow.headers);
    const { body } = await native.get('/session');
    assert.deepEqual(body.session.permissions, ['GetProfile']);
    assertProblem(await native.get('/sessions'), 403);
    assertProblem(await native.call('DELETE', '/sessions'), 403);
    await own.ok('GET', '/session');
    assert.equal((await native.call('DELETE', '/session')).status, 204);
    assertProblem(await native.get('/session'), 401);
  });

  it('are not what keys and tokens sign out of', async () => {
    const native = new NativeApi(world).withToken(world.first.api_token);
    assertProblem(await native.call('DELETE', '/session'), 403);
  });
});

describe('a sign-in with a second factor', () => {
  const world = useWorld({ flags: UNLIMITED });
  const state = {};

  const begin = async (fields) => {
    const browser = new BrowserApi(world);
    const answer = await browser.signIn(world.first, fields);
    assert.equal(answer.state, 'second_factor');
    assert.equal(browser.cookies.size, 0);
    return { browser, sign_in_token: answer.sign_in_token };
  };
  const prove = ({ browser, sign_in_token }, json) =>
    browser.call('POST', '/sign-in/second-factor', { json: { sign_in_token, ...json } });

  it('is set up by a link that one’s own session gives', async () => {
    const own = await signedIn(world);
    assert.deepEqual(await own.ok('GET', '/second-factor'), {
      active: false,
      last_proof_on: null,
      recovery_codes_left: 0,
    });
    const { url, expires_on } = await own.ok('POST', '/second-factor/enrollment');
    assert.match(expires_on, TIME);
    assert.ok(url.startsWith(`${world.server.url}/enroll/ssal_`));
    const rebilly = rebillyApi(world).withSession(own.cookies.get(COOKIE));
    const { totpUrl } = await rebilly.ok('GET', '/profile');
    state.url = totpUrl;
    const page = await send(url, { method: 'POST', headers: ENROLLMENT_FORM, body: `code=${oneTimeCode(totpUrl)}` });
    assert.equal(page.status, 200, page.text);
    state.codes = page.text.match(/<pre[^>]*>([^<]*)<\/pre>/)[1].trim().split('\n');
    for (const code of state.codes) world.secrets.add(code);
    const factor = await own.ok('GET', '/second-factor');
    assert.equal(factor.active, true);
    assert.equal(factor.recovery_codes_left, state.codes.length);
  });

  it('takes a code once, of the factor alone', async () => {
    const step = await begin();
    assertProblem(await prove(step, { one_time_code: wrongCode(state.url) }), 400, ['/one_time_code']);
    assertProblem(await prove(step, { one_time_code: oneTimeCode(state.url) }), 400, ['/one_time_code']);
    assertProblem(await prove(step, {}), 400, ['/one_time_code']);
    const code = oneTimeCode(state.url, 1); // of the next step: clocks differ
    const { status, body } = await prove(step, { one_time_code: code });
    assert.equal(status, 200);
    assert.equal(body.state, 'signed_in');
    await step.browser.ok('GET', '/session');
    assertProblem(await prove(await begin(), { one_time_code: code }), 400, ['/one_time_code']);
  });

  it('takes a recovery code once instead', async () => {
    const [code] = state.codes;
    const { status, body } = await prove(await begin(), { recovery_code: code, deliver: 'token' });
    assert.equal(status, 200);
    assert.match(body.token, JWT);
    assertProblem(await prove(await begin(), { recovery_code: code }), 400, ['/recovery_code']);
    const both = { recovery_code: state.codes[1], one_time_code: '000000' };
    assertProblem(await prove(await begin(), both), 400, ['/recovery_code']);
  });

  it('takes no token of the first step that was not given out', async () => {
    const { browser, sign_in_token } = await begin();
    const altered = sign_in_token.slice(0, -1) + (sign_in_token.endsWith('0') ? '1' : '0');
    for (const token of ['', 'x', altered, sign_in_token.slice(0, 40), `${sign_in_token}00`, 'a'.repeat(2049), 7]) {
      const answer = await prove({ browser, sign_in_token: token }, { recovery_code: state.codes[1] });
      assertProblem(answer, 400, ['/sign_in_token']);
    }
  });

  it('is begun again after the password has become another', async () => {
    const step = await begin();
    const own = new BrowserApi(world);
    const { status } = await prove({ ...(await begin()), browser: own }, { recovery_code: state.codes[1] });
    assert.equal(status, 200);
    const new_password = 'another password by now';
    world.secrets.add(new_password);
    const change = { current_password: world.first.password, new_password };
    assert.equal((await own.call('PUT', '/password', { json: change })).status, 204);
    assertProblem(await prove(step, { recovery_code: state.codes[2] }), 401);
    world.first.password = new_password;
    assert.equal((await prove(await begin(), { recovery_code: state.codes[2] })).status, 200);
  });

  it('is over once the factor is given up', async () => {
    const step = await begin();
    assert.equal((await prove(step, { recovery_code: state.codes[3] })).status, 200);
    assert.equal((await step.browser.call('DELETE', '/second-factor')).status, 204);
    assertProblem(await step.browser.call('DELETE', '/second-factor'), 404);
    assert.equal((await new BrowserApi(world).signIn()).state, 'signed_in');
  });
});

describe('pages of other sites', () => {
  const world = useWorld({ flags: [...UNLIMITED, '--allowed-origin', APP] });

  const from = (origin, site) => ({
    headers: { ...(origin && { origin }), ...(site && { 'sec-fetch-site': site }) },
  });
  const statusOf = async (call) => (await call).status;

  it('change nothing by the cookie', async () => {
    const browser = await signedIn(world);
    const { id } = (await browser.ok('GET', '/session')).session;
    for (const origin of [from(EVIL), from('null'), from(undefined, 'cross-site'), from(EVIL, 'same-site')]) {
      for (const [method, path, json] of [
        ['DELETE', '/session'],
        ['DELETE', '/sessions'],
        ['DELETE', `/sessions/${id}`],
        ['PUT', '/password', { current_password: world.first.password, new_password: 'a new long password' }],
        ['POST', '/second-factor/enrollment'],
        ['POST', '/users', { email: 'csrf@example.com' }],
        ['POST', `/users/${newId()}/suspend`],
      ]) {
        assertProblem(await browser.call(method, path, { json, ...origin }), 403);
      }
    }
    await browser.ok('GET', '/session');
  });

  it('sign nobody in or up', async () => {
    const { email, password } = world.first;
    for (const [path, json] of [
      ['/sign-in', { email, password }],
      ['/sign-up', { email: 'csrf@example.com', password: 'a quite long password' }],
      ['/password/forgot', { email }],
    ]) {
      const answer = await new BrowserApi(world).call('POST', path, { json, ...from(EVIL) });
      assertProblem(answer, 403);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
  });

  it('change what they hold a token for', async () => {
    const { token } = await new BrowserApi(world).signIn(world.first, { deliver: 'token' });
    const native = new NativeApi(world).withToken(token);
    assert.equal(await statusOf(native.call('DELETE', '/session', from(EVIL))), 204);
  });

  it('may, if they are allowed or our own', async () => {
    for (const origin of [from(APP, 'same-site'), from(world.server.url), from(undefined, 'same-origin')]) {
      const browser = new BrowserApi(world);
      const { email, password } = world.first;
      assert.equal(await statusOf(browser.call('POST', '/sign-in', { json: { email, password }, ...origin })), 200);
      assert.equal(await statusOf(browser.call('DELETE', '/session', origin)), 204);
    }
  });
});

describe('a server that is reached by TLS', () => {
  const world = useWorld({ flags: [...UNLIMITED, '--public-url', 'https://id.example.com'] });

  it('sets a cookie that only TLS carries, and knows its own pages', async () => {
    const browser = await signedIn(world);
    assert.deepEqual([...browser.cookies.keys()], [`__Host-${COOKIE}`]);
    assert.equal(browser.attributes.at(-1), 'Secure');
    await browser.ok('GET', '/session');
    const { url } = await browser.ok('POST', '/second-factor/enrollment');
    assert.ok(url.startsWith('https://id.example.com/enroll/'));
    const origin = (value) => ({ headers: { origin: value } });
    assertProblem(await browser.call('DELETE', '/session', origin(world.server.url)), 403);
    assert.equal((await browser.call('DELETE', '/session', origin('https://id.example.com'))).status, 204);
  });
});
