// Organizations, tenants and zones by the native API.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { newId } from '../support/credentials.mjs';
import { assertProblem, ID, nativeApi, TIME } from '../support/native.mjs';
import { ABLE } from '../support/team.mjs';
import { useWorld } from '../support/world.mjs';

describe('organizations', () => {
  const world = useWorld({ users: { bob: ABLE } });
  let api;
  before(() => (api = nativeApi(world)));
  const make = (fields) =>
    api.ok('POST', '/organizations', { name: 'Acme', owner_id: world.bob.id, ...fields });
  const edit = (id, json) => api.call('PATCH', `/organizations/${id}`, { json });

  it('are made for a user who then owns them', async () => {
    const made = await make({ name: 'Bob & Co' });
    assert.deepEqual(made, {
      id: made.id,
      name: 'Bob & Co',
      type: 'standard',
      tenant: false,
      operator: false,
      parent_id: null,
      abuse_contact_email: null,
      enforce_twofactor: false,
      created_on: made.created_on,
      modified_on: made.created_on,
    });
    assert.match(made.id, ID);
    assert.match(made.created_on, TIME);
    const { organizations } = await world.bob.api.ok('GET', '/user');
    assert.ok(organizations.some(({ id }) => id === made.id));
  });

  it('are made as tenants and below tenants', async () => {
    const tenant = await make({ type: 'enterprise', tenant: true });
    assert.equal(tenant.type, 'enterprise');
    assert.equal(tenant.tenant, true);
    const child = await make({ parent_id: tenant.id });
    assert.equal(child.parent_id, tenant.id);
    const below = await api.all(`/organizations?parent_id=${tenant.id}`);
    assert.deepEqual(below, [child]);
  });

  it('are not made of bad input', async () => {
    const plain = await make();
    const owner_id = world.bob.id;
    const cases = [
      [{}, ['/name', '/owner_id']],
      [{ name: '', owner_id }, ['/name']],
      [{ name: 'x'.repeat(101), owner_id }, ['/name']],
      [{ name: 'x', owner_id: 'y' }, ['/owner_id']],
      [{ name: 'x', owner_id: newId() }, ['/owner_id']],
      [{ name: 'x', owner_id, type: 'huge' }, ['/type']],
      [{ name: 'x', owner_id, parent_id: 'y' }, ['/parent_id']],
      [{ name: 'x', owner_id, parent_id: newId() }, ['/parent_id']],
      [{ name: 'x', owner_id, parent_id: plain.id }, ['/parent_id']],
      [{ name: 'x', owner_id, tenant: 'yes' }, ['/tenant']],
      [[], ['', '/name', '/owner_id']],
    ];
    const earlier = await api.all('/organizations');
    for (const [json, pointers] of cases) {
      const answer = await api.call('POST', '/organizations', { json });
      assertProblem(answer, 400);
      assert.equal(answer.body.errors[0].pointer, pointers[0], answer.text);
    }
    assert.deepEqual(await api.all('/organizations'), earlier);
  });

  it('are listed page after page', async () => {
    await make();
    await make();
    const all = await api.all('/organizations');
    assert.deepEqual(await api.all('/organizations', 1), all);
    const operator = all.find(({ id }) => id === world.first.organization_id);
    assert.equal(operator.operator, true);
    assert.equal(operator.tenant, true);
    assertProblem(await api.get('/organizations?parent_id=x&limit=y'), 400);
    assert.deepEqual(await api.all(`/organizations?parent_id=${newId()}`), []);
  });

  it('change their place among the tenants', async () => {
    const tenant = await make({ tenant: true });
    const plain = await make();
    const moved = await edit(plain.id, { parent_id: tenant.id });
    assert.equal(moved.body.parent_id, tenant.id);
    assert.equal((await edit(plain.id, { tenant: true })).body.parent_id, tenant.id, 'stays');
    assert.equal((await edit(plain.id, {})).body.tenant, true, 'stays');
    assert.equal((await edit(plain.id, { parent_id: null })).body.parent_id, null);
    assert.equal((await edit(plain.id, { tenant: false })).body.tenant, false);
  });

  it('refuse a place that cannot be', async () => {
    const top = await make({ tenant: true });
    const middle = await make({ tenant: true, parent_id: top.id });
    const plain = await make();
    for (const [id, json, pointer] of [
      [top.id, { parent_id: top.id }, '/parent_id'],
      [top.id, { parent_id: middle.id }, '/parent_id'],
      [top.id, { parent_id: plain.id }, '/parent_id'],
      [top.id, { parent_id: newId() }, '/parent_id'],
      [top.id, { parent_id: 7 }, '/parent_id'],
      [top.id, { tenant: 'no' }, '/tenant'],
    ]) {
      assertProblem(await edit(id, json), 400, [pointer]);
    }
    assertProblem(await edit(top.id, { tenant: false }), 409);
    assertProblem(await edit(world.first.organization_id, { tenant: false }), 409);
    assertProblem(await edit(newId(), { tenant: true }), 404);
    assertProblem(await edit(top.id, []), 400, ['']);
    const after = await api.all(`/organizations?parent_id=${top.id}`);
    assert.deepEqual(after, [middle]);
  });

  it('have zones', async () => {
    const { id } = await make();
    const zones = `/organizations/${id}/zones`;
    assert.deepEqual(await api.ok('GET', zones), { items: [], next: null });
    const made = await api.ok('POST', zones, { name: 'Example.COM' });
    assert.deepEqual(made, {
      id: made.id,
      organization_id: id,
      name: 'example.com',
      created_on: made.created_on,
      modified_on: made.created_on,
    });
    assert.deepEqual(await api.ok('GET', zones), { items: [made], next: null });
    assertProblem(await api.call('POST', zones, { json: { name: 'example.com' } }), 409);
    const removed = await api.call('DELETE', `/zones/${made.id}`);
    assert.equal(removed.status, 204);
    assertProblem(await api.call('DELETE', `/zones/${made.id}`), 404);
    assert.deepEqual(await api.ok('GET', zones), { items: [], next: null });
    await api.ok('POST', zones, { name: 'example.com' });
  });

  it('have no zones of bad input', async () => {
    const { id } = await make();
    const zones = `/organizations/${id}/zones`;
    for (const name of [undefined, null, 7, '', 'example', '-a.example', 'a..b', `${'a.'.repeat(127)}b`]) {
      assertProblem(await api.call('POST', zones, { json: { name } }), 400, ['/name']);
    }
    assertProblem(await api.call('POST', zones, { json: [] }), 400);
    assert.deepEqual((await api.ok('GET', zones)).items, []);
    const nowhere = `/organizations/${newId()}/zones`;
    assertProblem(await api.get(nowhere), 404);
    assertProblem(await api.call('POST', nowhere, { json: { name: 'x.example' } }), 404);
  });
});
