// Members and their rights: the last owner, giving more than one has, bad input.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertRefused } from '../support/api.mjs';
import { newId } from '../support/credentials.mjs';
import {
  ABLE,
  atOnce,
  importedOrganization,
  importedRole,
  ROLE,
  ROLE_NAME,
} from '../support/team.mjs';
import { assertChangesNothing, useWorld } from '../support/world.mjs';

const PAIRS = 12;

describe('members', () => {
  const world = useWorld({
    users: { alice: ABLE, bob: ABLE, manager: ABLE, carol: ABLE, dave: ABLE },
    imports: (world) => {
      const { alice, bob, manager, carol } = world;
      const owners = (name) =>
        importedOrganization(name, [
          [alice, ROLE.superAdministrator],
          [bob, ROLE.superAdministrator],
        ]);
      // The manager's place needs a role that has to be brought in first.
      world.team = importedOrganization('Team', [
        [alice, ROLE.superAdministrator],
        [carol, ROLE.minimal],
      ]);
      world.managing = importedRole(world.team, 'People', {
        member: { edit: true },
        organization: { read: true },
      });
      world.reading = importedRole(world.team, 'People, reading', { member: { read: true } });
      world.managerPlace = newId();
      world.pairs = Array.from({ length: PAIRS }, (_, i) => owners(`Pair ${i}`));
      world.other = importedOrganization('Other', [[bob, ROLE.superAdministrator]]);
      return [
        ...world.team.lines,
        world.managing.line,
        world.reading.line,
        {
          type: 'membership',
          id: world.managerPlace,
          organization_id: world.team.id,
          user_id: manager.id,
          roles: [world.managing.id],
        },
        ...world.pairs.flatMap(({ lines }) => lines),
        ...world.other.lines,
      ];
    },
  });

  const member = (team, person) => `/accounts/${team.id}/members/${team.place(person)}`;
  const update = (api, path, fields) => api.call('PUT', path, { json: fields });
  const unchanged = (change, team = world.team) =>
    assertChangesNothing(world.alice.api, change, () => world.alice.api.snapshotOf(team.id));
  const minimal = { roles: [{ id: ROLE.minimal }] };

  it('400 for removing or demoting the last owner, by whichever way', async () => {
    const { team } = world;
    const { api } = world.alice;
    const mine = member(team, world.alice);
    const ways = {
      'a smaller role': () => update(api, mine, minimal),
      'policies without it': () =>
        update(api, mine, {
          policies: [
            {
              access: 'allow',
              permission_groups: [{ id: '49ce85367bae433b9f0717ed4fea5c74' }],
              resource_groups: [{ id: team.id }],
            },
          ],
        }),
      removal: () => api.call('DELETE', mine),
      leaving: () => api.call('DELETE', `/memberships/${team.place(world.alice)}`),
      'leaving the organization': () => api.call('DELETE', `/user/organizations/${team.id}`),
    };
    for (const [way, call] of Object.entries(ways)) {
      const refusal = await unchanged(call);
      assertRefused(refusal, 400, 1001, { message: /needs a Super Administrator/ });
      assert.ok(!('source' in refusal.errors[0]), way);
    }
  });

  const races = {
    'demote each other': (team) => [
      () => update(world.alice.api, member(team, world.bob), minimal),
      () => update(world.bob.api, member(team, world.alice), minimal),
    ],
    'remove each other': (team) => [
      () => world.alice.api.call('DELETE', member(team, world.bob)),
      () => world.bob.api.call('DELETE', member(team, world.alice)),
    ],
    'leave at once': (team) => [
      () => world.alice.api.call('DELETE', `/memberships/${team.place(world.alice)}`),
      () => world.bob.api.call('DELETE', `/user/organizations/${team.id}`),
    ],
    'demote themselves': (team) => [
      () => update(world.alice.api, member(team, world.alice), minimal),
      () => update(world.bob.api, member(team, world.bob), minimal),
    ],
  };
  Object.entries(races).forEach(([what, race], index) => {
    it(`keeps one of two owners who ${what}`, async () => {
      for (const team of world.pairs.slice(index * 3, index * 3 + 3)) {
        const answers = await atOnce(...race(team));
        const statuses = answers.map(({ status }) => status);
        assert.equal(statuses.filter((status) => status === 200).length, 1, String(statuses));
        const winners = [];
        for (const person of [world.alice, world.bob]) {
          const { status, result } = await person.api.get(`/memberships/${team.place(person)}`);
          const owns = status === 200 && result.roles.includes(ROLE_NAME.superAdministrator);
          if (owns) winners.push(person);
        }
        assert.equal(winners.length, 1, what);
        await winners[0].api.ok('PUT', `/accounts/${team.id}`, { name: `${team.name} again` });
      }
    });
  });

  it('403 for giving more than one has, and for touching an owner', async () => {
    const { team, manager } = world;
    const { api } = manager;
    const invite = (fields) =>
      api.call('POST', `/accounts/${team.id}/members`, {
        json: { email: 'x@example.com', ...fields },
      });
    const carol = member(team, world.carol);
    for (const role of [ROLE.superAdministrator, ROLE.administrator, ROLE.dns, ROLE.readOnly]) {
      assertRefused(await unchanged(() => invite({ roles: [role] })), 403, 10000);
      assertRefused(
        await unchanged(() => update(api, carol, { roles: [{ id: role }] })),
        403,
        10000,
      );
      assertRefused(
        await unchanged(() =>
          update(api, `/accounts/${team.id}/members/${world.managerPlace}`, {
            roles: [{ id: role }],
          }),
        ),
        403,
        10000,
      );
    }
    const dns = {
      access: 'allow',
      permission_groups: [{ id: '132c52e7e6654b999c183cfcbafd37d7' }],
      resource_groups: [{ id: team.id }],
    };
    assertRefused(await unchanged(() => invite({ policies: [dns] })), 403, 10000);
    const owner = member(team, world.alice);
    assertRefused(await unchanged(() => update(api, owner, minimal)), 403, 10000);
    assertRefused(await unchanged(() => api.call('DELETE', owner)), 403, 10000);

    const made = await invite({ roles: [ROLE.minimal, world.reading.id] });
    assert.equal(made.status, 200, made.text);
    await api.ok('DELETE', `/accounts/${team.id}/members/${made.result.id}`);
  });

  it('400 for bad fields of a change', async () => {
    const { api } = world.alice;
    const carol = member(world.team, world.carol);
    for (const [fields, pointer] of [
      [{ roles: [] }, '/roles'],
      [{ roles: [{ id: newId() }] }, '/roles/0'],
      [{ roles: [{ id: 'x' }] }, '/roles/0'],
      [{ roles: [{}] }, '/roles/0/id'],
      [{ roles: [7] }, '/roles/0'],
      [{ roles: {} }, '/roles'],
      [{ policies: [] }, '/policies'],
      [{ policies: [7] }, '/policies/0'],
      [
        { policies: [{ access: 'allow', permission_groups: [], resource_groups: [] }] },
        '/policies/0/permission_groups',
      ],
      [{ roles: [{ id: ROLE.dns }], policies: [] }, '/policies'],
    ]) {
      const refusal = await unchanged(() => update(api, carol, fields));
      assertRefused(refusal, 400, 1001, { pointer });
    }
  });

  it('ignores what cannot be changed', async () => {
    const { api } = world.alice;
    const carol = member(world.team, world.carol);
    const read = await api.ok('GET', carol);
    const fields = {
      id: newId(),
      email: 'other@example.com',
      status: 'pending',
      user: { id: newId(), email: 'other@example.com' },
      account_id: newId(),
      code: 'x',
      ...minimal,
    };
    assert.deepEqual(await api.ok('PUT', carol, fields), read);
  });

  it('404, the same body, for a member of another account and one that is not there', async () => {
    const { api } = world.alice;
    const [pair] = world.pairs;
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const at = (id) =>
        api.call(
          method,
          `/accounts/${world.team.id}/members/${id}`,
          method === 'PUT' ? { json: minimal } : {},
        );
      const there = await unchanged(() => at(pair.place(world.bob)));
      assertRefused(there, 404, 1001, { message: 'Member not found.' });
      assert.equal(there.text, (await at(newId())).text);
    }
  });

  it('removes somebody while they ask: no later answer is theirs', async () => {
    const { api } = world.alice;
    const made = await api.ok('POST', `/accounts/${world.team.id}/members`, {
      email: world.dave.email,
      roles: [ROLE.readOnly],
    });
    await world.dave.api.ok('PUT', `/memberships/${made.id}`, { status: 'accepted' });
    const path = `/accounts/${world.team.id}/members`;
    let removed = false;
    const asking = Array.from({ length: 4 }, async () => {
      for (let i = 0; i < 50; i++) {
        const late = removed;
        const { status, text } = await world.dave.api.get(path);
        assert.ok(status === 404 || (status === 200 && !late), `${status} ${text.slice(0, 100)}`);
      }
    });
    await api.ok('DELETE', `${path}/${made.id}`);
    removed = true;
    await Promise.all(asking);
    assertRefused(await world.dave.api.get(path), 404, 1001);
  });
});
