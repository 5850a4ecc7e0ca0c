// Keys of an organization, through the SDKs of both generations.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import {
  assertFails, assertProblem, baseOf, connect62, rebillyApi, SDKS, TIME,
} from '../support/rebilly.mjs';
import { useWorld } from '../support/world.mjs';

const SECRET = /^sk_live_[A-Za-z0-9]{48}$/;
const MASKED = /^sk_live_\*{12}[A-Za-z0-9]{4}$/;

for (const { name, major, connect } of SDKS) {
  describe(`API keys, ${name}`, () => {
    const world = useWorld();
    const client = (options = {}) => connect(world, { apiKey: world.first.secret_api_key, ...options });
    const keep = ({ fields }) => (world.secrets.add(fields.secretKey), fields);
    const acl = [{ scope: {}, permissions: ['GetProfile', 'GetApiKeyCollection'] }];

    it('are shown in full once, and work', async () => {
      const data = { description: 'Reports', acl, allowedIps: null };
      const made = await client().apiKeys.create({ data });
      assert.equal(made.response.status, 201);
      const key = keep(made);
      assert.match(key.id, /^api_key_[0-9A-HJKMNP-TV-Z]{26}$/);
      assert.match(key.secretKey, SECRET);
      assert.equal(key.type, 'secret');
      assert.equal(key.apiUser, world.first.email);
      assert.deepEqual(key.acl, acl);
      assert.equal(key.allowedIps, null);
      assert.match(key.createdTime, TIME);
      const href = `${baseOf(world)}/api-keys/${key.id}`;
      assert.equal(made.response.headers.location, href);
      assert.deepEqual(key._links, [{ rel: 'self', href }]);

      const { fields } = await client().apiKeys.get({ id: key.id });
      assert.match(fields.secretKey, MASKED);
      assert.ok(key.secretKey.endsWith(fields.secretKey.slice(-4)));
      assert.deepEqual({ ...fields, secretKey: 0 }, { ...key, secretKey: 0 });

      const holder = client({ apiKey: key.secretKey });
      assert.equal((await holder.profile.get()).fields.email, world.first.email);
      const keys = await holder.apiKeys.getAll();
      assert.ok(keys.items.every((item) => !SECRET.test(item.fields.secretKey)));
      await assertFails(holder.apiKeys.get({ id: key.id }), 'RebillyRequestError', 403);
    });

    it('have the id that a client chose', async () => {
      const data = { description: 'Mine' };
      const id = `my.${name.length}@key-~_1`;
      const made = await client().apiKeys.create({ id, data });
      assert.equal(made.response.status, 201);
      assert.equal(keep(made).id, id);
      assert.match(made.fields.secretKey, SECRET);
      assert.equal(made.response.headers.location, `${baseOf(world)}/api-keys/${id}`);
      await assertFails(client().apiKeys.create({ id, data }), 'RebillyConflictError', null);
      assert.equal((await client().apiKeys.get({ id })).fields.description, 'Mine');
      if (major < 62) return; // it sends no filter
      const { items } = await client().apiKeys.getAll({ filter: `id:${id}` });
      assert.deepEqual(items.map(({ fields }) => fields.id), [id]);
    });

    it('keep what an update does not name, and lose a restriction by null', async () => {
      const data = { description: 'Before', acl, allowedIps: ['203.0.113.7', '198.51.100.0/24'] };
      const { id } = keep(await client().apiKeys.create({ data }));
      const renamed = await client().apiKeys.update({ id, data: { description: 'After' } });
      assert.equal(renamed.response.status, 200);
      assert.equal(renamed.fields.description, 'After');
      assert.deepEqual(renamed.fields.acl, acl);
      assert.deepEqual(renamed.fields.allowedIps, data.allowedIps);
      assert.match(renamed.fields.secretKey, MASKED);
      const whole = await client().apiKeys.update({ id, data: renamed.fields });
      assert.deepEqual(whole.fields, renamed.fields);
      const free = { description: 'After', acl: null, allowedIps: null };
      const { fields } = await client().apiKeys.update({ id, data: free });
      assert.equal('acl' in fields, false);
      assert.equal(fields.allowedIps, null);
    });

    it('are refused from the next request on once they are deleted', async () => {
      const { id, secretKey } = keep(await client().apiKeys.create({ data: { description: 'Short' } }));
      const holder = client({ apiKey: secretKey });
      await holder.profile.get();
      const gone = await holder.apiKeys.delete({ id }); // also the one that the request is made with
      assert.equal(gone.response.status, 204);
      await assertFails(holder.profile.get(), 'RebillyForbiddenError', 401);
      await assertFails(client().apiKeys.get({ id }), 'RebillyNotFoundError', 404);
    });

    if (major < 62) return;

    it('are listed as asked for', async () => {
      for (const description of ['Alpha', 'Beta', 'Gamma']) {
        keep(await client().apiKeys.create({ data: { description: `List ${description}` } }));
      }
      const filter = 'description:List Alpha,List Beta,List Gamma';
      const all = await client().apiKeys.getAll({ filter, sort: ['-description'] });
      assert.equal(all.total, 3);
      assert.deepEqual(
        all.items.map(({ fields }) => fields.description),
        ['List Gamma', 'List Beta', 'List Alpha'],
      );
      const page = await client().apiKeys.getAll({ filter, sort: ['description'], limit: 1, offset: 1 });
      assert.deepEqual([page.total, page.limit, page.offset], [3, 1, 1]);
      assert.deepEqual(page.items.map(({ fields }) => fields.description), ['List Beta']);
      const none = await client().apiKeys.getAll({ filter: 'description:None' });
      assert.equal(none.total, 0);
    });
  });
}

