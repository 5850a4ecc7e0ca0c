import assert from 'node:assert/strict';
import { it } from 'node:test';

import { newKey } from '../support/credentials.mjs';
import { describeForEverySdk } from '../support/sdk.mjs';

const JANE = {
  first_name: 'Jane',
  last_name: 'Doe',
  telephone: '+1-555-1234',
  country: 'US',
  zipcode: '94107',
};

const options = {
  init: {
    initFlags: ['--first-name', 'Ada', '--last-name', 'Lovelace', '--organization', 'Engines'],
  },
};

describeForEverySdk('user', options, (world, sdk) => {
  it('gets the profile that init made', async () => {
    const user = await sdk.client().user.get();
    assert.equal(user.id, world.first.user_id);
    assert.match(user.id, /^[0-9a-f]{32}$/);
    assert.equal(user.email, world.first.email);
    assert.equal(user.first_name, 'Ada');
    assert.equal(user.last_name, 'Lovelace');
    for (const field of ['telephone', 'country', 'zipcode']) assert.equal(user[field], null);
    for (const field of [
      'two_factor_authentication_enabled',
      'two_factor_authentication_locked',
      'has_pro_zones',
      'has_business_zones',
      'has_enterprise_zones',
      'suspended',
    ]) {
      assert.equal(user[field], false, field);
    }
    assert.deepEqual(user.betas, []);
    assert.equal(typeof user.username, 'string');
    assert.ok(!Number.isNaN(Date.parse(user.created_on)));
    assert.ok(!Number.isNaN(Date.parse(user.modified_on)));
    assert.equal(user.organizations.length, 1);
    assert.equal(user.organizations[0].id, world.first.organization_id);
    assert.equal(user.organizations[0].name, 'Engines');
    assert.equal(user.organizations[0].status, 'member');
  });

  it('edits every writable field, and reads it back', async () => {
    const edited = await sdk.client().user.edit(JANE);
    assert.deepEqual({ ...edited, ...JANE }, edited);
    const read = await sdk.client().user.get();
    assert.deepEqual(read, edited);
  });

  it('edits one field and leaves the others', async () => {
    await sdk.client().user.edit(JANE);
    const edited = await sdk.client().user.edit({ country: 'FR' });
    assert.deepEqual({ ...edited, ...JANE, country: 'FR' }, edited);
  });

  it('clears a field by null', async () => {
    await sdk.client().user.edit(JANE);
    const edited = await sdk.client().user.edit({ telephone: null });
    assert.equal(edited.telephone, null);
    assert.equal(edited.first_name, 'Jane');
  });

  it('answers an empty edit with the unchanged user', async () => {
    const earlier = await sdk.client().user.get();
    assert.deepEqual(await sdk.client().user.edit({}), earlier);
    assert.deepEqual(await sdk.client().user.get(), earlier);
  });

  it('ignores what may not be written', async () => {
    const earlier = await sdk.client().user.get();
    const edited = await sdk
      .client()
      .user.edit({ email: 'else@example.com', id: '0'.repeat(32), suspended: true, nonsense: 1 });
    assert.equal(edited.email, earlier.email);
    assert.equal(edited.id, earlier.id);
    assert.equal(edited.suspended, false);
  });

  it('gives and takes names in any script', async () => {
    const names = { first_name: 'Zoë 🦊', last_name: '李"\\\u2028</script>' };
    const edited = await sdk.client().user.edit(names);
    assert.deepEqual({ ...edited, ...names }, edited);
    assert.deepEqual(await sdk.client().user.get(), edited);
  });

  it('works by the global key', async () => {
    const client = sdk.clientWithKey();
    const edited = await client.user.edit(JANE);
    assert.deepEqual(await client.user.get(), edited);
  });

  it('takes the token when token and key are both sent', async () => {
    const pair = { 'X-Auth-Email': 'nobody@example.com', 'X-Auth-Key': newKey() };
    assert.equal((await sdk.client().user.get({ headers: pair })).id, world.first.user_id);
  });

  it('works with a base URL that ends in a slash', async () => {
    const client = sdk.connect({
      apiToken: world.first.api_token,
      baseURL: `${world.server.base}/`,
    });
    assert.equal((await client.user.get()).id, world.first.user_id);
    assert.equal((await client.user.tokens.verify()).status, 'active');
  });

  it('gives the HTTP answer beside the data', async () => {
    const { data, response } = await sdk.client().user.get().withResponse();
    assert.equal(data.id, world.first.user_id);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type'), /^application\/json/);
  });
});
