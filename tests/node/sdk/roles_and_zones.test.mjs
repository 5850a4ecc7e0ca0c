// client.accounts.roles, client.iam.* and client.zones: what there is to give, and to give it on.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { allow, allowOn, GROUP, newId } from '../support/credentials.mjs';
import { collect, describeForEverySdk, unwrapped } from '../support/sdk.mjs';
import {
  ABLE,
  importedOrganization,
  importedRole,
  importedZone,
  ROLE,
  ROLE_NAME,
} from '../support/team.mjs';

const ZONES = 12;

const options = {
  users: { alice: ABLE, bob: ABLE, carol: ABLE },
  imports: (world) => {
    const { alice, bob, carol } = world;
    world.team = importedOrganization('Team', [
      [alice, ROLE.superAdministrator],
      [bob, ROLE.minimal],
    ]);
    world.other = importedOrganization('Other', [
      [carol, ROLE.superAdministrator],
      [alice, ROLE.dns],
    ]);
    world.ownRole = importedRole(world.team, 'Auditor', { auditlogs: { read: true } });
    world.zones = Array.from({ length: ZONES }, (_, i) =>
      importedZone(world.team, `zone-${String((i * 5) % ZONES).padStart(2, '0')}.example`, {
        created_on: `2026-02-01T00:${String(i).padStart(2, '0')}:00Z`,
      }),
    );
    world.otherZone = importedZone(world.other, 'other.example', {
      created_on: '2026-03-01T00:00:00Z',
    });
    return [
      ...world.team.lines,
      ...world.other.lines,
      world.ownRole.line,
      ...world.zones.map(({ line }) => line),
      world.otherZone.line,
    ];
  },
};

