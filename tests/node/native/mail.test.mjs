// The outbox by the native API.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { newId } from '../support/credentials.mjs';
import { addMail, assertProblem, nativeApi, TIME } from '../support/native.mjs';
import { useWorld } from '../support/world.mjs';

describe('the outbox', () => {
  const world = useWorld();
  let api;
  before(() => (api = nativeApi(world)));

  it('is listed by state, waiting if none is said, and shows no link', async () => {
    const waiting = addMail(world, 'waiting', '[["link","https://secret.example"]]');
    const dead = addMail(world, 'dead');
    const { items, next } = await api.ok('GET', '/mail');
    assert.equal(next, null);
    assert.deepEqual(items, [
      {
        id: waiting,
        recipient: 'ann@example.com',
        kind: 'invite',
        language: 'en-US',
        state: 'waiting',
        attempts: 3,
        created_on: '2026-01-01T00:00:00.000000Z',
        next_attempt_on: '2999-01-01T00:00:00.000000Z',
        last_error: '550 no such user',
      },
    ]);
    assert.deepEqual(await api.ok('GET', '/mail?state=waiting'), { items, next });
    const given = await api.ok('GET', '/mail?state=dead');
    assert.deepEqual(given.items.map(({ id, state }) => [id, state]), [[dead, 'dead']]);
    assertProblem(await api.get('/mail?state=lost&limit=x'), 400, ['/state', '/limit']);
  });

  it('is listed page after page', async () => {
    for (let i = 0; i < 4; i++) addMail(world, 'dead');
    const all = await api.all('/mail?state=dead');
    assert.ok(all.length >= 4);
    assert.deepEqual(await api.all('/mail?state=dead', 2), all);
  });

  it('sends a dead mail again', async () => {
    const id = addMail(world, 'dead');
    const mail = await api.ok('POST', `/mail/${id}/retry`);
    assert.equal(mail.id, id);
    assert.equal(mail.state, 'waiting');
    assert.match(mail.next_attempt_on, TIME);
    assert.ok(new Date(mail.next_attempt_on) <= new Date());
    assertProblem(await api.call('POST', `/mail/${newId()}/retry`), 404);
  });

  it('drops a mail', async () => {
    const id = addMail(world, 'dead');
    assert.equal((await api.call('DELETE', `/mail/${id}`)).status, 204);
    assertProblem(await api.call('DELETE', `/mail/${id}`), 404);
    assert.ok(!(await api.all('/mail?state=dead')).some((mail) => mail.id === id));
  });
});
