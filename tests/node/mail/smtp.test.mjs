// Mail by a real SMTP server.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { afterEach, before, describe, it } from 'node:test';
import { simpleParser } from 'mailparser';

import { useDirectory } from '../support/operator.mjs';
import { querySqlite } from '../support/program.mjs';
import {
  eventually,
  FROM,
  Mailing,
  MailServer,
  makeCertificate,
  ORGANIZATION,
  PASSWORD,
  USER,
} from './support.mjs';

const WAITING = 1;
const DEAD = 2;
const NEW = 'new@example.com';

describe('mail by SMTP', () => {
  const place = useDirectory();
  let certificate;
  let smtp;
  let mailing;
  before(() => (certificate = makeCertificate(place.path)));
  afterEach(async () => {
    await mailing?.close();
    await smtp?.close();
    mailing = smtp = undefined;
  });

  const listen = async (options, port) =>
    (smtp = await new MailServer(certificate, options).listen(port));
  const flags = (...more) => [
    '--smtp',
    `smtp://127.0.0.1:${smtp.port}`,
    '--smtp-ca',
    certificate.cert,
    '--mail-from',
    FROM,
    ...more,
  ];
  const signedIn = { env: { SELFSAME_SMTP_PASSWORD: PASSWORD } };
  const open = async (moreFlags = ['--smtp-user', USER], options = signedIn) =>
    (mailing = await Mailing.open(flags(...moreFlags), options));

  it('goes out by STARTTLS, with authentication, as text and HTML', async () => {
    await listen();
    await open();
    const member = await mailing.invite(NEW);
    assert.equal(member.status, 'pending');
    const { parsed, ...mail } = await smtp.mailTo(NEW);
    assert.equal(mail.secure, true);
    assert.equal(mail.user, USER);
    assert.equal(mail.from, 'no-reply@selfsame.example');
    assert.deepEqual(mail.to, [NEW]);
    assert.equal(parsed.from.text, '"Selfsame Tests" <no-reply@selfsame.example>');
    assert.equal(parsed.to.text, NEW);
    assert.equal(parsed.subject, `You are invited to join ${ORGANIZATION}`);
    assert.match(parsed.messageId, /^<[0-9a-f]{32}@selfsame\.example>$/);
    assert.equal(parsed.headers.get('auto-submitted'), 'auto-generated');
    assert.ok(Math.abs(Date.now() - parsed.date) < 60_000, parsed.date);
    assert.ok(parsed.text.includes(`${mailing.first.email} invites you`), parsed.text);
    assert.ok(parsed.text.includes(ORGANIZATION), parsed.text);
    assert.match(parsed.text, /PATCH \/user\/invites\/[0-9a-f]{32}\n/);
    assert.match(parsed.text, /expires on \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    assert.ok(parsed.html.includes('&lt;script&gt;alert(1)&lt;/script&gt; Größe &amp; Söhne'));
    assert.ok(!parsed.html.includes('<script'), parsed.html);
    await eventually(() => mailing.outbox().length === 0, 'an empty outbox');
    assert.equal(await mailing.metric('selfsame_mail_sent_total'), 1);
    assert.deepEqual(mailing.logged('mail_by_smtp').map(({ host }) => host), ['127.0.0.1']);
  });

  it('goes out by smtps, with the password in a file', async () => {
    await listen({ secure: true });
    const password = place.fresh('password');
    writeFileSync(password, `${PASSWORD}\n`);
    mailing = await Mailing.open([
      ...flags('--smtp-user', USER, '--smtp-password-file', password).slice(2),
      '--smtp',
      `smtps://127.0.0.1:${smtp.port}`,
    ]);
    await mailing.invite(NEW);
    const { secure, user } = await smtp.mailTo(NEW);
    assert.ok(secure);
    assert.equal(user, USER);
  });

  it('goes out in one connection when there is much of it', async () => {
    await listen();
    await open();
    const { port } = smtp;
    await smtp.close();
    const addresses = Array.from({ length: 5 }, (_, i) => `new${i}@example.com`);
    for (const address of addresses) await mailing.invite(address);
    await mailing.stop();
    mailing.endWaits();
    await listen({}, port);
    await mailing.start(flags('--smtp-user', USER), signedIn);
    for (const address of addresses) await smtp.mailTo(address);
    assert.equal(smtp.connections, 1);
    assert.equal(smtp.mails.length, addresses.length);
  });

  it('waits while the server is down, and goes out once it is up', async () => {
    await listen();
    const { port } = smtp;
    await smtp.close();
    await open();
    await mailing.invite(NEW);
    const row = await mailing.failed();
    assert.equal(row.state, WAITING);
    assert.match(row.last_error, /connect|refused/i);
    assert.equal(await mailing.metric('selfsame_mail_failures_total'), 1);
    const [entry] = mailing.logged('mail_failed');
    assert.equal(entry.level, 'warn');
    assert.equal(entry.mail_id, row.id);
    assert.equal(entry.kind, 'invite');

    await mailing.stop();
    mailing.endWaits();
    await listen({}, port);
    await mailing.start(flags('--smtp-user', USER), signedIn);
    const { parsed } = await smtp.mailTo(NEW);
    assert.equal(parsed.messageId, `<${row.id}@selfsame.example>`);
    await eventually(() => mailing.outbox().length === 0, 'an empty outbox');
    assert.equal(smtp.mails.length, 1);
  });

  it('waits when the server does not take the password', async () => {
    await listen();
    await open(['--smtp-user', USER], { env: { SELFSAME_SMTP_PASSWORD: `${PASSWORD}x` } });
    await mailing.invite(NEW);
    const row = await mailing.failed();
    assert.equal(row.state, WAITING);
    assert.match(row.last_error, /535|denied/i);
    assert.ok(!row.last_error.includes(PASSWORD));
    assert.equal(smtp.mails.length, 0);
  });

  it('waits when the server wants authentication and is given none', async () => {
    await listen();
    await open([], {});
    await mailing.invite(NEW);
    const row = await mailing.failed();
    assert.equal(row.state, WAITING, row.last_error);
    assert.match(row.last_error, /530|authenticat/i);
  });

  it('is not given to a server whose certificate nobody vouches for', async () => {
    await listen();
    const other = makeCertificate(place.path, 'other');
    const trusting = flags('--smtp-user', USER).map((flag) =>
      flag === certificate.cert ? other.cert : flag,
    );
    mailing = await Mailing.open(trusting, signedIn);
    await mailing.invite(NEW);
    const row = await mailing.failed();
    assert.equal(row.state, WAITING);
    assert.match(row.last_error, /certificate/i);
    assert.equal(smtp.mails.length, 0);
  });

  it('is not given to a server without STARTTLS, unless told so', async () => {
    await listen({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'], authOptional: true });
    await open([], {});
    await mailing.invite(NEW);
    const row = await mailing.failed();
    assert.equal(row.state, WAITING);
    assert.match(row.last_error, /STARTTLS|SSL|TLS/i);
    assert.equal(smtp.mails.length, 0);

    await mailing.stop();
    mailing.endWaits();
    await mailing.start(flags('--smtp-plain'), {});
    assert.equal((await smtp.mailTo(NEW)).secure, false);
  });

  it('is dead when the recipient is refused for good, and says so', async () => {
    await listen();
    smtp.refusals.set('gone@example.com', { responseCode: 550, message: 'No such user here' });
    await open(undefined, { ...signedIn, users: { gone: {} } });
    await mailing.invite('gone@example.com');
    await mailing.invite(NEW);
    await smtp.mailTo(NEW);
    const row = await mailing.failed();
    assert.equal(row.state, DEAD, row.last_error);
    assert.equal(row.attempts, 1);
    assert.match(row.last_error, /^RCPT: 550 .*No such user here/);
    assert.equal(await mailing.metric('selfsame_mail_dead_total'), 1);
    assert.equal(await mailing.metric('selfsame_mail_failures_total'), 1);
    const [entry] = mailing.logged('mail_dead');
    assert.equal(entry.level, 'error');
    assert.equal(entry.mail_id, row.id);
    assert.match(entry.detail, /No such user here/);
    const bounces = querySqlite(
      mailing.path,
      'SELECT lower(hex(user_id)) AS id, hard_bounce FROM communication_preferences',
    );
    assert.deepEqual(bounces, [{ id: mailing.people.gone.id, hard_bounce: 1 }]);
  });

  it('is dead when the message is refused for good', async () => {
    await listen();
    smtp.refusals.set('DATA', { responseCode: 554, message: 'Looks like spam' });
    await open();
    await mailing.invite(NEW);
    const row = await mailing.failed();
    assert.equal(row.state, DEAD, row.last_error);
    assert.match(row.last_error, /Looks like spam/);
  });

  it('waits when it is refused for now', async () => {
    await listen();
    smtp.refusals.set(NEW, { responseCode: 451, message: 'Greylisted' });
    await open();
    await mailing.invite(NEW);
    const row = await mailing.failed();
    assert.equal(row.state, WAITING);
    assert.match(row.last_error, /451 .*Greylisted/);
    assert.equal(await mailing.metric('selfsame_mail_dead_total'), 0);
  });

  it('tells people what happens to their place', async () => {
    await listen();
    await open(['--smtp-user', USER, '--mail-language', 'de'], {
      ...signedIn,
      users: { ada: {} },
    });
    const { email } = mailing.people.ada;
    const roles = await mailing.roles();
    const member = await mailing.api.ok('POST', mailing.members, {
      email,
      roles: [roles[0].id],
      status: 'accepted',
    });
    const path = `${mailing.members}/${member.id}`;
    await mailing.api.ok('PUT', path, { roles: [{ id: roles[1].id }] });
    await mailing.api.ok('DELETE', path);
    await eventually(() => smtp.mails.length === 3, 'three mails');
    const parsed = await Promise.all(smtp.mails.map(({ message }) => simpleParser(message)));
    assert.deepEqual(
      parsed.map(({ subject }) => subject),
      [
        `Sie gehören jetzt zu ${ORGANIZATION}`,
        `Ihre Rollen in ${ORGANIZATION} wurden geändert`,
        `Sie gehören nicht mehr zu ${ORGANIZATION}`,
      ],
    );
    assert.ok(parsed[0].text.includes(roles[0].name), parsed[0].text);
    assert.ok(parsed[1].text.includes(roles[1].name), parsed[1].text);
  });

  it('links to the invite, and honours its lifetime', async () => {
    await listen();
    await open([
      '--smtp-user',
      USER,
      '--invite-link',
      'https://app.example/invites/{id}?from=mail&x=1',
      '--invite-lifetime',
      '30',
    ]);
    await mailing.invite(NEW);
    const { parsed } = await smtp.mailTo(NEW);
    assert.match(
      parsed.text,
      /\nhttps:\/\/app\.example\/invites\/[0-9a-f]{32}\?from=mail&x=1\n/,
    );
    assert.match(
      parsed.html,
      /href="https:\/\/app\.example\/invites\/[0-9a-f]{32}\?from=mail&amp;x=1"/,
    );
    const expires = Date.parse(parsed.text.match(/expires on (\S+) (\S+) UTC/).slice(1).join('T') + 'Z');
    assert.ok(Math.abs(expires - Date.now() - 30 * 86_400_000) < 120_000, parsed.text);
  });
});
