// The commands of who runs the installation: straight in a store, and by a running server. Each does
// the same both ways.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { send } from '../support/api.mjs';
import { allowOn, newId, newTokenSecret } from '../support/credentials.mjs';
import { addMail, ID, STORE, STORE_READ } from '../support/native.mjs';
import { assertOneClearLine, endsWith, useDirectory } from '../support/operator.mjs';
import { changeSqlite, querySqlite, serve } from '../support/program.mjs';
import { makeStore, useWorld } from '../support/world.mjs';

const COMMANDS = [
  ['user', 'create'],
  ['user', 'list'],
  ['user', 'suspend'],
  ['user', 'resume'],
  ['organization', 'create'],
  ['organization', 'list'],
  ['tenant', 'set'],
  ['tenant', 'list'],
  ['zone', 'create'],
  ['zone', 'list'],
  ['zone', 'delete'],
  ['mail', 'list'],
  ['mail', 'retry'],
  ['mail', 'drop'],
  ['billing', 'due'],
  ['billing', 'show'],
  ['billing', 'items'],
  ['billing', 'adjust'],
  ['billing', 'cancel'],
];

/** What the commands do, whichever way they go. `way()`: its flags and the options to run with. */
function describeCommands(way, place) {
  const run = async (code, ...args) => {
    const { flags, options } = way();
    return endsWith(code, [...args, ...flags], options);
  };
  const json = async (...args) => JSON.parse((await run(0, ...args, '--json')).stdout);
  const text = async (...args) => (await run(0, ...args)).stdout;
  const fails = async (code, pattern, ...args) => {
    const { stdout, stderr } = await run(code, ...args);
    assert.equal(stdout, '');
    assertOneClearLine(stderr);
    assert.match(stderr, pattern);
  };

  it('make a user, and show the key once', async () => {
    const made = await json(
      ...['user', 'create', '--email', 'ann@example.com', '--first-name', 'Ann'],
      ...['--last-name', 'Zoë', '--language', 'de-DE', '--email-verified', 'false'],
    );
    assert.match(made.id, ID);
    assert.match(made.global_api_key, /^ssgk_/);
    assert.equal(made.first_name, 'Ann');
    assert.equal(made.email_verified, false);
    const shown = await text('user', 'create', '--email', 'ben@example.com');
    assert.match(shown, /^The global API key is shown this once; keep it\.$/m);
    assert.match(shown, /^global api key +ssgk_\w+$/m);
    assert.match(shown, /^email +ben@example\.com$/m);
    const listed = await json('user', 'list');
    const { global_api_key, ...user } = made;
    assert.deepEqual(listed.find(({ id }) => id === made.id), user);
  });

  it('say what is wrong with what was typed, in its words', async () => {
    await fails(1, /--email must be a mail address/, 'user', 'create', '--email', 'x');
    await fails(1, /taken|already/, 'user', 'create', '--email', 'owner@example.com');
    await fails(1, /--owner names no user/, 'organization', 'create', '--name', 'x', '--owner', newId());
    await fails(2, /--email is required/, 'user', 'create');
    await fails(2, /32 hex digits/, 'user', 'suspend', 'ann');
    await fails(2, /32 hex digits/, 'user', 'suspend', '../organizations');
    await fails(2, /--parent/, 'tenant', 'set', newId());
    await fails(2, /--tenant/, 'tenant', 'set', newId(), '--tenant', 'perhaps');
    await fails(2, /--state/, 'mail', 'list', '--state', 'lost');
    await fails(2, /--limit/, 'user', 'list', '--limit', '0');
    await fails(1, /not found/i, 'user', 'suspend', newId());
    await fails(1, /not found/i, 'zone', 'delete', newId());
    await fails(1, /not found/i, 'mail', 'drop', newId());
    await fails(1, /no user or organization/i, 'billing', 'show', newId());
    await fails(2, /--amount/, 'billing', 'adjust', newId(), newId(), '--currency', 'USD');
    await fails(2, /OWNER:SUBSCRIPTION/, 'billing', 'due', '--after', newId());
    await fails(2, /sequence number/, 'billing', 'items', newId(), '--after', 'x');
  });

  it('list for people and for programs', async () => {
    for (let i = 0; i < 3; i++) await run(0, 'user', 'create', '--email', `l${i}@example.com`);
    const all = await json('user', 'list');
    assert.ok(all.length >= 4);
    assert.deepEqual(await json('user', 'list', '--limit', '2'), all.slice(0, 2));
    assert.deepEqual(await json('user', 'list', '--after', all[0].id), all.slice(1));
    const lines = (await text('user', 'list')).trimEnd().split('\n');
    assert.equal(lines.length, all.length + 1);
    assert.match(lines[0], /^id +email +first name +last name +suspended$/);
    assert.deepEqual(await json('user', 'list', '--after', 'f'.repeat(32)), []);
    assert.equal(await text('user', 'list', '--after', 'f'.repeat(32)), 'none\n');
  });

  it('suspend a user and take it back', async () => {
    const { id } = await json('user', 'create', '--email', 'sue@example.com');
    assert.equal((await json('user', 'suspend', id)).suspended, true);
    assert.match(await text('user', 'suspend', id), /^suspended +yes$/m);
    assert.equal((await json('user', 'resume', id.toUpperCase())).suspended, false);
  });

  it('make organizations and place them among the tenants', async () => {
    const { id: owner } = await json('user', 'create', '--email', 'boss@example.com');
    const create = (...more) =>
      json('organization', 'create', '--name', 'Acme & Söhne', '--owner', owner, ...more);
    const tenant = await create('--type', 'enterprise', '--tenant', 'true');
    assert.equal(tenant.name, 'Acme & Söhne');
    assert.equal(tenant.type, 'enterprise');
    const child = await create('--parent', tenant.id);
    assert.deepEqual(await json('organization', 'list', '--parent', tenant.id), [child]);
    const tenants = await json('tenant', 'list');
    assert.ok(tenants.some(({ id }) => id === tenant.id));
    assert.ok(!tenants.some(({ id }) => id === child.id));
    const set = (...args) => json('tenant', 'set', ...args);
    assert.equal((await set(child.id, '--parent', 'none')).parent_id, null);
    assert.equal((await set(child.id, '--parent', tenant.id)).parent_id, tenant.id);
    assert.equal((await set(child.id, '--tenant', 'true', '--parent', 'none')).tenant, true);
    await fails(1, /--parent /, 'tenant', 'set', tenant.id, '--parent', tenant.id);
  });

  it('make and delete zones', async () => {
    const [{ id: organization }] = await json('organization', 'list', '--limit', '1');
    const zone = await json('zone', 'create', '--organization', organization, '--name', 'a.example');
    assert.deepEqual(await json('zone', 'list', '--organization', organization), [zone]);
    await fails(1, /--name must be/, 'zone', 'create', '--organization', organization, '--name', 'x');
    assert.equal(await text('zone', 'delete', zone.id), `deleted ${zone.id}\n`);
    const again = await json('zone', 'create', '--organization', organization, '--name', 'a.example');
    assert.deepEqual(await json('zone', 'delete', again.id), { id: again.id });
    assert.equal(await text('zone', 'list', '--organization', organization), 'none\n');
  });

  it('show who owes what, book by hand, and end subscriptions', async () => {
    const { owner, subscription } = place.billed;
    const [due] = await json('billing', 'due');
    assert.equal(due.subscription_id, subscription);
    assert.equal(due.amount, 2000);
    assert.match(await text('billing', 'due'), / 20\.00 USD +AwaitingPayment +0 +-$/m);
    const after = `${owner}:${subscription}`;
    assert.deepEqual(await json('billing', 'due', '--after', after), []);

    const adjust = (amount, ...more) =>
      ['billing', 'adjust', owner, subscription, `--amount=${amount}`, ...more];
    const why = ['--currency', 'USD', '--description', 'Sorry for that'];
    const credit = await json(...adjust(-1995, ...why));
    assert.equal(credit.amount, -1995);
    assert.equal(credit.balance, 5);
    assert.match(await text(...adjust(1, ...why)), /^amount +0\.01 USD$/m);
    await fails(1, /--amount must be/, ...adjust(0, ...why));
    await fails(2, /--amount/, ...adjust('1.5', ...why));
    await fails(1, /--currency must be/, ...adjust(5, '--currency', 'EUR', '--description', 'x'));
    await fails(1, /--description/, ...adjust(5, '--currency', 'USD', '--description', ''));

    const items = await json('billing', 'items', owner);
    assert.deepEqual(items.map(({ amount }) => amount), [2000, -1995, 1]);
    assert.deepEqual(await json('billing', 'items', owner, '--after', '1'), items.slice(1));
    assert.deepEqual(await json('billing', 'items', owner, '--limit', '2'), items.slice(0, 2));
    assert.match(
      await text('billing', 'items', owner),
      /^2 .* credit +adjustment +-19\.95 USD +0\.05 USD +Sorry for that$/m,
    );

    const cancel = (...more) => json('billing', 'cancel', owner, subscription, ...more);
    assert.equal((await cancel()).cancels_at_period_end, true);
    const ended = await cancel('--now');
    assert.equal(ended.state, 'Cancelled');
    await fails(1, /not found/i, 'billing', 'cancel', owner, newId());

    const shown = await json('billing', 'show', owner);
    assert.deepEqual(Object.keys(shown), ['profile', 'balances', 'subscriptions']);
    assert.equal(shown.profile.owner_id, owner);
    assert.deepEqual(shown.balances, [{ amount: ended.balance, currency: 'USD', exponent: 2 }]);
    assert.deepEqual(shown.subscriptions, [ended]);
    const page = await text('billing', 'show', owner);
    assert.match(page, /^primary email +billed@example\.com$/m);
    assert.match(page, /^balances:\namount\n-?\d+\.\d\d USD$/m);
    assert.match(page, /^subscriptions:\nid .* state +period\n.* pro .* Cancelled +\S+ to \S+$/m);
    const { id } = await json('user', 'create', '--email', 'nothing@example.com');
    assert.match(await text('billing', 'show', id), /^balances: none\n\nsubscriptions: none$/m);
  });

  it('list mail, send it again, drop it', async () => {
    const dead = addMail(place, 'dead');
    assert.deepEqual((await json('mail', 'list', '--state', 'dead')).map(({ id }) => id), [dead]);
    assert.match(await text('mail', 'list', '--state', 'dead'), /550 no such user/);
    assert.equal((await json('mail', 'retry', dead)).state, 'waiting');
    const other = addMail(place, 'dead');
    assert.equal(await text('mail', 'drop', other), `dropped ${other}\n`);
    assert.deepEqual(await json('mail', 'list', '--state', 'dead'), []);
  });
}

