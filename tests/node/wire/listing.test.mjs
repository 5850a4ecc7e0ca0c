// Pages, their numbers, and parameters out of range (reference 1.2, 3.3, 4).
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { allow, GROUP } from '../support/credentials.mjs';
import { useWorld } from '../support/world.mjs';

describe('listing tokens', () => {
  const world = useWorld();
  const made = [];
  before(async () => {
    for (let i = 0; i < 22; i++)
      made.push(
        (await world.api.createToken({ name: `t${i}`, policies: [allow(GROUP.userRead)] })).id,
      );
  });

  const list = (query) => world.api.get(`/user/tokens${query}`);

  async function gives(query, expected) {
    const { status, body, text } = await list(query);
    assert.equal(status, 200, text);
    const info = { total_count: 23, total_pages: Math.ceil(23 / expected.per_page), ...expected };
    assert.deepEqual(body.result_info, info, query);
    assert.equal(body.result.length, info.count, query);
    return body.result;
  }

  it('gives 20 by default, oldest first', async () => {
    const tokens = await gives('', { page: 1, per_page: 20, count: 20 });
    assert.deepEqual(
      tokens.slice(1).map(({ id }) => id),
      made.slice(0, 19),
    );
  });

  it('reverses by direction', async () => {
    const tokens = await gives('?direction=desc&per_page=50', { page: 1, per_page: 50, count: 23 });
    assert.deepEqual(
      tokens.slice(0, 22).map(({ id }) => id),
      [...made].reverse(),
    );
    const ascending = await gives('?direction=asc&per_page=50', {
      page: 1,
      per_page: 50,
      count: 23,
    });
    assert.deepEqual(ascending, [...tokens].reverse());
  });

  it('clamps per_page', async () => {
    for (const per_page of ['0', '1', '4'])
      await gives(`?per_page=${per_page}`, { page: 1, per_page: 5, count: 5 });
    for (const per_page of ['51', '300', '1000', '1000000000'])
      await gives(`?per_page=${per_page}`, { page: 1, per_page: 50, count: 23 });
    await gives('?per_page=5', { page: 1, per_page: 5, count: 5 });
    await gives('?per_page=50', { page: 1, per_page: 50, count: 23 });
  });

  it('gives the last page, and nothing after it', async () => {
    await gives('?per_page=5&page=5', { page: 5, per_page: 5, count: 3 });
    await gives('?per_page=5&page=6', { page: 6, per_page: 5, count: 0 });
    await gives('?page=1000000000', { page: 1_000_000_000, per_page: 20, count: 0 });
  });

  it('accepts a number with a fraction of nothing, and an empty one as absent', async () => {
    await gives('?page=2.0&per_page=20', { page: 2, per_page: 20, count: 3 });
    await gives('?page=&per_page=&direction=&include_expired=', {
      page: 1,
      per_page: 20,
      count: 20,
    });
  });

  it('ignores parameters that it does not know', async () => {
    await gives('?order=name&actor.email=x&page=1', { page: 1, per_page: 20, count: 20 });
  });

  for (const page of [
    '0',
    '-1',
    'abc',
    '1.5',
    '1x',
    '0x10',
    '1e400',
    'NaN',
    '%00',
    '-99999999999999999999999',
  ]) {
    it(`400 for page=${page}`, async () => {
      const { status, errors } = await list(`?page=${page}`);
      assert.equal(status, 400);
      assert.equal(errors[0].code, 1001);
      assert.match(errors[0].message, /page/);
    });
  }

  it('400 for an unknown direction or a flag that is none', async () => {
    for (const query of ['?direction=sideways', '?include_expired=maybe']) {
      const { status, errors } = await list(query);
      assert.equal(status, 400, query);
      assert.equal(errors[0].code, 1001);
    }
  });

  it('stays on its feet for numbers beyond any page', async () => {
    for (const page of ['99999999999999999999999', '4294967297', '18446744073709551617']) {
      const { status, body } = await list(`?page=${page}`);
      assert.ok(status === 400 || (status === 200 && body.result.length === 0), page);
    }
  });
});
