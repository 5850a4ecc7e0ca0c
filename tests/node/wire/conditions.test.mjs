// From where a token may be used, seen through a proxy that is trusted (design section 5).
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertRefused } from '../support/api.mjs';
import { allow, GROUP } from '../support/credentials.mjs';
import { useWorld } from '../support/world.mjs';

async function tokenWith(world, request_ip) {
  const { id, value } = await world.api.createToken({
    name: 'conditioned',
    policies: [allow(GROUP.userRead)],
    condition: { request_ip },
  });
  return {
    id,
    api: world.nobody.withToken(value),
    drop: () => world.api.ok('DELETE', `/user/tokens/${id}`),
  };
}

describe('a condition, through a trusted proxy', () => {
  const world = useWorld({
    flags: ['--rate-limit', '0', '--trusted-proxy', '127.0.0.1', '--trusted-proxy', '10.0.0.0/8'],
  });

  async function judges(request_ip, { accepts = [], refuses = [] }) {
    const token = await tokenWith(world, request_ip);
    const from = (forwarded) =>
      token.api.get('/user', { headers: { 'x-forwarded-for': forwarded } });
    for (const forwarded of accepts) assert.equal((await from(forwarded)).status, 200, forwarded);
    for (const [forwarded, location] of refuses.map((one) => [one].flat())) {
      assertRefused(await from(forwarded), 403, 9109, {
        message: `Cannot use the access token from location: ${location ?? forwarded}`,
      });
    }
    await token.drop();
  }

  it('in: only from there', () =>
    judges(
      { in: ['203.0.113.0/24', '2001:db8:1::/48'] },
      {
        accepts: [
          '203.0.113.0',
          '203.0.113.255',
          '2001:db8:1::',
          '2001:db8:1:ffff:ffff:ffff:ffff:ffff',
        ],
        refuses: ['203.0.112.255', '203.0.114.0', '2001:db8:2::1', '2001:db8::1', '198.51.100.7'],
      },
    ));

  it('not_in: not from there', () =>
    judges(
      { not_in: ['203.0.113.0/24'] },
      { accepts: ['203.0.114.0', '2001:db8::1'], refuses: ['203.0.113.9'] },
    ));

  it('not_in wins over in', () =>
    judges(
      { in: ['203.0.113.0/24'], not_in: ['203.0.113.128/25'] },
      { accepts: ['203.0.113.127'], refuses: ['203.0.113.128', '198.51.100.7'] },
    ));

  it('masks the host bits', () =>
    judges(
      { in: ['203.0.113.200/24', '2001:db8:1::5/48'] },
      { accepts: ['203.0.113.1', '2001:db8:1:9::1'], refuses: ['203.0.112.200'] },
    ));

  it('knows one address exactly', () =>
    judges(
      { in: ['203.0.113.7/32', '2001:db8::7/128'] },
      {
        accepts: ['203.0.113.7', '2001:db8::7', '2001:0DB8:0:0:0:0:0:7'],
        refuses: ['203.0.113.6', '203.0.113.8', '2001:db8::6'],
      },
    ));

  it('everything of a family is not everything of the other', async () => {
    await judges({ in: ['0.0.0.0/0'] }, { accepts: ['203.0.113.7'], refuses: ['2001:db8::7'] });
    await judges({ in: ['2001::/16'] }, { accepts: ['2001:db8::7'], refuses: ['203.0.113.7'] });
  });

  it('takes a mapped client for what it maps', () =>
    judges(
      { in: ['203.0.113.0/24'] },
      {
        accepts: ['::ffff:203.0.113.7', '::FFFF:cb00:7107'],
        refuses: [['::ffff:198.51.100.7', '198.51.100.7']],
      },
    ));

  it('takes a mapped network for what it maps', async () => {
    await judges(
      { in: ['::ffff:203.0.113.0/120'] },
      { accepts: ['203.0.113.7', '::ffff:203.0.113.7'], refuses: ['203.0.112.7'] },
    );
    await judges(
      { not_in: ['::ffff:203.0.113.0/120'] },
      { accepts: ['203.0.112.7'], refuses: ['203.0.113.7'] },
    );
  });

  it('an empty list allows every network', () =>
    judges({ in: [], not_in: [] }, { accepts: ['203.0.113.7', '2001:db8::7'] }));

  it('believes the nearest address that is no trusted proxy, and none before it', () =>
    judges(
      { in: ['203.0.113.0/24'] },
      {
        accepts: [
          '203.0.113.7',
          '198.51.100.7, 203.0.113.7',
          '198.51.100.7,203.0.113.7, 10.1.2.3',
          ' 203.0.113.7 ',
          '203.0.113.7,10.0.0.1,127.0.0.1',
        ],
        refuses: [
          ['203.0.113.7, 198.51.100.7', '198.51.100.7'],
          ['203.0.113.7, 198.51.100.7, 10.1.2.3', '198.51.100.7'],
        ],
      },
    ));

  it('is not opened by a header that names no address', async () => {
    const token = await tokenWith(world, { in: ['203.0.113.0/24'] });
    for (const forwarded of [
      '203.0.113.7, nonsense',
      'nonsense',
      '',
      ',',
      'unknown',
      '203.0.113.7.1',
      '203.0.113.7, ',
    ]) {
      const { status } = await token.api.get('/user', {
        headers: { 'x-forwarded-for': forwarded },
      });
      assert.ok(
        status === 403 || status === 400 || forwarded === '203.0.113.7, ',
        `${JSON.stringify(forwarded)}: ${status}`,
      );
    }
    assert.equal((await token.api.get('/user')).status, 403);
    await token.drop();
  });

  it('verify is judged by the same condition', async () => {
    const token = await tokenWith(world, { in: ['203.0.113.0/24'] });
    const from = (forwarded) =>
      token.api.get('/user/tokens/verify', { headers: { 'x-forwarded-for': forwarded } });
    assert.equal((await from('203.0.113.7')).result.status, 'active');
    assertRefused(await from('198.51.100.7'), 403, 9109, {
      message: 'Cannot use the access token from location: 198.51.100.7',
    });
    await token.drop();
  });
});

describe('a condition, without a trusted proxy', () => {
  const world = useWorld();

  it('judges by the peer, whatever a header says', async () => {
    const token = await tokenWith(world, { in: ['203.0.113.0/24'] });
    for (const headers of [
      {},
      { 'x-forwarded-for': '203.0.113.7' },
      { forwarded: 'for=203.0.113.7' },
      { 'x-real-ip': '203.0.113.7' },
      { 'cf-connecting-ip': '203.0.113.7' },
    ]) {
      assertRefused(await token.api.get('/user', { headers }), 403, 9109, {
        message: 'Cannot use the access token from location: 127.0.0.1',
      });
    }
    await world.api.ok('PUT', `/user/tokens/${token.id}`, {
      name: 'home',
      policies: [allow(GROUP.userRead)],
      condition: { request_ip: { in: ['127.0.0.0/8'] } },
    });
    assert.equal(
      (await token.api.get('/user', { headers: { 'x-forwarded-for': '198.51.100.7' } })).status,
      200,
    );
  });
});