/** A person who owes 20.00 USD: whose and what, and the lines that bring them in. */
function billedPerson() {
  const owner = newId();
  const subscription = newId();
  const lines = [
    { type: 'user', id: owner, email: 'billed@example.com' },
    {
      type: 'subscription',
      id: subscription,
      user_id: owner,
      plan: 'pro',
      state: 'AwaitingPayment',
      balance: 2000,
      current_period_start: new Date(Date.now() - 60_000).toISOString(),
    },
  ];
  return { owner, subscription, lines };
}

describe('commands on a store', () => {
  const place = { billed: billedPerson() };
  before(async () => Object.assign(place, await makeStore({ imports: place.billed.lines })));
  after(() => place.remove());
  describeCommands(() => ({ flags: ['--store', place.store], options: {} }), place);

  it('take the store from the environment', async () => {
    const options = { env: { SELFSAME_STORE: place.store } };
    const { stdout } = await endsWith(0, ['user', 'list', '--json'], options);
    assert.ok(JSON.parse(stdout).length > 0);
  });

  it('say how to go on when the store is being served', async () => {
    const server = await serve(place.store);
    try {
      const { stderr } = await endsWith(1, ['user', 'list', '--store', place.store]);
      assertOneClearLine(stderr);
      assert.match(stderr, /in use/);
      assert.match(stderr, /--server URL/);
    } finally {
      await server.stop();
    }
  });
});

