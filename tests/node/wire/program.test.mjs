// The program as its operator meets it: commands, flags, configuration, start and stop (design
// section 3).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';

import { Api, send } from '../support/api.mjs';
import { allow, GROUP, importedUser } from '../support/credentials.mjs';
import {
  changeSqlite,
  querySqlite,
  run,
  runOk,
  serve,
  temporaryDirectory,
} from '../support/program.mjs';
import { headerBlock, RawConnection } from '../support/raw.mjs';
import { makeStore, World, suspiciousLines, useWorld } from '../support/world.mjs';

const COMMANDS = ['serve', 'init', 'import'];

/** A place for files, empty for each test. */
function useDirectory() {
  const place = {};
  before(() => Object.assign(place, temporaryDirectory()));
  after(() => place.remove?.());
  let count = 0;
  place.fresh = (name) => join(place.path, `${(count += 1)}-${name}`);
  return place;
}

async function endsWith(code, args, options) {
  const result = await run(args, options);
  assert.equal(result.code, code, `selfsame ${args.join(' ')}: ${result.stdout}${result.stderr}`);
  return result;
}

/** One line says what is wrong; a second may say how to go on. */
function assertOneClearLine(text) {
  assert.match(text, /^selfsame: [^\n]{8,}\n([^\n]+\n)?$/, JSON.stringify(text));
}

describe('the command line', () => {
  const place = useDirectory();

  it('tells its version', async () => {
    assert.match((await endsWith(0, ['--version'])).stdout, /^selfsame \d+\.\d+\.\d+\S*\n$/);
  });

  it('helps, also with each command', async () => {
    const { stdout } = await endsWith(0, ['--help']);
    for (const command of COMMANDS) {
      assert.match(stdout, new RegExp(`\\b${command}\\b`));
      const help = await endsWith(0, [command, '--help']);
      assert.match(help.stdout, /--store/);
      assert.equal(help.stderr, '');
    }
    const help = (await endsWith(0, ['serve', '--help'])).stdout;
    for (const flag of [
      '--listen',
      '--rate-limit',
      '--config',
      '--trusted-proxy',
      '--threads',
      '--tls-certificate',
      '--tls-key',
      '--mount',
      '--header-time',
      '--body-time',
      '--idle-time',
    ]) {
      assert.ok(help.includes(flag), flag);
    }
  });

  it('ends with 2 for a wrong use, and says what is wrong', async () => {
    const wrong = [
      [],
      ['dance'],
      ['serve', '--nonsense'],
      ['serve', '--store'],
      ['serve', '--store', `sqlite:${place.fresh('db')}`, 'more'],
      ['init', '--store', `sqlite:${place.fresh('db')}`],
      ['import', '--store', `sqlite:${place.fresh('db')}`],
    ];
    for (const args of wrong) {
      const { stdout, stderr } = await endsWith(2, args);
      assert.equal(stdout, '');
      assert.notEqual(stderr.trim(), '');
    }
  });

  const WRONG_VALUES = {
    '--rate-limit': ['many', '-1', '1.5', '', '99999999999999999999'],
    '--threads': ['-1', 'two', '1.5'],
    '--listen': ['nowhere', '127.0.0.1', '127.0.0.1:99999', ':'],
    '--trusted-proxy': ['localhost', '10.0.0.0/33', '300.1.1.1'],
    '--header-time': ['soon', '-1'],
    '--mount': ['client'],
    '--store': ['', 'mysql://x', 'sqlite:'],
  };
  for (const [flag, values] of Object.entries(WRONG_VALUES)) {
    it(`does not start with a wrong ${flag}, and says so in one line`, async () => {
      for (const value of values) {
        const store = flag === '--store' ? [] : ['--store', `sqlite:${place.fresh('db')}`];
        const listen = flag === '--listen' ? [] : ['--listen', '127.0.0.1:0'];
        const { code, stdout, stderr } = await run(['serve', ...store, ...listen, flag, value]);
        assert.ok(code === 1 || code === 2, `${flag} ${JSON.stringify(value)}: exit ${code}`);
        assertOneClearLine(stderr);
        assert.equal(stdout, '');
      }
    });
  }
});

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
    for (const input of ['', '\n', 'x'.repeat(14), 'x'.repeat(257)])
      await endsWith(1, init(path, '--password-stdin'), { input });
    for (const input of ['x'.repeat(15)])
      await endsWith(0, init(path, '--password-stdin'), { input });
    await endsWith(0, init(place.fresh('db'), '--password-stdin'), { input: 'é'.repeat(256) });
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

