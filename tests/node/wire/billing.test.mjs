// Billing on the wire: exact bodies, bad input, who may, and numbers of cards, which are nobody's to
// keep.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { assertRefused } from '../support/api.mjs';
import { allow, allowOn, GROUP, newId } from '../support/credentials.mjs';
import {
  ABLE,
  atOnce,
  importedOrganization,
  importedZone,
  ROLE,
} from '../support/team.mjs';
import { assertChangesNothing, useWorld } from '../support/world.mjs';

const BILLING_READ = '7cf72faf220841aabcfdfab81c43c4f6';
const BILLING_WRITE = '6c80e02421494afc9ae14414ed442632';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

const plan = (id, more = {}) => ({ rate_plan: { id, ...more } });

/** Everything that a refused change of billing could have changed. */
const snapshotOf = (api, base) => async () => ({
  subscriptions: await api.ok('GET', `${base}/subscriptions`),
  history: await api.all(`${base}/billing/history`),
  profile: await api.ok('GET', `${base}/billing/profile`),
  audit: (await api.ok('GET', `${base}/audit_logs?per_page=1000`)).filter(
    ({ action }) => action.result,
  ),
});

describe('billing, exactly', () => {
  const world = useWorld({
    users: { alice: { ...ABLE, profile: { first_name: 'Alice', country: 'NZ' } }, bob: ABLE },
    imports: (world) => {
      world.team = importedOrganization('Team', [[world.alice, ROLE.superAdministrator]]);
      world.zone = importedZone(world.team, 'team.example');
      world.mine = newId();
      world.profile = {
        type: 'billing_profile',
        user_id: world.bob.id,
        company: 'Bob & Co',
        payment_gateway: 'gateway',
        payment_reference: 'cus_1234',
        card: { brand: 'visa', last_four: '1234', expiry_month: 12, expiry_year: 2099 },
        created_on: '2026-01-02T03:04:05Z',
      };
      return [
        ...world.team.lines,
        world.zone.line,
        {
          type: 'subscription',
          id: world.mine,
          user_id: world.bob.id,
          plan: 'pro',
          frequency: 'monthly',
          currency: 'KWD',
          state: 'Paid',
          current_period_start: '2026-01-31T10:00:00Z',
          current_period_end: '2126-01-31T10:00:00Z',
        },
        world.profile,
      ];
    },
  });

  it('writes subscriptions', async () => {
    const { text } = await world.bob.api.get('/user/subscriptions');
    assert.equal(
      text,
      `{"result":[{"id":"${world.mine}","currency":"KWD",` +
        '"current_period_start":"2026-01-31T10:00:00.000000Z",' +
        '"current_period_end":"2126-01-31T10:00:00.000000Z","frequency":"monthly","price":6.500,' +
        '"state":"Paid","rate_plan":{"id":"pro","currency":"KWD","public_name":"Pro Plan",' +
        '"scope":"user","externally_managed":false,"is_contract":false,"sets":[]}}],' +
        '"success":true,"errors":[],"messages":[],"result_info":' +
        '{"page":1,"per_page":1,"count":1,"total_count":1,"total_pages":1}}',
    );
    const { api } = world.alice;
    const { text: none } = await api.get(`/zones/${world.zone.id}/subscriptions`);
    assert.match(none, /^\{"result":\[\],"success":true,.*"total_count":0,"total_pages":0\}\}$/);
  });

  it('writes a profile that was stored', async () => {
    const { text } = await world.bob.api.get('/user/billing/profile');
    assert.equal(
      text,
      `{"result":{"id":"${world.bob.id}","company":"Bob & Co","payment_gateway":"gateway",` +
        '"card_number":"xxxx-xxxx-xxxx-1234","card_expiry_month":12,"card_expiry_year":2099,' +
        '"balance":"0","next_bill_date":"2126-01-31T10:00:00.000000Z","is_partner":false,' +
        '"use_legacy":false,"created_on":"2026-01-02T03:04:05.000000Z",' +
        '"edited_on":"2026-01-02T03:04:05.000000Z"},"success":true,"errors":[],"messages":[]}',
    );
  });

  it('writes the profile of who never said how they pay', async () => {
    const { text } = await world.alice.api.get('/user/billing/profile');
    assert.equal(
      text,
      `{"result":{"id":"${world.alice.id}","first_name":"Alice","country":"NZ",` +
        '"primary_email":"alice@example.com","balance":"0","is_partner":false,' +
        '"use_legacy":false},"success":true,"errors":[],"messages":[]}',
    );
  });

  it('writes what a purchase books', async () => {
    const { api } = world.alice;
    const path = `/zones/${world.zone.id}/subscriptions`;
    const bought = await api.ok('POST', path, plan('pro', { currency: 'JPY' }));
    const { text } = await api.get(`/accounts/${world.team.id}/billing/history`);
    const [item] = JSON.parse(text).result;
    assert.match(item.id, /^[0-9a-f]{32}$/);
    assert.match(item.occurred_at, TIME);
    assert.equal(item.occurred_at, bought.current_period_start);
    assert.equal(
      text,
      `{"result":[{"id":"${item.id}","type":"charge","action":"subscription",` +
        `"description":${JSON.stringify(item.description)},"occurred_at":"${item.occurred_at}",` +
        '"amount":3000,"currency":"JPY","zone":{"name":"team.example"}}],"success":true,' +
        '"errors":[],"messages":[],"result_info":{"page":1,"per_page":20,"count":1,' +
        '"total_count":1,"total_pages":1}}',
    );
    assert.match(item.description, /^Pro Plan, monthly, \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d$/);
    assert.equal((await api.ok('GET', `/accounts/${world.team.id}/billing/profile`)).balance, '3000');
    assert.deepEqual(await api.ok('GET', `${path}/${bought.id}`), bought);
    assert.deepEqual(await api.ok('GET', `/zones/${world.zone.id}/subscription`), bought);
  });

  it('answers a deletion at both places for users, at one for accounts and zones', async () => {
    const sid = world.mine;
    const result = `{"result":{"subscription_id":"${sid}"},"success":true,"errors":[],"messages":[]`;
    const own = await world.bob.api.call('DELETE', `/user/subscriptions/${sid}`);
    assert.equal(own.text, `${result},"subscription_id":"${sid}"}`);
    const { api } = world.alice;
    const [bought] = await api.ok('GET', `/zones/${world.zone.id}/subscriptions`);
    for (const base of [`/zones/${world.zone.id}`, `/accounts/${world.team.id}`]) {
      const { text } = await api.call('DELETE', `${base}/subscriptions/${bought.id}`);
      assert.equal(text, `${result}}`.replace(sid, bought.id));
    }
    const [still] = await api.ok('GET', `/zones/${world.zone.id}/subscriptions`);
    assert.deepEqual(still, bought, 'it runs until its period ends');
  });
});

