// The people of an organization, through the SDKs.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import {
  assertFails, assertProblem, baseOf, connect42, connect62, rebillyApi, TIME, UNLIMITED,
} from '../support/rebilly.mjs';
import { useWorld } from '../support/world.mjs';

const PROPERTIES = [
  'id', 'email', 'firstName', 'lastName', 'businessPhone', 'mobilePhone', 'permissions',
  'computedPermissions', 'createdTime', 'updatedTime', 'loginTime', 'reportingCurrency',
  'availableCurrencies', 'status', 'country', 'preferences', 'roleIds', 'allowedIps',
  'totpRequired', '_links',
];
const PASSWORD = 'correct horse battery staple 7';
const OTHER_PASSWORD = 'tangerine umbrella sonnet 42';
const person = (name, fields = {}) => ({
  email: `${name}@example.com`, firstName: name, lastName: 'Example', ...fields,
});
const emails = ({ items }) => items.map(({ fields }) => fields.email);

describe('users, rebilly-js-sdk 62', () => {
  const world = useWorld({ flags: UNLIMITED });
  const client = (options = {}) =>
    connect62(world, { apiKey: world.first.secret_api_key, ...options });

  it('are made, and shown with every property', async () => {
    const data = person('ada', {
      businessPhone: '+1', country: 'GB', permissions: ['GetUser'], preferences: { zone: 'x' },
    });
    const { fields, response } = await client().users.create({ data });
    assert.equal(response.status, 201);
    assert.equal(response.headers.location, `${baseOf(world)}/users/${fields.id}`);
    assert.deepEqual(Object.keys(fields).sort(), [...PROPERTIES].sort());
    assert.match(fields.id, /^usr_[0-9A-HJKMNP-TV-Z]{26}$/);
    assert.match(fields.createdTime, TIME);
    assert.equal(fields.status, 'pending-confirmation');
    assert.deepEqual(fields.computedPermissions, ['GetUser']);
    for (const [key, value] of Object.entries(data)) assert.deepEqual(fields[key], value, key);
    assert.deepEqual((await client().users.get({ id: fields.id })).fields, fields);
    const again = await client().users.update({ id: fields.id, data: fields });
    assert.equal(again.response.status, 200);
    assert.deepEqual(again.fields, fields);
  });

  it('take ids that clients choose, once', async () => {
    const data = person('chosen');
    const made = await client().users.create({ id: 'my-user', data });
    assert.equal(made.response.status, 201);
    assert.equal(made.fields.id, 'my-user');
    await assertFails(client().users.create({ id: 'my-user', data }), 'RebillyConflictError', null);
    await assertFails(client().users.get({ id: 'nobody' }), 'RebillyNotFoundError', 404);
    assert.deepEqual(emails(await client().users.getAll({ filter: 'id:my-user' })), ['chosen@example.com']);
  });

  it('keep what is absent, and lose what is null', async () => {
    const { fields } = await client().users.create({
      data: person('keeper', { country: 'FR', mobilePhone: '+33', permissions: ['GetRole'] }),
    });
    const kept = await client().users.update({ id: fields.id, data: person('keeper') });
    assert.equal(kept.fields.country, 'FR');
    assert.deepEqual(kept.fields.permissions, ['GetRole']);
    const data = person('keeper', { country: null, mobilePhone: null, permissions: null });
    const cleared = (await client().users.update({ id: fields.id, data })).fields;
    assert.deepEqual([cleared.country, cleared.mobilePhone, cleared.permissions], [null, null, []]);
  });

  it('hold roles by any of their ids, and may do what these give', async () => {
    await client().roles.create({ id: 'reader', data: { name: 'Reader', acl: [{ scope: {}, permissions: ['GetUser'] }] } });
    const { fields } = await client().users.create({ data: person('holder', { roleIds: ['reader'] }) });
    assert.deepEqual(fields.roleIds, ['reader']);
    assert.deepEqual(fields.computedPermissions, ['GetUser']);
    assert.deepEqual(emails(await client().users.getAll({ filter: 'roleIds:reader' })), ['holder@example.com']);
    assert.equal((await client().roles.get({ id: 'reader' })).fields.usersCount, 1);
    await client().roles.delete({ id: 'reader' });
    assert.deepEqual((await client().users.get({ id: fields.id })).fields.roleIds, []);
  });

  it('sign in by the password that they were given', async () => {
    world.secrets.add(PASSWORD);
    const data = person('signer', { password: PASSWORD, permissions: ['GetProfile', 'GetUser'] });
    const { fields } = await client().users.create({ data });
    assert.equal(fields.password, undefined);
    assert.equal(fields.status, 'active');
    const session = await rebillyApi(world).signedIn({ email: data.email, password: PASSWORD });
    assert.equal((await session.get('/profile')).body.id, fields.id);
    const seen = await session.get(`/users/${fields.id}`);
    assert.match(seen.body.loginTime, TIME);
    assertProblem(await session.get('/users'), 403);
    assertProblem(await session.call('POST', '/users', { json: person('more') }), 403);
    const weak = await assertFails(
      client().users.create({ data: person('weak', { password: 'password' }) }),
      'RebillyValidationError', 422,
    );
    assert.equal(weak.invalidFields[0].field, 'password');
  });

  it('are listed, sorted, filtered, searched and paged', async () => {
    for (const name of ['list-b', 'list-a', 'list-c']) await client().users.create({ data: person(name) });
    const newest = await client().users.getAll({ limit: 2 });
    assert.deepEqual(emails(newest), ['list-c@example.com', 'list-a@example.com']);
    assert.equal(newest.limit, 2);
    const all = await client().users.getAll();
    assert.equal(newest.total, all.items.length);
    assert.equal((await client().users.getAll({ limit: 0 })).total, all.total);
    const page = await client().users.getAll({
      limit: 2, offset: 1, sort: ['-email'], filter: 'status:pending-confirmation', q: 'LIST-',
    });
    assert.deepEqual([page.total, page.limit, page.offset], [3, 2, 1]);
    assert.deepEqual(emails(page), ['list-b@example.com', 'list-a@example.com']);
    const none = await client().users.getAll({ filter: 'firstName:nobody' });
    assert.equal(none.total, 0);
    await assertFails(client().users.getAll({ filter: 'totpRequired:maybe' }), 'RebillyRequestError', 400);
  });

  it('have a second factor or none', async () => {
    const { id } = (await client().users.create({ data: person('factor') })).fields;
    const { fields } = await client().users.getMfa({ id });
    assert.deepEqual({ ...fields, _links: 0 }, { status: 'inactive', type: null, lastAuthTime: null, _links: 0 });
    assert.equal(fields._links[0].href, `${baseOf(world)}/users/${id}/mfa`);
  });

  it('name what is wrong with them', async () => {
    for (const [data, ...fields] of [
      [{}, 'email', 'firstName', 'lastName'],
      [person('x', { email: 'x' }), 'email'],
      [person('x', { email: world.first.email.toUpperCase() }), 'email'],
      [person('x', { email: `${'x'.repeat(69)}@example.com` }), 'email'],
      [person('x', { firstName: 'x'.repeat(46) }), 'firstName'],
      [person('x', { businessPhone: '1'.repeat(21) }), 'businessPhone'],
      [person('x', { country: 'gb' }), 'country'],
      [person('x', { permissions: ['GetUser', 'Get*'] }), 'permissions.1'],
      [person('x', { roleIds: ['nobody'] }), 'roleIds.0'],
      [person('x', { allowedIps: ['127.0.0.1'] }), 'allowedIps.0'],
    ]) {
      const error = await assertFails(client().users.create({ data }), 'RebillyValidationError', 422);
      assert.deepEqual(error.invalidFields.map(({ field }) => field), fields, error.message);
    }
  });
});