describe('import', () => {
  const place = useDirectory();
  const file = (text) => {
    const path = place.fresh('jsonl');
    writeFileSync(path, text);
    return path;
  };
  const lines = (...entities) => entities.map((entity) => `${JSON.stringify(entity)}\n`).join('');

  it('brings in what then can be used, with the ids given', async () => {
    const world = await new World({
      users: {
        eve: {
          policies: [
            {
              effect: 'allow',
              resources: { '*': '*' },
              permission_groups: [{ id: GROUP.userWrite }, { id: 'token_permissions_read' }],
            },
          ],
          token: {
            name: 'from afar',
            expires_on: '2999-01-01T00:00:00Z',
            not_before: '2020-01-01T00:00:00Z',
            condition: { request_ip: { in: ['127.0.0.0/8'] } },
          },
        },
      },
    }).open();
    try {
      const { api } = world.eve;
      assert.equal((await api.ok('GET', '/user')).id, world.eve.id);
      const token = await api.ok('GET', `/user/tokens/${world.eve.token_id}`);
      const expected = {
        name: 'from afar',
        expires_on: '2999-01-01T00:00:00Z',
        not_before: '2020-01-01T00:00:00Z',
        issued_on: '2026-01-01T00:00:00Z',
        condition: { request_ip: { in: ['127.0.0.0/8'] } },
      };
      assert.deepEqual({ ...token, ...expected }, token);
    } finally {
      await world.close();
    }
  });

  it('brings in nothing of the lines around a mistake, and says which line it is', async () => {
    const { path, store, remove } = await makeStore();
    const count = () =>
      querySqlite(
        path,
        'SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM tokens) AS tokens, (SELECT count(*) FROM audit_records) AS records',
      )[0];
    const earlier = count();
    const good = importedUser({ email: 'good@example.com' });
    const bad = importedUser({ email: 'good@example.com' });
    const faulty = [
      lines(...good.lines, ...bad.lines), // the address is taken
      lines(...good.lines, good.lines[0]), // the id is taken
      lines(...good.lines, { ...bad.lines[1] }), // nobody's token
      `${lines(...good.lines)}{"type":"user"\n`,
      lines(...good.lines, { type: 'dragon', id: bad.id }),
      lines(...good.lines, { type: 'user', email: 'x@example.com', id: 'not-an-id' }),
      lines({ ...good.lines[0], email: 'OWNER@example.com' }),
    ];
    for (const text of faulty) {
      const { stderr } = await endsWith(1, ['import', '--store', store, file(text)]);
      assertOneClearLine(stderr);
      assert.match(stderr, /line \d/);
      assert.deepEqual(count(), earlier, text);
    }
    await endsWith(1, ['import', '--store', store, place.fresh('absent')]);
    await endsWith(0, ['import', '--store', store, file(lines(...good.lines))]);
    assert.equal(count().users, earlier.users + 1);
    remove();
  });
});

