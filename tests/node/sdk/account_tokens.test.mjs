// client.accounts.tokens.*: tokens that belong to an organization and outlive who made them.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { allow, allowOn, GROUP, newId } from '../support/credentials.mjs';
import { collect, describeForEverySdk } from '../support/sdk.mjs';
import { ABLE, importedOrganization, importedZone, ROLE } from '../support/team.mjs';

const SECRET = /^ssat_[A-Za-z0-9]{40}[0-9a-f]{8}$/;

const options = {
  users: { alice: ABLE, bob: ABLE, carol: ABLE },
  imports: (world) => {
    world.team = importedOrganization('Team', [
      [world.alice, ROLE.superAdministrator],
      [world.bob, ROLE.superAdministrator],
      [world.carol, ROLE.administrator],
    ]);
    world.other = importedOrganization('Other', [[world.carol, ROLE.superAdministrator]]);
    world.zone = importedZone(world.team, 'team.example');
    return [...world.team.lines, ...world.other.lines, world.zone.line];
  },
};

function test(world, sdk) {
  const { AuthenticationError, NotFoundError, PermissionDeniedError } = sdk.Cloudflare;
  const alice = () => sdk.client(world.alice.api_token);
  const bob = () => sdk.client(world.bob.api_token);
  const carol = () => sdk.client(world.carol.api_token);
  const account = (fields) => ({ account_id: world.team.id, ...fields });
  const team = () => ({ [`com.cloudflare.api.account.${world.team.id}`]: '*' });
  const plain = (name, ...groups) => ({
    name,
    policies: [allowOn(team(), ...(groups.length > 0 ? groups : [GROUP.accountSettingsRead]))],
  });
  const create = async (fields, client = alice()) => {
    const token = await client.accounts.tokens.create(account(fields));
    sdk.keep(token.value);
    return token;
  };
  const roll = async (id, client = alice()) =>
    sdk.keep(
      await (sdk.major < 7
        ? client.accounts.tokens.value.update(id, account({ body: {} }))
        : client.accounts.tokens.value.update(id, account())),
    );
  const list = (query, client = alice()) => collect(client.accounts.tokens.list(account(query)));
  const clean = async () => {
    for (const { id } of await list({ include_expired: true, per_page: 50 }))
      await alice().accounts.tokens.delete(id, account());
  };

  it('creates one that shows its secret once, and says who made it', async () => {
    const token = await create(plain('deploys'));
    assert.match(token.value, SECRET);
    assert.equal(token.status, 'active');
    assert.equal(token.creator_email_at_creation, world.alice.email);
    const { value, ...rest } = token;
    const read = await alice().accounts.tokens.get(token.id, account());
    assert.deepEqual(read, rest);
    assert.deepEqual(
      (await list()).map(({ id }) => id),
      [token.id],
    );
    assert.ok(!('value' in (await list())[0]));
  });

  it('works for its account, and is nobody', async () => {
    const token = await create(plain('works'));
    const bearer = sdk.client(token.value);
    assert.equal((await bearer.accounts.get(account())).id, world.team.id);
    assert.deepEqual(
      (await collect(bearer.accounts.list())).map(({ id }) => id),
      [world.team.id],
    );
    assert.equal((await collect(bearer.accounts.members.list(account()))).length, 3);
    await sdk.refuses(bearer.user.get(), 403, 9109, /^Unauthorized to access requested resource$/);
    await sdk.refuses(collect(bearer.memberships.list()), 400, 9106, /^Authentication failed$/);
    await sdk.refuses(collect(bearer.user.tokens.list()), 403, 10000);
    await sdk.refuses(collect(bearer.user.invites.list()), 403, 10000);
    await sdk.refuses(bearer.accounts.get({ account_id: world.other.id }), 404, 1001);
    await sdk.refuses(bearer.accounts.get({ account_id: newId() }), 404, 1001);
    await sdk.refuses(bearer.accounts.tokens.get(token.id, account()), 403, 10000);
  });

  it('is verified by its own account only', async () => {
    const token = await create(plain('verified'));
    const bearer = sdk.client(token.value);
    assert.deepEqual(await bearer.accounts.tokens.verify(account()), {
      id: token.id,
      status: 'active',
    });
    for (const call of [
      () => bearer.user.tokens.verify(),
      () => bearer.accounts.tokens.verify({ account_id: world.other.id }),
      () => bearer.accounts.tokens.verify({ account_id: newId() }),
      () => alice().accounts.tokens.verify(account()),
    ])
      await assert.rejects(call, AuthenticationError);
  });

  it('lists to the end, oldest first', async () => {
    await clean();
    const ids = [];
    for (let i = 0; i < 12; i++) ids.push((await create(plain(`token ${i}`))).id);
    for (const query of [{}, { per_page: 5 }, { per_page: 50 }])
      assert.deepEqual(
        (await list(query)).map(({ id }) => id),
        ids,
      );
    assert.deepEqual(
      (await list({ per_page: 5, direction: 'desc' })).map(({ id }) => id),
      [...ids].reverse(),
    );
    assert.deepEqual(
      await collect(carol().accounts.tokens.list({ account_id: world.other.id })),
      [],
    );
    await clean();
  });

  it('updates, disables and deletes it', async () => {
    const token = await create(plain('before'));
    const bearer = sdk.client(token.value);
    const fields = { ...plain('after', GROUP.accountSettingsWrite), status: 'disabled' };
    const updated = await alice().accounts.tokens.update(token.id, account(fields));
    assert.equal(updated.name, 'after');
    assert.equal(updated.status, 'disabled');
    assert.equal(updated.creator_email_at_creation, world.alice.email);
    assert.ok(!('value' in updated));
    await assert.rejects(bearer.accounts.get(account()), PermissionDeniedError);
    assert.equal((await bearer.accounts.tokens.verify(account())).status, 'disabled');
    await alice().accounts.tokens.update(token.id, account({ ...fields, status: 'active' }));
    assert.equal((await bearer.accounts.get(account())).id, world.team.id);
    assert.deepEqual(await alice().accounts.tokens.delete(token.id, account()), { id: token.id });
    await assert.rejects(bearer.accounts.get(account()), PermissionDeniedError);
    await assert.rejects(alice().accounts.tokens.get(token.id, account()), NotFoundError);
  });

  it('rolls its secret: the old one is dead at once', async () => {
    const token = await create(plain('rolled'));
    const value = await roll(token.id);
    assert.match(value, SECRET);
    await assert.rejects(sdk.client(token.value).accounts.get(account()), PermissionDeniedError);
    assert.equal((await sdk.client(value).accounts.tokens.verify(account())).id, token.id);
  });

  it('outlives who made it', async () => {
    const token = await create(plain('stays'), bob());
    assert.equal(token.creator_email_at_creation, world.bob.email);
    const place = world.team.place(world.bob);
    await alice().accounts.members.delete(place, account());
    await assert.rejects(bob().accounts.get(account()), NotFoundError);
    assert.equal((await sdk.client(token.value).accounts.get(account())).id, world.team.id);
  });

  it('is apart from the tokens of people', async () => {
    const token = await create(plain('apart'));
    const mine = await sdk.create(alice(), { name: 'mine', policies: [allow(GROUP.userRead)] });
    for (const call of [
      () => alice().user.tokens.get(token.id),
      () => alice().user.tokens.delete(token.id),
      () => alice().accounts.tokens.get(mine.id, account()),
      () => alice().accounts.tokens.delete(mine.id, account()),
      () => roll(mine.id),
      () => sdk.roll(alice(), token.id),
      () => carol().accounts.tokens.get(token.id, { account_id: world.other.id }),
    ])
      await assert.rejects(call, NotFoundError);
    await alice().user.tokens.delete(mine.id);
  });

  it('is for Super Administrators, and for a token with the group', async () => {
    await assert.rejects(list({}, carol()), PermissionDeniedError);
    await assert.rejects(create(plain('no'), carol()), PermissionDeniedError);
    const token = await create(plain('makes more', GROUP.accountTokensWrite));
    const bearer = sdk.client(token.value);
    const made = await create(plain('more'), bearer);
    assert.ok((await list({}, bearer)).some(({ id }) => id === made.id));
    const { creator_email_at_creation: creator } = await bearer.accounts.tokens.get(
      made.id,
      account(),
    );
    assert.equal(creator, undefined);
    const reader = await create(plain('reads', GROUP.accountTokensRead));
    assert.ok((await list({}, sdk.client(reader.value))).length > 0);
    await assert.rejects(create(plain('no'), sdk.client(reader.value)), PermissionDeniedError);
  });

  it('offers the groups that make sense for it, by both names of the call', async () => {
    const groups = await collect(alice().accounts.tokens.permissionGroups.list(account()));
    assert.ok(groups.length > 250);
    for (const { name, scopes } of groups)
      assert.ok(!scopes.includes('com.cloudflare.api.user'), name);
    assert.deepEqual(await alice().accounts.tokens.permissionGroups.get(account()), groups);
    const find = (query) => collect(alice().accounts.tokens.permissionGroups.list(account(query)));
    assert.deepEqual(
      (await find({ name: 'Account%20Settings%20Write' })).map(({ id }) => id),
      [GROUP.accountSettingsWrite],
    );
    const zone = await find({ scope: 'com.cloudflare.api.account.zone' });
    assert.ok(zone.length > 0 && zone.length < groups.length);
    assert.deepEqual(await find({ scope: 'com.cloudflare.api.user' }), []);
  });

  it('is limited to its account, with zones nested in it', async () => {
    const key = `com.cloudflare.api.account.${world.team.id}`;
    const zone = `com.cloudflare.api.account.zone.${world.zone.id}`;
    for (const resources of [
      { [key]: { 'com.cloudflare.api.account.zone.*': '*' } },
      { [key]: { [zone]: '*' } },
    ]) {
      const policies = [allowOn(resources, GROUP.zoneRead)];
      const token = await create({ name: 'zones', policies });
      assert.deepEqual(token.policies[0].resources, resources);
      const zones = await collect(sdk.client(token.value).zones.list());
      assert.deepEqual(
        zones.map(({ id }) => id),
        [world.zone.id],
      );
    }
    for (const resources of [
      { 'com.cloudflare.api.account.zone.*': '*' },
      { [zone]: '*' },
      { 'com.cloudflare.api.account.*': '*' },
      { [`com.cloudflare.api.account.${world.other.id}`]: '*' },
    ])
      await sdk.refuses(
        create({ name: 'no', policies: [allowOn(resources, GROUP.zoneRead)] }),
        400,
        1001,
        /policies/,
      );
  });
}

// accounts.tokens is younger than cloudflare 3.
describeForEverySdk('tokens of an account', options, test, { from: 4 });
