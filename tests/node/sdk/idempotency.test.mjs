// What a client library does that never got its answer: it sends the same request again.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { allow, GROUP, newId } from '../support/credentials.mjs';
import { collect, describeForEverySdk } from '../support/sdk.mjs';

const token = (name) => ({ name, policies: [allow(GROUP.userRead)] });

describeForEverySdk('an Idempotency-Key', {}, (world, sdk) => {
  const named = async (name) =>
    (await collect(sdk.client().user.tokens.list())).filter((found) => found.name === name);
  const headers = (key) => ({ headers: { 'Idempotency-Key': key } });

  it('gives the same token again', async () => {
    const client = sdk.client();
    const key = newId();
    const first = await client.user.tokens.create(token('twice'), headers(key));
    sdk.keep(first.value);
    assert.deepEqual(await client.user.tokens.create(token('twice'), headers(key)), first);
    assert.equal((await named('twice')).length, 1);
    await sdk.refuses(
      client.user.tokens.create(token('other'), headers(key)),
      400,
      1001,
      /another request/,
    );
  });

  it('makes the client’s own retry safe', async () => {
    // The first answer is lost on its way, so the client sends the request again by itself.
    let sent = 0;
    const lossy = async (url, { agent: _agent, ...init }) => {
      const answer = await fetch(url, init);
      if (++sent > 1) return answer;
      sdk.keep((await answer.json()).result.value);
      throw new TypeError('fetch failed');
    };
    const client = new sdk.Cloudflare({
      apiToken: world.first.api_token,
      apiKey: null,
      apiEmail: null,
      userServiceKey: null,
      baseURL: world.server.base,
      maxRetries: 2,
      fetch: lossy,
    });
    const made = await client.user.tokens.create(token('retried'), headers(newId()));
    assert.equal(sent, 2);
    assert.equal((await named('retried')).length, 1);
    const own = sdk.client(sdk.keep(made.value));
    assert.equal((await own.user.tokens.verify()).id, made.id);
  });
});