describe('configuration', () => {
  const place = useDirectory();
  let made;
  let server;
  before(async () => (made = await makeStore()));
  afterEach(async () => {
    if (server) assert.equal((await server.stop()).code, 0);
    server = undefined;
  });
  after(() => made.remove());

  const file = (text) => {
    const path = place.fresh('toml');
    writeFileSync(path, text);
    return path;
  };
  const quota = async (flags, env) => {
    server = await serve(made.store, flags, { env });
    const { headers } = await new Api(server.base, {
      authorization: `Bearer ${made.first.api_token}`,
    }).get('/user');
    return Number(headers['ratelimit-policy'].match(/q=(\d+)/)[1]);
  };

  it('is the default without more', async () => assert.equal(await quota([], {}), 1200));
  it('is what the file says', async () =>
    assert.equal(await quota(['--config', file('rate-limit = 13\n')], {}), 13));
  it('is what the environment says, over the file', async () =>
    assert.equal(
      await quota(['--config', file('rate-limit = 13\n')], { SELFSAME_RATE_LIMIT: '12' }),
      12,
    ));
  it('is what the flag says, over both', async () =>
    assert.equal(
      await quota(['--config', file('rate-limit = 13\n'), '--rate-limit', '11'], {
        SELFSAME_RATE_LIMIT: '12',
      }),
      11,
    ));
  it('names its file by the environment as well', async () =>
    assert.equal(await quota([], { SELFSAME_CONFIG: file('rate-limit = 14\n') }), 14));

  it('takes the store and the address from the environment and the file', async () => {
    server = await serve(undefined, ['--config', file(`store = "${made.store}"\n`)], {
      env: { SELFSAME_LISTEN: '127.0.0.1:0' },
      listenElsewhere: true,
    });
    assert.equal((await send(`${server.url}/readyz`)).status, 200);
  });

  it('takes lists from the file', async () => {
    server = await serve(made.store, [
      '--config',
      file('trusted-proxy = ["10.0.0.0/8", "127.0.0.1"]\n'),
    ]);
    const api = new Api(server.base, { authorization: `Bearer ${made.first.api_token}` });
    const { value } = await api.createToken({
      name: 'x',
      policies: [allow(GROUP.userRead)],
      condition: { request_ip: { in: ['203.0.113.0/24'] } },
    });
    assert.equal(
      (await api.withToken(value).get('/user', { headers: { 'x-forwarded-for': '203.0.113.1' } }))
        .status,
      200,
    );
  });

  it('with a mistake stops the start with one line that names it', async () => {
    const wrong = [
      [['--config', file('rate-limit = "many"\n')], {}, /rate-limit/],
      [['--config', file('rate-limit = -1\n')], {}, /rate-limit/],
      [['--config', file('rate-limit = [\n')], {}, /./],
      [['--config', file('no-such-key = 1\n')], {}, /no-such-key/],
      [['--config', place.fresh('absent')], {}, /./],
      [[], { SELFSAME_RATE_LIMIT: 'many' }, /RATE_LIMIT|rate-limit/],
    ];
    for (const [flags, env, named] of wrong) {
      const { code, stdout, stderr } = await run(
        ['serve', '--listen', '127.0.0.1:0', '--store', made.store, ...flags],
        { env },
      );
      assert.ok(code === 1 || code === 2, `exit ${code}: ${flags}`);
      assertOneClearLine(stderr);
      assert.match(stderr, named);
      assert.equal(stdout, '');
    }
  });

  it('mounts the dialect elsewhere', async () => {
    server = await serve(made.store, ['--mount', '/v4']);
    const headers = { authorization: `Bearer ${made.first.api_token}` };
    assert.equal((await send(`${server.url}/v4/user`, { headers })).status, 200);
    assert.equal((await send(`${server.url}/client/v4/user`, { headers })).status, 404);
  });

  it('says what port is taken, and ends with 1', async () => {
    server = await serve(made.store);
    const other = await makeStore();
    const { stderr } = await endsWith(1, [
      'serve',
      '--listen',
      `127.0.0.1:${server.port}`,
      '--store',
      other.store,
    ]);
    assert.match(stderr, /in use/i);
    other.remove();
  });
});

describe('beside the dialect', () => {
  const world = useWorld();

  it('tells its health', async () => {
    for (const path of ['/healthz', '/readyz'])
      assert.equal((await send(`${world.server.url}${path}`)).status, 200);
  });

  it('tells its metrics, in the form of Prometheus', async () => {
    await world.api.get('/user');
    const { status, headers, text } = await send(`${world.server.url}/metrics`);
    assert.equal(status, 200);
    assert.match(headers['content-type'], /^text\/plain\b/);
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    assert.ok(samples.length > 0);
    for (const sample of samples)
      assert.match(sample, /^[a-z_:][a-z0-9_:]*(\{[^}]*\})? -?[0-9.e+-]+$/i);
    assert.ok(
      samples.some((sample) => /^selfsame_\S*requests/.test(sample)),
      text,
    );
  });

  it('404 for what it does not have', async () => {
    for (const path of [
      '/nowhere',
      '/client',
      '/client/v3/user',
      '/client/v4user',
      '/healthz/',
      '/etc/passwd',
      '/../../etc/passwd',
    ]) {
      assert.equal((await send(`${world.server.url}${path}`)).status, 404, path);
    }
  });

  it('logs one JSON object a line', async () => {
    await world.api.get('/nowhere');
    await world.nobody.get('/user');
    assert.deepEqual(suspiciousLines(world.server.log), []);
  });
});

