// /user/communication_preferences, whose refusals have codes and a result of their own.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertRefused } from '../support/api.mjs';
import { allow, GROUP, newTokenSecret } from '../support/credentials.mjs';
import { useWorld } from '../support/world.mjs';

const PATH = '/user/communication_preferences';

describe('communication preferences', () => {
  const world = useWorld({ users: { bob: {} } });
  const put = (json, api = world.api) => api.call('PUT', PATH, { json });
  /** `api.call` has checked that the result is `[]`. */
  const refused = async (answer, status, code, also) => {
    assertRefused(await answer, status, code, also);
    assert.deepEqual((await answer).result, []);
  };
  const unchanged = async (change, status, code, also) => {
    const earlier = await world.api.ok('GET', PATH);
    await refused(change(), status, code, also);
    assert.deepEqual(await world.api.ok('GET', PATH), earlier);
  };

  it('are off until somebody wants them', async () => {
    const found = await world.api.ok('GET', PATH);
    const never = { subscribed: false, created_on: found.created_on, updated_on: found.created_on };
    assert.deepEqual(found, {
      email: { verified: true, hard_bounce: false },
      preferences: { marketing: never, product_news: never },
      created_on: found.created_on,
      updated_on: found.updated_on,
    });
  });

  it('change where they are named, and nowhere else', async () => {
    const changed = await world.api.ok('PUT', PATH, {
      preferences: { product_news: { subscribed: true } },
      email: { verified: false },
      unknown: 1,
    });
    assert.equal(changed.preferences.product_news.subscribed, true);
    assert.equal(changed.preferences.marketing.subscribed, false);
    assert.equal(changed.email.verified, true);
    const spoken = await world.api.ok('PUT', PATH, { 'language-locale': 'de-DE' });
    assert.equal(spoken['language-locale'], 'de-DE');
    assert.equal(spoken.preferences.product_news.subscribed, true);
    assert.deepEqual(await world.api.ok('GET', PATH), spoken);
    assert.deepEqual(await world.api.ok('PUT', PATH, {}), spoken);
    assert.ok(!('language-locale' in (await world.bob.api.ok('GET', PATH))));
  });

  const bad = {
    'an unknown kind of mail': [
      { preferences: { spam: { subscribed: true } } },
      '/preferences/spam',
    ],
    'a kind without an answer': [
      { preferences: { marketing: {} } },
      '/preferences/marketing/subscribed',
    ],
    'an answer that is a text': [
      { preferences: { marketing: { subscribed: 'yes' } } },
      '/preferences/marketing/subscribed',
    ],
    'a kind that is a truth': [{ preferences: { marketing: true } }, '/preferences/marketing'],
    'preferences that are a list': [{ preferences: [] }, '/preferences'],
    'an unknown language': [{ 'language-locale': 'tlh' }, '/language-locale'],
    'a language of another type': [{ 'language-locale': 1 }, '/language-locale'],
    'a body that is a list': [[], undefined],
  };
  for (const [what, [json, pointer]] of Object.entries(bad)) {
    it(`400 for ${what}`, () => unchanged(() => put(json), 400, 4001, { pointer }));
  }

  it('400 and 415 for what is no JSON', async () => {
    const send = (type, body) =>
      world.api.call('PUT', PATH, { headers: { 'content-type': type }, body });
    await unchanged(() => send('application/json', '{'), 400, 4002);
    await unchanged(() => send('text/plain', '{}'), 415, 4002);
  });

  it('are for who may read, and change, the user', async () => {
    const token = async (group) =>
      world.nobody.withToken(
        (await world.api.createToken({ name: 'x', policies: [allow(group)] })).value,
      );
    const reader = await token(GROUP.userRead);
    await reader.ok('GET', PATH);
    await unchanged(() => put({ 'language-locale': 'ja-JP' }, reader), 403, 4030);
    const stranger = await token(GROUP.tokensRead);
    await refused(stranger.get(PATH), 403, 4030);
  });

  it('refuse in their own form who is nobody', async () => {
    await refused(world.nobody.get(PATH), 400, 9106);
    await refused(world.nobody.withToken(newTokenSecret()).get(PATH), 403, 9109);
    await refused(world.nobody.as({ authorization: 'Bearer x' }).get(PATH), 400, 6003);
    await refused(put({}, world.nobody), 400, 9106);
  });
});
