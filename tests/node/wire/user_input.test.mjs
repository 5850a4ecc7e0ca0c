// What may be in a profile, field by field, at each limit and one past it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertRefused } from '../support/api.mjs';
import { assertChangesNothing, useWorld } from '../support/world.mjs';

const LIMITS = { first_name: 60, last_name: 60, telephone: 20, country: 30, zipcode: 20 };
const NO_PROPERTY =
  'Unable to find a user property to update. Perhaps you are trying to update a readOnly setting?';

describe('what may be in a profile', () => {
  const world = useWorld();
  const edit = (json) => world.api.call('PATCH', '/user', { json });

  for (const [field, limit] of Object.entries(LIMITS)) {
    it(`${field} has at most ${limit} letters, whatever their bytes`, async () => {
      for (const letter of ['x', 'é', '🦊']) {
        const { status, result, text } = await edit({ [field]: letter.repeat(limit) });
        assert.equal(status, 200, text);
        assert.equal(result[field], letter.repeat(limit));
        await assertChangesNothing(world.api, async () =>
          assertRefused(await edit({ [field]: letter.repeat(limit + 1) }), 400, 1001, {
            pointer: `/${field}`,
          }),
        );
      }
    });

    it(`${field} is a string or null`, async () => {
      for (const value of [1, true, [], {}, ['x']]) {
        await assertChangesNothing(world.api, async () =>
          assertRefused(await edit({ [field]: value }), 400, 1001, { pointer: `/${field}` }),
        );
      }
      assert.equal((await edit({ [field]: null })).result[field], null);
    });
  }

  it('one bad field refuses the whole edit', async () => {
    await assertChangesNothing(world.api, async () =>
      assertRefused(await edit({ first_name: 'Good', zipcode: 'x'.repeat(21) }), 400, 1001, {
        pointer: '/zipcode',
      }),
    );
  });

  it('1029 for a body that is no JSON', async () => {
    for (const body of [
      '{',
      'first_name=x',
      '{"first_name":"x"',
      '{"first_name":"x"}}',
      '{"first_name":"a","first_name":"b"}',
      '\xff',
    ]) {
      await assertChangesNothing(world.api, async () => {
        const answer = await world.api.call('PATCH', '/user', {
          body,
          headers: { 'content-type': 'application/json' },
        });
        assertRefused(answer, 400, 1029, { message: NO_PROPERTY });
      });
    }
  });

  it('400 for JSON that is no object', async () => {
    for (const body of ['[]', '"x"', '1', 'null', 'true', '[{"first_name":"x"}]']) {
      await assertChangesNothing(world.api, async () => {
        const answer = await world.api.call('PATCH', '/user', {
          body,
          headers: { 'content-type': 'application/json' },
        });
        assertRefused(answer, 400);
        assert.ok([1001, 1029].includes(answer.errors[0].code), answer.text);
      });
    }
  });

  it('200 for an empty object, and for nothing but unknown and read-only fields', async () => {
    await assertChangesNothing(world.api, async () => {
      for (const json of [
        {},
        { nonsense: 1 },
        { email: 'else@example.com', username: 'else', id: 1 },
      ]) {
        const { status, text } = await edit(json);
        assert.equal(status, 200, text);
      }
    });
  });

  it('keeps a NUL or refuses it, but does not cut there', async () => {
    const { status, result } = await edit({ first_name: 'a\u0000b' });
    if (status === 200) assert.equal(result.first_name, 'a\u0000b');
    else assert.equal(status, 400);
    await edit({ first_name: null });
  });
});
