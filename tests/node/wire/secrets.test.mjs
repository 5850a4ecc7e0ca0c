// No secret is shown twice, and none is found where people look later: logs, metrics, the store.
// (Every other world is searched for them as well, when it closes.)
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { send } from '../support/api.mjs';
import { allow, GROUP, newTokenSecret } from '../support/credentials.mjs';
import { filesOf, leaks, useWorld } from '../support/world.mjs';

describe('secrets', () => {
  const world = useWorld({
    flags: ['--rate-limit', '0', '--access-log', '--log-level', 'debug'],
    users: { bob: {} },
    init: {
      initFlags: ['--password-stdin'],
      initOptions: { input: 'correct horse battery staple\n' },
    },
  });

  it('are in no log, metric, file or other answer', async () => {
    world.secrets.add('correct horse battery staple');
    const { api } = world;
    const token = await api.createToken({
      name: 'secretive',
      policies: [allow(GROUP.tokensWrite, GROUP.userWrite)],
    });
    const rolled = await api.ok('PUT', `/user/tokens/${token.id}/value`, {});
    world.secrets.add(rolled);
    const answers = [];
    const ask = async (caller, ...request) => answers.push((await caller.call(...request)).text);
    for (const secret of [token.value, rolled, newTokenSecret(), `${rolled.slice(0, -1)}!`]) {
      world.secrets.add(secret);
      const bearer = world.nobody.as({ authorization: `Bearer ${secret}` });
      for (const path of [
        '/user',
        '/user/tokens',
        '/user/tokens/verify',
        `/user/tokens/${token.id}`,
        '/nowhere',
      ])
        await ask(bearer, 'GET', path);
      await ask(bearer, 'POST', '/user/tokens', {
        body: '{',
        headers: { 'content-type': 'application/json' },
      });
      await ask(bearer, 'PATCH', '/user', { json: { first_name: 1 } });
    }
    for (const key of [world.first.global_api_key, world.first.api_token, 'f'.repeat(37)]) {
      world.secrets.add(key);
      await ask(
        world.nobody.as({ 'x-auth-email': world.first.email, 'x-auth-key': key }),
        'GET',
        '/user',
      );
    }
    await ask(api, 'PUT', `/user/tokens/${token.id}`, { json: { ...token } });
    const metrics = await send(`${world.server.url}/metrics`);
    const places = {
      answers: answers.join('\n'),
      log: world.server.log,
      metrics: metrics.text,
      ...filesOf(world.directory.path),
    };
    assert.ok(world.secrets.size >= 9);
    assert.deepEqual(leaks(world.secrets, places), []);
  });

  it('are not in what is listed or read', async () => {
    const token = await world.api.createToken({ name: 'read', policies: [allow(GROUP.userRead)] });
    const texts = [
      (await world.api.get('/user/tokens?per_page=50')).text,
      (await world.api.get(`/user/tokens/${token.id}`)).text,
      (
        await world.api.call('PUT', `/user/tokens/${token.id}`, {
          json: { name: 'read', policies: [allow(GROUP.userRead)] },
        })
      ).text,
      (await world.api.call('DELETE', `/user/tokens/${token.id}`)).text,
    ];
    assert.deepEqual(leaks(world.secrets, texts), []);
    for (const text of texts) assert.ok(!/"value"|"secret\w*":|sha256/.test(text), text);
  });
});
