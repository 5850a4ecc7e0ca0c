// client.user.auditLogs, client.auditLogs and client.accounts.logs.audit: who did what, read by pages
// and by cursors while more is being written.
import assert from 'node:assert/strict';
import { before, it } from 'node:test';

import { ALWAYS, importedZones, keepWriting, writeRecords } from '../support/audit.mjs';
import { allow, GROUP, newId } from '../support/credentials.mjs';
import { collect, describeForEverySdk } from '../support/sdk.mjs';
import { ABLE, importedOrganization, ROLE } from '../support/team.mjs';

const MANY = 2500;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

const options = {
  users: { alice: ABLE, bob: ABLE, busy: ABLE },
  imports: (world) => {
    const { alice, bob } = world;
    world.team = importedOrganization('Team', [
      [alice, ROLE.superAdministrator],
      [bob, ROLE.minimal],
    ]);
    world.crowded = importedOrganization('Crowded', [[alice, ROLE.superAdministrator]]);
    world.zones = importedZones(world.crowded, MANY);
    return [
      ...world.team.lines,
      ...world.crowded.lines,
      ...world.zones.map(({ line }) => line),
    ];
  },
};

const idsOf = (logs) => logs.map(({ id }) => id);
const isOnce = (values) => assert.equal(new Set(values).size, values.length);

