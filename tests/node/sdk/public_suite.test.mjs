// The calls of the public test suite of cloudflare-typescript, with the credentials and ids that it
// uses. Its cases expect a server that answers anything; those that a real one must refuse are here
// with what it answers. docs/cloudflare.md has the table.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';

import { describeForEverySdk } from '../support/sdk.mjs';

const fixtures = readFileSync(new URL('../fixtures/public-suite.jsonl', import.meta.url), 'utf8');
const imports = fixtures.trim().split('\n').map((line) => JSON.parse(line));
const TOKEN = 'ed17574386854bf78a67040be0a770b0';
const UNKNOWN_PATH = { path: '/_stainless_unknown_path' };

const SAMPLE = {
  name: 'readonly token',
  policies: [
    {
      effect: 'allow',
      permission_groups: [
        { id: 'c8fed203ed3043cba015a93ad1616f1f', meta: { key: 'key', value: 'value' } },
        { id: '82e64a83756745bbbb1c9c2701bf816b', meta: { key: 'key', value: 'value' } },
      ],
      resources: { foo: 'string' },
    },
  ],
};

describeForEverySdk('the public suite', { init: { imports } }, (world, sdk) => {
  const suiteClient = () =>
    sdk.connect({ apiKey: '144c9defac04969c7bfad8efaa8ea194', apiEmail: 'user@example.com' });

  it('passes user.edit', async () => {
    const promise = suiteClient().user.edit({});
    const { data, response } = await promise.withResponse();
    assert.equal(response.status, 200);
    assert.equal(data.email, 'user@example.com');
  });

  it('passes user.get', async () => {
    assert.equal((await suiteClient().user.get()).id, '7c5dae5552338874e5053f2534d2767a');
  });

  it('passes request options for every kind of call: NotFoundError at an unknown path', async () => {
    const { tokens } = suiteClient().user;
    const calls = [
      () => suiteClient().user.get(UNKNOWN_PATH),
      () => tokens.list({ direction: 'desc', page: 1, per_page: 5 }, UNKNOWN_PATH),
      () => tokens.get(TOKEN, UNKNOWN_PATH),
      () => tokens.delete(TOKEN, UNKNOWN_PATH),
    ];
    for (const call of calls) await assert.rejects(call, sdk.Cloudflare.NotFoundError);
  });

  it('passes user.tokens.list, get and permissionGroups.list', async () => {
    const page = await suiteClient().user.tokens.list();
    assert.deepEqual(page.result.map((token) => token.id), [TOKEN]);
    assert.equal((await suiteClient().user.tokens.get(TOKEN)).id, TOKEN);
    const groups = await sdk.permissionGroups(suiteClient(), {
      name: 'Account%20Settings%20Write',
      scope: 'com.cloudflare.api.account',
    });
    assert.equal((groups.result ?? groups).length, 1);
  });

  it('refuses the sample of user.tokens.create and update, which names the resource foo', async () => {
    const { tokens } = suiteClient().user;
    const update = { ...SAMPLE, status: 'active' };
    for (const call of [() => tokens.create(SAMPLE), () => tokens.update(TOKEN, update)]) {
      await assert.rejects(call, (error) => {
        assert.ok(error instanceof sdk.Cloudflare.BadRequestError);
        assert.equal(error.errors[0].source.pointer, '/policies/0/resources/foo');
        return true;
      });
    }
  });

  it('refuses user.tokens.verify, which asks with a key about a token', async () => {
    await assert.rejects(suiteClient().user.tokens.verify(), (error) => {
      assert.ok(error instanceof sdk.Cloudflare.BadRequestError);
      assert.equal(error.errors[0].message, 'Missing "Authorization" header');
      return true;
    });
  });

  it('passes user.tokens.value.update, then delete, once', async () => {
    assert.match(await sdk.roll(suiteClient(), TOKEN), /^ssut_/);
    assert.equal((await suiteClient().user.tokens.delete(TOKEN)).id, TOKEN);
    await assert.rejects(suiteClient().user.tokens.delete(TOKEN), sdk.Cloudflare.NotFoundError);
  });
});
