// Audit logs on the wire: CSV, cursors where they do not belong, bad input (reference 9.4, 9.18).
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { assertRefused, send } from '../support/api.mjs';
import { ALWAYS, importedZones, keepWriting } from '../support/audit.mjs';
import { allow, GROUP, newId } from '../support/credentials.mjs';
import { parseCsv } from '../support/csv.mjs';
import { ABLE, importedOrganization, ROLE } from '../support/team.mjs';
import { useWorld } from '../support/world.mjs';

const ZONES = 120;
const COLUMNS = [
  'id',
  'when',
  'action.type',
  'action.result',
  'actor.id',
  'actor.email',
  'actor.ip',
  'actor.type',
  'interface',
  'owner.id',
  'resource.type',
  'resource.id',
  'oldValue',
  'newValue',
  'metadata',
];
const NASTY = [
  '=HYPERLINK("http://x")',
  '+1-1',
  '-2',
  '@SUM(A1:A9)',
  'a "quoted" name, with commas;',
  '""',
  "'",
  '\\r\\n\\"',
  'Ünïcödé 名前 🧿 \u202e reversed',
];
const NOT_NAMES = ['line\nfeed', 'return\rhere', 'tab\there', 'bell\u0007', 'nul\u0000'];
const KILOBYTES = 'x'.repeat(7000);
const RANGE = new URLSearchParams(ALWAYS);

