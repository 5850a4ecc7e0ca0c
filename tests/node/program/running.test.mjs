// Pages beside the dialect, and the clean stop.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { send } from '../support/api.mjs';
import { allow, GROUP } from '../support/credentials.mjs';
import { serve } from '../support/program.mjs';
import { headerBlock, RawConnection } from '../support/raw.mjs';
import { makeStore, World, suspiciousLines, useWorld } from '../support/world.mjs';

describe('beside the dialect', () => {
  const world = useWorld();

  it('tells its health', async () => {
    for (const path of ['/healthz', '/readyz'])
      assert.equal((await send(`${world.server.url}${path}`)).status, 200);
  });

  it('tells its metrics, in the form of Prometheus', async () => {
    await world.api.get('/user');
    const { status, headers, text } = await send(`${world.server.url}/metrics`);
    assert.equal(status, 200);
    assert.match(headers['content-type'], /^text\/plain\b/);
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    assert.ok(samples.length > 0);
    for (const sample of samples)
      assert.match(sample, /^[a-z_:][a-z0-9_:]*(\{[^}]*\})? -?[0-9.e+-]+$/i);
    assert.ok(
      samples.some((sample) => /^selfsame_\S*requests/.test(sample)),
      text,
    );
  });

  it('404 for what it does not have', async () => {
    for (const path of [
      '/nowhere',
      '/client',
      '/client/v3/user',
      '/client/v4user',
      '/healthz/',
      '/etc/passwd',
      '/../../etc/passwd',
    ]) {
      assert.equal((await send(`${world.server.url}${path}`)).status, 404, path);
    }
  });

  it('logs one JSON object a line', async () => {
    await world.api.get('/nowhere');
    await world.nobody.get('/user');
    assert.deepEqual(suspiciousLines(world.server.log), []);
  });
});

describe('stop', () => {
  it('finishes what is in flight, accepts nothing new, and ends with 0', async () => {
    const world = await new World().open();
    const body = JSON.stringify({ name: 'last', policies: [allow(GROUP.userRead)] });
    const inFlight = await RawConnection.open(world.server.port);
    const idle = await RawConnection.open(world.server.port);
    await inFlight.send(
      headerBlock('POST /client/v4/user/tokens HTTP/1.1', {
        Authorization: `Bearer ${world.first.api_token}`,
        'Content-Length': body.length,
        'Content-Type': 'application/json',
      }) + body.slice(0, 20),
    );
    await world.api.get('/user'); // the server has surely read the other one as well
    const stopped = world.stop();
    assert.ok(await idle.closes({ timeout: 2000 }), 'an idle connection is closed');
    await assert.rejects(RawConnection.open(world.server.port));
    await inFlight.send(body.slice(20));
    const answer = await inFlight.answer();
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers.connection ?? '', /close/i);
    assert.ok(await inFlight.closes());
    await stopped;
    const { id } = JSON.parse(answer.text).result;
    await world.start();
    assert.equal((await world.api.ok('GET', `/user/tokens/${id}`)).name, 'last');
    await world.close();
  });

  it('by SIGINT is the same', async () => {
    const made = await makeStore();
    const server = await serve(made.store);
    server.child.kill('SIGINT');
    assert.equal((await server.child.ended).code, 0);
    made.remove();
  });

  it('keeps everything, byte for byte', async () => {
    const world = await new World().open();
    await world.api.createToken({
      name: 'kept',
      policies: [allow(GROUP.userRead)],
      condition: { 'request.ip': { in: ['127.0.0.1/8'] } },
    });
    await world.api.ok('PATCH', '/user', { first_name: 'Kept' });
    const earlier = await world.api.snapshot();
    await world.stop();
    await world.start();
    assert.deepEqual(await world.api.snapshot(), earlier);
    await world.close();
  });
});
