// Accounts that people make for themselves by the native API, and their passwords.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertProblem } from '../support/native.mjs';
import { BrowserApi, mailedToken, signedIn } from '../support/accounts.mjs';
import { mailIn, receive } from '../support/mailbox.mjs';
import { rebillyApi, UNLIMITED } from '../support/rebilly.mjs';
import { querySqlite } from '../support/program.mjs';
import { ABLE } from '../support/team.mjs';
import { useWorld } from '../support/world.mjs';

const EVE = { email: 'eve@example.com', password: 'a quite long password' };
const NEW_PASSWORD = 'an even longer password';
const CONFIRM = 'Confirm your mail address';
const EXISTS = 'You have an account already';
const RESET = 'Reset your password';
const CHANGED = 'Your password was changed';

const countOf = (world, table, where) =>
  querySqlite(world.path, `SELECT count(*) AS count FROM ${table} WHERE ${where}`)[0].count;

describe('an account of one’s own', () => {
  const world = useWorld({ flags: UNLIMITED });
  const browser = new BrowserApi(world);

  it('is made by signing up and confirming the address', async () => {
    world.secrets.add(EVE.password);
    const wanted = { ...EVE, first_name: 'Eve', last_name: 'Example', company: 'Eve’s', x: 1 };
    assert.equal((await browser.call('POST', '/sign-up', { json: wanted })).status, 204);
    assertProblem(await browser.call('POST', '/sign-in', { json: EVE }), 403);
    const token = await mailedToken(world, 1, CONFIRM);
    assert.equal((await browser.call('POST', '/sign-up/confirm', { json: { token } })).status, 204);
    assertProblem(await browser.call('POST', '/sign-up/confirm', { json: { token } }), 400, ['/token']);
    const { state, user } = await browser.signIn(EVE);
    assert.equal(state, 'signed_in');
    assert.deepEqual([user.email, user.first_name, user.email_verified], [EVE.email, 'Eve', true]);
    // The other dialects know the same person, and the organization.
    const { token: jwt } = await browser.signIn(EVE, { deliver: 'token' });
    const cloudflare = world.nobody.withToken(jwt);
    assert.equal((await cloudflare.ok('GET', '/user')).id, user.id);
    assert.deepEqual((await cloudflare.ok('GET', '/accounts')).map(({ name }) => name), ['Eve’s']);
  });

  it('is not told of to who signs up with an address that has one', async () => {
    const again = { email: 'EVE@example.com', password: 'of somebody else entirely' };
    world.secrets.add(again.password);
    const known = await browser.call('POST', '/sign-up', { json: again });
    const unknown = await browser.call('POST', '/sign-up', {
      json: { ...again, email: 'dan@example.com' },
    });
    const shown = ({ status, headers, text }) => {
      const { date, 'cf-ray': ray, ...rest } = headers;
      return { status, text, rest };
    };
    assert.deepEqual(shown(known), shown(unknown));
    assert.equal(known.status, 204);
    assertProblem(await browser.call('POST', '/sign-in', { json: again }), 401);
    await browser.signIn(EVE);
    const token = await mailedToken(world, 3, EXISTS);
    const reset = { token, new_password: NEW_PASSWORD };
    world.secrets.add(NEW_PASSWORD);
    assert.equal((await browser.call('POST', '/password/reset', { json: reset })).status, 204);
    await browser.signIn({ ...EVE, password: NEW_PASSWORD });
  });

  it('is one, of two sign-ups at the same moment', async () => {
    const twin = { email: 'twin@example.com', password: EVE.password };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => new BrowserApi(world).call('POST', '/sign-up', { json: twin })),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([204]));
    assert.equal(countOf(world, 'users', "email = 'twin@example.com'"), 1);
  });

  it('is not made of bad input', async () => {
    const before = countOf(world, 'users', 'true');
    const cases = [
      [{}, ['/email', '/password']],
      [[], ['', '/email', '/password']],
      [{ email: 1, password: null }, ['/email', '/password']],
      [{ email: 'no address', password: EVE.password }, ['/email']],
      [{ email: `${'x'.repeat(90)}@example.com`, password: EVE.password }, ['/email']],
      [{ email: 'f@example.com', password: 'too short' }, ['/password']],
      [{ email: 'f@example.com', password: 'passwordpassword' }, ['/password']],
      [{ email: 'f@example.com', password: 'x'.repeat(257) }, ['/password']],
      [{ email: 'f@example.com', password: 'with\u0000a control character' }, ['/password']],
      [{ email: 'fred.flintstone@example.com', password: 'fred.flintstone' }, ['/password']],
      [{ email: 'f@example.com', password: EVE.password, first_name: 'x'.repeat(61) }, ['/first_name']],
      [{ email: 'f@example.com', password: EVE.password, company: '' }, ['/company']],
      [{ email: 'f@example.com', password: EVE.password, company: 'x'.repeat(101) }, ['/company']],
    ];
    for (const [json, pointers] of cases) {
      assertProblem(await browser.call('POST', '/sign-up', { json }), 400, pointers);
    }
    assertProblem(await browser.call('POST', '/sign-up', { body: '{' , headers: { 'content-type': 'application/json' } }), 400);
    assertProblem(await browser.call('POST', '/sign-up', { body: 'email=a', headers: { 'content-type': 'application/x-www-form-urlencoded' } }), 415);
    assertProblem(await browser.call('GET', '/sign-up'), 405);
    assert.equal(countOf(world, 'users', 'true'), before);
    for (const json of [{}, { token: 1 }, { token: 'ssal_' }, { token: 'x'.repeat(2049) }]) {
      assertProblem(await browser.call('POST', '/sign-up/confirm', { json }), 400, ['/token']);
    }
  });
});