describe('audit logs', () => {
  const world = useWorld({
    users: { alice: ABLE, bob: ABLE, reader: { policies: [allow(GROUP.tokensRead)] } },
    imports: (world) => {
      const { alice, bob } = world;
      world.team = importedOrganization('Team', [
        [alice, ROLE.superAdministrator],
        [bob, ROLE.minimal],
      ]);
      world.other = importedOrganization('Other', [[alice, ROLE.superAdministrator]]);
      const zones = importedZones(world.team, ZONES);
      return [...world.team.lines, ...world.other.lines, ...zones.map(({ line }) => line)];
    },
  });
  const alice = () => world.alice.api;
  const v1 = () => `/accounts/${world.team.id}/audit_logs`;
  const v2 = (organization = world.team) => `/accounts/${organization.id}/logs/audit`;
  const refuses = async (path, pointer, api = alice()) =>
    assertRefused(await api.get(path), 400, 1001, { pointer });

  it('has no result_info in lists by number', async () => {
    for (const path of ['/user/audit_logs', v1(), `${v1()}?page=1000000000`]) {
      const { status, body, headers } = await alice().get(path);
      assert.equal(status, 200);
      assert.ok(!('result_info' in body));
      assert.match(headers['content-type'], /^application\/json/);
    }
  });

  it('clamps the size of a page', async () => {
    const count = async (per_page) =>
      (await alice().ok('GET', `${v1()}?per_page=${per_page}`)).length;
    assert.equal(await count('0'), 1);
    assert.equal(await count('1.0'), 1);
    assert.equal(await count(''), 100);
    assert.ok((await count('1000000000')) > ZONES);
  });

  describe('with bad input', () => {
    const times = [
      'yesterday',
      '0',
      '2026-02-30',
      '2025-02-29',
      '2026-13-01',
      '2026-03-01T12:00:00',
      '2026-03-01T25:00:00Z',
      '2026-03-01T12:00:00%2B25:00',
      KILOBYTES,
    ];
    for (const [query, pointer] of [
      ['since=2026-03-02&before=2026-03-01', '/before'],
      ['since=2026-03-01T00:00:00.000001Z&before=2026-03-01', '/before'],
      ...times.flatMap((time) => [
        [`since=${time}`, '/since'],
        [`before=${time}`, '/before'],
      ]),
      ...['localhost', '10.0.0.0/33', '::/129', '10.0.0', '10.0.0.1/', '*', KILOBYTES].map((ip) => [
        `actor.ip=${ip}`,
        '/actor.ip',
      ]),
      ['page=0', '/page'],
      ['page=-1', '/page'],
      ['page=x', '/page'],
      ['per_page=many', '/per_page'],
      ['direction=up', '/direction'],
      ['hide_user_logs=1', '/hide_user_logs'],
      ['export=yes', '/export'],
    ]) {
      it(`refuses ${query.slice(0, 60)}`, async () => {
        await refuses(`/user/audit_logs?${query}`, pointer);
        await refuses(`${v1()}?${query}`, pointer);
      });
    }
  });

  it('takes a filter of several kilobytes for one that nothing matches', async () => {
    for (const name of ['id', 'action.type', 'actor.email', 'zone.name']) {
      assert.deepEqual(await alice().ok('GET', `${v1()}?${name}=${KILOBYTES}`), []);
    }
    assert.deepEqual(await alice().ok('GET', `${v2()}?${RANGE}&raw_uri=${KILOBYTES}`), []);
    const many = Array.from({ length: 300 }, (_, i) => `zone_name.not=${i}`).join('&');
    assert.equal((await alice().ok('GET', `${v2()}?${RANGE}&${many}`)).length, 100);
    const tooLong = await alice().get(`${v1()}?zone.name=${'x'.repeat(9000)}`);
    assert.equal(tooLong.status, 414);
  });

  it('ignores what it does not know', async () => {
    const plain = await alice().ok('GET', v1());
    assert.deepEqual(await alice().ok('GET', `${v1()}?order=when&sort=up&actor=x`), plain);
  });

  it('keeps pages where they are while records arrive', async () => {
    const api = alice();
    const seen = [];
    const first = await api.ok('GET', '/user/audit_logs?per_page=5');
    seen.push(...first);
    const writer = keepWriting(api);
    for (let page = 2; ; page++) {
      const found = await api.ok('GET', `/user/audit_logs?per_page=5&page=${page}`);
      if (found.length === 0) break;
      seen.push(...found);
    }
    await writer.stop();
    assert.equal(new Set(seen.map(({ id }) => id)).size, seen.length);
    const [newest] = await api.ok('GET', '/user/audit_logs?per_page=5');
    assert.notEqual(newest.id, first[0].id, 'page 1 begins anew');
  });

  it('is for those who may read it', async () => {
    assertRefused(await world.reader.api.get('/user/audit_logs'), 403, 10000);
    assertRefused(await world.reader.api.get('/user/audit_logs?page=0'), 403, 10000);
    for (const path of [v1(), v2(), `${v2()}/product_categories`, `${v2()}/${newId()}/history`]) {
      assertRefused(await world.bob.api.get(path), 403, 10000);
      const { status, text } = await world.reader.api.get(path);
      assert.equal(status, 404);
      assert.equal(text, (await world.reader.api.get(v1().replace(world.team.id, newId()))).text);
    }
    assertRefused(await world.nobody.get('/user/audit_logs'), 400, 9106);
  });

  describe('as CSV', () => {
    const made = new Map();
    before(async () => {
      for (const name of NASTY) {
        const token = await alice().createToken({ name, policies: [allow(GROUP.userRead)] });
        made.set(token.id, name);
      }
      for (const name of NOT_NAMES) {
        const policies = [allow(GROUP.userRead)];
        const answer = await alice().call('POST', '/user/tokens', { json: { name, policies } });
        assert.equal(answer.status, 400, JSON.stringify(name));
      }
    });
    const csv = (query = '', headers = { accept: '*/*' }) =>
      send(`${world.server.base}/user/audit_logs?export=true${query}`, {
        headers: {
          authorization: `Bearer ${world.alice.api_token}`,
          'user-agent': '=cmd|"calc"!A1',
          ...headers,
        },
      });

    it('is a file with a row of names', async () => {
      const { status, headers, text } = await csv();
      assert.equal(status, 200);
      assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
      assert.equal(headers['content-disposition'], 'attachment; filename="audit_logs.csv"');
      assert.equal(headers['transfer-encoding'], 'chunked');
      assert.match(headers['cache-control'], /no-store/);
      assert.deepEqual(parseCsv(text)[0], COLUMNS);
    });

    it('says what the entries say, whatever names there are', async () => {
      const rows = parseCsv((await csv('&action.type=token_create')).text).slice(1);
      const logs = await alice().ok('GET', '/user/audit_logs?action.type=token_create');
      assert.equal(rows.length, NASTY.length);
      for (const [i, log] of logs.entries()) {
        const row = Object.fromEntries(COLUMNS.map((name, column) => [name, rows[i][column]]));
        const at = (path) => path.split('.').reduce((value, key) => value[key], log);
        for (const name of COLUMNS) {
          const value = at(name);
          assert.equal(row[name], typeof value === 'string' ? value : JSON.stringify(value), name);
        }
        const name = made.get(log.metadata.token_tag);
        assert.equal(JSON.parse(row.newValue).name, name);
        assert.equal(JSON.parse(row.metadata).token_name, name);
      }
    });

    it('never has a cell that a spreadsheet takes for a formula', async () => {
      for (const row of parseCsv((await csv()).text)) {
        for (const cell of row) assert.doesNotMatch(cell, /^[=+@\t\r-]/);
      }
    });

    it('has the whole log, whatever the page', async () => {
      const all = parseCsv((await csv()).text).length;
      assert.equal(parseCsv((await csv('&page=50&per_page=1')).text).length, all);
      const forward = parseCsv((await csv('&direction=asc')).text).slice(1);
      assert.deepEqual(forward.reverse(), parseCsv((await csv()).text).slice(1));
      assert.deepEqual(parseCsv((await csv('&action.type=none')).text), [COLUMNS]);
    });

    it('is JSON for those who ask for that', async () => {
      for (const accept of ['application/json', 'text/csv, application/json;q=0.1']) {
        const { headers, text } = await csv('&page=50', { accept });
        assert.match(headers['content-type'], /^application\/json/);
        assert.deepEqual(JSON.parse(text).result, []);
      }
      const refused = await csv('&since=never');
      assert.equal(refused.status, 400);
      assert.match(refused.headers['content-type'], /^application\/json/);
    });
  });

  describe('by cursor', () => {
    const page = (query = '', organization) =>
      alice().get(`${v2(organization)}?${RANGE}${query}`);
    const cursorOf = ({ body }) => body.result_info.cursor;

    it('says how many as a string, and where to go on twice', async () => {
      const { body } = await page('&limit=7');
      const { cursor } = body.result_info;
      assert.deepEqual(body.result_info, { count: '7', cursor, cursors: { after: cursor } });
      assert.notEqual(cursor, '');
      const last = await page('&limit=1000');
      const count = String(last.result.length);
      assert.deepEqual(last.body.result_info, { count, cursor: '', cursors: { after: '' } });
    });

    it('clamps the size of a page', async () => {
      assert.equal((await page('&limit=0')).result.length, 1);
      assert.equal((await page('')).result.length, 100);
      assert.ok((await page('&limit=1000000000')).result.length > ZONES);
    });

    it('goes on to the end, also with a filter', async () => {
      for (const query of ['', '&resource_scope=zones', '&resource_type.not=zone&direction=asc']) {
        const ids = [];
        let cursor = '';
        do {
          const found = await page(`&limit=9${query}${cursor && `&cursor=${cursor}`}`);
          ids.push(...found.result.map(({ id }) => id));
          cursor = cursorOf(found);
          assert.ok(cursor === '' || found.result.length === 9, 'full, or the last');
        } while (cursor !== '');
        const whole = await page(`&limit=1000${query}`);
        assert.deepEqual(
          ids,
          whole.result.map(({ id }) => id),
        );
      }
    });

    it('refuses a cursor that is not of this list', async () => {
      const cursor = cursorOf(await page('&limit=3&resource_scope=zones'));
      const query = `${RANGE}&limit=3&cursor=${cursor}`;
      assert.equal((await page(`&resource_scope=zones&cursor=${cursor}`)).status, 200);
      for (const path of [
        `${v2()}?${query}`,
        `${v2()}?${query}&resource_scope=accounts`,
        `${v2()}?${query}&resource_scope.not=zones`,
        `${v2()}?${query}&resource_scope=zones&direction=asc`,
        `${v2()}?${query}&resource_scope=zones&action_type=create`,
        `${v2()}?${query.replace('2020', '2021')}&resource_scope=zones`,
        `${v2(world.other)}?${query}&resource_scope=zones`,
      ]) {
        await refuses(path, '/cursor');
      }
      for (const junk of ['junk', '0'.repeat(64), `${cursor}0`, cursor.slice(1), KILOBYTES]) {
        await refuses(`${v2()}?${RANGE}&resource_scope=zones&cursor=${junk}`, '/cursor');
      }
    });

    it('refuses bad input by name', async () => {
      await refuses(v2(), '/since');
      await refuses(`${v2()}?since=2026-01-01`, '/before');
      await refuses(`${v2()}?since=&before=2026-01-01`, '/since');
      for (const [query, pointer] of [
        ['limit=x', '/limit'],
        ['direction=up', '/direction'],
        ['action_result=ok', '/action_result'],
        ['action_result.not=ok', '/action_result.not'],
        ['action_type=made', '/action_type'],
        ['actor_context=cli', '/actor_context'],
        ['actor_type=robot', '/actor_type'],
        ['resource_scope=world', '/resource_scope'],
        ['raw_status_code=ok', '/raw_status_code'],
        ['actor_ip_address.not=10.0.0.0/40', '/actor_ip_address.not'],
      ]) {
        await refuses(`${v2()}?${RANGE}&${query}`, pointer);
      }
    });

    it('has no history of what is not there', async () => {
      const [entry] = (await page('&limit=1')).result;
      const history = (id, query) => alice().get(`${v2()}/${id}/history?${RANGE}&${query}`);
      await refuses(`${v2()}/${entry.id}/history?${RANGE}`, '/action_time');
      const found = await history(entry.id, `action_time=${entry.action.time}`);
      assert.equal(found.status, 200);
      assert.deepEqual(found.body.result_info, {
        count: found.result.length,
        history_status: 'exact',
        cursor: '',
        cursors: { after: '' },
      });
      for (const [id, time] of [
        [newId(), entry.action.time],
        [entry.id, '2024-10-30T15:00:00Z'],
      ]) {
        const absent = await history(id, `action_time=${time}`);
        assertRefused(absent, 404, 1001, { message: 'Audit log not found.' });
        const nothing = { count: 0, history_status: 'unavailable' };
        assert.deepEqual(absent.body.result_info, nothing);
      }
      assertRefused(await history('junk', `action_time=${entry.action.time}`), 404, 7003);
    });
  });
});