describe('billing, bad input', () => {
  const world = useWorld({
    users: { alice: ABLE },
    imports: (world) => {
      world.team = importedOrganization('Team', [[world.alice, ROLE.superAdministrator]]);
      world.zone = importedZone(world.team, 'team.example');
      world.ended = newId();
      world.failed = newId();
      const of = { type: 'subscription', user_id: world.alice.id, currency: 'USD' };
      return [
        ...world.team.lines,
        world.zone.line,
        { ...of, id: world.ended, plan: 'free', price: 100, state: 'Cancelled' },
        { ...of, id: world.failed, plan: 'free', price: 100, state: 'Failed', balance: 100 },
      ];
    },
  });
  let bought;
  before(async () => {
    bought = await world.alice.api.ok('POST', '/user/subscriptions', plan('pro'));
  });

  const refusedEverywhere = async (call, status, { message, pointer } = {}) => {
    const { api } = world.alice;
    const answer = await assertChangesNothing(api, call, snapshotOf(api, '/user'));
    assertRefused(answer, status, 1001, { message, pointer });
  };

  it('refuses purchases that cannot be, and books nothing', async () => {
    const { api } = world.alice;
    const cases = [
      [{}, '/rate_plan/id'],
      [{ rate_plan: null }, '/rate_plan/id'],
      [{ rate_plan: 'pro' }, '/rate_plan'],
      [plan(7), '/rate_plan/id'],
      [plan(''), '/rate_plan/id'],
      [plan('gold'), '/rate_plan/id'], // unknown
      [plan('PRO'), '/rate_plan/id'],
      [plan('business'), '/rate_plan/id'], // of another scope
      [plan('x'.repeat(10_000)), '/rate_plan/id'],
      [plan('lite', { currency: 'EUR' }), '/rate_plan/currency'], // without that price
      [plan('lite', { currency: 'usd' }), '/rate_plan/currency'],
      [plan('lite', { currency: 'XXX' }), '/rate_plan/currency'],
      [plan('lite', { currency: 7 }), '/rate_plan/currency'],
      [{ ...plan('lite'), frequency: 'yearly' }, '/frequency'], // nor that frequency
      [{ ...plan('lite'), frequency: 'daily' }, '/frequency'],
      [{ ...plan('lite'), frequency: 12 }, '/frequency'],
    ];
    for (const [json, pointer] of cases)
      await refusedEverywhere(() => api.call('POST', '/user/subscriptions', { json }), 400, {
        pointer,
      });
    const twice = () => api.call('POST', '/user/subscriptions', { json: plan('pro') });
    await refusedEverywhere(twice, 400, { message: /already/ });
  });

  it('refuses changes that cannot be, and books nothing', async () => {
    const { api } = world.alice;
    const change = (json, id = bought.id) =>
      api.call('PUT', `/user/subscriptions/${id}`, { json });
    const cases = [
      [plan('gold'), '/rate_plan/id'],
      [plan('business'), '/rate_plan/id'],
      [{ rate_plan: { currency: 'EUR' } }, '/rate_plan/currency'],
      [plan('lite', { currency: 'EUR' }), '/rate_plan/currency'],
      [{ ...plan('lite'), frequency: 'yearly' }, '/frequency'],
      [{ frequency: 'never' }, '/frequency'],
      [{ rate_plan: [] }, '/rate_plan'],
      [{ rate_plan: { id: {} } }, '/rate_plan/id'],
    ];
    for (const [json, pointer] of cases) await refusedEverywhere(() => change(json), 400, { pointer });
    const yearly = { frequency: 'yearly' };
    await refusedEverywhere(() => change(yearly, world.ended), 400, { message: /ended/ });
    await refusedEverywhere(() => change(yearly, world.failed), 400, { message: /failed/ });
    await refusedEverywhere(() => change(plan('lite'), newId()), 404, { message: /not found/ });
    await refusedEverywhere(() => api.call('DELETE', `/user/subscriptions/${newId()}`), 404);
    await refusedEverywhere(() => api.get(`/user/subscriptions/${newId()}`), 404);
  });

  it('passes over what is not the client’s to say', async () => {
    const { api } = world.alice;
    const path = `/user/subscriptions/${bought.id}`;
    const earlier = await api.ok('GET', path);
    const sent = {
      id: newId(),
      price: -1,
      currency: 7,
      state: 'Cancelled',
      current_period_end: 'never',
      component_values: [{ name: 'x', value: 1e99 }],
      app: null,
      rate_plan: { public_name: [], sets: 'all', externally_managed: true, is_contract: 'yes' },
    };
    assert.deepEqual(await api.ok('PUT', path, sent), earlier);
    assert.deepEqual(await api.ok('GET', path), earlier);
  });

  it('refuses bodies that are none', async () => {
    const { api } = world.alice;
    for (const [body, code] of [
      ['', 6007],
      ['{', 6007],
      ['[]', 1001],
      ['7', 1001],
      ['{"frequency":"yearly","frequency":"monthly"}', 6007],
    ]) {
      const headers = { 'content-type': 'application/json' };
      for (const [method, path] of [
        ['POST', '/user/subscriptions'],
        ['PUT', `/user/subscriptions/${bought.id}`],
        ['PATCH', '/user/billing/profile'],
      ])
        assertRefused(await api.call(method, path, { body, headers }), 400, code);
    }
  });

  it('refuses parameters of the history that are none', async () => {
    const { api } = world.alice;
    const cases = {
      'type=0123456789012345678901234567890': '/type',
      'action=0123456789012345678901234567890': '/action',
      'order=amount': '/order',
      'direction=up': '/direction',
      'page=0': '/page',
      'page=x': '/page',
      'occurred_at=yesterday': '/occurred_at',
    };
    for (const [query, pointer] of Object.entries(cases))
      assertRefused(await api.get(`/user/billing/history?${query}`), 400, 1001, { pointer });
    for (const query of ['type=012345678901234567890123456789', 'type=', 'nonsense=1', 'page=2'])
      await api.ok('GET', `/user/billing/history?${query}`);
    const { body } = await api.get('/user/billing/history?per_page=1');
    assert.equal(body.result_info.per_page, 5);
    const { body: most } = await api.get('/user/billing/history?per_page=1000');
    assert.equal(most.result_info.per_page, 50);
  });

  it('sells a plan once to who asks twice at the same moment', async () => {
    const { api } = world.alice;
    const path = `/accounts/${world.team.id}/subscriptions`;
    const answers = await atOnce(
      ...Array.from({ length: 10 }, () => () => api.call('POST', path, { json: plan('business') })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(9).fill(400)]);
    assert.equal((await api.ok('GET', path)).length, 1);
    assert.equal((await api.all(`/accounts/${world.team.id}/billing/history`)).length, 1);
  });

  it('books changes at the same moment one after the other', async () => {
    const { api } = world.alice;
    const base = `/accounts/${world.team.id}`;
    const [{ id }] = await api.ok('GET', `${base}/subscriptions`);
    const change = (json) => () => api.call('PUT', `${base}/subscriptions/${id}`, { json });
    const answers = await atOnce(
      change({ frequency: 'yearly' }),
      change(plan('pro')),
      change({ ...plan('pro'), frequency: 'weekly' }),
      change(plan('enterprise')),
      () => api.call('DELETE', `${base}/subscriptions/${id}`),
      change({ ...plan('business'), frequency: 'monthly' }),
    );
    // What is sold weekly is not sold of every plan: such a change may come too late.
    for (const { status, errors } of answers)
      assert.ok(status === 200 || errors[0].source?.pointer === '/frequency', JSON.stringify(errors));
    const items = await api.all(`${base}/billing/history`);
    const cents = items.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0);
    const { balance } = await api.ok('GET', `${base}/billing/profile`);
    assert.equal(Math.round(Number(balance) * 100), cents);
    const [{ state, price }] = await api.ok('GET', `${base}/subscriptions`);
    assert.equal(state, cents > 0 ? 'AwaitingPayment' : price > 0 ? 'Paid' : 'Provisioned');
  });

  it('splits a period exactly, whatever is changed how often', async () => {
    const { api } = world.alice;
    const path = `/zones/${world.zone.id}/subscriptions`;
    const { id } = await api.ok('POST', path, plan('pro'));
    const history = async () =>
      (await api.all(`/accounts/${world.team.id}/billing/history`)).filter(
        ({ zone }) => zone.name === 'team.example',
      );
    for (let i = 0; i < 5; i++) {
      await api.ok('PUT', `${path}/${id}`, plan('business'));
      await api.ok('PUT', `${path}/${id}`, plan('pro'));
    }
    const items = await history();
    assert.equal(items.length, 21);
    for (const { type, amount } of items) assert.equal(type, amount > 0 ? 'charge' : 'credit');
    const earlier = await api.ok('GET', `${path}/${id}`);
    assert.deepEqual(await api.ok('PUT', `${path}/${id}`, plan('pro')), earlier);
    assert.equal((await history()).length, 21, 'to what it is already books nothing');
  });
});

