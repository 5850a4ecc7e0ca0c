// client.accounts.members.*: who is in an organization, and what they may do there.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { newId } from '../support/credentials.mjs';
import { collect, describeForEverySdk, unwrapped } from '../support/sdk.mjs';
import {
  ABLE,
  importedOrganization,
  importedRole,
  importedZone,
  ROLE,
  ROLE_NAME,
  WITH_SECOND_FACTOR,
} from '../support/team.mjs';

const CROWD = 23;
const IAM_DNS = '49ce85367bae433b9f0717ed4fea5c74';
const IAM_DOMAIN_DNS = '132c52e7e6654b999c183cfcbafd37d7';

/** Names that are in another order than the addresses. */
const crowd = Object.fromEntries(
  Array.from({ length: CROWD }, (_, i) => [
    `person${String(i).padStart(2, '0')}`,
    {
      profile: {
        first_name: `First ${String((i * 7) % CROWD).padStart(2, '0')}`,
        last_name: `Last ${String((i * 11) % CROWD).padStart(2, '0')}`,
      },
    },
  ]),
);

const options = {
  users: { alice: WITH_SECOND_FACTOR, bob: ABLE, carol: ABLE, ...crowd },
  imports: (world) => {
    const { alice, bob } = world;
    const people = Object.keys(crowd).map((name) => world[name]);
    world.team = importedOrganization('Team', [
      [alice, ROLE.superAdministrator],
      [bob, ROLE.administrator],
    ]);
    world.crowded = importedOrganization('Crowded', [
      [alice, ROLE.superAdministrator],
      ...people.map((person) => [person, ROLE.minimal]),
    ]);
    world.agency = importedOrganization('Agency', [[alice, ROLE.superAdministrator]], {
      tenant: 'tenant',
    });
    world.client = importedOrganization('Client', [[alice, ROLE.superAdministrator]], {
      parent_id: world.agency.id,
    });
    world.zone = importedZone(world.team, 'team.example');
    world.ownRole = importedRole(world.team, 'Auditor', { auditlogs: { read: true } });
    return [
      ...[world.team, world.crowded, world.agency, world.client].flatMap(({ lines }) => lines),
      world.zone.line,
      world.ownRole.line,
    ];
  },
};

