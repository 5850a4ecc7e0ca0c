// Reports of payments by the native API, from a gateway with a token and from one that signs.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { JSON_TYPE, send } from '../support/api.mjs';
import { newId } from '../support/credentials.mjs';
import { assertProblem, NativeApi, nativeApi } from '../support/native.mjs';
import {
  ago,
  CARD_NUMBER,
  DAY,
  fresh,
  messageOf,
  newWebhookSecret,
  nowInSeconds,
  reportOf,
  signatureOf,
  signedBy,
} from '../support/payments.mjs';
import { temporaryDirectory } from '../support/program.mjs';
import { ABLE, importedOrganization, ROLE } from '../support/team.mjs';
import { useWorld } from '../support/world.mjs';

const TOO_LARGE = 2 ** 53;
const BUYERS = ['ann', 'ben', 'cat', 'dan', 'eve', 'fay', 'gus', 'hal'];

/** What tests of reports do with a world. */
class Shop {
  constructor(world) {
    this.world = world;
    this.api = nativeApi(world);
  }

  buy(owner, plan = 'pro', fields = {}) {
    return this.api.ok('POST', `/billing/${owner.id}/subscriptions`, { plan, ...fields });
  }

  report(subscription, fields) {
    return this.api.call('POST', '/payments', { json: reportOf(subscription, fields) });
  }

  /** A report that is taken: what became of it, and of the subscription. */
  async reported(subscription, fields) {
    const { status, body, text } = await this.report(subscription, fields);
    assert.equal(status, 200, text);
    assert.deepEqual(Object.keys(body), ['outcome', 'repeated', 'subscription']);
    return [body.outcome, body.subscription.state, body.subscription.balance];
  }

  async subscription({ owner_id, id }) {
    const { items } = await this.api.ok('GET', `/billing/${owner_id}/subscriptions`);
    return items.find((one) => one.id === id);
  }

  async items({ owner_id }) {
    return (await this.api.ok('GET', `/billing/${owner_id}/items?limit=500`)).items;
  }

  async snapshot(subscription) {
    return [await this.subscription(subscription), await this.items(subscription)];
  }
}