describe('a password', () => {
  const world = useWorld({ flags: UNLIMITED, users: { ann: ABLE } });

  it('is changed by its owner, whose other sessions end', async () => {
    const own = await signedIn(world);
    const other = await signedIn(world);
    const change = { current_password: world.first.password, new_password: NEW_PASSWORD };
    world.secrets.add(NEW_PASSWORD);
    for (const [json, pointers] of [
      [{}, ['/current_password', '/new_password']],
      [{ ...change, current_password: 'wrong' }, ['/current_password']],
      [{ ...change, new_password: 'too short' }, ['/new_password']],
    ]) {
      assertProblem(await own.call('PUT', '/password', { json }), 400, pointers);
    }
    assert.equal((await own.call('PUT', '/password', { json: change })).status, 204);
    await own.ok('GET', '/session');
    assertProblem(await other.get('/session'), 401);
    assertProblem(await other.call('POST', '/sign-in', { json: world.first }), 401);
    world.first.password = NEW_PASSWORD;
    await other.signIn();
    const [mail] = await receive(() => mailIn(world.mailDirectory), 1);
    assert.deepEqual([mail.to, mail.subject], [world.first.email, CHANGED]);
  });

  it('that was forgotten is set anew by a mailed link, once', async () => {
    const signed = await signedIn(world);
    const nobody = new BrowserApi(world);
    const forgot = (email) => nobody.call('POST', '/password/forgot', { json: { email } });
    assert.equal((await forgot('nobody@example.com')).status, 204);
    assert.equal((await forgot(world.first.email)).status, 204);
    const token = await mailedToken(world, 2, RESET);
    await signed.ok('GET', '/session');
    const newest = 'the newest password of all';
    world.secrets.add(newest);
    const reset = (json) => nobody.call('POST', '/password/reset', { json });
    assertProblem(await reset({ token, new_password: 'too short' }), 400, ['/new_password']);
    const { url } = await signed.ok('POST', '/second-factor/enrollment');
    const another = { token: url.split('/').at(-1), new_password: 'too short' };
    assertProblem(await reset(another), 400, ['/token']); // of another kind: nothing is said of it
    assertProblem(await reset({ token: `${token.slice(0, -1)}x`, new_password: newest }), 400, ['/token']);
    assert.equal((await reset({ token, new_password: newest })).status, 204);
    assertProblem(await reset({ token, new_password: newest }), 400, ['/token']);
    assertProblem(await signed.get('/session'), 401);
    await nobody.signIn({ email: world.first.email, password: newest });
    for (const json of [{}, { email: 7 }, { email: 'nobody' }]) {
      assertProblem(await nobody.call('POST', '/password/forgot', { json }), 400, ['/email']);
    }
  });
});

describe('where nobody can sign up', () => {
  const world = useWorld({ flags: [...UNLIMITED, '--no-sign-up'] });

  it('no dialect makes an account', async () => {
    const native = await new BrowserApi(world).call('POST', '/sign-up', { json: EVE });
    assertProblem(native, 404);
    const rebilly = await rebillyApi(world).call('POST', '/signup', {
      json: {
        ...EVE,
        company: 'Acme',
        firstName: 'Eve',
        lastName: 'Example',
        businessPhone: '+1 555 0100',
        website: 'https://example.com',
      },
    });
    assert.equal(rebilly.status, 404, rebilly.text);
    assert.equal(countOf(world, 'users', 'true'), 1);
  });
});

describe('attempts', () => {
  const world = useWorld({ flags: ['--account-attempts', '3', '--network-attempts', '0'] });

  it('at one account are limited, and its owner stays signed in', async () => {
    const owner = await signedIn(world);
    const guess = (path, json) => new BrowserApi(world).call('POST', path, { json });
    const wrong = { email: world.first.email, password: 'a guess' };
    for (let i = 0; i < 2; i++) assertProblem(await guess('/sign-in', wrong), 401);
    const limited = await guess('/sign-in', wrong);
    assertProblem(limited, 429);
    assert.ok(Number(limited.headers['retry-after']) > 0);
    assertProblem(await guess('/password/forgot', { email: world.first.email }), 429);
    assertProblem(await guess('/sign-up', { email: world.first.email, password: EVE.password }), 429);
    await owner.ok('GET', '/session');
    const unknown = { email: 'nobody@example.com', password: 'a guess' };
    for (let i = 0; i < 3; i++) assertProblem(await guess('/sign-in', unknown), 401);
    assertProblem(await guess('/sign-in', unknown), 429);
  });
});
