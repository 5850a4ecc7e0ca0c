// The calls of the public test suite of cloudflare-typescript, with the credentials and ids that it
// uses. Its cases expect a server that answers anything; those that a real one must refuse are here
// with what it answers. docs/cloudflare.md has the table.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';

import { collect, describeForEverySdk, unwrapped } from '../support/sdk.mjs';

const fixtures = readFileSync(new URL('../fixtures/public-suite.jsonl', import.meta.url), 'utf8');
const imports = fixtures
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const TOKEN = 'ed17574386854bf78a67040be0a770b0';
const ACCOUNT = '023e105f4ecef8ad9ca31a8372d0c353';
const AUDITED = 'a67e14daa5f8dceeb91fe5449ba496ef';
const ENTRY = 'f174be97-19b1-40d6-954d-70cd5fbd52db';
const TENANT = 'f267e341f3dd4697bd3b9f71dd96247f';
const INVITE = '4f5f0c14a2a41d5063dd301b2f829f04';
const MEMBER = '4536bcfad5faccb111b47003c79917fa';
const ROLE = '3536bcfad5faccb999b47003c79917fb';
const SUBSCRIPTION = '506e3185e9c882d175a2d0cb0093d9f2';
const UNKNOWN_PATH = { path: '/_stainless_unknown_path' };

const SAMPLE = {
  name: 'readonly token',
  policies: [
    {
      effect: 'allow',
      permission_groups: [
        { id: 'c8fed203ed3043cba015a93ad1616f1f', meta: { key: 'key', value: 'value' } },
        { id: '82e64a83756745bbbb1c9c2701bf816b', meta: { key: 'key', value: 'value' } },
      ],
      resources: { foo: 'string' },
    },
  ],
};

/** What the Python and Go suites send in full. */
const WHOLE_SUBSCRIPTION = {
  frequency: 'monthly',
  rate_plan: {
    id: 'free',
    currency: 'USD',
    externally_managed: false,
    is_contract: false,
    public_name: 'Business Plan',
    scope: 'zone',
    sets: ['string'],
  },
};

