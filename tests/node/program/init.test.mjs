// The first user, and what kinds of store are refused.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { send } from '../support/api.mjs';
import { assertOneClearLine, endsWith, useDirectory } from '../support/operator.mjs';
import { changeSqlite, querySqlite, run, runOk, serve } from '../support/program.mjs';

describe('init', () => {
  const place = useDirectory();
  const init = (store, ...flags) => [
    'init',
    '--store',
    `sqlite:${store}`,
    '--email',
    'a@example.com',
    ...flags,
  ];
  const dump = (path) =>
    execFileSync('sqlite3', [path, '.dump'], { encoding: 'utf8', maxBuffer: 1 << 26 });

  it('prints one object, with everything that works', async () => {
    const path = place.fresh('db');
    const { stdout, stderr } = await runOk(
      init(path, '--first-name', 'Ada', '--organization', 'Engines', '--json'),
    );
    assert.match(stdout, /^\{[^\n]*\}\n$/);
    const made = JSON.parse(stdout);
    assert.deepEqual(Object.keys(made), [
      'user_id',
      'organization_id',
      'email',
      'password',
      'api_token',
      'global_api_key',
      'secret_api_key',
    ]);
    assert.match(made.user_id, /^[0-9a-f]{32}$/);
    assert.match(made.organization_id, /^[0-9a-f]{32}$/);
    assert.equal(made.email, 'a@example.com');
    assert.ok(made.password.length >= 15);
    assert.match(made.api_token, /^ssut_[A-Za-z0-9]{40}[0-9a-f]{8}$/);
    const secrets = [made.password, made.api_token, made.global_api_key, made.secret_api_key];
    assert.equal(new Set(secrets).size, 4);
    for (const secret of secrets) {
      assert.ok(!stderr.includes(secret));
      assert.ok(!readFileSync(path).includes(secret));
    }
    assert.equal(statSync(path).mode & 0o077, 0, 'the store is readable by its owner alone');
  });

  it('shows no password that it was given', async () => {
    const password = 'correct horse battery staple';
    const path = place.fresh('db');
    const { stdout } = await runOk(init(path, '--password-stdin', '--json'), {
      input: `${password}\n`,
    });
    assert.ok(!('password' in JSON.parse(stdout)));
    assert.ok(!stdout.includes(password));
    assert.ok(!readFileSync(path).includes(password));
  });

  it('refuses a password that is too short, too long or missing, and makes nothing', async () => {
    const path = place.fresh('db');
    const long = Array.from({ length: 257 }, (_, i) => 'éàüöñ'[Math.floor(Math.PI * i * i) % 5]).join('');
    for (const input of ['', '\n', 'tea with 4 lem', long])
      await endsWith(1, init(path, '--password-stdin'), { input });
    await endsWith(0, init(path, '--password-stdin'), { input: 'tea with 4 lemo' });
    await endsWith(0, init(place.fresh('db'), '--password-stdin'), { input: long.slice(1) });
  });

  it('refuses a password that is tried first, or made of names', async () => {
    const path = place.fresh('db');
    for (const input of ['x'.repeat(15), 'passwordpassword', 'a@example.com!!!'])
      await endsWith(1, init(path, '--password-stdin'), { input });
  });

  it('prints for people without --json', async () => {
    const { stdout } = await runOk(init(place.fresh('db')));
    assert.match(stdout, /ssut_[A-Za-z0-9]{40}[0-9a-f]{8}/);
    assert.throws(() => JSON.parse(stdout));
  });

  it('fails on a store that has a user, and changes nothing', async () => {
    const path = place.fresh('db');
    await runOk(init(path));
    const earlier = dump(path);
    for (const again of [
      init(path, '--json'),
      ['init', '--store', `sqlite:${path}`, '--email', 'b@example.com'],
    ]) {
      const { stdout, stderr } = await endsWith(1, again);
      assert.equal(stdout, '');
      assertOneClearLine(stderr);
      assert.equal(dump(path), earlier);
    }
  });

  it('refuses what is no mail address', async () => {
    for (const email of ['', 'nobody', '@', 'a@', '@b', 'a b@c', `${'x'.repeat(90)}@example.com`]) {
      const { code, stderr } = await run([
        'init',
        '--store',
        `sqlite:${place.fresh('db')}`,
        '--email',
        email,
      ]);
      assert.ok(code === 1 || code === 2, email);
      assertOneClearLine(stderr);
    }
  });

  it('makes one user when started many times at once', async () => {
    const path = place.fresh('db');
    const results = await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        run(['init', '--store', `sqlite:${path}`, '--email', `u${i}@example.com`, '--json']),
      ),
    );
    assert.equal(results.filter(({ code }) => code === 0).length, 1);
    assert.equal(results.filter(({ code }) => code === 1).length, 4);
    assert.equal(querySqlite(path, 'SELECT count(*) AS n FROM users')[0].n, 1);
  });
});

describe('the store', () => {
  const place = useDirectory();
  const refuses = async (path) => {
    for (const args of [
      ['serve', '--listen', '127.0.0.1:0', '--store', `sqlite:${path}`],
      ['init', '--store', `sqlite:${path}`, '--email', 'a@example.com'],
    ]) {
      const earlier = readFileSync(path);
      const { stderr, stdout } = await endsWith(1, args);
      assert.notEqual(stderr.trim(), '');
      assert.equal(stdout, '');
      assert.deepEqual(readFileSync(path), earlier);
    }
  };

  it('of a newer version is refused and left alone', async () => {
    const path = place.fresh('db');
    await runOk(['init', '--store', `sqlite:${path}`, '--email', 'a@example.com']);
    changeSqlite(
      path,
      "INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, 'from the future', 'x'); PRAGMA wal_checkpoint(TRUNCATE);",
    );
    await refuses(path);
  });

  it('of another application is refused and left alone', async () => {
    const path = place.fresh('db');
    changeSqlite(path, 'CREATE TABLE users (id INTEGER); INSERT INTO users VALUES (1);');
    await refuses(path);
  });

  it('that is no database is refused and left alone', async () => {
    const path = place.fresh('db');
    writeFileSync(path, 'This is a letter to somebody.\n'.repeat(1000));
    await refuses(path);
  });

  it('is served by one program at a time', async () => {
    const path = place.fresh('db');
    await runOk(['init', '--store', `sqlite:${path}`, '--email', 'a@example.com']);
    const server = await serve(`sqlite:${path}`);
    await endsWith(1, ['serve', '--listen', '127.0.0.1:0', '--store', `sqlite:${path}`]);
    assert.equal((await server.stop()).code, 0);
  });

  it('in memory is made by serve itself', async () => {
    const server = await serve('sqlite::memory:');
    assert.equal((await send(`${server.url}/readyz`)).status, 200);
    assert.equal((await server.stop()).code, 0);
  });
});