describe('reports of payments', () => {
  const organization = {};
  const world = useWorld({
    users: Object.fromEntries(BUYERS.map((name) => [name, ABLE])),
    imports: ({ ann }) => {
      Object.assign(organization, importedOrganization('Acme', [[ann, ROLE.superAdministrator]]));
      return organization.lines;
    },
  });
  let shop;
  before(() => (shop = new Shop(world)));

  it('pay what is owed', async () => {
    for (const owner of [world.ann, organization]) {
      const made = await shop.buy(owner);
      const report = reportOf(made);
      const first = await shop.api.ok('POST', '/payments', report);
      assert.deepEqual(first, {
        outcome: 'applied',
        repeated: false,
        subscription: {
          ...made,
          state: 'Paid',
          balance: 0,
          due_since: null,
          modified_at: first.subscription.modified_at,
        },
      });
      assert.deepEqual(await shop.subscription(made), first.subscription);
      const item = (await shop.items(made)).at(-1);
      assert.equal(item.type, 'payment');
      assert.equal(item.action, 'payment');
      assert.equal(item.amount, -2000);
      assert.equal(item.balance, 0);
      assert.equal(item.payment, report.payment);
      assert.equal(item.subscription_id, made.id);

      const again = await shop.api.ok('POST', '/payments', report);
      assert.deepEqual(again, { ...first, repeated: true }, 'the same event');
      assert.equal((await shop.items(made)).length, 2);
      const { items } = await shop.api.ok('GET', '/payments/due?limit=500');
      assert.ok(!items.some(({ owner_id }) => owner_id === owner.id));
    }
  });

  it('are refused with the id of another event', async () => {
    const made = await shop.buy(world.ben);
    const report = reportOf(made);
    await shop.api.ok('POST', '/payments', report);
    const earlier = await shop.snapshot(made);
    for (const other of [
      { type: 'failed' },
      { amount: report.amount - 1 },
      { payment: fresh('pay') },
      { occurred_at: ago(DAY) },
      { detail: 'What for' },
    ]) {
      assertProblem(await shop.report(made, { ...report, ...other }), 409, []);
    }
    // The same payment in another event is the same payment.
    const same = { ...report, event_id: fresh('evt') };
    assert.deepEqual(await shop.reported(made, same), ['ignored', 'Paid', 0]);
    assertProblem(await shop.report(made, { ...same, event_id: fresh('evt'), amount: 1 }), 409, []);
    assert.deepEqual(await shop.snapshot(made), earlier);
    // So is that of another owner: a gateway's names mean one thing in the whole installation.
    const others = await shop.buy(world.cat);
    assertProblem(await shop.report(others, { event_id: report.event_id }), 409, []);
    assertProblem(await shop.report(others, { payment: report.payment }), 409, []);
    assert.deepEqual(await shop.reported(others), ['applied', 'Paid', 0]);
  });

  it('may come in any order', async () => {
    const made = await shop.buy(world.dan);
    const payment = fresh('pay');
    const refund = reportOf(made, { type: 'refunded', payment, amount: 500 });
    assertProblem(await shop.report(made, refund), 409, []);
    assert.deepEqual(await shop.reported(made, { payment }), ['applied', 'Paid', 0]);
    assert.deepEqual(await shop.reported(made, refund), ['applied', 'AwaitingPayment', 500]);
    const more = { type: 'refunded', payment, amount: 1501 };
    assertProblem(await shop.report(made, more), 409, []);
    assert.deepEqual(await shop.reported(made, { ...more, amount: 1500 }), [
      'applied',
      'AwaitingPayment',
      2000,
    ]);
    assert.deepEqual(await shop.reported(made, refund), ['applied', 'AwaitingPayment', 2000]);
    assert.deepEqual(await shop.reported(made, { amount: 2000 }), ['applied', 'Paid', 0]);
    // What failed before the newest payment says nothing any more.
    const late = { type: 'failed', occurred_at: ago(DAY) };
    assert.deepEqual(await shop.reported(made, late), ['ignored', 'Paid', 0]);
    const notDue = { type: 'failed', occurred_at: ago(0) };
    assert.deepEqual(await shop.reported(made, notDue), ['ignored', 'Paid', 0]);
    assert.equal((await shop.subscription(made)).failures, 0);
    assert.deepEqual(
      (await shop.items(made)).map(({ type, amount }) => `${type} ${amount}`),
      ['charge 2000', 'payment -2000', 'refund 500', 'refund 1500', 'payment -2000'],
    );
  });

  it('may pay a part, or too much', async () => {
    const made = await shop.buy(world.eve);
    assert.deepEqual(await shop.reported(made, { amount: 1 }), ['applied', 'AwaitingPayment', 1999]);
    assert.deepEqual(await shop.reported(made, { amount: 5000 }), ['applied', 'Paid', -3001]);
    const { items } = await shop.api.ok('GET', `/billing/${made.owner_id}/balances`);
    assert.deepEqual(items, [{ amount: -3001, currency: 'USD', exponent: 2 }]);
    const max = await shop.report(made, { amount: TOO_LARGE - 1 });
    assertProblem(max, 409, []);
  });

  it('that fail are tried again, until there were too many', async () => {
    const made = await shop.buy(world.fay);
    const fail = (hours) => shop.report(made, { type: 'failed', occurred_at: ago(hours) });
    for (const [failures, hours] of [
      [1, 72],
      [2, 96],
      [3, 120],
    ]) {
      const { body } = await fail(100 - failures);
      const { state, next_attempt_at, modified_at, ...seen } = body.subscription;
      assert.equal(body.outcome, 'applied');
      assert.equal(state, 'AwaitingPayment');
      assert.equal(seen.failures, failures);
      assert.equal(Date.parse(next_attempt_at) - Date.parse(modified_at), hours * 3600e3);
    }
    const { body } = await fail(0);
    assert.equal(body.outcome, 'applied');
    assert.equal(body.subscription.state, 'Failed');
    assert.equal(body.subscription.next_attempt_at, null);
    assert.equal(body.subscription.failed_at, body.subscription.modified_at);
    assert.equal((await fail(0)).body.outcome, 'ignored');
    const { items } = await shop.api.ok('GET', '/payments/due?limit=500');
    const due = items.find(({ subscription_id }) => subscription_id === made.id);
    assert.equal(due.state, 'Failed');
    assert.equal(due.failures, 4);
    const change = await shop.api.call(
      'PATCH',
      `/billing/${made.owner_id}/subscriptions/${made.id}`,
      { json: { plan: 'lite' } },
    );
    assertProblem(change, 409, []);

    const payment = fresh('pay');
    const paid = await shop.api.ok('POST', '/payments', reportOf(made, { payment }));
    const { state, failures, failed_at, due_since } = paid.subscription;
    assert.deepEqual([state, failures, failed_at, due_since], ['Paid', 0, null, null]);
    assert.deepEqual(await shop.reported(made, { type: 'refunded', payment }), [
      'applied',
      'AwaitingPayment',
      2000,
    ]);
    assert.equal((await shop.items(made)).length, 3, 'failures book nothing');
  });

  it('are not taken of what is not there', async () => {
    const made = await shop.buy(world.gus);
    for (const fields of [
      { subscription_id: newId() },
      { owner_id: newId() },
      { owner_id: world.hal.id },
      { owner_id: organization.id },
    ]) {
      assertProblem(await shop.report(made, fields), 404, []);
    }
    assert.equal((await shop.items(made)).length, 1);
  });

  it('are not taken with bad input, which is named', async () => {
    const made = await shop.buy(world.hal);
    const earlier = await shop.snapshot(made);
    for (const [fields, pointer] of [
      ...[TOO_LARGE, 0, -1, 1.5, '5', null, true, [], 1e300].map((amount) => [
        { amount },
        '/amount',
      ]),
      [{ currency: 'EUR' }, '/currency'],
      [{ currency: 'XXX' }, '/currency'],
      [{ currency: 2 }, '/currency'],
      [{ occurred_at: ago(-10 * 60_000) }, '/occurred_at'],
      [{ occurred_at: 'today' }, '/occurred_at'],
      [{ occurred_at: nowInSeconds() }, '/occurred_at'],
      [{ type: 'payment.paid' }, '/type'],
      [{ type: 'unpaid' }, '/type'],
      [{ type: null }, '/type'],
      [{ event_id: '' }, '/event_id'],
      [{ event_id: 'x'.repeat(256) }, '/event_id'],
      [{ payment: '' }, '/payment'],
      [{ payment: 'x'.repeat(256) }, '/payment'],
      [{ detail: 1 }, '/detail'],
      [{ detail: 'x'.repeat(256) }, '/detail'],
      [{ detail: CARD_NUMBER }, '/detail'],
      [{ payment: CARD_NUMBER }, '/payment'],
      [{ owner_id: 'x' }, '/owner_id'],
      [{ subscription_id: 1 }, '/subscription_id'],
    ]) {
      const answer = await shop.report(made, fields);
      assertProblem(answer, 400, [pointer]);
      assert.ok(!answer.text.includes(CARD_NUMBER));
    }
    const { status } = await shop.api.call('POST', '/payments', {
      body: JSON.stringify(reportOf(made)),
    });
    assert.equal(status, 415);
    assert.deepEqual(await shop.snapshot(made), earlier);
    // 2000.0 is no whole number as it is written, and 2^53 + 1 would be read as another.
    for (const amount of ['2000.0', '2e3', '9007199254740993', '99999999999999999999']) {
      const body = JSON.stringify(reportOf(made, { amount: 77 })).replace(':77,', `:${amount},`);
      const answer = await shop.api.call('POST', '/payments', { body, headers: JSON_TYPE });
      assertProblem(answer, 400, ['/amount']);
    }
    const almost = { occurred_at: ago(-4 * 60_000), event_id: 'x'.repeat(255) };
    assert.deepEqual(await shop.reported(made, almost), ['applied', 'Paid', 0]);
  });

  it('that are signed need a secret to check them with', async () => {
    const body = '{}';
    const headers = signedBy(newWebhookSecret(), fresh('evt'), body);
    const answer = await shop.api.call('POST', '/payments/webhook', { body, headers });
    assertProblem(answer, 404, []);
    assert.match(answer.body.detail, /--payment-webhook-secret-file/);
  });
});