describeForEverySdk('the public suite', { init: { imports } }, (world, sdk) => {
  const suiteClient = () =>
    sdk.connect({ apiKey: '144c9defac04969c7bfad8efaa8ea194', apiEmail: 'user@example.com' });

  it('passes user.edit', async () => {
    const promise = suiteClient().user.edit({});
    const { data, response } = await promise.withResponse();
    assert.equal(response.status, 200);
    assert.equal(data.email, 'user@example.com');
  });

  it('passes user.get', async () => {
    assert.equal((await suiteClient().user.get()).id, '7c5dae5552338874e5053f2534d2767a');
  });

  it('passes request options for every kind of call: NotFoundError at an unknown path', async () => {
    const { tokens } = suiteClient().user;
    const calls = [
      () => suiteClient().user.get(UNKNOWN_PATH),
      () => tokens.list({ direction: 'desc', page: 1, per_page: 5 }, UNKNOWN_PATH),
      () => tokens.get(TOKEN, UNKNOWN_PATH),
      () => tokens.delete(TOKEN, UNKNOWN_PATH),
    ];
    for (const call of calls) await assert.rejects(call, sdk.Cloudflare.NotFoundError);
  });

  it('passes user.tokens.list, get and permissionGroups.list', async () => {
    const page = await suiteClient().user.tokens.list();
    assert.deepEqual(
      page.result.map((token) => token.id),
      [TOKEN],
    );
    assert.equal((await suiteClient().user.tokens.get(TOKEN)).id, TOKEN);
    const groups = await sdk.permissionGroups(suiteClient(), {
      name: 'Account%20Settings%20Write',
      scope: 'com.cloudflare.api.account',
    });
    assert.equal((groups.result ?? groups).length, 1);
  });

  it('refuses the sample of user.tokens.create and update, which names the resource foo', async () => {
    const { tokens } = suiteClient().user;
    const update = { ...SAMPLE, status: 'active' };
    for (const call of [() => tokens.create(SAMPLE), () => tokens.update(TOKEN, update)]) {
      await assert.rejects(call, (error) => {
        assert.ok(error instanceof sdk.Cloudflare.BadRequestError);
        assert.equal(error.errors[0].source.pointer, '/policies/0/resources/foo');
        return true;
      });
    }
  });

  it('refuses user.tokens.verify, which asks with a key about a token', async () => {
    await assert.rejects(suiteClient().user.tokens.verify(), (error) => {
      assert.ok(error instanceof sdk.Cloudflare.BadRequestError);
      assert.equal(error.errors[0].message, 'Missing "Authorization" header');
      return true;
    });
  });

  it('passes user.tokens.value.update, then delete, once', async () => {
    assert.match(await sdk.roll(suiteClient(), TOKEN), /^ssut_/);
    assert.equal((await suiteClient().user.tokens.delete(TOKEN)).id, TOKEN);
    await assert.rejects(suiteClient().user.tokens.delete(TOKEN), sdk.Cloudflare.NotFoundError);
  });

  it('passes user.invites.list, get and edit, again and again', async () => {
    const { invites } = suiteClient().user;
    assert.deepEqual(
      (await collect(invites.list())).map(({ id }) => id),
      [INVITE],
    );
    assert.equal((await invites.get(INVITE)).status, 'pending');
    for (let i = 0; i < 3; i++)
      assert.equal((await invites.edit(INVITE, { status: 'accepted' })).status, 'accepted');
  });

  it('passes user.organizations.list and get', async () => {
    const { organizations } = suiteClient().user;
    const query = {
      direction: 'desc',
      match: 'any',
      name: 'Cloudflare, Inc.',
      order: 'status',
      page: 1,
      per_page: 5,
      status: 'member',
    };
    assert.equal((await organizations.list()).result.length, 4);
    assert.equal((await organizations.list(query)).result.length, 4);
    assert.equal((await organizations.get(ACCOUNT)).id, ACCOUNT);
  });

  it('passes memberships.list, get and update, again and again', async () => {
    const { memberships } = suiteClient();
    const query = {
      account: { name: 'Demo Account' },
      direction: 'desc',
      name: 'Demo Account',
      order: 'status',
      page: 1,
      per_page: 5,
      status: 'accepted',
    };
    assert.deepEqual(
      (await memberships.list(query)).result.map(({ id }) => id),
      [MEMBER],
    );
    assert.equal((await memberships.get(MEMBER)).id, MEMBER);
    for (let i = 0; i < 3; i++)
      assert.equal((await memberships.update(MEMBER, { status: 'accepted' })).status, 'accepted');
  });

  it('passes accounts.list, get and update', async () => {
    const { accounts } = suiteClient();
    const query = { direction: 'desc', name: 'example.com', page: 1, per_page: 5 };
    assert.deepEqual((await accounts.list(query)).result, []);
    assert.equal((await accounts.list()).result.length, 4);
    assert.equal((await accounts.get({ account_id: ACCOUNT })).name, 'Demo Account');
    const minimal = { account_id: ACCOUNT, id: ACCOUNT, name: 'Demo Account', type: 'standard' };
    assert.equal((await accounts.update(minimal)).id, ACCOUNT);
    const settings = { abuse_contact_email: 'abuse_contact_email', enforce_twofactor: true };
    const updated = await accounts.update({ ...minimal, managed_by: {}, settings });
    assert.equal(updated.settings.abuse_contact_email, 'abuse_contact_email');
    assert.equal(updated.settings.enforce_twofactor, true);
    assert.equal(updated.managed_by.parent_org_id, TENANT);
  });

  it('passes auditLogs.list of the user and of the account', async () => {
    const own = await suiteClient().user.auditLogs.list();
    assert.ok(own.result.length > 0);
    const query = {
      id: ENTRY,
      action: { type: 'add' },
      actor: { email: 'alice@example.com', ip: '17.168.228.63' },
      before: '2019-04-30T01:12:20Z',
      direction: 'desc',
      export: true,
      hide_user_logs: true,
      page: 50,
      per_page: 25,
      since: '2019-04-30T01:12:20Z',
      zone: { name: 'example.com' },
    };
    const { auditLogs } = suiteClient();
    assert.deepEqual((await auditLogs.list({ account_id: ACCOUNT, ...query })).result, []);
    assert.ok((await auditLogs.list({ account_id: ACCOUNT })).result.length > 0);
    await assert.rejects(
      () => suiteClient().user.auditLogs.list(query, UNKNOWN_PATH),
      sdk.Cloudflare.NotFoundError,
    );
  });

  if (sdk.major >= 4) {
    it('passes accounts.logs.audit.list', async () => {
      const not = (...values) => ({ not: values });
      const page = await suiteClient().accounts.logs.audit.list({
        account_id: AUDITED,
        before: '2024-10-31',
        since: '2024-10-30',
        account_name: not('string'),
        action_result: not('success'),
        action_type: not('create'),
        actor_context: not('api_key'),
        actor_email: not('alice@example.com'),
        actor_id: not('1d20c3afe174f18b642710cec6298a9d'),
        actor_ip_address: not('17.168.228.63'),
        actor_token_id: not('string'),
        actor_token_name: not('string'),
        actor_type: not('account'),
        audit_log_id: not('string'),
        cursor: '',
        direction: 'desc',
        limit: 25,
        raw_cf_ray_id: not('8e9b1c60ef9e1c9a'),
        raw_method: not('string'),
        raw_status_code: not(200),
        raw_uri: not('string'),
        resource_id: not('string'),
        resource_product: not('Stream'),
        resource_scope: not('accounts'),
        resource_type: not('Video'),
        zone_id: not('string'),
        zone_name: not('example.com'),
      });
      assert.deepEqual(page.result, []);
    });
  }

  if (sdk.major >= 7) {
    it('passes accounts.logs.audit.history and productCategories', async () => {
      const { audit } = suiteClient().accounts.logs;
      assert.ok((await collect(audit.productCategories({ account_id: AUDITED }))).length > 0);
      const [entry, ...others] = await audit.history(ENTRY, {
        account_id: AUDITED,
        action_time: '2024-10-30T15:00:00Z',
        before: '2024-10-31',
        since: '2024-10-30',
        direction: 'desc',
        limit: 25,
      });
      assert.equal(entry.id, ENTRY);
      assert.deepEqual(others, []);
    });
  }

  it('passes accounts.roles.list and get', async () => {
    const { roles } = suiteClient().accounts;
    assert.ok((await collect(roles.list({ account_id: ACCOUNT }))).length > 0);
    const role = unwrapped(await roles.get(ROLE, { account_id: ACCOUNT }));
    assert.equal(role.name, 'Account Administrator');
    assert.equal(role.description, 'Administrative access to the entire Account');
  });

  it('passes accounts.members.list and get; refuses create, which invites oneself', async () => {
    const { members } = suiteClient().accounts;
    const query = { direction: 'desc', order: 'status', page: 1, per_page: 5, status: 'accepted' };
    assert.equal((await members.list({ account_id: ACCOUNT, ...query })).result.length, 2);
    assert.equal((await members.get(MEMBER, { account_id: ACCOUNT })).id, MEMBER);
    const sample = { account_id: ACCOUNT, email: 'user@example.com', roles: [ROLE] };
    for (const more of [{}, { status: 'accepted' }])
      await sdk.refuses(members.create({ ...sample, ...more }), 400, 1001, /yourself/);
  });

  it('passes zones.get and iam.resourceGroups.get of the samples', async () => {
    assert.equal((await suiteClient().zones.get({ zone_id: ACCOUNT })).id, ACCOUNT);
    const { resourceGroups } = suiteClient().iam;
    assert.equal(unwrapped(await resourceGroups.get(ACCOUNT, { account_id: ACCOUNT })).id, ACCOUNT);
    for (const call of [
      () => resourceGroups.update(ACCOUNT, { account_id: ACCOUNT, name: 'NewResourceGroup' }),
      () => resourceGroups.delete(ACCOUNT, { account_id: ACCOUNT }),
    ])
      await sdk.refuses(call, 400, 1001, /whole account/);
  });

  if (sdk.major >= 4) {
    it('passes accounts.create; refuses delete of the literal account_id', async () => {
      const { accounts } = suiteClient();
      assert.equal((await accounts.create({ name: 'name' })).managed_by.parent_org_id, TENANT);
      const sample = { name: 'name', type: 'standard', unit: { id: TENANT } };
      assert.equal((await accounts.create(sample)).managed_by.parent_org_id, TENANT);
      await sdk.refuses(accounts.delete({ account_id: 'account_id' }), 404, 7003);
    });

    it('passes accounts.tokens.list, get, permissionGroups and value.update', async () => {
      const { tokens } = suiteClient().accounts;
      const account = { account_id: ACCOUNT };
      const query = { direction: 'desc', include_expired: true, page: 1, per_page: 5 };
      assert.equal((await tokens.list({ ...account, ...query })).result.length, 1);
      assert.equal((await tokens.get(TOKEN, account)).id, TOKEN);
      const groups = {
        name: 'Account%20Settings%20Write',
        scope: 'com.cloudflare.api.account',
      };
      assert.equal(
        (await tokens.permissionGroups.list({ ...account, ...groups })).result.length,
        1,
      );
      assert.ok((await tokens.permissionGroups.get(account)).length > 0);
      assert.match(sdk.keep(await tokens.value.update(TOKEN, { ...account, body: {} })), /^ssat_/);
    });

    it('refuses accounts.tokens.create and update of foo, and verify by a key', async () => {
      const { tokens } = suiteClient().accounts;
      const account = { account_id: ACCOUNT };
      const foo = /resources\/foo/;
      await sdk.refuses(tokens.create({ ...account, ...SAMPLE }), 400, 1001, foo);
      await sdk.refuses(tokens.update(TOKEN, { ...account, ...SAMPLE }), 400, 1001, foo);
      await sdk.refuses(tokens.verify(account), 400, 1001, /Missing "Authorization" header/);
    });

    it('passes accounts.tokens.delete, once', async () => {
      const { tokens } = suiteClient().accounts;
      const account = { account_id: ACCOUNT };
      assert.equal((await tokens.delete(TOKEN, account)).id, TOKEN);
      await sdk.refuses(tokens.delete(TOKEN, account), 404, 1001);
    });
  }

  if (sdk.major >= 7) {
    it('passes user.tenants.list', async () => {
      const [tenant] = await collect(suiteClient().user.tenants.list());
      assert.equal(tenant.id, TENANT);
    });
  }

  it('passes user.billing.profile.get and history.list', async () => {
    const { billing } = suiteClient().user;
    const profile = await billing.profile.get();
    assert.equal(profile.card_number, 'xxxx-xxxx-xxxx-1234');
    assert.equal(profile.balance, '0');
    assert.equal((await billing.history.list()).result.length, 2);
    const query = {
      action: 'subscription',
      occurred_at: '2014-03-01T12:21:59.3456Z',
      order: 'occurred_at',
      page: 1,
      per_page: 5,
      type: 'charge',
    };
    const [item, ...others] = await collect(billing.history.list(query));
    assert.equal(item.amount, 20.99);
    assert.deepEqual(item.zone, { name: 'example.com' });
    assert.deepEqual(others, []);
    const sample = { ...query, action: 'action', order: 'type', type: 'type' };
    assert.deepEqual(await collect(billing.history.list(sample)), []);
    await assert.rejects(
      () => suiteClient().user.billing.history.list(query, UNKNOWN_PATH),
      sdk.Cloudflare.NotFoundError,
    );
    const { profiles } = suiteClient().billing;
    const account = await profiles.get(sdk.major < 4 ? ACCOUNT : { account_id: ACCOUNT });
    assert.equal(account.company, 'Demo Account');
  });

  it('passes user.subscriptions.get, update and delete, again and again', async () => {
    const { subscriptions } = suiteClient().user;
    for (let i = 0; i < 3; i++) {
      const found = await subscriptions.get();
      assert.deepEqual(
        (found.result ?? found).map(({ id }) => id),
        [SUBSCRIPTION],
      );
      for (const body of [{}, WHOLE_SUBSCRIPTION])
        assert.equal((await subscriptions.update(SUBSCRIPTION, body)).id, SUBSCRIPTION);
      assert.equal((await subscriptions.delete(SUBSCRIPTION)).subscription_id, SUBSCRIPTION);
    }
  });

  if (sdk.major >= 4) {
    it('passes accounts.subscriptions.get, update and delete, again and again', async () => {
      const { subscriptions } = suiteClient().accounts;
      const account = { account_id: ACCOUNT };
      for (let i = 0; i < 3; i++) {
        assert.equal((await collect(subscriptions.get(account))).length, 1);
        for (const body of [{}, WHOLE_SUBSCRIPTION]) {
          const updated = await subscriptions.update(SUBSCRIPTION, { ...account, ...body });
          assert.equal(updated.id, SUBSCRIPTION);
        }
        const deleted = await subscriptions.delete(SUBSCRIPTION, account);
        assert.equal(deleted.subscription_id, SUBSCRIPTION);
      }
    });

    it('refuses accounts.subscriptions.create and get of the literal account_id', async () => {
      const { subscriptions } = suiteClient().accounts;
      const literal = { account_id: 'account_id' };
      await sdk.refuses(() => subscriptions.create(literal), 404, 7003);
      await sdk.refuses(() => subscriptions.get(literal), 404, 7003);
      await sdk.refuses(() => subscriptions.create({ account_id: ACCOUNT }), 400, 1001);
    });
  }

  if (sdk.major >= 7) {
    it('passes accounts.subscriptions.getByIdentifier', async () => {
      const { subscriptions } = suiteClient().accounts;
      const found = await subscriptions.getByIdentifier(SUBSCRIPTION, { account_id: ACCOUNT });
      assert.equal(found.id, SUBSCRIPTION);
    });
  }

  it('passes accounts.members.update', async () => {
    const { members } = suiteClient().accounts;
    const account = { account_id: ACCOUNT };
    assert.equal((await members.update(MEMBER, account)).id, MEMBER);
    const { roles } = await members.update(MEMBER, { ...account, roles: [{ id: ROLE }] });
    assert.deepEqual(
      roles.map(({ id }) => id),
      [ROLE],
    );
  });

  it('passes one of the three calls that end the membership, once', async () => {
    const calls = [
      () => suiteClient().memberships.delete(MEMBER),
      () => suiteClient().user.organizations.delete(ACCOUNT),
      () => suiteClient().accounts.members.delete(MEMBER, { account_id: ACCOUNT }),
    ];
    const [first, ...others] = calls.slice(sdk.major % 3).concat(calls.slice(0, sdk.major % 3));
    assert.ok((await first()).id);
    for (const call of [first, ...others]) await sdk.refuses(call, 404, 1001);
  });
});