describe('users, rebilly-js-sdk 42', () => {
  const world = useWorld({ flags: UNLIMITED });
  const byKey = () => connect62(world, { apiKey: world.first.secret_api_key });
  const owner = async () => {
    const api = connect42(world);
    api.setSessionToken((await rebillyApi(world).signIn()).token);
    return api;
  };

  it('get another password from who made their account', async () => {
    for (const secret of [PASSWORD, OTHER_PASSWORD]) world.secrets.add(secret);
    const made = await byKey().users.create({ data: person('ada', { password: PASSWORD }) });
    const { id, email } = made.fields;
    const before = await rebillyApi(world).signedIn({ email, password: PASSWORD });
    const data = { currentPassword: 'whatever it is', newPassword: OTHER_PASSWORD };
    const { fields, response } = await (await owner()).users.updatePassword({ id, data });
    assert.equal(response.status, 201);
    assert.equal(fields.id, id);
    assertProblem(await before.get('/profile'), 401);
    await rebillyApi(world).signedIn({ email, password: OTHER_PASSWORD });
  });

  it('change their own with a proof of the present one', async () => {
    const api = await owner();
    const { id } = (await api.profile.get()).fields;
    const wrong = { currentPassword: 'not the password', newPassword: OTHER_PASSWORD };
    const refused = await rebillyApi(world).signedIn();
    assertProblem(await refused.call('POST', `/users/${id}/password`, { json: wrong }), 422, ['currentPassword']);
    await api.users.updatePassword({ id, data: { ...wrong, currentPassword: world.first.password } });
    await rebillyApi(world).signedIn({ email: world.first.email, password: OTHER_PASSWORD });
    await api.users.updatePassword({ id, data: { currentPassword: OTHER_PASSWORD, newPassword: world.first.password } });
  });

  it('say nothing of the passwords of people elsewhere', async () => {
    const session = await rebillyApi(world).signedIn();
    const json = { currentPassword: 'x', newPassword: 'password' };
    assertProblem(await session.call('POST', '/users/nobody/password', { json }), 404);
  });

  it('begin a second factor anew, and go', async () => {
    const { id } = (await byKey().users.create({ id: 'goer', data: person('goer') })).fields;
    const api = await owner();
    const reset = await api.users.resetTotp({ id });
    assert.equal(reset.response.status, 201);
    assert.equal(reset.fields.totpRequired, false);
    assert.equal((await api.users.delete({ id })).response.status, 204);
    await assertFails(byKey().users.get({ id }), 'RebillyNotFoundError', 404);
    const me = (await api.profile.get()).fields.id;
    await assertFails(api.users.delete({ id: me }), 'RebillyConflictError', 409);
  });
});
