// What browsers are told about pages of other origins, by every dialect.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { send } from '../support/api.mjs';
import { runOk } from '../support/program.mjs';
import { useWorld } from '../support/world.mjs';

const APP = 'https://app.example.com';
const PATHS = ['/client/v4/user', '/client/v4/user/tokens', '/rebilly/profile', '/rebilly/users', '/v1/session', '/openapi/v1.json'];

const ask = (world, path, headers, method = 'GET') =>
  send(world.server.url + path, { method, headers });
const corsOf = ({ headers }) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));
const preflight = (world, path, origin) =>
  ask(world, path, {
    origin,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'authorization,content-type,reb-apikey,x-stainless-os',
  }, 'OPTIONS');

describe('an allowed origin', () => {
  const world = useWorld({ flags: ['--allowed-origin', APP, '--allowed-origin', 'http://localhost:3000'] });

  for (const path of PATHS) {
    it(`may read ${path}, also what is refused`, async () => {
      for (const authorization of [`Bearer ${world.first.api_token}`, `Bearer ${'x'.repeat(40)}`]) {
        const answer = await ask(world, path, { origin: APP, authorization });
        assert.equal(answer.headers['access-control-allow-origin'], APP);
        assert.equal(answer.headers['access-control-allow-credentials'], 'true');
        assert.match(answer.headers['access-control-expose-headers'], /Pagination-Total/);
        assert.match(answer.headers.vary, /Origin/);
      }
    });

    it(`may ask before it sends to ${path}`, async () => {
      const answer = await preflight(world, path, 'http://localhost:3000');
      assert.equal(answer.status, 204);
      assert.equal(answer.text, '');
      assert.equal(answer.headers['access-control-allow-origin'], 'http://localhost:3000');
      assert.match(answer.headers['access-control-allow-methods'], /\bPUT\b/);
      assert.equal(answer.headers['access-control-allow-headers'], 'authorization,content-type,reb-apikey,x-stainless-os');
    });

    it(`is no other one that asks for ${path}`, async () => {
      for (const origin of ['https://evil.example', `${APP}.evil.example`, 'null', 'http://app.example.com']) {
        assert.deepEqual(corsOf(await ask(world, path, { origin })), {});
        const asked = await preflight(world, path, origin);
        assert.ok(asked.status >= 400 && asked.status < 500, `${asked.status}`);
        assert.deepEqual(corsOf(asked), {});
      }
    });
  }

  it('may read answers that come later, and of requests that HTTP refuses', async () => {
    const changed = await send(`${world.server.url}/v1/second-factor/enrollment`, {
      method: 'POST',
      headers: { origin: APP, authorization: `Bearer ${world.first.api_token}` },
    });
    assert.equal(changed.headers['access-control-allow-origin'], APP);
    const refused = await send(`${world.server.url}/v1/sign-in`, {
      method: 'POST',
      headers: { origin: APP, 'content-length': 1 << 21 },
    }).catch(String);
    assert.equal(refused.status, 413);
    assert.equal(refused.headers['access-control-allow-origin'], APP);
  });
});

describe('any origin', () => {
  const world = useWorld({ flags: ['--allowed-origin', '*'] });

  it('may read, but not with what the browser sends along', async () => {
    const answer = await ask(world, '/rebilly/status', { origin: 'https://some.example' });
    assert.equal(answer.headers['access-control-allow-origin'], '*');
    assert.equal(answer.headers['access-control-allow-credentials'], undefined);
    assert.equal((await preflight(world, '/v1/sign-in', 'https://some.example')).status, 204);
    const { email, password } = world.first;
    const signIn = await send(`${world.server.url}/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://some.example' },
      body: JSON.stringify({ email, password }),
    });
    assert.equal(signIn.status, 403);
    assert.equal(signIn.headers['set-cookie'], undefined);
  });
});

describe('without the option', () => {
  const world = useWorld();

  it('no page of another origin may', async () => {
    for (const path of PATHS) {
      const answer = await ask(world, path, { origin: APP });
      assert.deepEqual(corsOf(answer), {});
      assert.doesNotMatch(answer.headers.vary ?? '', /Origin/);
    }
  });

  it('a value that browsers do not send stops the start', async () => {
    for (const origin of ['app.example.com', `${APP}/`, 'https://*.example.com', '']) {
      await assert.rejects(
        runOk(['serve', '--listen', '127.0.0.1:0', '--store', 'sqlite::memory:', '--allowed-origin', origin]),
        /--allowed-origin/,
      );
    }
  });
});
