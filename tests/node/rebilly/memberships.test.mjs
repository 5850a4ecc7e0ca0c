// Memberships, through the SDK.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertFails, assertProblem, baseOf, connect62, rebillyApi, UNLIMITED } from '../support/rebilly.mjs';
import { ABLE, importedOrganization, ROLE } from '../support/team.mjs';
import { useWorld } from '../support/world.mjs';

const PROPERTIES = [
  'organization', 'user', 'allowedIps', 'permissions', 'isOwner', 'isDefault', 'roleIds', 'acl',
  '_links',
];
const PASSWORD = 'correct horse battery staple 7';

describe('memberships, rebilly-js-sdk 62', () => {
  const world = useWorld({
    flags: UNLIMITED,
    users: { guest: ABLE, stranger: {} },
    imports: ({ guest, stranger }) =>
      importedOrganization('Elsewhere', [[stranger, ROLE.superAdministrator], [guest, ROLE.readOnly]]).lines,
  });
  const client = (options = {}) =>
    connect62(world, { apiKey: world.first.secret_api_key, ...options });
  const signedIn = async (person) => {
    const api = connect62(world);
    api.setSessionToken((await rebillyApi(world).signIn(person)).token);
    return api;
  };
  const own = async () => (await client().profile.get()).fields.memberships[0];
  const newUser = async (name, fields = {}) => {
    world.secrets.add(PASSWORD);
    const data = {
      email: `${name}@example.com`, firstName: name, lastName: 'Example', password: PASSWORD, ...fields,
    };
    return (await client().users.create({ data })).fields;
  };

  it('show every property, as the profile does', async () => {
    const { organization, user } = await own();
    const { fields } = await client().memberships.get({ organizationId: organization.id, userId: user.id });
    assert.deepEqual(Object.keys(fields).sort(), [...PROPERTIES].sort());
    assert.deepEqual(fields, await own());
    assert.deepEqual(fields._links, [
      { rel: 'self', href: `${baseOf(world)}/memberships/${organization.id}/${user.id}` },
    ]);
    assert.deepEqual([fields.isOwner, fields.isDefault, fields.permissions], [true, true, ['*']]);
  });

  it('are given by an owner to somebody from elsewhere, changed, and taken away', async () => {
    const { organization } = await own();
    const api = await signedIn(world.first);
    const at = { organizationId: organization.id, userId: world.guest.id };
    await assertFails(api.memberships.get(at), 'RebillyNotFoundError', 404);
    const given = await api.memberships.update({ ...at, data: { permissions: ['GetUser'] } });
    assert.equal(given.response.status, 201);
    assert.match(given.response.headers.location, /\/memberships\/org_\w+\/usr_\w+$/);
    assert.deepEqual([given.fields.permissions, given.fields.isOwner, given.fields.isDefault], [['GetUser'], false, false]);
    const again = await api.memberships.update({ ...at, data: given.fields });
    assert.equal(again.response.status, 200);
    assert.deepEqual(again.fields, given.fields);
    const data = { allowedIps: ['203.0.113.9', '76.1.*.*'], isOwner: true };
    const changed = (await api.memberships.update({ ...at, data })).fields;
    assert.deepEqual([changed.isOwner, changed.permissions], [true, ['*']]);
    assert.deepEqual(changed.allowedIps, ['203.0.113.9', '76.1.0.0/16']);
    assert.equal((await api.memberships.delete(at)).response.status, 204);
    await assertFails(api.memberships.get(at), 'RebillyNotFoundError', 404);
    await assertFails(api.memberships.delete(at), 'RebillyNotFoundError', 404);
  });

  it('leave an organization an owner, and a user a place', async () => {
    const { organization, user } = await own();
    const api = await signedIn(world.first);
    const me = { organizationId: organization.id, userId: user.id };
    await assertFails(api.memberships.update({ ...me, data: { isOwner: false } }), 'RebillyConflictError', 409);
    await assertFails(api.memberships.delete(me), 'RebillyConflictError', 409);
    const only = await newUser('only');
    const at = { organizationId: organization.id, userId: only.id };
    await assertFails(api.memberships.delete(at), 'RebillyConflictError', 409);
  });

  it('are listed: those of the organization, or one\'s own', async () => {
    const { organization } = await own();
    const lister = await newUser('lister', { permissions: ['GetMembershipCollection'] });
    const plain = await newUser('plain');
    const api = await signedIn(world.first);
    const users = await client().users.getAll();
    for (const caller of [api, client(), client({ organizationId: organization.id })]) {
      const { total, items } = await caller.memberships.getAll({ limit: 1 });
      assert.deepEqual([total, items.length], [users.total, 1]);
    }
    const found = await api.memberships.getAll({ filter: `userId:${lister.id};isOwner:false`, sort: ['user.email'] });
    assert.deepEqual(found.items.map(({ fields }) => fields.user.email), [lister.email]);
    const sorted = await api.memberships.getAll({ sort: ['-user.email'] });
    const emails = sorted.items.map(({ fields }) => fields.user.email);
    assert.deepEqual(emails, [...emails].sort().reverse());
    const byLister = await signedIn({ email: lister.email, password: PASSWORD });
    assert.equal((await byLister.memberships.getAll({ limit: 1 })).total, users.total);
    const session = await rebillyApi(world).signedIn({ email: plain.email, password: PASSWORD });
    const { body } = await session.get(`/memberships?limit=5`);
    assert.deepEqual(body.map(({ user }) => user.email), [plain.email]);
    const inside = await session.get(`/organizations/${organization.id}/memberships?limit=5`);
    assert.deepEqual(inside.body.map(({ user }) => user.email), [plain.email]);
  });

  it('are one\'s own to leave, in whatever organization the request is', async () => {
    const { organization } = await own();
    const api = await signedIn(world.first);
    const at = { organizationId: organization.id, userId: world.guest.id };
    await api.memberships.update({ ...at, data: {} });
    const guest = rebillyApi(world).as({ authorization: `Bearer ${world.guest.api_token}` });
    const inside = `/organizations/${organization.id}/memberships/${organization.id}`;
    assertProblem(await guest.call('DELETE', `${inside}/${world.first.user_id}`), 403);
    assert.equal((await guest.call('DELETE', `${inside}/${world.guest.id}`)).status, 204);
    await assertFails(api.memberships.get(at), 'RebillyNotFoundError', 404);
  });

  it('are not there where an organization or a person is not', async () => {
    const { organization } = await own();
    const api = await signedIn(world.first);
    for (const organizationId of ['no-such-thing', 'org_0YVDM8RC7GDADADSBSMW124JA8']) {
      const at = { organizationId, userId: world.guest.id };
      await assertFails(api.memberships.get(at), 'RebillyNotFoundError', 404);
      await assertFails(api.memberships.update({ ...at, data: {} }), 'RebillyNotFoundError', 404);
      await assertFails(api.memberships.delete(at), 'RebillyNotFoundError', 404);
    }
    await assertFails(
      api.memberships.update({ organizationId: organization.id, userId: 'nobody', data: {} }), 'RebillyNotFoundError', 404);
  });

  it('name what is wrong with them', async () => {
    const { organization } = await own();
    const at = { organizationId: organization.id, userId: world.guest.id };
    const api = await signedIn(world.first);
    for (const [data, field] of [
      [{ permissions: ['Get*'] }, 'permissions.0'],
      [{ roleIds: ['nobody'] }, 'roleIds.0'],
      [{ allowedIps: ['192.168.0.1'] }, 'allowedIps.0'],
      [{ isOwner: 'yes' }, 'isOwner'],
    ]) {
      const error = await assertFails(api.memberships.update({ ...at, data }), 'RebillyValidationError', 422);
      assert.deepEqual(error.invalidFields.map((one) => one.field), [field], error.message);
    }
  });
});
