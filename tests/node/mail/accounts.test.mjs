// Mails that carry a secret: who confirms an address, or resets a password, by what was mailed.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { afterEach, describe, it } from 'node:test';

import { JSON_TYPE, send } from '../support/api.mjs';
import { mailIn, receive } from '../support/mailbox.mjs';
import { useDirectory } from '../support/operator.mjs';
import { filesOf, leaks } from '../support/world.mjs';
import { eventually, Mailing } from './support.mjs';

const EMAIL = 'new@example.com';
const PASSWORD = 'Tr0ubadour-of-the-north';
const OTHER_PASSWORD = 'Minstrel-of-the-s0uth';
const DEAD = 2;
const TOKEN = /ssal_[0-9A-Za-z]{40}[0-9a-f]{8}/;

const SIGN_UP = {
  email: EMAIL,
  password: PASSWORD,
  company: 'Acme',
  firstName: 'Ann',
  lastName: 'Example',
  businessPhone: '+1 555 0100',
  website: 'https://example.com',
};

describe('mail about an account', () => {
  const place = useDirectory();
  let mailing;
  let mails;
  let tokens;

  afterEach(async () => {
    const { directory, remove } = mailing;
    mailing.remove = () => {}; // what it leaves behind is looked at first
    await mailing.close();
    try {
      assert.ok(tokens.length > 0, 'a token was mailed');
      const places = { log: mailing.log, ...filesOf(directory.path) };
      assert.deepEqual(leaks([...tokens, PASSWORD, OTHER_PASSWORD], places), []);
    } finally {
      remove();
    }
  });

  const open = async (...flags) => {
    mails = place.fresh('mails');
    tokens = [];
    mailing = await Mailing.open(['--access-log', '--mail-directory', mails, ...flags]);
  };

  const call = async (method, path, { json, bearer } = {}) => {
    const body = json && JSON.stringify(json);
    const answer = await send(`${mailing.server.url}/rebilly${path}`, {
      method,
      headers: {
        ...(json && JSON_TYPE),
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        'content-length': Buffer.byteLength(body ?? ''),
      },
      body,
    });
    return { ...answer, json: answer.text && JSON.parse(answer.text) };
  };
  const ok = async (status, ...request) => {
    const answer = await call(...request);
    assert.equal(answer.status, status, `${request[0]} ${request[1]}: ${answer.text}`);
    return answer.json;
  };
  const signIn = (password) => call('POST', '/signin', { json: { email: EMAIL, password } });
  const isSignedIn = async ({ token }) =>
    (await call('GET', '/profile', { bearer: token })).status === 200;

  /** The one mail with the subject, once there are `count`; its token is a secret from then on. */
  const mailAbout = async (subject, count) => {
    const found = (await receive(() => mailIn(mails), count)).filter(
      (mail) => mail.subject === subject,
    );
    assert.equal(found.length, 1, subject);
    const [mail] = found;
    assert.equal(mail.to, EMAIL);
    const [token] = mail.text.match(TOKEN) ?? [];
    if (token) tokens.push(token);
    return { ...mail, token };
  };
  const signUp = async () => {
    await ok(201, 'POST', '/signup', { json: SIGN_UP });
    return mailAbout('Confirm your mail address', 1);
  };

  it('confirms the address of whoever reads it, once', async () => {
    await open();
    const { text, html, token } = await signUp();
    assert.ok(text.includes(`POST /rebilly/activation/${token}\n`), text);
    assert.ok(html.includes(`POST /rebilly/activation/${token}<`), html);
    assert.match(text, /until \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    assert.equal((await signIn(PASSWORD)).status, 403, 'not before');
    await ok(204, 'POST', `/activation/${token}`);
    const session = await signIn(PASSWORD);
    assert.equal(session.status, 201, session.text);
    assert.ok(await isSignedIn(session.json));
    assert.ok((await call('POST', `/activation/${token}`)).status >= 400, 'once');
    await eventually(() => mailing.outbox().length === 0, 'an empty outbox');
    const paths = mailing.logged('request').map(({ path }) => path);
    assert.ok(paths.includes('/rebilly/activation/ssal_***'), paths.join('\n'));
  });

  it('resets a password, and says so', async () => {
    await open(
      '--activation-link',
      'https://app.example.com/activate?a=1&token={token}',
      '--password-reset-link',
      'https://app.example.com/reset/{token}',
    );
    const activation = await signUp();
    const link = `https://app.example.com/activate?a=1&token=${activation.token}`;
    assert.ok(activation.text.includes(`\n${link}\n`), activation.text);
    assert.ok(activation.html.includes(`"${link.replace('&', '&amp;')}"`), activation.html);
    assert.ok(!activation.text.includes('POST'), activation.text);
    await ok(204, 'POST', `/activation/${activation.token}`);
    const sessions = [await signIn(PASSWORD), await signIn(PASSWORD)].map(({ json }) => json);
    for (const session of sessions) assert.ok(await isSignedIn(session));

    await ok(204, 'POST', '/forgot-password', { json: { email: 'nobody@example.com' } });
    await ok(204, 'POST', '/forgot-password', { json: { email: EMAIL } });
    const { text, token } = await mailAbout('Reset your password', 2);
    assert.ok(text.includes(`\nhttps://app.example.com/reset/${token}\n`), text);
    assert.notEqual(token, activation.token);
    for (const session of sessions) assert.ok(await isSignedIn(session), 'nothing happened yet');

    await ok(200, 'GET', `/reset-password/${token}`);
    const reset = { json: { newPassword: OTHER_PASSWORD } };
    await ok(201, 'POST', `/reset-password/${token}`, reset);
    for (const session of sessions) assert.ok(!(await isSignedIn(session)), 'ended');
    assert.equal((await signIn(PASSWORD)).status, 401);
    const session = await signIn(OTHER_PASSWORD);
    assert.equal(session.status, 201, session.text);
    assert.ok(await isSignedIn(session.json));
    assert.ok((await call('POST', `/reset-password/${token}`, reset)).status >= 400, 'once');
    await ok(404, 'GET', `/reset-password/${token}`);

    const changed = await mailAbout('Your password was changed', 3);
    assert.match(changed.text, /was changed on \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    assert.match(changed.text, /If it was not you, ask for a password reset/);
    assert.equal(changed.token, undefined);
    await eventually(() => mailing.outbox().length === 0, 'an empty outbox');
  });

  it('is not sent once the key is gone that its token was sealed by', async () => {
    await open();
    const { token } = await signUp();
    await ok(204, 'POST', `/activation/${token}`);
    await mailing.stop();
    await mailing.start(['--smtp', 'smtp://127.0.0.1:1', '--mail-from', 'a@example.com']);
    await ok(204, 'POST', '/forgot-password', { json: { email: EMAIL } });
    assert.match((await mailing.failed()).last_error, /connect/i);
    await mailing.stop();
    mailing.endWaits();
    rmSync(`${mailing.path}.secret-key`);
    await mailing.start(['--mail-directory', mails]);
    const row = await eventually(
      () => mailing.outbox().find(({ state }) => state === DEAD),
      'a dead mail',
    );
    assert.equal(row.last_error, 'its token cannot be opened: sealed by another key, or altered');
    await eventually(() => mailing.logged('mail_dead').length > 0, 'a line in the log');
    assert.deepEqual(mailing.logged('mail_dead').map(({ detail }) => detail), [row.last_error]);
    assert.equal(mailIn(mails).length, 1, 'only the first');
  });
});