describeForEverySdk('members', options, (world, sdk) => {
  const { NotFoundError } = sdk.Cloudflare;
  const alice = () => sdk.client(world.alice.api_token);
  const account = (fields) => ({ account_id: world.team.id, ...fields });
  const invite = (fields, client = alice()) => client.accounts.members.create(account(fields));
  const list = (query, account_id = world.team.id) =>
    collect(alice().accounts.members.list({ account_id, ...query }));
  const remove = (id) => alice().accounts.members.delete(id, account());

  it('lists members to the end, in the order of their joining', async () => {
    const everybody = ['alice', ...Object.keys(crowd)].map((name) => `${name}@example.com`);
    for (const query of [{}, { per_page: 5 }, { per_page: 50 }, { page: 1, per_page: 7 }]) {
      const found = (await list(query, world.crowded.id)).map(({ email }) => email);
      assert.deepEqual(found, everybody, JSON.stringify(query));
    }
    const backwards = await list({ direction: 'desc', per_page: 5 }, world.crowded.id);
    assert.deepEqual(
      backwards.map(({ email }) => email),
      [...everybody].reverse(),
    );
  });

  for (const [order, field] of [
    ['user.email', 'email'],
    ['user.first_name', 'first_name'],
    ['user.last_name', 'last_name'],
  ]) {
    it(`orders by ${order}, forwards and backwards, over all pages`, async () => {
      const read = async (direction) =>
        (await list({ order, direction, per_page: 5 }, world.crowded.id)).map(
          ({ user }) => user[field] ?? '',
        );
      const forwards = await read('asc');
      assert.equal(forwards.length, CROWD + 1);
      assert.deepEqual(forwards, [...forwards].sort());
      assert.deepEqual(await read('desc'), [...forwards].reverse());
    });
  }

  it('invites by roles, lists whom it invited, and takes the invite back', async () => {
    const member = await invite({ email: 'new@example.com', roles: [ROLE.dns, ROLE.billing] });
    assert.match(member.id, /^[0-9a-f]{32}$/);
    assert.equal(member.email, 'new@example.com');
    assert.equal(member.status, 'pending');
    assert.deepEqual(member.user, {
      id: null,
      email: 'new@example.com',
      first_name: null,
      last_name: null,
      two_factor_authentication_enabled: false,
    });
    assert.deepEqual(
      member.roles.map(({ id, name }) => [id, name]),
      [
        [ROLE.dns, ROLE_NAME.dns],
        [ROLE.billing, ROLE_NAME.billing],
      ],
    );
    for (const role of member.roles) {
      assert.ok(role.description);
      assert.deepEqual(Object.keys(role.permissions.dns_records), ['read', 'edit', 'write']);
    }
    const [policy, ...others] = member.policies;
    assert.deepEqual(others, []);
    assert.equal(policy.access, 'allow');
    assert.equal(policy.permission_groups.length, 2);
    assert.deepEqual(
      policy.resource_groups.map(({ scope }) => scope),
      [{ key: `com.cloudflare.api.account.${world.team.id}`, objects: [{ key: '*' }] }],
    );
    assert.deepEqual(await alice().accounts.members.get(member.id, account()), member);

    const emails = async (query) => (await list(query)).map(({ email }) => email);
    assert.deepEqual(await emails({ status: 'pending' }), ['new@example.com']);
    assert.deepEqual(await emails({ status: 'accepted' }), [world.alice.email, world.bob.email]);
    assert.deepEqual(await emails({ status: 'rejected' }), []);
    assert.deepEqual(await emails({ order: 'status' }), [
      world.alice.email,
      world.bob.email,
      'new@example.com',
    ]);
    assert.equal((await emails({ order: 'status', direction: 'desc' }))[0], 'new@example.com');

    assert.deepEqual(await remove(member.id), { id: member.id });
    assert.deepEqual(await emails({ status: 'pending' }), []);
    await assert.rejects(alice().accounts.members.get(member.id, account()), NotFoundError);
    await assert.rejects(remove(member.id), NotFoundError);
  });

  it('invites by policies on resources, and says the roles that they amount to', async () => {
    const whole = world.team.id; // the group of the whole account has its id
    const scope = {
      key: `com.cloudflare.api.account.${world.team.id}`,
      objects: [{ key: `com.cloudflare.api.account.zone.${world.zone.id}` }],
    };
    const { id: zones } = unwrapped(
      await alice().iam.resourceGroups.create(account({ name: 'Zones', scope })),
    );
    const member = await invite({
      email: 'policies@example.com',
      policies: [
        {
          access: 'allow',
          permission_groups: [{ id: IAM_DNS }],
          resource_groups: [{ id: whole }],
        },
        {
          access: 'deny',
          permission_groups: [{ id: IAM_DOMAIN_DNS }],
          resource_groups: [{ id: zones }],
        },
      ],
    });
    assert.deepEqual(
      member.policies.map(({ access, permission_groups, resource_groups }) => [
        access,
        permission_groups.map(({ id }) => id),
        resource_groups.map(({ id }) => id),
      ]),
      [
        ['allow', [IAM_DNS], [whole]],
        ['deny', [IAM_DOMAIN_DNS], [zones]],
      ],
    );
    assert.deepEqual(
      member.roles.map(({ id }) => id),
      [ROLE.dns],
    );
    assert.equal(member.policies[0].permission_groups[0].meta.label, 'dns_admin');
    assert.deepEqual(await alice().accounts.members.get(member.id, account()), member);
    const listed = (await list({ status: 'pending' })).find(({ id }) => id === member.id);
    assert.deepEqual(listed, member);
    await remove(member.id);
  });

  it('updates by roles as objects, by policies, and by what it gave', async () => {
    const { id } = await invite({ email: 'update@example.com', roles: [ROLE.minimal] });
    const update = (fields) => alice().accounts.members.update(id, account(fields));
    const byRoles = await update({ roles: [{ id: ROLE.dns }, { id: ROLE.billing }] });
    assert.deepEqual(
      byRoles.roles.map((role) => role.id),
      [ROLE.dns, ROLE.billing],
    );
    const byPolicies = await update({
      policies: [
        {
          access: 'allow',
          permission_groups: [{ id: IAM_DNS }],
          resource_groups: [{ id: world.team.id }],
        },
      ],
    });
    assert.deepEqual(
      byPolicies.roles.map((role) => role.id),
      [ROLE.dns],
    );
    const read = await alice().accounts.members.get(id, account());
    assert.deepEqual(read, byPolicies);
    const { policies, ...withoutPolicies } = read;
    assert.deepEqual(await update(withoutPolicies), read);
    assert.deepEqual(await update({}), read);
    assert.equal(policies.length, 1);
    await remove(id);
  });

  it('gives a role of the account’s own', async () => {
    const member = await invite({ email: 'own@example.com', roles: [world.ownRole.id] });
    assert.equal(member.roles[0].name, 'Auditor');
    assert.deepEqual(member.roles[0].permissions.auditlogs, {
      read: true,
      edit: false,
      write: false,
    });
    assert.equal(member.policies[0].permission_groups[0].id, world.ownRole.id);
    await remove(member.id);
  });

  it('lets a member read who is there, and change nothing', async () => {
    const bob = sdk.client(world.bob.api_token);
    const place = world.team.place(world.alice);
    assert.equal((await collect(bob.accounts.members.list(account()))).length, 2);
    assert.equal((await bob.accounts.members.get(place, account())).email, world.alice.email);
    const roles = [ROLE.minimal];
    await sdk.refuses(invite({ email: 'x@example.com', roles }, bob), 403, 10000);
    await sdk.refuses(
      bob.accounts.members.update(place, account({ roles: [{ id: ROLE.minimal }] })),
      403,
      10000,
    );
    await sdk.refuses(bob.accounts.members.delete(place, account()), 403, 10000);
  });

  it('knows no member of another account, and no account of others', async () => {
    const elsewhere = world.crowded.place(world.person00);
    for (const id of [elsewhere, newId()]) {
      await assert.rejects(alice().accounts.members.get(id, account()), NotFoundError);
      await assert.rejects(remove(id), NotFoundError);
    }
    const carol = sdk.client(world.carol.api_token);
    for (const account_id of [world.team.id, newId()]) {
      await assert.rejects(collect(carol.accounts.members.list({ account_id })), NotFoundError);
      await assert.rejects(
        carol.accounts.members.create({
          account_id,
          email: 'x@example.com',
          roles: [ROLE.minimal],
        }),
        NotFoundError,
      );
    }
  });

  it('adds a user at once in what a tenant administers, and nobody anywhere else', async () => {
    const fields = { email: world.carol.email, roles: [ROLE.readOnly], status: 'accepted' };
    const member = await alice().accounts.members.create({
      account_id: world.client.id,
      ...fields,
    });
    assert.equal(member.status, 'accepted');
    assert.equal(member.user.id, world.carol.id);
    const carol = sdk.client(world.carol.api_token);
    assert.equal((await carol.accounts.get({ account_id: world.client.id })).name, 'Client');
    await alice().accounts.members.delete(member.id, { account_id: world.client.id });

    const message = /^Invalid request: automatic verification of new members is not allowed$/;
    await sdk.refuses(invite(fields), 400, 1001, message);
    await sdk.refuses(
      alice().accounts.members.create({
        account_id: world.client.id,
        ...fields,
        email: 'nobody@example.com',
      }),
      400,
      1001,
      message,
    );
  });

  it('keeps its last Super Administrator', async () => {
    const place = world.team.place(world.alice);
    const demote = alice().accounts.members.update(
      place,
      account({ roles: [{ id: ROLE.minimal }] }),
    );
    await sdk.refuses(demote, 400, 1001, /Super Administrator/);
    await sdk.refuses(remove(place), 400, 1001, /Super Administrator/);
  });
});
