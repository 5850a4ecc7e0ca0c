// Billing by the native API: what is sold, who pays, what was booked.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { newId } from '../support/credentials.mjs';
import { assertProblem, ID, nativeApi, TIME } from '../support/native.mjs';
import { CARD_NUMBER, fresh, reportOf } from '../support/payments.mjs';
import { querySqlite } from '../support/program.mjs';
import { ABLE, importedOrganization, importedZone, ROLE } from '../support/team.mjs';
import { filesOf, leaks, useWorld } from '../support/world.mjs';

const TOO_LARGE = 2 ** 53;

/** Every page of a list that goes on after something else than an id. */
async function pages(api, path, limit) {
  const items = [];
  for (let next = ''; next !== null; ) {
    const page = await api.ok('GET', `${path}?limit=${limit}${next && `&after=${next}`}`);
    assert.ok(page.items.length <= limit);
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

/** People who buy, one for each test that wants its own ledger. */
const BUYERS = ['ann', 'ben', 'cat', 'dan', 'eve', 'fay', 'gus', 'hal', 'ida', 'jon'];

describe('billing', () => {
  const world = useWorld({
    users: Object.fromEntries(BUYERS.map((name) => [name, ABLE])),
    imports: (people) => {
      const acme = importedOrganization('Acme', [[people.ann, ROLE.superAdministrator]]);
      const zone = importedZone(acme, 'acme.example');
      Object.assign(places, { acme, zone });
      return [...acme.lines, zone.line];
    },
  });
  const places = {};
  let api;
  before(() => (api = nativeApi(world)));

  const pathOf = (owner) => `/billing/${owner.id}`;
  const buy = (owner, plan, fields = {}) =>
    api.ok('POST', `${pathOf(owner)}/subscriptions`, { plan, ...fields });
  const edit = (subscription, json) =>
    api.call('PATCH', `/billing/${subscription.owner_id}/subscriptions/${subscription.id}`, {
      json,
    });
  const cancel = (subscription, when) =>
    api.ok('POST', `/billing/${subscription.owner_id}/subscriptions/${subscription.id}/cancel`, {
      when,
    });
  const adjust = (subscription, fields) =>
    api.call('POST', `/billing/${subscription.owner_id}/adjustments`, {
      json: {
        subscription_id: subscription.id,
        amount: 100,
        currency: subscription.currency,
        description: 'By hand',
        ...fields,
      },
    });
  const itemsOf = async (owner) => (await api.ok('GET', `${pathOf(owner)}/items?limit=500`)).items;
  const balancesOf = async (owner) => (await api.ok('GET', `${pathOf(owner)}/balances`)).items;
  const subscriptionsOf = async (owner) =>
    (await api.ok('GET', `${pathOf(owner)}/subscriptions`)).items;
  const snapshot = async (owner) => [
    await subscriptionsOf(owner),
    await itemsOf(owner),
    await api.ok('GET', `${pathOf(owner)}/profile`),
  ];

  it('says what is sold', async () => {
    const { items, next } = await api.ok('GET', '/plans');
    assert.equal(next, null);
    const plans = Object.fromEntries(items.map((plan) => [plan.id, plan]));
    const { prices, ...pro } = plans.pro;
    assert.deepEqual(pro, {
      id: 'pro',
      name: pro.name,
      scopes: ['user', 'account', 'zone'],
      trial_days: 0,
      sets: pro.sets,
      zone_level: 'pro',
      externally_managed: false,
      contract: false,
    });
    assert.deepEqual(
      prices.filter(({ frequency }) => frequency === 'monthly'),
      [
        { frequency: 'monthly', amount: 2000, currency: 'EUR', exponent: 2 },
        { frequency: 'monthly', amount: 3000, currency: 'JPY', exponent: 0 },
        { frequency: 'monthly', amount: 6500, currency: 'KWD', exponent: 3 },
        { frequency: 'monthly', amount: 2000, currency: 'USD', exponent: 2 },
      ],
    );
    assert.equal(plans.free.zone_level, null);
    assert.equal(plans.enterprise.contract, true);
    assert.equal(plans.partners_pro.externally_managed, true);
    assert.equal(plans.pro_plus.trial_days, 14);
  });

  it('sells to a user', async () => {
    const { ann } = world;
    const made = await buy(ann, 'pro');
    assert.match(made.id, ID);
    for (const time of [made.created_at, made.period.start, made.period.end]) {
      assert.match(time, TIME);
    }
    assert.deepEqual(made, {
      id: made.id,
      owner_id: ann.id,
      owner_kind: 'user',
      zone: null,
      plan: 'pro',
      plan_name: made.plan_name,
      scope: 'user',
      frequency: 'monthly',
      price: 2000,
      currency: 'USD',
      exponent: 2,
      state: 'AwaitingPayment',
      period: { start: made.created_at, end: made.period.end },
      period_number: 1,
      cancels_at_period_end: false,
      balance: 2000,
      due_since: made.created_at,
      failures: 0,
      next_attempt_at: null,
      failed_at: null,
      ended_at: null,
      time_zone: 'UTC',
      created_at: made.created_at,
      modified_at: made.created_at,
    });
    assert.deepEqual(await subscriptionsOf(ann), [made]);
    const [item, ...others] = await itemsOf(ann);
    assert.deepEqual(others, []);
    assert.deepEqual(item, {
      id: item.id,
      sequence: 1,
      occurred_at: made.created_at,
      type: 'charge',
      action: 'subscription',
      description: item.description,
      amount: 2000,
      currency: 'USD',
      exponent: 2,
      balance: 2000,
      subscription_id: made.id,
      zone: null,
      period: made.period,
      payment: null,
    });
    assert.deepEqual(await balancesOf(ann), [{ amount: 2000, currency: 'USD', exponent: 2 }]);
    const due = await pages(api, '/payments/due', 500);
    assert.deepEqual(
      due.filter(({ owner_id }) => owner_id === ann.id),
      [
        {
          owner_id: ann.id,
          owner_kind: 'user',
          subscription_id: made.id,
          amount: 2000,
          currency: 'USD',
          exponent: 2,
          state: 'AwaitingPayment',
          due_since: made.created_at,
          failures: 0,
          next_attempt_at: null,
        },
      ],
    );
  });

  it('sells to an organization, with a trial, for a zone', async () => {
    const { acme, zone } = places;
    const trial = await buy(acme, 'pro_plus');
    assert.equal(trial.owner_kind, 'organization');
    assert.equal(trial.scope, 'account');
    assert.equal(trial.state, 'Trial');
    assert.equal(trial.period_number, 0);
    assert.equal(trial.balance, 0);
    assert.equal(Date.parse(trial.period.end) - Date.parse(trial.period.start), 14 * 24 * 3600e3);
    // The zone's owner buys for it, by the other API.
    const bought = await world.ann.api.ok('POST', `/zones/${zone.id}/subscriptions`, {
      rate_plan: { id: 'business' },
    });
    const found = (await subscriptionsOf(acme)).find(({ id }) => id === bought.id);
    assert.deepEqual(found.zone, { id: zone.id, name: 'acme.example' });
    assert.equal(found.scope, 'zone');
    assert.deepEqual((await itemsOf(acme))[0].zone, found.zone);
    const receipt = await api.ok('POST', '/payments', reportOf(found));
    assert.equal(receipt.subscription.state, 'Paid');
  });

  it('sells in currencies with their own decimals, and never mixes them', async () => {
    const { ben } = world;
    for (const [plan, currency, price, exponent] of [
      ['pro', 'KWD', 6500, 3],
      ['lite', 'USD', 500, 2],
    ]) {
      const made = await buy(ben, plan, { currency });
      assert.deepEqual([made.price, made.currency, made.exponent], [price, currency, exponent]);
    }
    assert.deepEqual(await balancesOf(ben), [
      { amount: 6500, currency: 'KWD', exponent: 3 },
      { amount: 500, currency: 'USD', exponent: 2 },
    ]);
    assert.deepEqual(
      (await itemsOf(ben)).map(({ balance }) => balance),
      [6500, 500],
    );
  });

  it('refuses what cannot be bought, and says why', async () => {
    const { ann } = world;
    const path = `${pathOf(ann)}/subscriptions`;
    const earlier = await snapshot(ann);
    for (const [json, pointers] of [
      [{}, ['/plan']],
      [{ plan: 1, currency: 1, frequency: 1 }, ['/plan', '/currency', '/frequency']],
      [{ plan: 'nonsense' }, ['/plan']],
      [{ plan: 'business' }, ['/plan']], // not for users
      [{ plan: 'lite', currency: 'JPY' }, ['/currency']],
      [{ plan: 'lite', currency: 'usd' }, ['/currency']],
      [{ plan: 'lite', frequency: 'weekly' }, ['/frequency']],
      [{ plan: 'lite', frequency: 'daily' }, ['/frequency']],
      [[], ['', '/plan']],
    ]) {
      assertProblem(await api.call('POST', path, { json }), 400, pointers);
    }
    assertProblem(await api.call('POST', path, { json: { plan: 'pro' } }), 409, []);
    const nowhere = `/billing/${newId()}/subscriptions`;
    assertProblem(await api.call('POST', nowhere, { json: { plan: 'pro' } }), 404);
    assert.deepEqual(await snapshot(ann), earlier);
  });

  it('changes plan and frequency, exactly', async () => {
    const { cat } = world;
    const made = await buy(cat, 'lite');
    const { body: changed } = await edit(made, { plan: 'pro' });
    assert.equal(changed.plan, 'pro');
    assert.equal(changed.price, 2000);
    assert.deepEqual(changed.period, made.period);
    // What was used of the old plan, and the rest of the new one, to the last cent.
    const items = await itemsOf(cat);
    assert.deepEqual(
      items.map(({ type, action }) => `${type} ${action}`),
      ['charge subscription', 'credit change', 'charge change'],
    );
    assert.equal(
      items.reduce((sum, { amount }) => sum + amount, 0),
      changed.balance,
    );
    assert.equal(items.at(-1).balance, changed.balance);
    assert.deepEqual((await edit(made, {})).body, changed, 'nothing is changed');
    assert.deepEqual((await edit(made, { plan: 'pro', frequency: null })).body, changed);
    const { body: yearly } = await edit(made, { frequency: 'yearly', currency: 'USD' });
    assert.equal(yearly.price, 24000);
    assert.equal(yearly.period_number, 1);
    for (const [json, pointers] of [
      [{ currency: 'EUR' }, ['/currency']],
      [{ plan: 'nonsense' }, ['/plan']],
      [{ plan: 'business' }, ['/plan']],
      [{ plan: 'lite' }, ['/frequency']], // it is not sold by the year
      [{ frequency: 'hourly' }, ['/frequency']],
      [{ plan: 7 }, ['/plan']],
    ]) {
      assertProblem(await edit(made, json), 400, pointers);
    }
    assertProblem(await edit({ ...made, id: newId() }, { plan: 'pro' }), 404);
    assertProblem(await edit({ ...made, owner_id: world.ann.id }, { plan: 'pro' }), 404);
    assert.deepEqual(await subscriptionsOf(cat), [yearly]);
  });

  it('takes two changes at once one after the other', async () => {
    const { jon } = world;
    const made = await buy(jon, 'pro');
    const answers = await Promise.all([
      edit(made, { frequency: 'yearly' }),
      edit(made, { frequency: 'weekly' }),
      edit(made, { plan: 'free' }),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    const [now] = await subscriptionsOf(jon);
    const items = await itemsOf(jon);
    assert.equal(
      items.reduce((sum, { amount }) => sum + amount, 0),
      now.balance,
    );
    assert.deepEqual(
      items.map(({ sequence }) => sequence),
      items.map((_, index) => index + 1),
    );
  });

  it('ends subscriptions with their period, or at once', async () => {
    const { dan } = world;
    const made = await buy(dan, 'pro');
    for (const json of [{}, { when: 'later' }, { when: null }, { when: 1 }]) {
      const path = `${pathOf(dan)}/subscriptions/${made.id}/cancel`;
      assertProblem(await api.call('POST', path, { json }), 400, ['/when']);
    }
    const ending = await cancel(made, 'period_end');
    assert.equal(ending.cancels_at_period_end, true);
    assert.equal(ending.state, 'AwaitingPayment');
    assert.deepEqual(await cancel(made, 'period_end'), ending, 'again');
    const { body: again } = await edit(made, { plan: 'pro' });
    assert.equal(again.cancels_at_period_end, false, 'taken back');
    const ended = await cancel(made, 'now');
    assert.equal(ended.state, 'Cancelled');
    assert.match(ended.ended_at, TIME);
    const items = await itemsOf(dan);
    assert.equal(items.at(-1).action, 'cancellation');
    assert.ok(items.at(-1).amount < 0 && items.at(-1).amount >= -2000);
    assert.equal(items.at(-1).balance, ended.balance);
    assert.deepEqual(await cancel(made, 'now'), ended, 'again');
    assertProblem(await edit(made, { plan: 'lite' }), 409, []);
    const due = await pages(api, '/payments/due', 500);
    assert.ok(!due.some(({ owner_id }) => owner_id === dan.id), 'nothing is collected any more');
    const missing = `/billing/${dan.id}/subscriptions/${newId()}/cancel`;
    assertProblem(await api.call('POST', missing, { json: { when: 'now' } }), 404);
    assert.equal((await buy(dan, 'pro')).state, 'AwaitingPayment', 'and can be bought again');
  });

  it('books what the operator says by hand', async () => {
    const { eve } = world;
    const made = await buy(eve, 'lite');
    const { body: credit } = await adjust(made, { amount: -500, description: 'Sorry for that' });
    assert.deepEqual(credit, {
      ...credit,
      sequence: 2,
      type: 'credit',
      action: 'adjustment',
      description: 'Sorry for that',
      amount: -500,
      currency: 'USD',
      balance: 0,
      subscription_id: made.id,
      period: null,
    });
    const state = async () => (await subscriptionsOf(eve))[0].state;
    assert.equal(await state(), 'Paid');
    const { body: charge } = await adjust(made, { amount: 1 });
    assert.deepEqual([charge.type, charge.balance], ['charge', 1]);
    assert.equal(await state(), 'AwaitingPayment');
    const earlier = await snapshot(eve);
    for (const [fields, pointer] of [
      [{ amount: 0 }, '/amount'],
      [{ amount: TOO_LARGE }, '/amount'],
      [{ amount: -TOO_LARGE }, '/amount'],
      [{ amount: 1.5 }, '/amount'],
      [{ amount: '5' }, '/amount'],
      [{ amount: null }, '/amount'],
      [{ currency: 'EUR' }, '/currency'],
      [{ currency: 1 }, '/currency'],
      [{ description: '' }, '/description'],
      [{ description: null }, '/description'],
      [{ description: 'x'.repeat(256) }, '/description'],
      [{ description: `Card ${CARD_NUMBER}` }, '/description'],
      [{ subscription_id: 'x' }, '/subscription_id'],
    ]) {
      const answer = await adjust(made, fields);
      assertProblem(answer, 400, [pointer]);
      assert.ok(!answer.text.includes(CARD_NUMBER));
    }
    assertProblem(await adjust(made, { subscription_id: newId() }), 404);
    assertProblem(await adjust({ ...made, owner_id: newId() }, {}), 404);
    assertProblem(await adjust(made, { amount: TOO_LARGE - 1 }), 409, []);
    assert.deepEqual(await snapshot(eve), earlier);
    assert.equal((await adjust(made, { description: 'ü'.repeat(255) })).status, 200);
  });

  it('keeps who pays, and how', async () => {
    const { fay } = world;
    const path = `${pathOf(fay)}/profile`;
    const first = await api.ok('GET', path);
    assert.equal(first.owner_id, fay.id);
    assert.equal(first.owner_kind, 'user');
    assert.equal(first.primary_email, 'fay@example.com');
    assert.equal(first.created_at, null);
    assert.equal(first.card, null);
    assert.equal(first.next_bill_at, null);

    const names = Object.keys(first).filter(
      (key) => !/^(owner_id|owner_kind|card|next_bill_at|created_at|modified_at)$/.test(key),
    );
    assert.equal(names.length, 27);
    const card = { brand: 'Visa', last_four: '4242', expiry_month: 2, expiry_year: 2030 };
    const texts = Object.fromEntries(names.map((name) => [name, `the ${name}`]));
    const stored = await api.ok('PATCH', path, { ...texts, card, unknown: 1 });
    assert.match(stored.created_at, TIME);
    assert.deepEqual(stored, {
      ...first,
      ...texts,
      card,
      created_at: stored.created_at,
      modified_at: stored.created_at,
    });
    assert.deepEqual(await api.ok('GET', path), stored);
    assert.deepEqual(await api.ok('PATCH', path, {}), stored, 'nothing is changed');

    const merged = await api.ok('PATCH', path, { vat: null, company: 'Acme', card: null });
    assert.deepEqual(merged, {
      ...stored,
      vat: null,
      company: 'Acme',
      card: null,
      modified_at: merged.modified_at,
    });
    // Its owner does not learn what the gateway calls the means of payment.
    const { text } = await fay.api.get('/user/billing/profile');
    assert.ok(text.includes('Acme') && !text.includes('the payment_reference'), text);
    const { period } = await buy(fay, 'lite');
    assert.equal((await api.ok('GET', path)).next_bill_at, period.end);
    const organization = await api.ok('GET', `${pathOf(places.acme)}/profile`);
    assert.equal(organization.owner_kind, 'organization');
    assert.equal(organization.company, 'Acme');
    assertProblem(await api.get(`/billing/${newId()}/profile`), 404);
    assertProblem(await api.call('PATCH', `/billing/${newId()}/profile`, { json: {} }), 404);
  });

  it('refuses what a profile cannot hold', async () => {
    const { fay } = world;
    const earlier = await snapshot(fay);
    const card = { last_four: '4242' };
    for (const [json, pointers] of [
      [{ first_name: 1 }, ['/first_name']],
      [{ first_name: 'x'.repeat(256) }, ['/first_name']],
      [{ card: '4242' }, ['/card']],
      [{ card: {} }, ['/card/last_four']],
      [{ card: { last_four: '424' } }, ['/card/last_four']],
      [{ card: { last_four: 'abcd' } }, ['/card/last_four']],
      [{ card: { ...card, brand: 1 } }, ['/card/brand']],
      [{ card: { ...card, expiry_month: 13 } }, ['/card/expiry_month']],
      [{ card: { ...card, expiry_month: '2' } }, ['/card/expiry_month']],
      [{ card: { ...card, expiry_year: 30 } }, ['/card/expiry_year']],
      [[], ['']],
    ]) {
      const answer = await api.call('PATCH', `${pathOf(fay)}/profile`, { json });
      assertProblem(answer, 400, pointers);
    }
    assert.deepEqual(await snapshot(fay), earlier);
  });

  it('takes no number of a card, whatever it is called', async () => {
    const { gus } = world;
    const made = await buy(gus, 'lite');
    const path = `${pathOf(gus)}/profile`;
    const numbers = [CARD_NUMBER, '4242 4242 4242 4242', 'x 4242-4242-4242-4242 y'];
    const names = Object.keys(await api.ok('GET', path)).filter(
      (key) => !/^(owner_id|owner_kind|card|next_bill_at|created_at|modified_at)$/.test(key),
    );
    const refused = async (answer, pointer) => {
      assertProblem(answer, 400, [pointer]);
      assert.doesNotMatch(answer.text, /4242/);
    };
    for (const number of numbers) {
      for (const name of names) {
        await refused(await api.call('PATCH', path, { json: { [name]: number } }), `/${name}`);
      }
      for (const [fields, pointer] of [
        [{ brand: number, last_four: '4242' }, '/card/brand'],
        [{ last_four: number }, '/card/last_four'],
      ]) {
        await refused(await api.call('PATCH', path, { json: { card: fields } }), pointer);
      }
      // A name may have all sorts of digits in it, but be no card's number.
      const whole = !number.startsWith('x');
      for (const field of whole ? ['payment', 'detail', 'event_id'] : ['detail']) {
        const json = reportOf(made, { [field]: number });
        await refused(await api.call('POST', '/payments', { json }), `/${field}`);
      }
      await refused(await adjust(made, { description: number }), '/description');
    }
    assert.equal((await itemsOf(gus)).length, 1);
    const places = { log: world.server.log, ...filesOf(world.directory.path) };
    assert.deepEqual(leaks(numbers, places), []);
  });

  it('lists a ledger page by page', async () => {
    const { hal } = world;
    const made = await buy(hal, 'lite');
    for (let i = 0; i < 6; i++) await adjust(made, { amount: i % 2 === 0 ? -100 : 50 });
    const all = await itemsOf(hal);
    assert.deepEqual(
      all.map(({ sequence }) => sequence),
      [1, 2, 3, 4, 5, 6, 7],
    );
    all.reduce((balance, item) => {
      assert.equal(item.balance, balance + item.amount);
      return item.balance;
    }, 0);
    for (const limit of [1, 3, 7, 8]) {
      assert.deepEqual(await pages(api, `${pathOf(hal)}/items`, limit), all);
    }
    const page = await api.ok('GET', `${pathOf(hal)}/items?limit=3&after=2`);
    assert.deepEqual(page, { items: all.slice(2, 5), next: 5 });
    const past = await api.ok('GET', `${pathOf(hal)}/items?after=7`);
    assert.deepEqual(past, { items: [], next: null });
    const answer = await api.get(`${pathOf(hal)}/items?after=x&limit=-1`);
    assertProblem(answer, 400, ['/after', '/limit']);
    for (const what of ['items', 'balances', 'subscriptions']) {
      assertProblem(await api.get(`/billing/${newId()}/${what}`), 404);
    }
    assert.deepEqual(await api.ok('GET', `${pathOf(world.ida)}/balances`), {
      items: [],
      next: null,
    });
  });

  it('lists what is due page by page', async () => {
    const all = await pages(api, '/payments/due', 500);
    assert.ok(all.length >= 5, `${all.length} are due`);
    for (const limit of [1, 2, all.length]) {
      assert.deepEqual(await pages(api, '/payments/due', limit), all);
    }
    const { next } = await api.ok('GET', '/payments/due?limit=1');
    assert.equal(next, `${all[0].owner_id}:${all[0].subscription_id}`);
    for (const after of ['x', all[0].owner_id, `${next}0`, `${all[0].owner_id}:x`]) {
      assertProblem(await api.get(`/payments/due?after=${after}`), 400, ['/after']);
    }
    assert.ok(all.every(({ amount }) => amount > 0));
  });

  it('gives the first answer to a purchase with the same key', async () => {
    const path = `${pathOf(world.ida)}/subscriptions`;
    const headers = { 'idempotency-key': fresh('key') };
    const first = await api.call('POST', path, { json: { plan: 'pro' }, headers });
    const again = await api.call('POST', path, { json: { plan: 'pro' }, headers });
    assert.equal(first.status, 200);
    assert.deepEqual(again.body, first.body);
    assert.equal((await itemsOf(world.ida)).length, 1);
  });

  it('leaves audit records', async () => {
    const records = querySqlite(
      world.path,
      `SELECT action, resource_kind AS kind FROM audit_records
       WHERE owner_id = x'${world.eve.id}' AND resource_kind = 'subscription' ORDER BY sequence`,
    );
    assert.deepEqual(
      records.map(({ action }) => action),
      ['create', 'adjust', 'adjust', 'adjust'],
    );
  });

  it('is the same after the server was killed', async () => {
    const made = await buy(world.eve, 'pro', { frequency: 'weekly' });
    const everything = () =>
      Promise.all([...BUYERS.map((name) => world[name]), places.acme].map(snapshot));
    const earlier = await everything();
    await world.server.kill();
    await world.start();
    assert.deepEqual(await everything(), earlier);
    assert.deepEqual((await subscriptionsOf(world.eve)).at(-1), made);
  });
});