describeForEverySdk('roles', options, (world, sdk) => {
  const { NotFoundError, PermissionDeniedError } = sdk.Cloudflare;
  const as = (person) => sdk.client(person.api_token);
  const alice = () => as(world.alice);
  const account = (fields) => ({ account_id: world.team.id, ...fields });
  /** cloudflare 3 reads one page of them. */
  const roles = (client = alice(), query = { per_page: 5 }) =>
    sdk.major < 4
      ? collect(client.accounts.roles.list(account(), { query: { per_page: 50 } }))
      : collect(client.accounts.roles.list(account(query)));

  it('are listed to the end, those of the account last', async () => {
    const found = await roles();
    assert.ok(found.length > 30);
    assert.deepEqual(
      [found[0].id, found[0].name],
      [ROLE.superAdministrator, ROLE_NAME.superAdministrator],
    );
    assert.equal(new Set(found.map(({ id }) => id)).size, found.length);
    assert.equal(found.at(-1).id, world.ownRole.id);
    for (const { name, description, permissions } of found) {
      assert.ok(name && description !== undefined, name);
      for (const area of [
        'analytics',
        'billing',
        'cache_purge',
        'dns',
        'dns_records',
        'lb',
        'logs',
        'organization',
        'ssl',
        'waf',
        'zone_settings',
        'zones',
      ])
        for (const form of ['read', 'edit', 'write'])
          assert.equal(typeof permissions[area][form], 'boolean', `${name} ${area} ${form}`);
    }
  });

  it('are got one by one; another account’s are not there', async () => {
    const [first] = await roles();
    assert.deepEqual(unwrapped(await alice().accounts.roles.get(first.id, account())), first);
    const own = unwrapped(await alice().accounts.roles.get(world.ownRole.id, account()));
    assert.equal(own.name, 'Auditor');
    for (const call of [
      () => alice().accounts.roles.get(newId(), account()),
      () => as(world.carol).accounts.roles.get(world.ownRole.id, { account_id: world.other.id }),
      () => as(world.carol).accounts.roles.get(first.id, account()),
    ])
      await assert.rejects(call, NotFoundError);
    await assert.rejects(roles(as(world.bob)), PermissionDeniedError);
  });

  it('have permission groups of their own for policies', async () => {
    const list = (query) => collect(alice().iam.permissionGroups.list(account(query)));
    const groups = await list({ per_page: 5 });
    assert.ok(groups.length > 45);
    assert.equal(new Set(groups.map(({ id }) => id)).size, groups.length);
    assert.equal(groups.at(-1).id, world.ownRole.id);
    for (const { meta, name } of groups)
      for (const value of Object.values(meta)) assert.equal(typeof value, 'string', name);
    const [dns, ...others] = await list({ label: 'dns_admin' });
    assert.deepEqual(others, []);
    assert.equal(dns.name, 'DNS');
    assert.deepEqual(await list({ name: 'DNS' }), [dns]);
    assert.deepEqual(await list({ id: dns.id }), [dns]);
    assert.deepEqual(await list({ label: 'dns_admin', name: 'Firewall' }), []);
    assert.deepEqual(unwrapped(await alice().iam.permissionGroups.get(dns.id, account())), dns);
    await assert.rejects(alice().iam.permissionGroups.get(newId(), account()), NotFoundError);
  });

  it('are given on resource groups, which come and go', async () => {
    const { resourceGroups } = alice().iam;
    const list = (query) => collect(resourceGroups.list(account(query)));
    const key = `com.cloudflare.api.account.${world.team.id}`;
    const zone = ({ id }) => ({ key: `com.cloudflare.api.account.zone.${id}` });
    const whole = {
      id: world.team.id,
      name: key,
      meta: { editable: 'false' },
      scope: { key, objects: [{ key: '*' }] },
    };
    assert.deepEqual(await list(), [whole]);
    const [a, b] = world.zones;
    const made = unwrapped(
      await resourceGroups.create(
        account({ name: 'Some', scope: { key, objects: [zone(a), zone(b)] } }),
      ),
    );
    assert.deepEqual(made, {
      id: made.id,
      name: 'Some',
      meta: { editable: 'true' },
      scope: { key, objects: [zone(a), zone(b)] },
    });
    assert.deepEqual(await list(), [whole, made]);
    assert.deepEqual(await list({ name: 'Some' }), [made]);
    assert.deepEqual(await list({ id: whole.id }), [whole]);
    assert.deepEqual(unwrapped(await resourceGroups.get(made.id, account())), made);
    const named = unwrapped(await resourceGroups.update(made.id, account({ name: 'Named' })));
    assert.deepEqual(named, { ...made, name: 'Named' });
    const fewer = unwrapped(
      await resourceGroups.update(made.id, account({ scope: { key, objects: [zone(b)] } })),
    );
    assert.deepEqual(fewer.scope.objects, [zone(b)]);
    assert.equal(fewer.name, 'Named');

    const foreign = { name: 'No', scope: { key, objects: [zone(world.otherZone)] } };
    await sdk.refuses(resourceGroups.create(account(foreign)), 400, 1001, /scope/);
    await sdk.refuses(resourceGroups.update(whole.id, account({ name: 'No' })), 400, 1001);
    await sdk.refuses(resourceGroups.delete(whole.id, account()), 400, 1001);
    await resourceGroups.delete(made.id, account());
    await assert.rejects(resourceGroups.get(made.id, account()), NotFoundError);
    assert.deepEqual(await list(), [whole]);
  });

  it('let a member read one zone, and not the others', async () => {
    const key = `com.cloudflare.api.account.${world.team.id}`;
    const [, wanted] = world.zones;
    const objects = [{ key: `com.cloudflare.api.account.zone.${wanted.id}` }];
    const group = unwrapped(
      await alice().iam.resourceGroups.create(account({ name: 'One', scope: { key, objects } })),
    );
    const bob = as(world.bob);
    const seen = async () => (await collect(bob.zones.list())).map(({ id }) => id);
    assert.deepEqual(await seen(), []);
    const place = world.team.place(world.bob);
    const update = (fields) => alice().accounts.members.update(place, account(fields));
    await update({
      policies: [
        {
          access: 'allow',
          permission_groups: [{ id: '132c52e7e6654b999c183cfcbafd37d7' }], // Domain DNS
          resource_groups: [{ id: group.id }],
        },
      ],
    });
    assert.deepEqual(await seen(), [wanted.id]);
    assert.equal((await bob.zones.get({ zone_id: wanted.id })).name, wanted.name);
    for (const zone_id of [world.zones[0].id, world.otherZone.id, newId()])
      await sdk.refuses(bob.zones.get({ zone_id }), 404, 1001);
    await alice().iam.resourceGroups.delete(group.id, account());
    assert.deepEqual(await seen(), []);
    await update({ roles: [{ id: ROLE.minimal }] });
  });
});

