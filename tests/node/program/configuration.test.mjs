// Flag, environment, file, default, in this order.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';

import { Api, send } from '../support/api.mjs';
import { allow, GROUP } from '../support/credentials.mjs';
import { assertOneClearLine, endsWith, useDirectory } from '../support/operator.mjs';
import { run, serve } from '../support/program.mjs';
import { makeStore } from '../support/world.mjs';

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

  it('mounts the dialect at the root, and keeps its own pages', async () => {
    server = await serve(made.store, ['--mount', '']);
    const headers = { authorization: `Bearer ${made.first.api_token}` };
    assert.equal((await send(`${server.url}/user`, { headers })).status, 200);
    assert.equal((await send(`${server.url}/healthz`)).text, '{"status":"ok"}');
    assert.equal(JSON.parse((await send(`${server.url}/nothing`)).text).errors[0].code, 7003);
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
