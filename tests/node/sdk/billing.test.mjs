// Billing through the official clients: what is sold, what was booked, and who pays.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { newId } from '../support/credentials.mjs';
import { collect, describeForEverySdk } from '../support/sdk.mjs';
import { ABLE, importedOrganization, importedZone, ROLE } from '../support/team.mjs';

const ITEMS = 120;
const UNKNOWN = '0123456789abcdef0123456789abcdef';

/** What suites send in full: most of it is not the client's to say. */
const FULL = Object.freeze({
  frequency: 'monthly',
  rate_plan: {
    id: 'free',
    currency: 'USD',
    externally_managed: false,
    is_contract: false,
    public_name: 'Business Plan',
    scope: 'zone',
    sets: ['string'],
  },
});

/** Lines of a ledger: a charge and its payment by turns, a day apart. */
const importedItems = (user) =>
  Array.from({ length: ITEMS }, (_, i) => ({
    type: 'billing_item',
    user_id: user.id,
    occurred_on: new Date(Date.UTC(2020, 0, 1 + i, 12, 0, 0, 345)).toISOString(),
    item_type: i % 2 ? 'payment' : 'charge',
    action: i % 2 ? 'payment' : 'subscription',
    description: `Line ${i}`,
    amount: i % 2 ? -1999 : 1999,
    currency: 'USD',
    ...(i === 0 ? { zone_name: 'gone.example' } : {}),
  }));

const options = {
  users: { alice: { ...ABLE, profile: { first_name: 'Alice' } }, bob: ABLE },
  imports: (world) => {
    world.team = importedOrganization('Team', [[world.alice, ROLE.superAdministrator]]);
    world.zone = importedZone(world.team, 'team.example');
    world.otherZone = importedZone(world.team, 'other.example');
    world.mine = newId();
    const plan = { plan: 'pro', currency: 'USD', state: 'Paid' };
    return [
      ...world.team.lines,
      world.zone.line,
      world.otherZone.line,
      { type: 'subscription', id: world.mine, user_id: world.alice.id, ...plan },
      { type: 'subscription', id: world.mine, organization_id: world.team.id, ...plan },
      ...importedItems(world.bob),
    ];
  },
};