describe('stop', () => {
  it('finishes what is in flight, accepts nothing new, and ends with 0', async () => {
    const world = await new World().open();
    const body = JSON.stringify({ name: 'last', policies: [allow(GROUP.userRead)] });
    const inFlight = await RawConnection.open(world.server.port);
    const idle = await RawConnection.open(world.server.port);
    await inFlight.send(
      headerBlock('POST /client/v4/user/tokens HTTP/1.1', {
        Authorization: `Bearer ${world.first.api_token}`,
        'Content-Length': body.length,
        'Content-Type': 'application/json',
      }) + body.slice(0, 20),
    );
    await world.api.get('/user'); // the server has surely read the other one as well
    const stopped = world.stop();
    assert.ok(await idle.closes({ timeout: 2000 }), 'an idle connection is closed');
    await assert.rejects(RawConnection.open(world.server.port));
    await inFlight.send(body.slice(20));
    const answer = await inFlight.answer();
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers.connection ?? '', /close/i);
    assert.ok(await inFlight.closes());
    await stopped;
    const { id } = JSON.parse(answer.text).result;
    await world.start();
    assert.equal((await world.api.ok('GET', `/user/tokens/${id}`)).name, 'last');
    await world.close();
  });

  it('by SIGINT is the same', async () => {
    const made = await makeStore();
    const server = await serve(made.store);
    server.child.kill('SIGINT');
    assert.equal((await server.child.ended).code, 0);
    made.remove();
  });

  it('keeps everything, byte for byte', async () => {
    const world = await new World().open();
    await world.api.createToken({
      name: 'kept',
      policies: [allow(GROUP.userRead)],
      condition: { 'request.ip': { in: ['127.0.0.1/8'] } },
    });
    await world.api.ok('PATCH', '/user', { first_name: 'Kept' });
    const earlier = await world.api.snapshot();
    await world.stop();
    await world.start();
    assert.deepEqual(await world.api.snapshot(), earlier);
    await world.close();
  });
});

describe('TLS', () => {
  const place = useDirectory();
  const certificate = (name) => {
    const [cert, key] = [join(place.path, `${name}.pem`), join(place.path, `${name}.key`)];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '2',
        '-subj',
        `/CN=${name}`,
        '-addext',
        'subjectAltName=IP:127.0.0.1',
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'ignore' },
    );
    return { cert, key };
  };

  it('serves by https', async () => {
    const { cert, key } = certificate('one');
    const made = await makeStore();
    const server = await serve(made.store, ['--tls-certificate', cert, '--tls-key', key]);
    assert.match(server.url, /^https:/);
    const headers = { authorization: `Bearer ${made.first.api_token}` };
    const { status, text } = await send(`${server.base}/user`, { headers, ca: readFileSync(cert) });
    assert.equal(status, 200);
    assert.equal(JSON.parse(text).result.id, made.first.user_id);
    const plain = await RawConnection.open(server.port);
    await plain.send(headerBlock('GET /healthz HTTP/1.1'));
    assert.ok(await plain.closes());
    assert.equal((await server.stop()).code, 0);
    made.remove();
  });

  it('does not start with a key that does not fit, or half a pair', async () => {
    const [one, two] = [certificate('fits'), certificate('other')];
    const made = await makeStore();
    for (const flags of [
      ['--tls-certificate', one.cert, '--tls-key', two.key],
      ['--tls-certificate', one.cert],
      ['--tls-key', one.key],
      ['--tls-certificate', one.cert, '--tls-key', place.fresh('absent')],
    ]) {
      const { code, stderr } = await run([
        'serve',
        '--listen',
        '127.0.0.1:0',
        '--store',
        made.store,
        ...flags,
      ]);
      assert.ok(code === 1 || code === 2, flags.join(' '));
      assertOneClearLine(stderr);
    }
    made.remove();
  });
});
