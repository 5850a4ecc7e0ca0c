import assert from 'node:assert/strict';
import { it } from 'node:test';

import { allow, EVERYTHING, GROUP, newId } from '../support/credentials.mjs';
import { collect, describeForEverySdk } from '../support/sdk.mjs';

const MY_TOKEN = {
  name: 'My API Token',
  policies: [
    {
      effect: 'allow',
      resources: { '*': '*' },
      permission_groups: [{ id: 'token_permissions_read' }],
    },
  ],
};
const SECRET = /^ssut_[A-Za-z0-9]{40}[0-9a-f]{8}$/;
const WHOLE_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const plain = (name, ...groups) => ({
  name,
  policies: [allow(...(groups.length > 0 ? groups : [GROUP.userRead]))],
});
const inHours = (hours) =>
  new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
/** What the caller sent, without what the server adds. */
const sent = (policies) =>
  policies.map(({ effect, resources, permission_groups }) => ({
    effect,
    resources: JSON.stringify(resources), // as text: the order of the keys counts
    permission_groups: permission_groups.map(({ id }) => id),
  }));

describeForEverySdk('tokens', { users: { bob: {} } }, (world, sdk) => {
  const clean = async (client) => {
    for (const token of await collect(
      client.user.tokens.list({ per_page: 50, include_expired: true }),
    )) {
      if (token.name !== 'keep' && token.id !== world.firstTokenId)
        await client.user.tokens.delete(token.id);
    }
  };
  const fresh = async () => {
    const client = sdk.client();
    world.firstTokenId ??= (await client.user.tokens.verify()).id;
    await clean(client);
    return client;
  };

  it('creates a token that shows its secret once', async () => {
    const client = await fresh();
    const token = await sdk.create(client, MY_TOKEN);
    assert.match(token.id, /^[0-9a-f]{32}$/);
    assert.match(token.value, SECRET);
    assert.equal(token.name, 'My API Token');
    assert.equal(token.status, 'active');
    assert.match(token.issued_on, WHOLE_SECONDS);
    assert.equal(token.modified_on, token.issued_on);
    for (const field of ['last_used_on', 'not_before', 'expires_on', 'condition'])
      assert.ok(!(field in token), field);
    const [policy] = token.policies;
    assert.match(policy.id, /^[0-9a-f]{32}$/);
    assert.equal(policy.effect, 'allow');
    assert.deepEqual(policy.resources, { '*': '*' });
    assert.equal(policy.permission_groups.length, 1);
    assert.equal(policy.permission_groups[0].id, 'token_permissions_read');
    assert.ok(policy.permission_groups[0].name);

    const read = await client.user.tokens.get(token.id);
    assert.ok(!('value' in read));
    const { value, ...rest } = token;
    assert.deepEqual(read, rest);
    for (const listed of await collect(client.user.tokens.list())) assert.ok(!('value' in listed));
  });

  it('lets the new token do what it says, and nothing else', async () => {
    const client = await fresh();
    const token = await sdk.create(client, MY_TOKEN);
    const bearer = sdk.client(token.value);
    const verified = await bearer.user.tokens.verify();
    assert.equal(verified.id, token.id);
    assert.equal(verified.status, 'active');
    assert.ok((await collect(bearer.user.tokens.permissionGroups.list())).length > 0);
    await assert.rejects(bearer.user.get(), sdk.Cloudflare.PermissionDeniedError);
    await assert.rejects(sdk.create(bearer, MY_TOKEN), sdk.Cloudflare.PermissionDeniedError);
  });

  it('lists more than one page, each token once, oldest first', async () => {
    const client = await fresh();
    const ids = [];
    for (let i = 0; i < 23; i++) ids.push((await sdk.create(client, plain(`token ${i}`))).id);
    for (const query of [
      {},
      { per_page: 5 },
      { per_page: 50 },
      { page: 1, per_page: 7, direction: 'asc' },
    ]) {
      const listed = (await collect(client.user.tokens.list(query))).map((token) => token.id);
      assert.deepEqual(
        listed.filter((id) => id !== world.firstTokenId),
        ids,
        JSON.stringify(query),
      );
      assert.equal(listed.length, ids.length + 1);
    }
    const backwards = (
      await collect(client.user.tokens.list({ per_page: 5, direction: 'desc' }))
    ).map((token) => token.id);
    assert.deepEqual(
      backwards.filter((id) => id !== world.firstTokenId),
      [...ids].reverse(),
    );
  });

  it('loses no token and repeats none when others are made while it is paged', async () => {
    const client = await fresh();
    const ids = [];
    for (let i = 0; i < 12; i++) ids.push((await sdk.create(client, plain(`token ${i}`))).id);
    const seen = [];
    for await (const token of client.user.tokens.list({ per_page: 5 })) {
      if (seen.length % 5 === 4 && seen.length < 12) await sdk.create(client, plain('in between'));
      seen.push(token.id);
    }
    assert.equal(new Set(seen).size, seen.length);
    for (const id of ids) assert.ok(seen.includes(id));
  });

  it('tells the numbers of each page', async () => {
    const client = await fresh();
    for (let i = 0; i < 7; i++) await sdk.create(client, plain(`token ${i}`));
    const page = await client.user.tokens.list({ per_page: 5 });
    const expected = { page: 1, per_page: 5, count: 5, total_count: 8, total_pages: 2 };
    assert.deepEqual({ ...page.result_info, ...expected }, page.result_info);
    const next = await page.getNextPage();
    assert.deepEqual({ ...next.result_info, ...expected, page: 2, count: 3 }, next.result_info);
  });

  it('keeps the order of policies, groups and resources', async () => {
    const client = await fresh();
    const account = newId();
    const policies = [
      {
        effect: 'deny',
        resources: { [`com.cloudflare.api.account.zone.${newId()}`]: '*' },
        permission_groups: [{ id: GROUP.dnsRead }, { id: GROUP.zoneRead }],
      },
      {
        effect: 'allow',
        resources: {
          [`com.cloudflare.api.account.zone.f${newId().slice(1)}`]: '*',
          [`com.cloudflare.api.account.zone.a${newId().slice(1)}`]: '*',
          [`com.cloudflare.api.account.${account}`]: {
            [`com.cloudflare.api.account.zone.${newId()}`]: '*',
            'com.cloudflare.api.account.zone.*': '*',
          },
        },
        permission_groups: [{ id: GROUP.zoneRead }, { id: GROUP.dnsRead }],
      },
      {
        effect: 'allow',
        resources: { [`com.cloudflare.api.user.${world.first.user_id}`]: '*' },
        permission_groups: [{ id: GROUP.userRead }],
      },
      {
        effect: 'allow',
        resources: EVERYTHING,
        permission_groups: [{ id: 'token_permissions_read' }, { id: GROUP.accountSettingsRead }],
      },
    ];
    const token = await sdk.create(client, { name: 'ordered', policies });
    assert.deepEqual(sent(token.policies), sent(policies));
    assert.deepEqual(sent((await client.user.tokens.get(token.id)).policies), sent(policies));
    const turned = [...policies].reverse();
    assert.deepEqual(
      sent(
        (await client.user.tokens.update(token.id, { name: 'turned', policies: turned })).policies,
      ),
      sent(turned),
    );
    assert.deepEqual(sent((await client.user.tokens.get(token.id)).policies), sent(turned));
  });

  it('fills in the names of the groups', async () => {
    const client = await fresh();
    const token = await sdk.create(client, plain('named', GROUP.userRead, GROUP.tokensRead));
    assert.deepEqual(
      token.policies[0].permission_groups.map(({ name }) => name),
      ['User Details Read', 'API Tokens Read'],
    );
  });

  it('keeps nested resources as they were sent', async () => {
    const client = await fresh();
    const resources = {
      [`com.cloudflare.api.account.${newId()}`]: { 'com.cloudflare.api.account.zone.*': '*' },
    };
    const policies = [{ effect: 'allow', resources, permission_groups: [{ id: GROUP.dnsRead }] }];
    const token = await sdk.create(client, { name: 'nested', policies });
    assert.deepEqual((await client.user.tokens.get(token.id)).policies[0].resources, resources);
  });

  it('keeps a condition under either spelling of its key', async () => {
    const client = await fresh();
    const lists = {
      in: ['127.0.0.1/32', '199.27.128.0/21', '2400:cb00::/32'],
      not_in: ['199.27.128.5/32', '123.123.123.100/24'],
    };
    const spelled = await sdk.create(client, {
      ...plain('underscore'),
      condition: { request_ip: lists },
    });
    assert.deepEqual(spelled.condition, { request_ip: lists });
    assert.deepEqual((await client.user.tokens.get(spelled.id)).condition, { request_ip: lists });
    const dotted = await sdk.create(client, {
      ...plain('dot'),
      condition: { 'request.ip': lists },
    });
    assert.deepEqual(dotted.condition['request.ip'], lists);
    assert.deepEqual(dotted.condition.request_ip, lists);
    assert.deepEqual((await client.user.tokens.get(dotted.id)).condition, dotted.condition);
    assert.equal((await sdk.client(dotted.value).user.get()).id, world.first.user_id);
  });

  it('keeps one list of a condition without inventing the other', async () => {
    const client = await fresh();
    for (const request_ip of [{ in: ['127.0.0.0/8'] }, { not_in: ['10.0.0.0/8'] }]) {
      const token = await sdk.create(client, { ...plain('half'), condition: { request_ip } });
      assert.deepEqual(token.condition, { request_ip });
    }
  });

  it('refuses the token from a network outside its condition', async () => {
    const client = await fresh();
    for (const request_ip of [
      { in: ['203.0.113.0/24'] },
      { not_in: ['127.0.0.0/8'] },
      { in: ['127.0.0.0/8'], not_in: ['127.0.0.1/32'] },
    ]) {
      const token = await sdk.create(client, { ...plain('elsewhere'), condition: { request_ip } });
      await assert.rejects(sdk.client(token.value).user.get(), (error) => {
        assert.ok(error instanceof sdk.Cloudflare.PermissionDeniedError);
        assert.equal(error.errors[0].code, 9109);
        assert.equal(
          error.errors[0].message,
          'Cannot use the access token from location: 127.0.0.1',
        );
        return true;
      });
    }
  });

  it('keeps a window and echoes its instants', async () => {
    const client = await fresh();
    const window = { not_before: '2026-01-01T00:00:00Z', expires_on: inHours(24) };
    const token = await sdk.create(client, { ...plain('window'), ...window });
    assert.deepEqual({ ...token, ...window }, token);
    const verified = await sdk.client(token.value).user.tokens.verify();
    assert.deepEqual(verified, { id: token.id, status: 'active', ...window });
  });

  it('refuses a token before its window', async () => {
    const client = await fresh();
    const token = await sdk.create(client, { ...plain('later'), not_before: inHours(1) });
    await assert.rejects(sdk.client(token.value).user.get(), (error) => {
      assert.ok(error instanceof sdk.Cloudflare.PermissionDeniedError);
      assert.deepEqual(
        error.errors.map(({ code, message }) => [code, message]),
        [[9109, 'Invalid access token']],
      );
      return true;
    });
    await client.user.tokens.update(token.id, { ...plain('now'), not_before: inHours(-1) });
    assert.equal((await sdk.client(token.value).user.get()).id, world.first.user_id);
  });

  it('refuses an expired token, and lists it only when asked', async () => {
    const client = await fresh();
    const expires_on = new Date((Math.floor(Date.now() / 1000) + 2) * 1000)
      .toISOString()
      .replace('.000Z', 'Z');
    const token = await sdk.create(client, { ...plain('short'), expires_on });
    const bearer = sdk.client(token.value);
    assert.equal((await bearer.user.get()).id, world.first.user_id);
    await new Promise((resolve) => setTimeout(resolve, Date.parse(expires_on) - Date.now() + 20));
    await assert.rejects(bearer.user.get(), sdk.Cloudflare.PermissionDeniedError);
    assert.equal((await bearer.user.tokens.verify()).status, 'expired');
    assert.equal((await client.user.tokens.get(token.id)).status, 'expired');
    const ids = async (query) =>
      (await collect(client.user.tokens.list(query))).map(({ id }) => id);
    assert.ok(!(await ids({})).includes(token.id));
    assert.ok(!(await ids({ include_expired: false })).includes(token.id));
    assert.ok((await ids({ include_expired: true })).includes(token.id));
    await client.user.tokens.update(token.id, { ...plain('longer'), expires_on: inHours(1) });
    assert.equal((await bearer.user.get()).id, world.first.user_id);
  });

  it('updates every field, and the secret goes on working', async () => {
    const client = await fresh();
    const token = await sdk.create(client, {
      ...plain('before'),
      condition: { request_ip: { in: ['127.0.0.1/32'] } },
      expires_on: inHours(5),
    });
    const fields = {
      name: 'after',
      policies: [allow(GROUP.tokensRead, GROUP.userRead)],
      status: 'active',
      condition: { request_ip: { not_in: ['192.0.2.0/24'] } },
      not_before: '2026-02-01T00:00:00Z',
      expires_on: inHours(6),
    };
    const updated = await client.user.tokens.update(token.id, fields);
    assert.ok(!('value' in updated));
    for (const key of ['name', 'status', 'condition', 'not_before', 'expires_on'])
      assert.deepEqual(updated[key], fields[key], key);
    assert.deepEqual(sent(updated.policies), sent(fields.policies));
    assert.equal(updated.id, token.id);
    assert.equal(updated.issued_on, token.issued_on);
    assert.ok(updated.modified_on >= token.modified_on);
    assert.deepEqual(await client.user.tokens.get(token.id), updated);
    assert.ok((await collect(sdk.client(token.value).user.tokens.list())).length > 0);
  });

  it('takes back what it gave: a read token can be sent as an update', async () => {
    const client = await fresh();
    const token = await sdk.create(client, {
      ...MY_TOKEN,
      condition: { request_ip: { in: ['127.0.0.0/8'] } },
      expires_on: inHours(5),
    });
    const read = await client.user.tokens.get(token.id);
    const updated = await client.user.tokens.update(token.id, read);
    for (const key of ['id', 'name', 'status', 'condition', 'expires_on', 'issued_on'])
      assert.deepEqual(updated[key], read[key], key);
    assert.deepEqual(sent(updated.policies), sent(read.policies));
  });

  it('clears what an update leaves out, except the status', async () => {
    const client = await fresh();
    const token = await sdk.create(client, {
      ...plain('full'),
      condition: { request_ip: { in: ['127.0.0.1/32'] } },
      not_before: '2026-01-01T00:00:00Z',
      expires_on: inHours(5),
    });
    await client.user.tokens.update(token.id, { ...plain('off'), status: 'disabled' });
    const updated = await client.user.tokens.update(token.id, plain('bare'));
    assert.equal(updated.status, 'disabled');
    for (const field of ['condition', 'not_before', 'expires_on'])
      assert.ok(!(field in updated), field);
  });

  it('refuses a disabled token until it is active again', async () => {
    const client = await fresh();
    const token = await sdk.create(client, plain('switch'));
    const bearer = sdk.client(token.value);
    assert.equal(
      (await client.user.tokens.update(token.id, { ...plain('switch'), status: 'disabled' }))
        .status,
      'disabled',
    );
    await assert.rejects(bearer.user.get(), (error) => {
      assert.ok(error instanceof sdk.Cloudflare.PermissionDeniedError);
      assert.deepEqual(
        error.errors.map(({ code, message }) => [code, message]),
        [[9109, 'Invalid access token']],
      );
      return true;
    });
    assert.deepEqual(await bearer.user.tokens.verify(), { id: token.id, status: 'disabled' });
    await client.user.tokens.update(token.id, { ...plain('switch'), status: 'active' });
    assert.equal((await bearer.user.get()).id, world.first.user_id);
  });

  it('rolls a secret: the old one is dead at once, all else stays', async () => {
    const client = await fresh();
    const token = await sdk.create(client, plain('rolled'));
    const value = await sdk.roll(client, token.id);
    assert.equal(typeof value, 'string');
    assert.match(value, SECRET);
    assert.notEqual(value, token.value);
    await assert.rejects(
      sdk.client(token.value).user.tokens.verify(),
      sdk.Cloudflare.AuthenticationError,
    );
    await assert.rejects(sdk.client(token.value).user.get(), sdk.Cloudflare.PermissionDeniedError);
    assert.equal((await sdk.client(value).user.tokens.verify()).id, token.id);
    const read = await client.user.tokens.get(token.id);
    assert.deepEqual(sent(read.policies), sent(token.policies));
    assert.equal(read.name, token.name);
    assert.equal(read.issued_on, token.issued_on);
  });

  it('rolls with a body and without one', async () => {
    const client = await fresh();
    const token = await sdk.create(client, plain('rolled'));
    const secrets = [token.value];
    for (const form of sdk.major < 7 ? [{}, undefined] : [{ body: {} }, undefined]) {
      const value = await client.user.tokens.value.update(token.id, form);
      world.secrets.add(value);
      assert.match(value, SECRET);
      secrets.push(value);
    }
    assert.equal(new Set(secrets).size, 3);
    assert.equal((await sdk.client(secrets[2]).user.tokens.verify()).status, 'active');
    for (const dead of secrets.slice(0, 2)) {
      await assert.rejects(
        sdk.client(dead).user.tokens.verify(),
        sdk.Cloudflare.AuthenticationError,
      );
    }
  });

  it('lets a token roll itself', async () => {
    const client = await fresh();
    const token = await sdk.create(client, plain('self', GROUP.tokensWrite));
    const value = await sdk.roll(sdk.client(token.value), token.id);
    await assert.rejects(
      sdk.client(token.value).user.tokens.get(token.id),
      sdk.Cloudflare.PermissionDeniedError,
    );
    assert.equal((await sdk.client(value).user.tokens.get(token.id)).id, token.id);
  });

  it('deletes a token: it is gone, and so is what it could do', async () => {
    const client = await fresh();
    const token = await sdk.create(client, plain('doomed'));
    assert.deepEqual(await client.user.tokens.delete(token.id), { id: token.id });
    await assert.rejects(client.user.tokens.get(token.id), sdk.Cloudflare.NotFoundError);
    await assert.rejects(
      client.user.tokens.update(token.id, plain('doomed')),
      sdk.Cloudflare.NotFoundError,
    );
    await assert.rejects(client.user.tokens.delete(token.id), sdk.Cloudflare.NotFoundError);
    await assert.rejects(sdk.roll(client, token.id), sdk.Cloudflare.NotFoundError);
    await assert.rejects(sdk.client(token.value).user.get(), sdk.Cloudflare.PermissionDeniedError);
    await assert.rejects(
      sdk.client(token.value).user.tokens.verify(),
      sdk.Cloudflare.AuthenticationError,
    );
  });

  it('manages tokens by the global key', async () => {
    const client = sdk.clientWithKey();
    const token = await sdk.create(client, MY_TOKEN);
    assert.equal((await client.user.tokens.get(token.id)).name, 'My API Token');
    assert.match(await sdk.roll(client, token.id), SECRET);
    assert.deepEqual(await client.user.tokens.delete(token.id), { id: token.id });
  });

  it('shows nobody the tokens of another', async () => {
    const client = await fresh();
    const bob = sdk.client(world.bob.api_token);
    const mine = await sdk.create(client, plain('mine'));
    const { NotFoundError } = sdk.Cloudflare;
    await assert.rejects(bob.user.tokens.get(mine.id), NotFoundError);
    await assert.rejects(bob.user.tokens.update(mine.id, plain('stolen')), NotFoundError);
    await assert.rejects(sdk.roll(bob, mine.id), NotFoundError);
    await assert.rejects(bob.user.tokens.delete(mine.id), NotFoundError);
    await assert.rejects(client.user.tokens.get(world.bob.token_id), NotFoundError);
    const seen = (await collect(bob.user.tokens.list())).map(({ id }) => id);
    assert.deepEqual(seen, [world.bob.token_id]);
    assert.ok(
      !(await collect(client.user.tokens.list())).some(({ id }) => id === world.bob.token_id),
    );
    assert.equal((await client.user.tokens.get(mine.id)).name, 'mine');
    assert.equal((await sdk.client(mine.value).user.tokens.verify()).status, 'active');
  });

  it('holds 50 tokens and refuses the 51st', async () => {
    const client = await fresh();
    const held = (await collect(client.user.tokens.list({ per_page: 50, include_expired: true })))
      .length;
    for (let i = held; i < 50; i++) await sdk.create(client, plain(`token ${i}`));
    await assert.rejects(sdk.create(client, plain('one too many')), (error) => {
      assert.ok(error instanceof sdk.Cloudflare.BadRequestError);
      assert.equal(error.errors[0].code, 1001);
      assert.match(error.errors[0].message, /50/);
      return true;
    });
    assert.equal((await collect(client.user.tokens.list({ include_expired: true }))).length, 50);
    await clean(client);
    await sdk.create(client, plain('room again'));
  });
});