describeForEverySdk('audit logs', options, (world, sdk) => {
  const alice = () => sdk.client(world.alice.api_token);
  const own = (query, client = alice()) => collect(client.user.auditLogs.list(query), 10_000);
  const busy = (query) => own(query, sdk.client(world.busy.api_token));
  const ofTeam = (query) =>
    collect(alice().auditLogs.list({ account_id: world.team.id, ...query }), 10_000);

  before(async () => {
    await writeRecords(world.busy.api, MANY);
    const { api } = world.alice;
    const token = await api.createToken({ name: 'made', policies: [allow(GROUP.userRead)] });
    const path = `/user/tokens/${token.id}`;
    const fields = { name: 'renamed', policies: token.policies };
    await api.ok('PUT', path, { ...fields, status: 'disabled' });
    await api.ok('PUT', `${path}/value`, {});
    await api.ok('DELETE', path);
    world.token = token.id;
    const account = `/accounts/${world.team.id}`;
    await api.ok('PUT', account, { name: 'Team', settings: { enforce_twofactor: false } });
    await api.ok('PUT', account, { name: 'Team of Alice' });
    const group = await api.ok('POST', `${account}/iam/resource_groups`, {
      name: 'all of it',
      scope: {
        key: `com.cloudflare.api.account.${world.team.id}`,
        objects: [{ key: '*' }],
      },
    });
    await api.ok('DELETE', `${account}/iam/resource_groups/${group.id}`);
    await api.ok('DELETE', `${account}/members/${world.team.place(world.bob)}`);
    // Something that is refused: bob is no member any more, and alice's key is tried.
    await world.nobody
      .as({ 'x-auth-email': world.alice.email, 'x-auth-key': '0'.repeat(32) })
      .get('/user');
  });

  it('gives each record once, however many there are', async () => {
    const logs = await busy();
    isOnce(idsOf(logs));
    const written = logs
      .filter(({ action }) => action.type === 'user_update')
      .map(({ newValueJson }) => newValueJson.zipcode);
    assert.equal(written.length, MANY);
    isOnce(written);
    const times = logs.map(({ when }) => when);
    assert.deepEqual(times, [...times].sort().reverse(), 'newest first');
    for (const { id, when } of logs) {
      assert.match(id, UUID);
      assert.match(when, TIME);
    }
  });

  it('gives each record once while others are being written', async () => {
    for (const query of [
      {},
      { direction: 'asc' },
      { per_page: 200, action: { type: 'user_update' } },
    ]) {
      const before = idsOf(await busy({ ...query, per_page: 1000 }));
      const writer = keepWriting(world.busy.api);
      let during;
      do {
        during = idsOf(await busy(query)); // again where the machine is too busy to write meanwhile
        isOnce(during);
      } while (writer.written <= 10);
      await writer.stop();
      const seen = new Set(during);
      assert.deepEqual(
        before.filter((id) => !seen.has(id)),
        [],
        JSON.stringify(query),
      );
    }
  });

  it('filters by everything that the client knows', async () => {
    const all = await own({ per_page: 1000 });
    const [some] = all.filter(({ action }) => action.type === 'token_roll');
    const middle = all[Math.floor(all.length / 2)];
    const later = (log) => log.when >= middle.when;
    for (const [query, wanted] of [
      [{ id: some.id }, (log) => log.id === some.id],
      [{ id: some.id.replaceAll('-', '') }, (log) => log.id === some.id],
      [{ action: { type: 'token_create' } }, (log) => log.action.type === 'token_create'],
      [{ action: { type: 'nothing' } }, () => false],
      [{ actor: { email: 'ALICE@example.com' } }, (log) => log.actor.email === world.alice.email],
      [{ actor: { email: 'bob@example.com' } }, () => false],
      [{ actor: { ip: '127.0.0.1' } }, (log) => log.actor.ip === '127.0.0.1'],
      [{ actor: { ip: '127.0.0.0/8' } }, (log) => log.actor.ip === '127.0.0.1'],
      [{ actor: { ip: '2001:db8::/32' } }, () => false],
      [{ zone: { name: 'team.example' } }, () => false],
      [{ hide_user_logs: true }, (log) => log.owner.id !== world.alice.id],
      [{ hide_user_logs: false }, () => true],
      [{ since: middle.when }, later],
      [{ before: middle.when }, (log) => !later(log)],
      [{ since: '2099-01-01' }, () => false],
      [{ before: '2020-01-01' }, () => false],
      [{ since: '2020-01-01', before: '2099-01-01' }, () => true],
      [{ export: true, action: { type: 'token_roll' } }, (log) => log.action.type === 'token_roll'],
    ]) {
      const found = await own({ per_page: 1000, ...query });
      assert.deepEqual(found, all.filter(wanted), JSON.stringify(query));
    }
    const forward = await own({ direction: 'asc', per_page: 1000 });
    assert.deepEqual(forward, [...all].reverse());
  });

  it('shows what became of a token, and not its secret', async () => {
    const logs = await own({ direction: 'asc', since: '2020-01-01', per_page: 1000 });
    const about = logs.filter(({ metadata }) => metadata.token_tag === world.token);
    assert.deepEqual(
      about.map(({ action }) => action.type),
      ['token_create', 'token_update', 'token_roll', 'token_revoke'],
    );
    const [created, updated, , revoked] = about;
    assert.deepEqual(created.actor, {
      id: world.alice.id,
      email: world.alice.email,
      ip: '127.0.0.1',
      type: 'user',
    });
    assert.deepEqual(created.action, { type: 'token_create', result: true, info: '' });
    assert.deepEqual(created.resource, { id: world.alice.id, type: 'account' });
    assert.deepEqual(created.owner, { id: world.alice.id });
    assert.equal(created.interface, 'API');
    assert.equal(created.metadata.token_name, 'made');
    assert.deepEqual(JSON.parse(created.newValue), created.newValueJson);
    assert.equal(created.oldValue, '');
    assert.equal(updated.oldValueJson.name, 'made');
    assert.equal(updated.newValueJson.name, 'renamed');
    assert.equal(updated.metadata.new_token_status, 'disabled');
    assert.equal(revoked.metadata.new_token_status, 'deleted');
  });

  it('shows a credential that was refused', async () => {
    const [refused] = await own({ action: { type: 'login' } });
    assert.deepEqual(refused.action, {
      type: 'login',
      result: false,
      info: 'credential_unknown',
    });
    assert.equal(refused.actor.id, '');
  });

  it('shows the log of an account, and what its people did there in their own', async () => {
    const types = (logs) => logs.map(({ action }) => action.type);
    const logs = await ofTeam();
    assert.deepEqual(types(logs).slice(0, 4), ['delete', 'delete', 'create', 'update']);
    assert.ok(logs.every(({ owner }) => owner.id === world.team.id));
    const imported = logs.at(-1);
    assert.equal(imported.actor.type, 'Cloudflare');
    assert.equal(imported.interface, '');
    assert.deepEqual(
      (await own({ per_page: 1000 })).filter(({ owner }) => owner.id === world.team.id),
      logs.filter(({ actor }) => actor.id === world.alice.id),
    );
    assert.deepEqual(await ofTeam({ hide_user_logs: true }), logs);
  });

  it('refuses what cannot be meant', async () => {
    const list = (query) => () => own(query);
    await sdk.refuses(list({ since: '2026-03-02', before: '2026-03-01' }), 400, 1001, /^before: /);
    await sdk.refuses(list({ since: '2026-02-30' }), 400, 1001, /^since: /);
    await sdk.refuses(list({ before: '2026-03-01T12:00:00' }), 400, 1001, /^before: /);
    await sdk.refuses(list({ actor: { ip: '10.0.0.0/33' } }), 400, 1001, /^actor\.ip: /);
    await sdk.refuses(list({ page: 0 }), 400, 1001, /^page: /);
    await sdk.refuses(
      () => alice().auditLogs.list({ account_id: newId() }),
      404,
      1001,
      /Account not found/,
    );
  });
});