describe('signed reports of payments', () => {
  const secret = newWebhookSecret();
  const newer = newWebhookSecret();
  const directory = temporaryDirectory();
  const file = join(directory.path, 'secret');
  writeFileSync(file, `${secret}\n${newer}\n`, { mode: 0o600 });
  after(() => directory.remove());
  const world = useWorld({
    users: Object.fromEntries(BUYERS.map((name) => [name, ABLE])),
    flags: ['--rate-limit', '0', '--payment-webhook-secret-file', file],
  });
  let shop;
  let gateway;
  before(() => {
    world.secrets.add(secret).add(newer);
    shop = new Shop(world);
    gateway = new NativeApi(world);
  });

  const post = (body, headers) => gateway.call('POST', '/payments/webhook', { body, headers });
  /** Sends a report signed; `at` is when it was, in seconds since 1970. */
  const deliver = (report, { by = secret, at = nowInSeconds() } = {}) => {
    const body = JSON.stringify(messageOf(report));
    return post(body, signedBy(by, report.event_id, body, at));
  };

  it('do what reports with a token do', async () => {
    const made = await shop.buy(world.ann);
    const report = reportOf(made);
    const first = await deliver(report);
    assert.equal(first.status, 200, first.text);
    assert.equal(first.body.outcome, 'applied');
    assert.equal(first.body.subscription.state, 'Paid');
    const again = await deliver(report);
    assert.deepEqual(again.body, { ...first.body, repeated: true });
    assertProblem(await deliver({ ...report, amount: 1 }), 409, []);
    const refund = reportOf(made, { type: 'refunded', payment: report.payment, amount: 2000 });
    assert.equal((await deliver(refund)).body.subscription.state, 'AwaitingPayment');
    const failed = reportOf(made, { type: 'failed', detail: 'No funds', occurred_at: ago(0) });
    assert.equal((await deliver(failed)).body.subscription.failures, 1);
    // Both doors lead to the same.
    assert.deepEqual(await shop.reported(made, report), ['applied', 'AwaitingPayment', 2000]);
  });

  it('are made by the gateway, as the audit log has it', async () => {
    const { text } = await send(`${world.server.url}/v1/audit-logs/${world.ann.id}/records`, {
      headers: shop.api.headers,
    });
    const records = text.trimEnd().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(
      records
        .filter(({ credential_kind }) => credential_kind === 'payment_gateway')
        .map(({ action, actor, credential, path }) => [action, actor, credential, path]),
      ['payment', 'refund', 'payment_failed'].map((action) => [
        action,
        undefined,
        undefined,
        '/v1/payments/webhook',
      ]),
    );
  });

  it('are taken by either secret while it is changed', async () => {
    const made = await shop.buy(world.ben);
    assert.equal((await deliver(reportOf(made, { amount: 1 }), { by: newer })).status, 200);
    const report = reportOf(made, { amount: 2 });
    const body = JSON.stringify(messageOf(report));
    const headers = signedBy(secret, report.event_id, body);
    const wrong = signatureOf(newWebhookSecret(), report.event_id, nowInSeconds(), body);
    headers['webhook-signature'] = `v1a,xyz ${wrong} ${headers['webhook-signature']}`;
    assert.equal((await post(body, headers)).status, 200);
    assert.equal((await shop.subscription(made)).balance, 1997);
  });

  it('are refused when the signature is not right, with the cause', async () => {
    const made = await shop.buy(world.cat);
    const earlier = await shop.snapshot(made);
    const report = reportOf(made);
    const body = JSON.stringify(messageOf(report));
    const good = () => signedBy(secret, report.event_id, body);
    const without = (name) => {
      const { [name]: _, ...headers } = good();
      return headers;
    };
    const refused = async (cause, headers, sent = body) => {
      const answer = await post(sent, headers);
      assertProblem(answer, 401, []);
      assert.match(answer.body.detail, cause);
    };
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      await refused(new RegExp(`${name} is missing`), without(name));
      await refused(new RegExp(`${name} is missing`), { ...good(), [name]: '' });
    }
    for (const [name, value] of [
      ['webhook-timestamp', 'now'],
      ['webhook-timestamp', '1.5'],
      ['webhook-timestamp', '-1'],
      ['webhook-timestamp', '9'.repeat(30)],
    ]) {
      await refused(/not as Standard Webhooks/, { ...good(), [name]: value });
    }
    const { 'webhook-signature': signature } = good();
    for (const value of ['x', 'v1', 'v1,', 'v1,!', signature.slice(3), 'v1,AAAA', 'v2,AAAA']) {
      await refused(/not as Standard Webhooks|signature is wrong/, {
        ...good(),
        'webhook-signature': value,
      });
    }
    await refused(/signature is wrong/, signedBy(newWebhookSecret(), report.event_id, body));
    await refused(/signature is wrong/, { ...good(), 'webhook-id': fresh('evt') });
    await refused(/signature is wrong/, good(), `${body} `);
    await refused(/signature is wrong/, good(), body.replace('2000', '1'));
    await refused(/signature is wrong/, good(), '');
    const at = (seconds) => signedBy(secret, report.event_id, body, nowInSeconds() + seconds);
    await refused(/too old/, at(-310));
    await refused(/from the future/, at(310));
    // A credential takes its place as little as nothing does.
    const { authorization } = shop.api.headers;
    await refused(/is missing/, { ...JSON_TYPE, authorization });
    // And what was wrongly signed is not read: nothing is said about it.
    await refused(/signature is wrong/, good(), 'nonsense');
    assert.deepEqual(await shop.snapshot(made), earlier);
    assert.equal((await post(body, at(-240))).status, 200);
    assert.equal((await post(body, at(240))).body.repeated, true);
  });

  it('are read once they are known to be the gateway’s', async () => {
    const made = await shop.buy(world.dan);
    const signed = (text) => post(text, signedBy(secret, fresh('evt'), text));
    const message = (fields, data = {}) => {
      const whole = messageOf(reportOf(made));
      return JSON.stringify({ ...whole, ...fields, data: { ...whole.data, ...data } });
    };
    for (const [text, pointers] of [
      [message({ type: 'customer.created' }), ['/type']],
      [message({ type: 'paid' }), ['/type']],
      [message({ type: 1 }), ['/type']],
      [message({ timestamp: nowInSeconds() }), ['/timestamp']],
      [message({ timestamp: ago(-10 * 60_000) }), ['/timestamp']],
      [message({}, { amount: TOO_LARGE }), ['/data/amount']],
      [message({}, { amount: 0 }), ['/data/amount']],
      [message({}, { currency: 'EUR' }), ['/data/currency']],
      [message({}, { detail: CARD_NUMBER }), ['/data/detail']],
      [message({}, { payment: CARD_NUMBER }), ['/data/payment']],
      [message({}, { owner_id: 'x' }), ['/data/owner_id']],
      ['{}', ['/type', '/timestamp', '/data']],
      ['[]', ['', '/type', '/timestamp', '/data']],
      ['', ['']],
      ['{"type":"payment.paid","type":"payment.paid"}', ['']],
    ]) {
      const answer = await signed(text);
      assertProblem(answer, 400, pointers);
      assert.ok(!answer.text.includes(CARD_NUMBER));
    }
    assertProblem(await signed(message({}, { subscription_id: newId() })), 404, []);
    const long = 'x'.repeat(256);
    const body = message({});
    assertProblem(await post(body, signedBy(secret, long, body)), 400, ['/webhook-id']);
    const { 'content-type': _, ...untyped } = signedBy(secret, fresh('evt'), body);
    assertProblem(await post(body, untyped), 415, []);
    assert.equal((await shop.items(made)).length, 1);
    const spaced = JSON.stringify(JSON.parse(body), null, 2);
    assert.equal((await signed(spaced)).status, 200, 'byte by byte, however it is written');
  });

  it('mean nothing with an idempotency key', async () => {
    const made = await shop.buy(world.eve);
    const headers = { 'idempotency-key': 'the same' };
    for (const amount of [1, 2]) {
      const report = reportOf(made, { amount });
      const body = JSON.stringify(messageOf(report));
      const answer = await post(body, { ...signedBy(secret, report.event_id, body), ...headers });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.headers['idempotent-replayed'], undefined);
    }
    assert.equal((await shop.subscription(made)).balance, 1997);
  });

  it('are the same after a restart', async () => {
    const made = await shop.buy(world.fay);
    const report = reportOf(made);
    const first = await deliver(report);
    await world.stop();
    await world.start();
    const again = await deliver(report);
    assert.deepEqual(again.body, { ...first.body, repeated: true });
    assertProblem(await deliver({ ...report, detail: 'Other' }), 409, []);
  });

  it('pay once, however many come at the same moment', async () => {
    const made = await shop.buy(world.gus);
    const report = reportOf(made);
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(report)));
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.outcome, body.subscription.balance]),
      answers.map(() => [200, 'applied', 0]),
    );
    assert.equal(answers.filter(({ body }) => !body.repeated).length, 1);
    assert.equal((await shop.items(made)).length, 2);
  });

  it('are taken by POST alone', async () => {
    const answer = await gateway.call('GET', '/payments/webhook');
    assertProblem(answer, 405);
    assert.equal(answer.headers.allow, 'POST');
  });
});