describe('commands by a server', () => {
  const billed = billedPerson();
  const world = useWorld({ imports: () => billed.lines });
  world.billed = billed;
  const directory = useDirectory();
  const withToken = (token) => ({ env: { SELFSAME_TOKEN: token } });
  describeCommands(
    () => ({
      flags: ['--server', world.server.url],
      options: withToken(world.first.api_token),
    }),
    world,
  );

  it('take the server from the environment; flags win', async () => {
    const env = { SELFSAME_TOKEN: world.first.api_token, SELFSAME_SERVER: `${world.server.url}/` };
    const { stdout } = await endsWith(0, ['user', 'list', '--json'], { env });
    assert.ok(JSON.parse(stdout).length > 0);
    const { stderr } = await endsWith(1, ['user', 'list', '--store', world.store], { env });
    assert.match(stderr, /in use/);
  });

  it('show more than one page', async () => {
    const lines = [];
    for (let i = 0; i < 501; i++) {
      lines.push({ type: 'user', id: newId(), email: `many${i}@example.com` });
    }
    const other = await makeStore({ imports: lines });
    try {
      const flags = ['--store', other.store, '--json'];
      const { stdout } = await endsWith(0, ['user', 'list', ...flags]);
      const ids = JSON.parse(stdout).map(({ id }) => id);
      assert.equal(new Set(ids).size, 502);
      const some = await endsWith(0, ['user', 'list', '--limit', '501', ...flags]);
      assert.equal(JSON.parse(some.stdout).length, 501);
    } finally {
      other.remove();
    }
  });

  it('say what the token lacks', async () => {
    const list = ['user', 'list', '--server', world.server.url];
    const unknown = newTokenSecret();
    for (const [code, token, pattern] of [
      [2, '', /SELFSAME_TOKEN/],
      [2, 'a\nb', /SELFSAME_TOKEN/],
      [1, unknown, /SELFSAME_TOKEN/],
    ]) {
      const { stdout, stderr } = await endsWith(code, list, withToken(token));
      assert.equal(stdout, '');
      assertOneClearLine(stderr);
      assert.match(stderr, pattern);
      assert.ok(!stderr.includes(unknown));
    }
    const { value } = await world.api.createToken({
      name: 'reader',
      policies: [allowOn({ ...STORE }, STORE_READ)],
    });
    await endsWith(0, list, withToken(value));
    const create = ['user', 'create', '--email', 'no@example.com', '--server', world.server.url];
    const { stderr } = await endsWith(1, create, withToken(value));
    assertOneClearLine(stderr);
    assert.match(stderr, /Store Write/);
  });

  it('say what is wrong with the server', async () => {
    const token = withToken(world.first.api_token);
    const list = (url) => ['user', 'list', '--server', url];
    const { stderr } = await endsWith(1, list('http://127.0.0.1:1'), token);
    assertOneClearLine(stderr);
    assert.match(stderr, /no answer from http:\/\/127\.0\.0\.1:1/);
    const elsewhere = await endsWith(1, list(`${world.server.url}/elsewhere`), token);
    assertOneClearLine(elsewhere.stderr);
    assert.match(elsewhere.stderr, /not one of a Selfsame server/);
    assertOneClearLine((await endsWith(2, list('example.com'), token)).stderr);
    await endsWith(2, [...list(world.server.url), '--store', world.store], token);
    assert.equal((await send(`${world.server.url}/healthz`)).status, 200);
  });

  it('make no store where there is none', async () => {
    const path = directory.fresh('typo.db');
    const { stderr } = await endsWith(1, ['user', 'list', '--store', `sqlite:${path}`]);
    assertOneClearLine(stderr);
    assert.match(stderr, /selfsame init/);
    assert.equal(existsSync(path), false);
    assertOneClearLine((await endsWith(1, ['user', 'list', '--store', 'sqlite::memory:'])).stderr);
  });
});

