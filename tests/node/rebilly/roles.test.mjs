// Roles, through the SDK.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertFails, baseOf, connect62, rebillyApi, TIME } from '../support/rebilly.mjs';
import { useWorld } from '../support/world.mjs';

const PROPERTIES = [
  'id', 'name', 'description', 'acl', 'allowedIps', 'seniorIds', 'juniorIds', 'usersCount',
  'createdTime', 'updatedTime', '_links',
];
const acl = (...permissions) => [{ scope: {}, permissions }];
const names = ({ items }) => items.map(({ fields }) => fields.name);

describe('roles, rebilly-js-sdk 62', () => {
  const world = useWorld();
  const client = (options = {}) =>
    connect62(world, { apiKey: world.first.secret_api_key, ...options });

  it('are made, and shown with every property', async () => {
    const data = { name: 'Support', acl: acl('GetUser', 'GetUserCollection'), allowedIps: ['203.0.113.0/24', '198.51.100.7'] };
    const { fields, response } = await client().roles.create({ data });
    assert.equal(response.status, 201);
    assert.equal(response.headers.location, `${baseOf(world)}/roles/${fields.id}`);
    assert.deepEqual(Object.keys(fields).sort(), [...PROPERTIES].sort());
    assert.match(fields.id, /^role_[0-9A-HJKMNP-TV-Z]{26}$/);
    assert.match(fields.createdTime, TIME);
    for (const [key, value] of Object.entries(data)) assert.deepEqual(fields[key], value);
    assert.equal(fields.description, null);
    assert.equal(fields.usersCount, 0);
    assert.deepEqual((await client().roles.get({ id: fields.id })).fields, fields);
  });

  it('take ids that clients choose, once', async () => {
    const data = { name: 'Chosen', acl: acl('GetRole') };
    const made = await client().roles.create({ id: 'my-role', data });
    assert.equal(made.response.status, 201);
    assert.equal(made.fields.id, 'my-role');
    assert.equal(made.response.headers.location, `${baseOf(world)}/roles/my-role`);
    await assertFails(client().roles.create({ id: 'my-role', data }), 'RebillyConflictError', null);
    const changed = await client().roles.update({ id: 'my-role', data: { ...data, name: 'Other' } });
    assert.equal(changed.response.status, 200);
    assert.equal(changed.response.headers.location, undefined);
    assert.equal((await client().roles.get({ id: 'my-role' })).fields.name, 'Other');
    const found = await client().roles.getAll({ filter: 'id:my-role' });
    assert.deepEqual(names(found), ['Other']);
  });

  it('change nothing when they are sent back whole', async () => {
    const data = { name: 'Whole', description: 'a\nb', acl: acl('GetUser') };
    const { fields } = await client().roles.create({ data });
    const again = await client().roles.update({ id: fields.id, data: fields });
    assert.deepEqual(again.fields, fields);
    const cleared = await client().roles.update({ id: fields.id, data: { ...fields, description: null } });
    assert.equal(cleared.fields.description, null);
  });

  it('include others, which are embedded under the key that is asked for', async () => {
    const junior = (await client().roles.create({ id: 'junior', data: { name: 'Junior', acl: acl('GetRole') } })).fields;
    const data = { name: 'Senior', acl: acl('GetUser'), juniorIds: [junior.id] };
    const senior = (await client().roles.create({ data })).fields;
    assert.deepEqual(senior.juniorIds, ['junior']);
    assert.equal(senior._embedded, undefined);
    assert.deepEqual((await client().roles.get({ id: 'junior' })).fields.seniorIds, [senior.id]);
    for (const expand of ['juniors', 'juniorRoles']) {
      const { fields } = await client().roles.get({ id: senior.id, expand });
      assert.deepEqual(Object.keys(fields._embedded), [expand]);
      assert.deepEqual(fields._embedded[expand].map(({ name }) => name), ['Junior']);
      const listed = await client().roles.getAll({ filter: 'name:Senior', expand });
      assert.deepEqual(listed.items[0].fields._embedded[expand].map(({ id }) => id), ['junior']);
    }
    const api = rebillyApi(world).withKey(world.first.secret_api_key);
    for (const [rel, name] of [['juniorRoles', 'Junior']]) {
      const { href } = senior._links.find((link) => link.rel === rel);
      const { body } = await api.get(href.slice(baseOf(world).length));
      assert.deepEqual(body.map((role) => role.name), [name]);
    }
    const cycle = { ...junior, juniorIds: [senior.id] };
    const error = await assertFails(client().roles.update({ id: 'junior', data: cycle }), 'RebillyValidationError', 422);
    assert.equal(error.invalidFields[0].field, 'juniorIds');
    await client().roles.delete({ id: 'junior' });
    assert.deepEqual((await client().roles.get({ id: senior.id })).fields.juniorIds, []);
    await assertFails(client().roles.get({ id: 'junior' }), 'RebillyNotFoundError', 404);
  });

  it('are listed newest first, sorted, filtered, searched and paged', async () => {
    for (const name of ['List B', 'List A', 'List C']) {
      await client().roles.create({ data: { name, description: `of ${name}`, acl: acl('GetRole') } });
    }
    const q = 'list';
    assert.equal((await client().roles.getAll({ q })).total, 3);
    assert.deepEqual(names(await client().roles.getAll({ q, sort: ['name'] })), ['List A', 'List B', 'List C']);
    const page = await client().roles.getAll({ q, sort: ['-name'], limit: 1, offset: 1 });
    assert.deepEqual([page.total, page.limit, page.offset, ...names(page)], [3, 1, 1, 'List B']);
    assert.deepEqual(names(await client().roles.getAll({ filter: 'name:list a,"List C"', sort: 'name' })), ['List A', 'List C']);
    const none = await client().roles.getAll({ filter: 'name:nobody' });
    assert.deepEqual([none.total, none.items.length], [0, 0]);
    const error = await assertFails(client().roles.getAll({ filter: 'nope:1' }), 'RebillyRequestError', 400);
    assert.equal(error.invalidFields[0].field, 'filter');
    const sort = await assertFails(client().roles.getAll({ sort: ['acl'] }), 'RebillyRequestError', 400);
    assert.equal(sort.invalidFields[0].field, 'sort');
  });

  it('name what is wrong with them', async () => {
    for (const [data, ...fields] of [
      [{}, 'name', 'acl'],
      [{ name: '', acl: [] }, 'name'],
      [{ name: 'x'.repeat(51), acl: [] }, 'name'],
      [{ name: 'x', acl: [{ scope: {}, permissions: ['GetUser', 'Get*'] }] }, 'acl.0.permissions.1'],
      [{ name: 'x', acl: [{ permissions: ['GetUser'] }] }, 'acl.0.scope'],
      [{ name: 'x', acl: [], allowedIps: ['203.0.113.1', '10.0.0.0/8'] }, 'allowedIps.1'],
      [{ name: 'x', acl: [], juniorIds: ['nobody'] }, 'juniorIds'],
    ]) {
      const error = await assertFails(client().roles.create({ data }), 'RebillyValidationError', 422);
      assert.deepEqual(error.invalidFields.map(({ field }) => field), fields, error.message);
    }
    await assertFails(client().roles.delete({ id: 'nobody' }), 'RebillyNotFoundError', 404);
    await assertFails(client().roles.get({ id: 'no such id' }), 'RebillyNotFoundError', 404);
  });
});
