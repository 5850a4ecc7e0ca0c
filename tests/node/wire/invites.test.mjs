// Inviting people, and what they answer: bad input, answers of others, and answers at the same moment.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertRefused } from '../support/api.mjs';
import { newId } from '../support/credentials.mjs';
import {
  ABLE,
  atOnce,
  importedInvite,
  importedOrganization,
  importedRole,
  inviteTo,
  ROLE,
  ROLE_NAME,
  WITH_SECOND_FACTOR,
} from '../support/team.mjs';
import { assertChangesNothing, useWorld } from '../support/world.mjs';

describe('invites', () => {
  const world = useWorld({
    users: {
      alice: WITH_SECOND_FACTOR,
      bob: ABLE,
      carol: ABLE,
      dave: ABLE,
      unverified: { ...ABLE, profile: { email_verified: false } },
    },
    imports: (world) => {
      const { alice, bob, carol } = world;
      world.team = importedOrganization('Team', [
        [alice, ROLE.superAdministrator],
        [bob, ROLE.administrator],
      ]);
      world.other = importedOrganization('Other', [[alice, ROLE.superAdministrator]]);
      world.strict = importedOrganization('Strict', [[alice, ROLE.superAdministrator]], {
        enforce_twofactor: true,
      });
      world.otherRole = importedRole(world.other, 'Theirs', { dns: { read: true } });
      world.expired = importedInvite(world.other, carol.email, [ROLE.minimal], alice, {
        invited_on: '2026-01-01T00:00:00Z',
        expires_on: '2026-01-08T00:00:00Z',
      });
      return [
        ...world.team.lines,
        ...world.other.lines,
        ...world.strict.lines,
        world.otherRole.line,
        ...world.expired.lines,
      ];
    },
  });

  const path = (team) => `/accounts/${team.id}/members`;
  const invite = (fields, team = world.team, api = world.alice.api) =>
    api.call('POST', path(team), { json: fields });
  const offer = async (person, team = world.team, roles = [ROLE.readOnly]) => {
    const member = await world.alice.api.ok('POST', path(team), { email: person.email, roles });
    return { member, invite: await inviteTo(person.api, team.id) };
  };
  const answer = (person, id, status) =>
    person.api.call('PATCH', `/user/invites/${id}`, { json: { status } });
  const answerPlace = (person, id, status) =>
    person.api.call('PUT', `/memberships/${id}`, { json: { status } });
  const remove = (id, team = world.team) => world.alice.api.ok('DELETE', `${path(team)}/${id}`);
  const membersOf = (person, team = world.team) =>
    world.alice.api
      .all(path(team))
      .then((members) => members.filter(({ email }) => email === person.email));
  const unchanged = (change, team = world.team) =>
    assertChangesNothing(world.alice.api, change, async () => ({
      ...(await world.alice.api.snapshotOf(team.id)),
      invites: await world.carol.api.ok('GET', '/user/invites'),
    }));

  const roles = [ROLE.minimal];
  const bad = {
    'no address': [{ roles }, '/email'],
    'an address that is null': [{ email: null, roles }, '/email'],
    'an address of another type': [{ email: ['x@example.com'], roles }, '/email'],
    'an address without an @': [{ email: 'example.com', roles }, '/email'],
    'an address with nothing before the @': [{ email: '@example.com', roles }, '/email'],
    'an address with nothing after the @': [{ email: 'x@', roles }, '/email'],
    'an empty address': [{ email: '', roles }, '/email'],
    'an address with a line end': [
      { email: 'x@example.com\r\nBcc: y@example.com', roles },
      '/email',
    ],
    'an address with a blank': [{ email: 'x y@example.com', roles }, '/email'],
    'an address of 91 characters': [{ email: `${'x'.repeat(79)}@example.com`, roles }, '/email'],
    'neither roles nor policies': [{ email: 'x@example.com' }, '/roles'],
    'both roles and policies': [{ email: 'x@example.com', roles, policies: [] }, '/policies'],
    'no role': [{ email: 'x@example.com', roles: [] }, '/roles'],
    'roles that are no list': [{ email: 'x@example.com', roles: ROLE.minimal }, '/roles'],
    'a role that is a number': [{ email: 'x@example.com', roles: [7] }, '/roles/0'],
    'a role that is no id': [{ email: 'x@example.com', roles: ['owner'] }, '/roles/0'],
    'an unknown role': [{ email: 'x@example.com', roles: [ROLE.minimal, newId()] }, '/roles/1'],
    'an object without a role': [{ email: 'x@example.com', roles: [{}] }, '/roles/0/id'],
    '65 roles': [{ email: 'x@example.com', roles: Array(65).fill(ROLE.minimal) }, '/roles'],
    'no policy': [{ email: 'x@example.com', policies: [] }, '/policies'],
    'a policy that is empty': [{ email: 'x@example.com', policies: [{}] }, '/policies/0/access'],
    'an unknown status': [{ email: 'x@example.com', roles, status: 'owner' }, '/status'],
    'a status of another type': [{ email: 'x@example.com', roles, status: true }, '/status'],
  };
  for (const [what, [fields, pointer]] of Object.entries(bad)) {
    it(`400 for ${what}`, async () => {
      const refusal = await unchanged(() => invite(fields));
      assertRefused(refusal, 400, 1001, { pointer });
    });
  }

  const policy = (fields) => ({
    access: 'allow',
    permission_groups: [{ id: '49ce85367bae433b9f0717ed4fea5c74' }],
    resource_groups: [{ id: world.team.id }],
    ...fields,
  });
  const badPolicies = {
    'an unknown access': [{ access: 'maybe' }, '/policies/0/access'],
    'no groups': [{ permission_groups: [] }, '/policies/0/permission_groups'],
    'groups that are absent': [{ permission_groups: undefined }, '/policies/0/permission_groups'],
    'an unknown group': [
      { permission_groups: [{ id: newId() }] },
      '/policies/0/permission_groups/0',
    ],
    'a group without an id': [{ permission_groups: [{}] }, '/policies/0/permission_groups/0/id'],
    'no resources': [{ resource_groups: [] }, '/policies/0/resource_groups'],
    'unknown resources': [{ resource_groups: [{ id: newId() }] }, '/policies/0/resource_groups/0'],
  };
  for (const [what, [fields, pointer]] of Object.entries(badPolicies)) {
    it(`400 for a policy with ${what}`, async () => {
      const refusal = await unchanged(() =>
        invite({ email: 'x@example.com', policies: [policy(fields)] }),
      );
      assertRefused(refusal, 400, 1001, { pointer });
    });
  }

  it('400 for the resources of another account in a policy', async () => {
    const policies = [policy({ resource_groups: [{ id: world.other.id }] })];
    const refusal = await unchanged(() => invite({ email: 'x@example.com', policies }));
    assertRefused(refusal, 400, 1001, { pointer: '/policies/0/resource_groups/0' });
  });

  it('400 for a role of another account', async () => {
    const refusal = await unchanged(() =>
      invite({ email: 'x@example.com', roles: [world.otherRole.id] }),
    );
    assertRefused(refusal, 400, 1001, { pointer: '/roles/0' });
  });

  it('400 for a body that is no object, 400 and 415 for one that is no JSON', async () => {
    for (const json of [[], 'x', 7, null])
      assertRefused(await unchanged(() => invite(json)), 400, 1001, { message: /object/ });
    const { api } = world.alice;
    const send = (headers, body) => api.call('POST', path(world.team), { headers, body });
    assertRefused(await send({ 'content-type': 'application/json' }, '{"email":'), 400, 6007);
    assertRefused(await send({ 'content-type': 'text/plain' }, '{}'), 415, 1001);
  });

  it('400 for oneself, in whatever case', async () => {
    for (const email of [world.alice.email, world.alice.email.toUpperCase()]) {
      const refusal = await unchanged(() => invite({ email, roles }));
      assertRefused(refusal, 400, 1001, { message: 'You cannot invite yourself.' });
    }
  });

  it('400 for a member', async () => {
    for (const email of [world.bob.email, 'Bob@Example.COM']) {
      const refusal = await unchanged(() => invite({ email, roles }));
      assertRefused(refusal, 400, 1001, { message: /member of the account already/ });
    }
  });

  it('400 for an address twice, also at the same moment', async () => {
    const { result } = await invite({ email: 'twice@example.com', roles });
    const again = await unchanged(() => invite({ email: 'TWICE@example.com', roles }));
    assertRefused(again, 400, 1001, { message: /open already/ });
    await remove(result.id);

    const same = () => invite({ email: 'race@example.com', roles });
    const answers = await atOnce(same, same, same, same);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400, 400]);
    const [place, ...others] = await membersOf({ email: 'race@example.com' });
    assert.deepEqual(others, []);
    await remove(place.id);
  });

  it('says the same of an address that is a user’s and of one that is not', async () => {
    const shown = async (email) => {
      const { result } = await invite({ email, roles });
      await remove(result.id);
      return { ...result, id: 0, email: '', user: { ...result.user, email: '' }, policies: [] };
    };
    assert.deepEqual(await shown(world.dave.email), await shown('nobody@example.com'));
    const accepted = (email) => invite({ email, roles, status: 'accepted' });
    const [known, unknown] = [await accepted(world.dave.email), await accepted('n@example.com')];
    assert.equal(known.text, unknown.text);
    assertRefused(known, 400, 1001, {
      message: 'Invalid request: automatic verification of new members is not allowed',
      pointer: '/status',
    });
  });

  it('404 for the invite of another, the same as for one that is not there', async () => {
    const { member, invite: made } = await offer(world.carol);
    for (const person of [world.dave, world.alice, world.bob]) {
      for (const status of ['accepted', 'rejected']) {
        const foreign = await unchanged(() => answer(person, made.id, status));
        assertRefused(foreign, 404, 1001, { message: 'Invite not found.' });
        assert.equal(foreign.text, (await answer(person, newId(), status)).text);
        const place = await unchanged(() => answerPlace(person, member.id, status));
        assertRefused(place, 404, 1001);
        assert.equal(place.text, (await answerPlace(person, newId(), status)).text);
      }
      assertRefused(await person.api.get(`/user/invites/${made.id}`), 404, 1001);
    }
    await remove(member.id);
    assertRefused(await answer(world.carol, made.id, 'accepted'), 404, 1001);
    assertRefused(await answerPlace(world.carol, member.id, 'accepted'), 404, 1001);
    assertRefused(await world.carol.api.get(`/user/invites/${made.id}`), 404, 1001);
  });

  it('400 for an answer that is none', async () => {
    const { member, invite: made } = await offer(world.carol);
    for (const json of [
      {},
      { status: null },
      { status: 'pending' },
      { status: 'expired' },
      { status: 'Accepted' },
      { status: 1 },
      { status: ['accepted'] },
    ]) {
      for (const call of [
        () => world.carol.api.call('PATCH', `/user/invites/${made.id}`, { json }),
        () => world.carol.api.call('PUT', `/memberships/${member.id}`, { json }),
      ])
        assertRefused(await unchanged(call), 400, 1001, { pointer: '/status' });
    }
    await remove(member.id);
  });

  it('400 for one that is over, which can be made anew', async () => {
    const { expired, other, carol } = world;
    const shown = await carol.api.ok('GET', `/user/invites/${expired.id}`);
    assert.equal(shown.status, 'expired');
    for (const status of ['accepted', 'rejected']) {
      const byInvite = await unchanged(() => answer(carol, expired.id, status), other);
      assertRefused(byInvite, 400, 1001, { message: /over/ });
      const byPlace = await unchanged(() => answerPlace(carol, expired.membership, status), other);
      assertRefused(byPlace, 400, 1001, { message: /over/ });
    }
    const anew = await offer(carol, other);
    assert.equal(anew.invite.status, 'pending');
    assertRefused(await answerPlace(carol, expired.membership, 'accepted'), 404, 1001);
    const late = await answer(carol, expired.id, 'accepted');
    assert.ok(late.status === 404 || late.status === 400, late.text);
    await carol.api.ok('PATCH', `/user/invites/${anew.invite.id}`, { status: 'accepted' });
    assert.equal((await membersOf(carol, other)).length, 1);
    await carol.api.ok('DELETE', `/memberships/${anew.member.id}`);
  });

  it('takes the same answer twice, and no other after it', async () => {
    const accepted = await offer(world.carol);
    const rejected = await offer(world.dave);
    for (let i = 0; i < 2; i++) {
      assert.equal((await answer(world.carol, accepted.invite.id, 'accepted')).status, 200);
      assert.equal((await answer(world.dave, rejected.invite.id, 'rejected')).status, 200);
    }
    const taken = await unchanged(() => answer(world.carol, accepted.invite.id, 'rejected'));
    assertRefused(taken, 400, 1001);
    const revived = await unchanged(() => answer(world.dave, rejected.invite.id, 'accepted'));
    assertRefused(revived, 400, 1001);
    assertRefused(await answerPlace(world.carol, accepted.member.id, 'rejected'), 400, 1001);
    assertRefused(await answerPlace(world.dave, rejected.member.id, 'accepted'), 400, 1001);

    await world.carol.api.ok('DELETE', `/memberships/${accepted.member.id}`);
    assert.deepEqual(await membersOf(world.carol), []);
    const back = await answer(world.carol, accepted.invite.id, 'accepted');
    assert.ok(back.status === 200 || back.status === 404 || back.status === 400, back.text);
    assert.deepEqual(await membersOf(world.carol), [], 'an old invite brings nobody back');
    assertRefused(await world.carol.api.get(`/accounts/${world.team.id}`), 404, 1001);
    const again = await offer(world.dave); // who declined can be invited again
    await remove(again.member.id);
  });

  it('makes one membership of two acceptances at the same moment', async () => {
    for (let i = 0; i < 10; i++) {
      const { member, invite: made } = await offer(world.carol);
      const answers = await atOnce(
        () => answer(world.carol, made.id, 'accepted'),
        () => answer(world.carol, made.id, 'accepted'),
        () => answerPlace(world.carol, member.id, 'accepted'),
      );
      for (const { status, text } of answers) assert.equal(status, 200, text);
      const [place, ...others] = await membersOf(world.carol);
      assert.deepEqual(others, []);
      assert.equal(place.id, member.id);
      assert.equal(place.status, 'accepted');
      const mine = await world.carol.api.all('/memberships');
      assert.equal(mine.filter(({ account }) => account.id === world.team.id).length, 1);
      await remove(place.id);
    }
  });

  it('lets one of two opposite answers win', async () => {
    for (let i = 0; i < 10; i++) {
      const { member, invite: made } = await offer(world.carol);
      const answers = await atOnce(
        () => answer(world.carol, made.id, 'accepted'),
        () => answer(world.carol, made.id, 'rejected'),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
      const winner = answers.find(({ status }) => status === 200).result.status;
      const place = await world.carol.api.ok('GET', `/memberships/${member.id}`);
      assert.equal(place.status, winner);
      assert.equal((await inviteTo(world.carol.api, world.team.id)).status, winner);
      if (winner === 'accepted') await remove(member.id);
    }
  });

  it('is an offer to an address that was verified, and to no other', async () => {
    const { unverified } = world;
    const { result } = await invite({ email: unverified.email, roles });
    assert.deepEqual(await unverified.api.ok('GET', '/user/invites'), []);
    assert.deepEqual(await unverified.api.ok('GET', '/memberships'), []);
    assertRefused(await answerPlace(unverified, result.id, 'accepted'), 404, 1001);
    await remove(result.id);
  });

  it('gives the roles that stand when it is accepted', async () => {
    const { member, invite: made } = await offer(world.carol, world.team, [ROLE.readOnly]);
    await world.alice.api.ok('PUT', `${path(world.team)}/${member.id}`, {
      roles: [{ id: ROLE.dns }],
    });
    assert.deepEqual((await inviteTo(world.carol.api, world.team.id)).roles, [ROLE_NAME.dns]);
    await world.carol.api.ok('PATCH', `/user/invites/${made.id}`, { status: 'accepted' });
    const place = await world.carol.api.ok('GET', `/memberships/${member.id}`);
    assert.deepEqual(place.roles, [ROLE_NAME.dns]);
    await remove(member.id);
  });

  it('says that a second factor is wanted; who has none is kept out until they have', async () => {
    const { member, invite: made } = await offer(world.carol, world.strict);
    assert.equal(made.organization_is_enforcing_twofactor, true);
    const answered = await answer(world.carol, made.id, 'accepted');
    assert.ok(answered.status === 200 || answered.status === 403, answered.text);
    assertRefused(
      await world.carol.api.get(`/accounts/${world.strict.id}`),
      answered.status === 200 ? 403 : 404,
    );
    await remove(member.id, world.strict);
  });
});