describeForEverySdk('zones', options, (world, sdk) => {
  const alice = () => sdk.client(world.alice.api_token);
  const list = (query = {}, client = alice()) => collect(client.zones.list(query));
  const names = async (query) => (await list(query)).map(({ name }) => name);

  it('are listed to the end, of every account of the caller', async () => {
    const all = [...world.zones, world.otherZone].map(({ name }) => name);
    for (const query of [{}, { per_page: 5 }, { per_page: 50 }])
      assert.deepEqual(await names(query), all, JSON.stringify(query));
    assert.deepEqual(await names({ per_page: 5, direction: 'desc' }), [...all].reverse());
    assert.deepEqual(await names({ per_page: 5, order: 'name' }), [...all].sort());
    assert.deepEqual(
      await names({ per_page: 5, order: 'name', direction: 'desc' }),
      [...all].sort().reverse(),
    );
    const byAccount = await names({ order: 'account.name' });
    assert.equal(byAccount[0], world.otherZone.name);
  });

  it('are filtered by name, account and status', async () => {
    const [zone] = world.zones;
    const other = world.otherZone.name;
    assert.deepEqual(await names({ name: zone.name.toUpperCase() }), [zone.name]);
    assert.deepEqual(await names({ name: 'zone' }), []);
    assert.deepEqual(await names({ account: { id: world.other.id } }), [other]);
    assert.deepEqual(await names({ account: { name: 'Other' } }), [other]);
    assert.deepEqual(await names({ account: { id: newId() } }), []);
    assert.equal((await names({ status: 'active' })).length, ZONES + 1);
    assert.deepEqual(await names({ status: 'pending' }), []);
    const both = { name: zone.name, account: { id: world.other.id } };
    assert.deepEqual(await names(both), []);
    assert.deepEqual(await names({ ...both, match: 'all' }), []);
    assert.deepEqual((await names({ ...both, match: 'any' })).sort(), [other, zone.name].sort());
  });

  it('are got one by one', async () => {
    const [mine] = world.zones;
    const zone = await alice().zones.get({ zone_id: mine.id });
    assert.equal(zone.id, mine.id);
    assert.equal(zone.name, mine.name);
    assert.equal(zone.status, 'active');
    assert.deepEqual(zone.account, { id: world.team.id, name: 'Team' });
    assert.deepEqual(zone.permissions, ['#zone:read', '#zone:edit']);
    const other = await alice().zones.get({ zone_id: world.otherZone.id });
    assert.deepEqual(other.permissions, ['#zone:read']);
    await sdk.refuses(alice().zones.get({ zone_id: newId() }), 404, 1001, /^Zone not found\.$/);
  });

  it('are for whom a token may read', async () => {
    const [a, b] = world.zones;
    const zone = ({ id }) => ({ [`com.cloudflare.api.account.zone.${id}`]: '*' });
    const token = await sdk.create(alice(), {
      name: 'one zone less',
      policies: [allow(GROUP.zoneRead), { ...allowOn(zone(a), GROUP.zoneRead), effect: 'deny' }],
    });
    const bearer = sdk.client(token.value);
    assert.equal((await list({ per_page: 50 }, bearer)).length, ZONES);
    assert.equal((await bearer.zones.get({ zone_id: b.id })).id, b.id);
    await sdk.refuses(bearer.zones.get({ zone_id: a.id }), 404, 1001);
    const narrow = await sdk.create(alice(), {
      name: 'nothing of zones',
      policies: [allow(GROUP.userRead)],
    });
    assert.deepEqual(await list({}, sdk.client(narrow.value)), []);
    await sdk.refuses(sdk.client(narrow.value).zones.get({ zone_id: a.id }), 404, 1001);
  });
});
