import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';

import { collect, describeForEverySdk } from '../support/sdk.mjs';

const CATALOGUE = JSON.parse(
  readFileSync(new URL('../../../share/cloudflare-permission-groups.json', import.meta.url)),
).permission_groups;
const SCOPES = [
  'com.cloudflare.api.account',
  'com.cloudflare.api.account.zone',
  'com.cloudflare.api.user',
  'com.cloudflare.edge.r2.bucket',
];
const essence = ({ id, name, scopes }) => ({ id, name, scopes });
const byId = (a, b) => (a.id < b.id ? -1 : 1);
const essences = (groups) => groups.map(essence).sort(byId);

describeForEverySdk('permission groups', {}, (world, sdk) => {
  const list = async (query) => collect(await sdk.permissionGroups(sdk.client(), query));

  it('lists the whole catalogue in one answer', async () => {
    const groups = await list();
    assert.equal(CATALOGUE.length, 311);
    assert.deepEqual(essences(groups), essences(CATALOGUE));
    for (const group of groups) assert.ok(!('sources' in group));
  });

  it('gives the category where one is known', async () => {
    const groups = new Map((await list()).map((group) => [group.id, group]));
    for (const { id, category } of CATALOGUE)
      if (category) assert.equal(groups.get(id).category, category);
  });

  it('ignores page and per_page', async () => {
    assert.equal((await list({ page: 3, per_page: 5 })).length, 311);
  });

  for (const scope of SCOPES) {
    it(`filters by the scope ${scope}`, async () => {
      const expected = CATALOGUE.filter(({ scopes }) => scopes.includes(scope));
      assert.ok(expected.length > 0);
      assert.deepEqual(essences(await list({ scope })), essences(expected));
    });
  }

  it('finds nothing under a scope that is none', async () => {
    assert.deepEqual(
      await list({ scope: 'com.cloudflare.api.moon' }).catch((error) => {
        assert.ok(error instanceof sdk.Cloudflare.BadRequestError);
        return [];
      }),
      [],
    );
  });

  it('filters by the exact name', async () => {
    for (const name of ['Account Settings Write', 'Access: Apps and Policies Read', 'Logs Read']) {
      const expected = CATALOGUE.filter((group) => group.name === name);
      assert.ok(expected.length > 0, name);
      assert.deepEqual(essences(await list({ name })), essences(expected), name);
    }
    assert.deepEqual(await list({ name: 'Account Settings Writ' }), []);
  });

  it('filters by a name that was encoded twice', async () => {
    const found = await list({ name: 'Account%20Settings%20Write' });
    assert.deepEqual(
      essences(found),
      essences(CATALOGUE.filter(({ name }) => name === 'Account Settings Write')),
    );
    assert.equal(found.length, 1);
  });

  it('filters by name and scope together', async () => {
    const [name, scope] = ['Logs Read', 'com.cloudflare.api.account.zone'];
    const expected = CATALOGUE.filter(
      (group) => group.name === name && group.scopes.includes(scope),
    );
    assert.equal(expected.length, 1);
    assert.deepEqual(essences(await list({ name, scope })), essences(expected));
    assert.deepEqual(await list({ name: 'Account%20Settings%20Write', scope }), []);
  });
});