describe('billing verify', () => {
  const place = { billed: billedPerson() };
  before(async () => Object.assign(place, await makeStore({ imports: place.billed.lines })));
  after(() => place.remove());
  const verify = (code, ...flags) => endsWith(code, ['billing', 'verify', ...flags]);

  it('finds nothing in a store that nobody changed', async () => {
    const adjust = ['billing', 'adjust', place.billed.owner, place.billed.subscription];
    for (const amount of ['--amount=-2500', '--amount=700']) {
      const flags = ['--currency', 'USD', '--description', 'x', '--store', place.store];
      await endsWith(0, [...adjust, amount, ...flags]);
    }
    const { stdout, stderr } = await verify(0, '--store', place.store);
    assert.equal(stdout, 'whole: 3 items and 1 subscriptions of 1 owners\n');
    assert.equal(stderr, '');
  });

  it('names the first item or subscription that is wrong', async () => {
    const { owner, subscription } = place.billed;
    const unguarded = (sql) => {
      const triggers = querySqlite(
        place.path,
        `SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'billing_items'`,
      );
      assert.ok(triggers.length > 0, 'items are guarded');
      const drop = triggers.map(({ name }) => `DROP TRIGGER ${name};`);
      const make = triggers.map((trigger) => `${trigger.sql};`);
      changeSqlite(place.path, [...drop, sql, ...make].join('\n'));
    };
    const change = (table, set, where) => {
      const columns = set.replace(/ = .*/, '');
      const [row] = querySqlite(place.path, `SELECT ${columns} FROM ${table} WHERE ${where}`);
      unguarded(`UPDATE ${table} SET ${set} WHERE ${where};`);
      return () => unguarded(`UPDATE ${table} SET ${columns} = ${row[columns]} WHERE ${where};`);
    };
    for (const [table, set, where, what] of [
      ['billing_items', 'amount = -1', 'sequence = 2', /item 2 \(/],
      ['billing_items', 'balance = 1', 'sequence = 3', /item 3 \(/],
      ['subscriptions', 'balance = 1', `id = x'${subscription}'`, /subscription .*owes 0\.01 USD/],
      ['subscriptions', 'next_step_at = NULL', `id = x'${subscription}'`, /goes on by itself/],
    ]) {
      const undo = change(table, set, where);
      const { stdout } = await verify(1, '--store', place.store);
      assert.match(stdout, new RegExp(`^not whole: owner ${owner}, `));
      assert.match(stdout, what);
      undo();
      await verify(0, '--store', place.store);
    }
    unguarded(`DELETE FROM billing_items WHERE sequence = 2;`);
    const { stdout } = await verify(1, '--store', place.store);
    assert.match(stdout, /item 3 \(.*\): item 2 is missing before it/);
  });

  it('wants a store that is there, and that nobody serves', async () => {
    const { stderr } = await verify(1, '--store', `sqlite:${place.path}.lost`);
    assertOneClearLine(stderr);
    const server = await serve(place.store);
    try {
      assertOneClearLine((await verify(1, '--store', place.store)).stderr);
    } finally {
      await server.stop();
    }
    assert.match((await verify(0, '--help')).stdout, /--store/);
  });
});

describe('help', () => {
  it('is there for every command', async () => {
    for (const command of COMMANDS) {
      const { stdout, stderr } = await endsWith(0, [...command, '--help']);
      assert.equal(stderr, '');
      assert.match(stdout, /--server/);
      assert.match(stdout, /SELFSAME_TOKEN/);
    }
    for (const group of new Set(COMMANDS.map(([name]) => name))) {
      assert.match((await endsWith(0, [group, '--help'])).stdout, /Subcommands:/);
      assert.match((await endsWith(0, ['--help'])).stdout, new RegExp(`\\b${group}\\b`));
      const { stderr } = await endsWith(2, [group]);
      assert.match(stderr, new RegExp(`selfsame ${group} --help`));
    }
    const { stderr } = await endsWith(2, ['user', 'create', '--nonsense']);
    assert.match(stderr, /selfsame user create --help/);
  });
});