describeForEverySdk('billing', options, (world, sdk) => {
  const alice = () => sdk.client(world.alice.api_token);
  const bob = () => sdk.client(world.bob.api_token);
  const account = () => ({ account_id: world.team.id });
  /** All of a list, whether the generation pages it or not. */
  const all = async (list) => {
    const found = await list;
    return Array.isArray(found) ? found : collect(found);
  };
  const own = () => all(alice().user.subscriptions.get());

  function assertShape(subscription) {
    assert.match(subscription.id, /^[0-9a-f]{32}$/);
    assert.equal(typeof subscription.price, 'number');
    assert.ok(
      Date.parse(subscription.current_period_start) < Date.parse(subscription.current_period_end),
    );
    assert.equal(subscription.currency, subscription.rate_plan.currency);
    assert.ok(Array.isArray(subscription.rate_plan.sets));
    assert.equal(subscription.rate_plan.is_contract, false);
    assert.equal(subscription.rate_plan.externally_managed, false);
  }

  it('gets the user’s subscriptions', async () => {
    const [found, ...others] = await own();
    assert.deepEqual(others, []);
    assertShape(found);
    assert.equal(found.id, world.mine);
    assert.equal(found.price, 20);
    assert.equal(found.state, 'Paid');
    assert.equal(found.frequency, 'monthly');
    assert.equal(found.rate_plan.id, 'pro');
    assert.equal(found.rate_plan.scope, 'user');
    assert.equal(found.zone, undefined);
    assert.deepEqual(await all(sdk.client().user.subscriptions.get()), []);
  });

  it('updates one of the user, and leaves it by an empty body', async () => {
    const { subscriptions } = alice().user;
    const [before] = await own();
    assert.deepEqual(await subscriptions.update(world.mine, {}), before);
    const yearly = await subscriptions.update(world.mine, { frequency: 'yearly' });
    assertShape(yearly);
    assert.equal(yearly.frequency, 'yearly');
    assert.equal(yearly.price, 240);
    assert.equal(yearly.state, 'AwaitingPayment');
    const free = await subscriptions.update(world.mine, FULL);
    assert.equal(free.rate_plan.id, 'free');
    assert.equal(free.rate_plan.public_name, 'Free Plan');
    assert.equal(free.rate_plan.scope, 'user');
    assert.deepEqual(free.rate_plan.sets, []);
    assert.equal(free.price, 0);
    assert.equal(free.state, 'Provisioned');
    assert.deepEqual(await own(), [free]);
  });

  it('deletes one of the user with its period, again and again', async () => {
    const { subscriptions } = alice().user;
    for (let i = 0; i < 3; i++)
      assert.equal((await subscriptions.delete(world.mine)).subscription_id, world.mine);
    const [found] = await own();
    assert.equal(found.state, 'Provisioned', 'until the period ends');
    await subscriptions.update(world.mine, FULL);
    assert.deepEqual((await own()).length, 1);
  });

  it('refuses what cannot be', async () => {
    const { subscriptions } = alice().user;
    const change = (body) => () => subscriptions.update(world.mine, body);
    await sdk.refuses(change({ rate_plan: { id: 'gold' } }), 400, 1001, /rate_plan\/id/);
    await sdk.refuses(change({ rate_plan: { id: 'business' } }), 400, 1001, /not sold for a user/);
    await sdk.refuses(change({ rate_plan: { currency: 'EUR' } }), 400, 1001, /currency/);
    await sdk.refuses(change({ frequency: 'daily' }), 400, 1001, /frequency/);
    await sdk.refuses(() => subscriptions.update(UNKNOWN, {}), 404, 1001, /not found/);
    await sdk.refuses(() => subscriptions.delete(UNKNOWN), 404, 1001, /not found/);
    const others = sdk.client().user.subscriptions;
    await sdk.refuses(() => others.delete(world.mine), 404, 1001, /not found/);
  });

  it('gets the user’s profile', async () => {
    const profile = await alice().user.billing.profile.get();
    assert.equal(profile.id, world.alice.id);
    assert.equal(profile.first_name, 'Alice');
    assert.equal(profile.primary_email, world.alice.email);
    assert.equal(typeof profile.balance, 'string');
    assert.equal(profile.is_partner, false);
    assert.equal(profile.created_on, undefined);
    const settled = await bob().user.billing.profile.get();
    assert.equal(settled.balance, '0');
    assert.equal(settled.next_bill_date, undefined);
  });

  it('gets an account’s profile', async () => {
    const { profiles } = alice().billing;
    const get = () => (sdk.major < 4 ? profiles.get(world.team.id) : profiles.get(account()));
    const profile = await get();
    assert.equal(profile.id, world.team.id);
    assert.equal(profile.company, 'Team');
    assert.ok(Date.parse(profile.next_bill_date) > Date.now());
    const foreign = bob().billing.profiles;
    await sdk.refuses(
      () => (sdk.major < 4 ? foreign.get(world.team.id) : foreign.get(account())),
      404,
      1001,
    );
  });

  if (sdk.major >= 7) {
    it('is not told of what a profile does not have', async () => {
      const { profiles } = alice().billing;
      const before = await profiles.get(account());
      const sent = { ...account(), billing_email: 'x@example.com', preferred_locale: 'de' };
      assert.deepEqual(await profiles.updateBillingEmail(sent), before);
    });
  }

  it('lists the history, page after page to its end', async () => {
    const { history } = bob().user.billing;
    for (const query of [{}, { per_page: 50 }, { per_page: 7, page: 1 }]) {
      const items = await collect(history.list(query));
      assert.equal(items.length, ITEMS);
      assert.deepEqual(
        items.map(({ description }) => description),
        Array.from({ length: ITEMS }, (_, i) => `Line ${i}`),
      );
      assert.equal(new Set(items.map(({ id }) => id)).size, ITEMS);
    }
    const [first, second] = (await history.list()).result;
    assert.deepEqual(first, {
      id: first.id,
      type: 'charge',
      action: 'subscription',
      description: 'Line 0',
      occurred_at: '2020-01-01T12:00:00.345000Z',
      amount: 19.99,
      currency: 'USD',
      zone: { name: 'gone.example' },
    });
    assert.equal(second.amount, -19.99);
    assert.deepEqual(second.zone, {});
  });

  it('filters and orders the history', async () => {
    const { history } = bob().user.billing;
    const payments = await collect(history.list({ type: 'payment', per_page: 50 }));
    assert.equal(payments.length, ITEMS / 2);
    assert.ok(payments.every(({ type }) => type === 'payment'));
    const charges = await collect(history.list({ action: 'subscription', order: 'occurred_at' }));
    assert.equal(charges.length, ITEMS / 2);
    const at = { occurred_at: '2020-01-03T12:00:00.345Z' };
    assert.deepEqual(
      (await collect(history.list(at))).map(({ description }) => description),
      ['Line 2'],
    );
    const byType = await collect(history.list({ order: 'type', per_page: 50 }));
    assert.deepEqual(byType.map(({ type }) => type).sort(), byType.map(({ type }) => type));
    assert.deepEqual(await collect(history.list({ type: 'gift' })), []);
    assert.deepEqual((await history.list({ page: 99 })).result, []);
  });

  if (sdk.major >= 4) {
    it('buys, gets, changes and ends subscriptions of an account', async () => {
      const { subscriptions } = alice().accounts;
      const bought = await subscriptions.create({ ...account(), rate_plan: { id: 'business' } });
      assertShape(bought);
      assert.equal(bought.price, 200);
      assert.equal(bought.state, 'AwaitingPayment');
      assert.equal(bought.rate_plan.scope, 'account');
      const ids = (await collect(subscriptions.get(account()))).map(({ id }) => id);
      assert.deepEqual(ids, [world.mine, bought.id]);
      const changed = await subscriptions.update(bought.id, { ...account(), frequency: 'yearly' });
      assert.equal(changed.price, 2400);
      assert.deepEqual(await subscriptions.update(bought.id, account()), changed);
      const ended = await subscriptions.delete(bought.id, account());
      assert.deepEqual(ended, { subscription_id: bought.id });
      await sdk.refuses(() => subscriptions.create(account()), 400, 1001, /rate_plan\/id/);
      await sdk.refuses(() => subscriptions.delete(UNKNOWN, account()), 404, 1001);
    });
  }

  if (sdk.major >= 7) {
    it('gets one subscription of an account, and those of a zone', async () => {
      const { subscriptions } = alice().accounts;
      const one = await subscriptions.getByIdentifier(world.mine, account());
      assert.equal(one.id, world.mine);
      const ofZone = { zone_id: world.otherZone.id };
      assert.deepEqual(await collect(subscriptions.get(ofZone)), []);
      const bought = await subscriptions.create({ ...ofZone, rate_plan: { id: 'lite' } });
      assert.equal(bought.rate_plan.scope, 'zone');
      assert.deepEqual(await collect(subscriptions.get(ofZone)), [bought]);
      await subscriptions.delete(bought.id, account());
    });
  }

  it('buys and changes the plan of a zone, which the user is told of', async () => {
    const { subscriptions } = alice().zones;
    const ofZone = { zone_id: world.zone.id };
    const create = (body) =>
      sdk.major < 4
        ? subscriptions.create(world.zone.id, body)
        : subscriptions.create({ ...ofZone, ...body });
    const get = () =>
      sdk.major < 4 ? subscriptions.get(world.zone.id) : subscriptions.get(ofZone);
    const update = (body) =>
      sdk.major < 4
        ? alice().user.subscriptions.edit(world.zone.id, body)
        : subscriptions.update({ ...ofZone, ...body });
    const levels = async () => {
      const user = await alice().user.get();
      return [user.has_pro_zones, user.has_business_zones, user.has_enterprise_zones];
    };

    assert.deepEqual(await levels(), [false, false, false]);
    const pro = await create({ rate_plan: { id: 'pro' }, frequency: 'monthly' });
    assertShape(pro);
    assert.deepEqual(pro.zone, { id: world.zone.id, name: 'team.example' });
    assert.deepEqual(await get(), pro);
    assert.deepEqual(await levels(), [true, false, false]);
    const business = await update({ rate_plan: { id: 'business' } });
    assert.equal(business.id, pro.id);
    assert.deepEqual(await levels(), [false, true, false]);
    await update({ rate_plan: { id: 'free' } });
    assert.deepEqual(await levels(), [false, false, false]);
    assert.equal((await get()).rate_plan.id, 'free');
    if (sdk.major < 4) {
      const listed = await collect(subscriptions.list(world.team.id));
      assert.deepEqual(
        listed.map(({ id }) => id),
        [world.mine, pro.id],
      );
    }
  });

  it('books every change, and sums up to the balance', async () => {
    const page = await alice().get(`/accounts/${world.team.id}/billing/history`, {
      query: { per_page: 50 },
    });
    const cents = page.result.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0);
    const profile = await alice().get(`/accounts/${world.team.id}/billing/profile`);
    assert.equal(Math.round(Number(profile.result.balance) * 100), cents);
    assert.ok(page.result.some(({ zone }) => zone.name === 'team.example'));
  });
});
