// What is sold: the command that checks a plans file, and the settings of billing.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { send } from '../support/api.mjs';
import { assertOneClearLine, endsWith, useDirectory } from '../support/operator.mjs';
import { serve } from '../support/program.mjs';
import { makeStore } from '../support/world.mjs';

const PLANS = `currency = "KWD"
time-zone = "Asia/Kathmandu"
[dunning]
retry-after-hours = [1, 2]
payment-term-days = 3
grace-days = 0
[[plan]]
id = "small"
name = "Small"
scope = "user"
trial-days = 7
[plan.price.monthly]
KWD = 6500
JPY = 3000
[plan.price.yearly]
KWD = 65000
`;

describe('plans', () => {
  const place = useDirectory();
  let made;
  before(async () => (made = await makeStore()));
  after(() => made.remove());
  const file = (name, text) => {
    const path = place.fresh(name);
    writeFileSync(path, text);
    return path;
  };
  const sold = async (flags, env) => {
    const server = await serve(made.store, flags, { env });
    const headers = { authorization: `Bearer ${made.first.api_token}` };
    const { status, text } = await send(`${server.url}/v1/plans`, { headers });
    assert.equal((await server.stop()).code, 0);
    assert.equal(status, 200, text);
    return JSON.parse(text).items.map(({ id }) => id);
  };

  it('are shown as a table', async () => {
    const { stdout } = await endsWith(0, ['plans', '--plans', file('plans.toml', PLANS)]);
    assert.equal(
      stdout,
      `currency           KWD
time zone          Asia/Kathmandu
retry after hours  1, 2
payment term days  3
grace days         0

id     name   scope  trial   prices
small  Small  user   7 days  3000 JPY, 6.500 KWD monthly; 65.000 KWD yearly
`,
    );
  });

  it('are shown as JSON', async () => {
    const { stdout } = await endsWith(0, ['plans', '--json', '--plans', file('plans.toml', PLANS)]);
    const { plans, ...rules } = JSON.parse(stdout);
    assert.deepEqual(rules, {
      currency: 'KWD',
      time_zone: 'Asia/Kathmandu',
      retry_after_hours: [1, 2],
      payment_term_days: 3,
      grace_days: 0,
    });
    assert.deepEqual(
      plans.map(({ id, scopes, trial_days, prices }) => ({ id, scopes, trial_days, prices })),
      [
        {
          id: 'small',
          scopes: ['user'],
          trial_days: 7,
          prices: [
            { frequency: 'monthly', amount: 3000, currency: 'JPY', exponent: 0 },
            { frequency: 'monthly', amount: 6500, currency: 'KWD', exponent: 3 },
            { frequency: 'yearly', amount: 65000, currency: 'KWD', exponent: 3 },
          ],
        },
      ],
    );
  });

  it('are built in, and may come from the environment', async () => {
    const ids = async (args, options) =>
      JSON.parse((await endsWith(0, ['plans', '--json', ...args], options)).stdout).plans.length;
    assert.equal(await ids([]), 10);
    assert.equal(await ids([], { env: { SELFSAME_PLANS: file('plans.toml', PLANS) } }), 1);
  });

  it('that are wrong end the command, the server and the import with one clear line', async () => {
    const path = file('plans.toml', PLANS.replace('KWD = 6500\n', 'KWD = 6.5\n'));
    const store = ['--store', `sqlite:${place.fresh('db')}`];
    const listed = ['--store', made.store];
    for (const [args, env] of [
      [['plans', '--plans', path]],
      [['serve', '--listen', '127.0.0.1:0', ...store, '--plans', path]],
      [['import', ...store, '--plans', path, file('lines', '')]],
      [['user', 'list', ...listed, '--plans', path]],
      [['user', 'list', ...listed], { SELFSAME_PLANS: path }],
    ]) {
      const { stdout, stderr } = await endsWith(1, args, { env });
      assert.equal(
        stderr,
        `selfsame: ${path}: plan "small": price.monthly.KWD must be a whole number of the ` +
          `currency's smallest unit, 0 to 9007199254740991 (line 13)\n`,
      );
      assert.equal(stdout, '');
    }
    assertOneClearLine((await endsWith(1, ['plans', '--plans', place.fresh('absent')])).stderr);
    assertOneClearLine((await endsWith(1, ['plans', '--plans', place.path])).stderr);
  });

  it('are those of the file, the environment or the configuration', async () => {
    const path = file('plans.toml', PLANS);
    assert.equal((await sold([])).length, 10);
    assert.deepEqual(await sold(['--plans', path]), ['small']);
    assert.deepEqual(await sold([], { SELFSAME_PLANS: path }), ['small']);
    const config = file('config.toml', `plans = "${path}"\n`);
    assert.deepEqual(await sold(['--config', config]), ['small']);
  });

  it('are not told to a command that goes by a server', async () => {
    const { stderr } = await endsWith(2, [
      ...['user', 'list', '--server', 'http://127.0.0.1:1', '--plans', 'x'],
    ]);
    assert.match(stderr, /--plans/);
  });

  it('come with no secret that is none', async () => {
    for (const text of ['', 'secret\n', 'whsec_c2hvcnQ=\n']) {
      const secret = file('secret', text);
      const { stderr } = await endsWith(1, [
        ...['serve', '--listen', '127.0.0.1:0', '--store', made.store],
        ...['--payment-webhook-secret-file', secret],
      ]);
      assertOneClearLine(stderr);
      assert.ok(stderr.includes(`--payment-webhook-secret-file: ${secret} `), stderr);
    }
  });
});