describe('billing profiles', () => {
  const NUMBERS = ['4111111111111111', '4111 1111 1111 1111', '5555-5555-5555-4444', '378282246310005'];
  const TEXTS = [
    'first_name', 'last_name', 'company', 'address', 'address2', 'city', 'state', 'zipcode',
    'country', 'telephone', 'primary_email', 'enterprise_billing_email',
    'enterprise_primary_email', 'vat', 'tax_id_type',
  ];
  const OF_PAYMENT = [
    'account_type', 'payment_gateway', 'payment_reference', 'payment_first_name',
    'payment_last_name', 'payment_address', 'payment_address2', 'payment_city', 'payment_state',
    'payment_zipcode', 'payment_country', 'payment_email',
  ];
  const world = useWorld({
    users: { alice: ABLE },
    imports: (world) => {
      world.team = importedOrganization('Team', [[world.alice, ROLE.superAdministrator]]);
      const card = { brand: 'visa', last_four: '1111' };
      return [
        ...world.team.lines,
        { type: 'billing_profile', user_id: world.alice.id, vat: 'DE1', card },
      ];
    },
  });
  // The world looks for them in its log, metrics and store when it ends.
  before(() => NUMBERS.forEach((number) => world.secrets.add(number)));

  const places = () => ['/user', `/accounts/${world.team.id}`];

  it('change field by field, and clear by null', async () => {
    const { api } = world.alice;
    for (const base of places()) {
      const path = `${base}/billing/profile`;
      const sent = Object.fromEntries(TEXTS.map((name) => [name, `of ${name}`]));
      const edited = await api.ok('PATCH', path, sent);
      assert.deepEqual({ ...edited, ...sent }, edited);
      assert.match(edited.edited_on, TIME);
      const cleared = await api.ok('PATCH', path, { vat: null, city: '' });
      assert.equal(cleared.vat, undefined);
      assert.equal(cleared.city, '');
      assert.equal(cleared.company, 'of company');
      assert.deepEqual(await api.ok('GET', path), cleared);
      assert.deepEqual(await api.ok('PATCH', path, {}), cleared);
    }
  });

  it('tell in the audit log what was changed', async () => {
    const { api } = world.alice;
    await api.ok('PATCH', '/user/billing/profile', { company: 'Recorded & Co' });
    const [entry] = await api.ok('GET', '/user/audit_logs?per_page=1');
    assert.match(JSON.stringify(entry), /Recorded & Co/);
    const before = await api.ok('GET', '/user/audit_logs?per_page=1000');
    await api.ok('PATCH', '/user/billing/profile', { company: 'Recorded & Co' });
    assert.deepEqual(await api.ok('GET', '/user/audit_logs?per_page=1000'), before);
  });

  it('leave the means of payment to the gateway', async () => {
    const { api } = world.alice;
    for (const base of places()) {
      const patch = (json) => api.call('PATCH', `${base}/billing/profile`, { json });
      for (const name of OF_PAYMENT)
        assertRefused(await patch({ [name]: 'x' }), 400, 1001, { pointer: `/${name}` });
      for (const json of [
        { card_expiry_month: 12 },
        { card_expiry_year: 2099 },
        { card_number: 'xxxx-xxxx-xxxx-9999' },
      ])
        assertRefused(await patch(json), 400, 1001, { pointer: `/${Object.keys(json)[0]}` });
    }
    const masked = { card_number: 'xxxx-xxxx-xxxx-1111' };
    const same = await api.ok('PATCH', '/user/billing/profile', masked);
    assert.equal(same.card_number, masked.card_number);
  });

  it('refuse what is too long, or of the wrong type, and name every field', async () => {
    const { api } = world.alice;
    const change = (json) => () => api.call('PATCH', '/user/billing/profile', { json });
    const unchanged = (call) => assertChangesNothing(api, call, snapshotOf(api, '/user'));
    for (const name of TEXTS) {
      for (const value of ['x'.repeat(256), 'a\u0000b', 7, {}, []])
        assertRefused(await unchanged(change({ [name]: value })), 400, 1001, {
          pointer: `/${name}`,
        });
      await api.ok('PATCH', '/user/billing/profile', { [name]: 'ü'.repeat(255) });
    }
    const { errors } = await unchanged(change({ vat: 1, city: 'x'.repeat(256), company: false }));
    assert.deepEqual(errors.map(({ source }) => source.pointer).sort(), ['/company', '/vat']);
  });

  it('refuse the number of a card in whatever field, and keep it nowhere', async () => {
    const { api } = world.alice;
    const never = (answer) =>
      NUMBERS.forEach((number) => assert.ok(!answer.text.includes(number), answer.text));
    for (const base of places()) {
      const path = `${base}/billing/profile`;
      const patch = (json) => () => api.call('PATCH', path, { json });
      for (const number of NUMBERS) {
        const bodies = [
          ...[...TEXTS, ...OF_PAYMENT, 'card_number'].map((name) => ({ [name]: number })),
          { company: `card ${number}, soon` },
          { device_data: number },
          { payment_nonce: { value: [number] } },
          { card: { number } },
          { [number]: number },
        ];
        for (const json of bodies) {
          const answer = await assertChangesNothing(api, patch(json), snapshotOf(api, base));
          assertRefused(answer, 400, 1001);
          never(answer);
        }
      }
      for (const body of ['{"card_number":4111111111111111}', '{"vat":4111111111111111}']) {
        const headers = { 'content-type': 'application/json' };
        const answer = await api.call('PATCH', path, { body, headers });
        assertRefused(answer, 400, 1001);
        never(answer);
      }
      never(await api.get(`${base}/audit_logs?per_page=1000`));
    }
  });
});

