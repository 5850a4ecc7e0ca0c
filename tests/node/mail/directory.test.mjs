// Mail without an SMTP server, templates of the operator's own, and settings that are wrong.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { simpleParser } from 'mailparser';

import { assertOneClearLine, useDirectory } from '../support/operator.mjs';
import { run } from '../support/program.mjs';
import { makeStore } from '../support/world.mjs';
import { eventually, Mailing, makeCertificate, ORGANIZATION } from './support.mjs';

const NEW = 'new@example.com';

describe('mail without SMTP', () => {
  const place = useDirectory();
  let mailing;
  afterEach(() => mailing?.close());

  const mailIn = async (directory) => {
    const [name] = await eventually(() => {
      try {
        const names = readdirSync(directory).filter((file) => file.endsWith('.eml'));
        return names.length > 0 && names;
      } catch {
        return false; // not made yet
      }
    }, `a mail in ${directory}`);
    const path = join(directory, name);
    return { name, path, parsed: await simpleParser(readFileSync(path)) };
  };

  it('is written to a directory, and the log says so', async () => {
    mailing = await Mailing.open([], { env: { SELFSAME_MAIL_DIRECTORY: undefined } });
    const directory = join(mailing.directory.path, 'selfsame-mail');
    const [entry] = mailing.logged('mail_to_directory');
    assert.equal(entry.level, 'warn');
    assert.equal(entry.directory, directory);
    assert.match(entry.hint, /--smtp/);
    await mailing.invite(NEW);
    const { name, path, parsed } = await mailIn(directory);
    assert.match(name, /^[0-9a-f]{32}\.eml$/);
    assert.equal(parsed.messageId, `<${name.slice(0, 32)}@localhost>`);
    assert.equal(parsed.from.text, '"Selfsame" <selfsame@localhost>');
    assert.equal(parsed.to.text, NEW);
    assert.ok(parsed.subject.endsWith(ORGANIZATION));
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    await eventually(() => mailing.outbox().length === 0, 'an empty outbox');
  });

  it('is written where the operator says, in the templates that they wrote', async () => {
    const templates = place.fresh('templates');
    mkdirSync(join(templates, 'en'), { recursive: true });
    writeFileSync(
      join(templates, 'en', 'invite.txt'),
      'Subject: Come to {{organization}}\n\nBy {{expires}}.\n',
    );
    const directory = place.fresh('mails');
    mailing = await Mailing.open([
      '--mail-directory',
      directory,
      '--mail-templates',
      templates,
      '--mail-from',
      'Größe <a@b.example>',
    ]);
    await mailing.invite(NEW);
    const { parsed } = await mailIn(directory);
    assert.equal(parsed.subject, `Come to ${ORGANIZATION}`);
    assert.match(parsed.text, /^By \d{4}-/);
    assert.ok(parsed.html.includes('Größe &amp; Söhne'), 'the built-in page');
    assert.deepEqual(parsed.from.value, [{ address: 'a@b.example', name: 'Größe' }]);
  });
});

describe('mail settings', () => {
  const place = useDirectory();
  let made;
  before(async () => (made = await makeStore()));
  after(() => made.remove());

  const complaint = async (flags, env) => {
    const { code, stdout, stderr } = await run(
      ['serve', '--listen', '127.0.0.1:0', '--store', made.store, ...flags],
      { env, cwd: made.directory.path },
    );
    assert.ok(code === 1 || code === 2, `exit ${code}: ${flags}`);
    // What was logged before is not a complaint.
    const said = stderr.split('\n').filter((line) => !line.startsWith('{'));
    assertOneClearLine(said.join('\n'));
    assert.equal(stdout, '');
    return said[0];
  };
  const write = (name, text) => {
    const path = place.fresh(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };

  it('that are wrong stop the start with one line that names them', async () => {
    const smtp = ['--smtp', 'smtp://127.0.0.1:1', '--mail-from', 'a@example.com'];
    const { cert } = makeCertificate(place.path);
    for (const [flags, named] of [
      [['--smtp', 'http://127.0.0.1', '--mail-from', 'a@example.com'], /--smtp /],
      [['--smtp', 'smtp://127.0.0.1'], /--mail-from/],
      [['--mail-from', 'nobody'], /--mail-from/],
      [['--smtp-user', 'u'], /--smtp/],
      [['--smtp-ca', cert], /--smtp/],
      [['--smtp-plain'], /--smtp/],
      [[...smtp, '--smtp-user', 'u'], /--smtp-password-file.*SELFSAME_SMTP_PASSWORD/],
      [
        [...smtp, '--smtp-user', 'u', '--smtp-password-file', place.fresh('absent')],
        /--smtp-password-file/,
      ],
      [
        [...smtp, '--smtp-user', 'u', '--smtp-password-file', write('empty', '')],
        /--smtp-password-file/,
      ],
      [[...smtp, '--smtp-password-file', write('password', 'x')], /--smtp-user/],
      [[...smtp, '--smtp-plain', '--smtp-user', 'u'], /--smtp-plain/],
      [
        ['--smtp', 'smtps://127.0.0.1', '--mail-from', 'a@example.com', '--smtp-plain'],
        /--smtp-plain/,
      ],
      [[...smtp, '--smtp-ca', place.fresh('absent')], /--smtp-ca/],
      [['--mail-directory', write('file', '')], /--mail-directory/],
      [['--mail-directory', ''], /--mail-directory/],
      [['--mail-templates', place.fresh('absent')], /templates/],
      [['--mail-language', 'tlh'], /tlh/],
      [['--invite-link', 'https://example.com/'], /--invite-link/],
      [['--invite-link', 'example.com/{id}'], /--invite-link/],
      [['--activation-link', 'https://example.com/{id}'], /--activation-link/],
      [['--password-reset-link', 'example.com/{token}'], /--password-reset-link/],
      [['--invite-lifetime', '0'], /invite-lifetime/],
      [['--invite-lifetime', '366'], /invite-lifetime/],
    ]) {
      assert.match(await complaint(flags), named, flags.join(' '));
    }
  });

  it('show no password that somebody wrote into the URL', async () => {
    const said = await complaint([
      '--smtp',
      'smtp://user:hunter2hunter2@127.0.0.1',
      '--mail-from',
      'a@example.com',
    ]);
    assert.ok(!said.includes('hunter2'), said);
  });

  it('with a broken template stop the start with one line that names the file', async () => {
    for (const [text, named] of [
      ['no subject', /Subject/],
      ['Subject: x\n\n{{#organization}}', /Unclosed/],
      ['Subject: x\n\n{{organisation}}', /\{\{organisation\}\}/],
    ]) {
      const templates = place.fresh('templates');
      mkdirSync(join(templates, 'de'), { recursive: true });
      writeFileSync(join(templates, 'de', 'invite.txt'), text);
      const said = await complaint(['--mail-templates', templates]);
      assert.match(said, /de\/invite\.txt/);
      assert.match(said, named);
    }
  });
});
