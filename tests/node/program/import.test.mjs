// Entities brought in with ids of the operator's choosing.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { GROUP, importedUser } from '../support/credentials.mjs';
import { assertOneClearLine, endsWith, useDirectory } from '../support/operator.mjs';
import { querySqlite } from '../support/program.mjs';
import { makeStore, World } from '../support/world.mjs';

describe('import', () => {
  const place = useDirectory();
  const file = (text) => {
    const path = place.fresh('jsonl');
    writeFileSync(path, text);
    return path;
  };
  const lines = (...entities) => entities.map((entity) => `${JSON.stringify(entity)}\n`).join('');

  it('brings in what then can be used, with the ids given', async () => {
    const world = await new World({
      users: {
        eve: {
          policies: [
            {
              effect: 'allow',
              resources: { '*': '*' },
              permission_groups: [{ id: GROUP.userWrite }, { id: 'token_permissions_read' }],
            },
          ],
          token: {
            name: 'from afar',
            expires_on: '2999-01-01T00:00:00Z',
            not_before: '2020-01-01T00:00:00Z',
            condition: { request_ip: { in: ['127.0.0.0/8'] } },
          },
        },
      },
    }).open();
    try {
      const { api } = world.eve;
      assert.equal((await api.ok('GET', '/user')).id, world.eve.id);
      const token = await api.ok('GET', `/user/tokens/${world.eve.token_id}`);
      const expected = {
        name: 'from afar',
        expires_on: '2999-01-01T00:00:00Z',
        not_before: '2020-01-01T00:00:00Z',
        issued_on: '2026-01-01T00:00:00Z',
        condition: { request_ip: { in: ['127.0.0.0/8'] } },
      };
      assert.deepEqual({ ...token, ...expected }, token);
    } finally {
      await world.close();
    }
  });

  it('brings in nothing of the lines around a mistake, and says which line it is', async () => {
    const { path, store, remove } = await makeStore();
    const count = () =>
      querySqlite(
        path,
        'SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM tokens) AS tokens, (SELECT count(*) FROM audit_records) AS records',
      )[0];
    const earlier = count();
    const good = importedUser({ email: 'good@example.com' });
    const bad = importedUser({ email: 'good@example.com' });
    const faulty = [
      lines(...good.lines, ...bad.lines), // the address is taken
      lines(...good.lines, good.lines[0]), // the id is taken
      lines(...good.lines, { ...bad.lines[1] }), // nobody's token
      `${lines(...good.lines)}{"type":"user"\n`,
      lines(...good.lines, { type: 'dragon', id: bad.id }),
      lines(...good.lines, { type: 'user', email: 'x@example.com', id: 'not-an-id' }),
      lines({ ...good.lines[0], email: 'OWNER@example.com' }),
    ];
    for (const text of faulty) {
      const { stderr } = await endsWith(1, ['import', '--store', store, file(text)]);
      assertOneClearLine(stderr);
      assert.match(stderr, /line \d/);
      assert.deepEqual(count(), earlier, text);
    }
    await endsWith(1, ['import', '--store', store, place.fresh('absent')]);
    await endsWith(0, ['import', '--store', store, file(lines(...good.lines))]);
    assert.equal(count().users, earlier.users + 1);
    remove();
  });
});