describe('billing, who may', () => {
  const world = useWorld({
    users: {
      alice: ABLE,
      biller: ABLE,
      helper: ABLE,
      stranger: ABLE,
      reader: { policies: [allow(BILLING_READ)] },
      writer: { policies: [allow(BILLING_WRITE)] },
      narrow: { policies: [allowOn({ 'com.cloudflare.api.user.*': '*' }, GROUP.userWrite)] },
    },
    imports: (world) => {
      world.team = importedOrganization('Team', [
        [world.alice, ROLE.superAdministrator],
        [world.biller, ROLE.billing],
        [world.helper, ROLE.minimal],
      ]);
      world.zone = importedZone(world.team, 'team.example');
      return [...world.team.lines, world.zone.line];
    },
  });

  it('takes Billing Read to read one’s own, and Billing Write to change it', async () => {
    const refused = { message: 'Authentication error' };
    for (const path of ['/user/billing/profile', '/user/billing/history', '/user/subscriptions']) {
      await world.reader.api.ok('GET', path);
      await world.writer.api.ok('GET', path);
      assertRefused(await world.narrow.api.get(path), 403, 10000, refused);
    }
    const buy = ({ api }) => api.call('POST', '/user/subscriptions', { json: plan('free') });
    for (const person of [world.reader, world.narrow])
      assertRefused(await buy(person), 403, 10000, refused);
    const { id } = (await buy(world.writer)).result;
    const patch = ({ api }) => api.call('PATCH', '/user/billing/profile', { json: { vat: 'x' } });
    assertRefused(await patch(world.reader), 403, 10000, refused);
    assert.equal((await patch(world.writer)).status, 200);
    await world.writer.api.ok('DELETE', `/user/subscriptions/${id}`);
  });

  it('takes the right in an account, and hides it from strangers', async () => {
    const { team, zone, biller, helper, stranger, nobody } = world;
    const id = newId();
    const routes = [
      ['GET', `/accounts/${team.id}/billing/profile`],
      ['PATCH', `/accounts/${team.id}/billing/profile`, {}],
      ['GET', `/accounts/${team.id}/billing/history`],
      ['GET', `/accounts/${team.id}/subscriptions`],
      ['POST', `/accounts/${team.id}/subscriptions`, plan('gold')],
      ['GET', `/accounts/${team.id}/subscriptions/${id}`],
      ['PUT', `/accounts/${team.id}/subscriptions/${id}`, {}],
      ['DELETE', `/accounts/${team.id}/subscriptions/${id}`],
      ['GET', `/zones/${zone.id}/subscriptions`],
      ['POST', `/zones/${zone.id}/subscriptions`, plan('gold')],
      ['GET', `/zones/${zone.id}/subscriptions/${id}`],
      ['PUT', `/zones/${zone.id}/subscriptions/${id}`, {}],
      ['DELETE', `/zones/${zone.id}/subscriptions/${id}`],
      ['GET', `/zones/${zone.id}/subscription`],
      ['POST', `/zones/${zone.id}/subscription`, plan('gold')],
      ['PUT', `/zones/${zone.id}/subscription`, {}],
    ];
    for (const [method, path, json] of routes) {
      const ask = (api, at = path) => api.call(method, at, { json });
      assertRefused(await ask(nobody), 400, 9106);
      const hidden = await ask(stranger.api);
      assertRefused(hidden, 404, 1001);
      const absent = path.replace(team.id, newId()).replace(zone.id, newId());
      assert.equal((await ask(stranger.api, absent)).text, hidden.text, path);
      assert.ok([403, 404].includes((await ask(helper.api)).status), `${method} ${path}`);
      const allowed = await ask(biller.api);
      assert.notEqual(allowed.status, 403, `${method} ${path}: ${allowed.text}`);
    }
  });

  it('does not mix up one’s own with those of an account', async () => {
    const { alice, stranger, team } = world;
    const made = await alice.api.ok('POST', `/accounts/${team.id}/subscriptions`, plan('lite'));
    const mine = await alice.api.ok('POST', '/user/subscriptions', plan('lite'));
    assertRefused(await alice.api.get(`/user/subscriptions/${made.id}`), 404, 1001);
    assertRefused(await alice.api.get(`/accounts/${team.id}/subscriptions/${mine.id}`), 404, 1001);
    assertRefused(await stranger.api.get(`/user/subscriptions/${mine.id}`), 404, 1001);
    assert.deepEqual(await stranger.api.ok('GET', '/user/billing/history'), []);
  });
});