describe('API keys, wrong input', () => {
  const world = useWorld();
  const api = () => rebillyApi(world).withKey(world.first.secret_api_key);

  it('names the field', async () => {
    const cases = [
      [{}, ['description']],
      [{ description: '' }, ['description']],
      [{ description: 7 }, ['description']],
      [{ description: 'x'.repeat(256) }, ['description']],
      [{ description: 'x', type: 'global' }, ['type']],
      [{ description: 'x', acl: [] }, ['acl']],
      [{ description: 'x', acl: [{ scope: {} }] }, ['acl.0.permissions']],
      [{ description: 'x', acl: [{ scope: {}, permissions: ['*', 'Get*'] }] }, ['acl.0.permissions.1']],
      [
        { description: 'x', acl: [{ scope: { customFieldName: ['a b'] }, permissions: [] }] },
        ['acl.0.scope.customFieldName.0'],
      ],
      [{ description: 'x', allowedIps: ['203.0.113.7', '10.0.0.1'] }, ['allowedIps.1']],
    ];
    for (const [json, fields] of cases) {
      assertProblem(await api().call('POST', '/api-keys/', { json }), 422, fields);
      assertProblem(await api().call('PUT', '/api-keys/wrong', { json }), 422, fields);
    }
    assertProblem(await api().get('/api-keys/wrong'), 404);
  });

  it('does not change the type', async () => {
    const made = await api().ok('POST', '/api-keys', { description: 'x', type: 'publishable' });
    assert.match(made.secretKey, /^pk_live_/);
    assert.equal((await api().ok('GET', `/api-keys/${made.id}`)).secretKey, made.secretKey);
    const json = { description: 'x', type: 'secret' };
    assertProblem(await api().call('PUT', `/api-keys/${made.id}`, { json }), 422, ['type']);
  });

  it('finds nothing under an id that can be none', async () => {
    for (const id of ['a%2Fb', 'usr_0YVCEENYJ3D7Q9EN6BN16HA0G4', 'x'.repeat(51), '%C3%A4']) {
      const json = { description: 'x' };
      assertProblem(await api().get(`/api-keys/${id}`), 404);
      assertProblem(await api().call('PUT', `/api-keys/${id}`, { json }), 404);
      assertProblem(await api().call('DELETE', `/api-keys/${id}`), 404);
    }
  });

  it('refuses a list that nobody can give', async () => {
    assertProblem(await api().get('/api-keys?sort=secretKey'), 400, ['sort']);
    assertProblem(await api().get('/api-keys?filter=secretKey:x'), 400, ['filter']);
    assertProblem(await api().get('/api-keys?limit=1001'), 400, ['limit']);
  });

  it('lets no key hand out more than it has', async () => {
    const acl = [{ scope: {}, permissions: ['PostApiKey', 'PutApiKey', 'GetApiKey'] }];
    const small = await api().ok('POST', '/api-keys', { description: 'small', acl });
    const holder = rebillyApi(world).withKey(small.secretKey);
    for (const wanted of [undefined, [{ scope: {}, permissions: ['GetUser'] }]]) {
      const json = { description: 'more', acl: wanted };
      assertProblem(await holder.call('POST', '/api-keys', { json }), 403);
    }
    const json = { description: 'as much', acl };
    world.secrets.add((await holder.ok('POST', '/api-keys', json)).secretKey);
  });

  it('is in the organization that is named, and nowhere else', async () => {
    const { token } = await rebillyApi(world).signIn();
    const session = rebillyApi(world).withSession(token);
    const other = await session.ok('POST', '/organizations', {
      name: 'Other', website: 'https://o.example.com', country: 'DE', reportCurrency: 'EUR',
    });
    const made = await session.ok('POST', `/organizations/${other.id}/api-keys/`, { description: 'x' });
    world.secrets.add(made.secretKey);
    assert.match(made._links[0].href, new RegExp(`/rebilly/organizations/${other.id}/api-keys/`));
    assertProblem(await session.get(`/api-keys/${made.id}`), 404);
    await session.ok('GET', `/organizations/${other.id}/api-keys/${made.id}`);
    assertProblem(await session.get(`/organizations/nowhere/api-keys/${made.id}`), 403);
    const sdk = connect62(world, { apiKey: made.secretKey });
    const { items } = await sdk.apiKeys.getAll();
    assert.deepEqual(items.map(({ fields }) => fields.id), [made.id]);
  });
});