describeForEverySdk(
  'audit logs v2',
  options,
  (world, sdk) => {
    const audit = () => sdk.client(world.alice.api_token).accounts.logs.audit;
    const list = (query, organization = world.team) =>
      collect(audit().list({ account_id: organization.id, ...ALWAYS, ...query }), 10_000);

    before(async () => {
      const { api } = world.alice;
      const account = `/accounts/${world.team.id}`;
      await api.ok('PUT', account, { name: 'Team of Alice' });
      const token = await api.ok('POST', `${account}/tokens`, {
        name: 'deploy',
        policies: [
          {
            effect: 'allow',
            resources: { [`com.cloudflare.api.account.${world.team.id}`]: '*' },
            permission_groups: [{ id: GROUP.accountSettingsRead }],
          },
        ],
      });
      world.token = token.id;
      await api.ok('DELETE', `${account}/tokens/${token.id}`);
      // Bob may not read the log of his own account.
      await world.bob.api.get(`${account}/audit_logs`);
      world.deploy = world.nobody.withToken(token.value);
    });

    it('gives each record once across its cursors', async () => {
      for (const query of [{}, { limit: 1000 }, { direction: 'asc', limit: 50 }]) {
        const logs = await list({ ...query, product_category: ['zones'] }, world.crowded);
        isOnce(idsOf(logs));
        assert.equal(logs.length, MANY, JSON.stringify(query));
        const names = logs.map(({ zone }) => zone.name);
        const wanted = world.zones.map(({ name }) => name);
        if (query.direction !== 'asc') wanted.reverse();
        assert.deepEqual(names, wanted);
      }
    });

    it('is not disturbed by what is written meanwhile', async () => {
      const before = idsOf(await list());
      const during = [];
      for await (const log of audit().list({ account_id: world.team.id, ...ALWAYS, limit: 1 })) {
        during.push(log.id);
        await world.alice.api.ok('PUT', `/accounts/${world.team.id}`, {
          name: `Team ${during.length}`,
        });
      }
      assert.deepEqual(during, before);
      await world.alice.api.ok('PUT', `/accounts/${world.team.id}`, { name: 'Team of Alice' });
    });

    it('shows everything of an entry', async () => {
      const [entry] = await list({ action_type: ['create'], resource_type: ['token'] });
      assert.match(entry.id, UUID);
      assert.match(entry.action.time, TIME);
      assert.match(entry.raw.cf_ray_id, /^[0-9a-f]{32}$/);
      assert.deepEqual(
        { ...entry, id: '', raw: { ...entry.raw, cf_ray_id: '' } },
        {
          id: '',
          account: { id: world.team.id, name: 'Team of Alice' },
          action: {
            description: 'Create Account Token',
            result: 'success',
            time: entry.action.time,
            type: 'create',
          },
          actor: {
            id: world.alice.id,
            context: 'api_token',
            email: world.alice.email,
            ip_address: '127.0.0.1',
            token_id: world.alice.token_id,
            token_name: 'imported',
            type: 'user',
          },
          raw: {
            cf_ray_id: '',
            method: 'POST',
            status_code: 200,
            uri: `/client/v4/accounts/${world.team.id}/tokens`,
            ...(entry.raw.user_agent ? { user_agent: entry.raw.user_agent } : {}),
          },
          resource: {
            id: world.token,
            product: 'api_tokens',
            request: entry.resource.request,
            response: {},
            scope: 'accounts',
            type: 'token',
          },
          zone: {},
        },
      );
      assert.equal(entry.resource.request.name, 'deploy');
    });

    it('filters by everything that the client knows, and by its contrary', async () => {
      const all = await list();
      const refused = all.find(({ action }) => action.result === 'failure');
      assert.equal(refused.raw.status_code, 403);
      assert.equal(refused.actor.id, world.bob.id);
      const [made] = all.filter((log) => log.resource.id === world.token);
      const at = (path) => (log) => path.split('.').reduce((value, key) => value[key], log);
      for (const [name, value, path, values = (log) => at(path)(log)] of [
        ['id', made.id, 'id'],
        ['account_name', 'Team of Alice', 'account.name'],
        ['action_result', 'failure', 'action.result'],
        ['action_type', 'delete', 'action.type'],
        ['actor_context', 'api_token', 'actor.context'],
        ['actor_email', world.bob.email, 'actor.email'],
        ['actor_id', world.alice.id, 'actor.id'],
        ['actor_ip_address', '127.0.0.1', 'actor.ip_address'],
        ['actor_token_id', world.bob.token_id, 'actor.token_id'],
        ['actor_token_name', 'imported', 'actor.token_name'],
        ['actor_type', 'system', 'actor.type'],
        ['raw_cf_ray_id', made.raw.cf_ray_id, 'raw.cf_ray_id'],
        ['raw_method', 'PUT', 'raw.method'],
        ['raw_status_code', 403, 'raw.status_code'],
        ['raw_uri', `/client/v4/accounts/${world.team.id}`, 'raw.uri'],
        ['resource_id', world.token, 'resource.id'],
        ['resource_product', 'api_tokens', 'resource.product'],
        ['resource_type', 'account', 'resource.type'],
        ['resource_scope', 'accounts', 'resource.scope'],
        ['zone_id', newId(), 'zone.id'],
        ['zone_name', 'team.example', 'zone.name'],
      ]) {
        const is = (log) => values(log) === value;
        const fields = await list({ [name]: [value] });
        assert.deepEqual(idsOf(fields), idsOf(all.filter(is)), name);
        const others = await list({ [name]: { not: [value] } });
        assert.deepEqual(idsOf(others), idsOf(all.filter((log) => !is(log))), `${name}.not`);
      }
      assert.deepEqual(await list({ action_type: ['create', 'update', 'delete', 'view'] }), all);
      assert.deepEqual(
        await list({ action_type: { not: ['create', 'update', 'delete', 'view'] } }),
        [],
      );
    });

    it('refuses what cannot be meant', async () => {
      const page = (query) => () =>
        audit().list({ account_id: world.team.id, ...ALWAYS, ...query });
      await sdk.refuses(page({ since: undefined }), 400, 1001, /^since: /);
      await sdk.refuses(page({ before: undefined }), 400, 1001, /^before: /);
      await sdk.refuses(page({ since: '2099-12-31', before: '2020-01-01' }), 400, 1001, /^before: /);
      await sdk.refuses(page({ action_result: { not: ['perhaps'] } }), 400, 1001, /^action_result/);
      await sdk.refuses(page({ cursor: 'junk' }), 400, 1001, /^cursor: /);
    });

    if (sdk.major < 7) return;

    it('shows the history of what an entry is about', async () => {
      const [made] = await list({ action_type: ['create'], resource_type: ['token'] });
      const history = (id, action_time) =>
        audit().history(id, { account_id: world.team.id, action_time, ...ALWAYS });
      const found = await history(made.id, made.action.time);
      assert.deepEqual(
        found.map(({ action, resource }) => [action.type, resource.id]),
        [
          ['delete', world.token],
          ['create', world.token],
        ],
      );
      const toTheSecond = `${made.action.time.slice(0, 19)}Z`;
      assert.deepEqual(await history(made.id.replaceAll('-', ''), toTheSecond), found);
      await sdk.refuses(() => history(newId(), made.action.time), 404, 1001);
      await sdk.refuses(() => history(made.id, '2024-10-30T15:00:00Z'), 404, 1001);
    });

    it('lists the products that entries name', async () => {
      const categories = await collect(
        audit().productCategories({ account_id: world.team.id }),
      );
      const products = categories.flatMap(({ products }) => products.map(({ value }) => value));
      isOnce(products);
      for (const { resource } of await list()) assert.ok(products.includes(resource.product));
      const [{ value }] = categories.filter(({ products }) =>
        products.some((product) => product.value === 'api_tokens'),
      );
      const found = await list({ product_category: [value] });
      assert.ok(found.length >= 2);
      assert.ok(found.every(({ resource }) => resource.product === 'api_tokens'));
    });
  },
  { from: 4 },
);
