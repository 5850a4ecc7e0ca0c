// Payments as a gateway reports them.
import { createHmac, randomBytes } from 'node:crypto';

import { JSON_TYPE } from './api.mjs';

/** What no reader, log or file may show: the number of a card that pays in tests only. */
export const CARD_NUMBER = '4242424242424242';

let count = 0;
/** An id or a name that no report has had. */
export const fresh = (kind) => `${kind}_${(count += 1)}`;

export const DAY = 24 * 3600 * 1000;
/** A time so many milliseconds ago. */
export const ago = (milliseconds) => new Date(Date.now() - milliseconds).toISOString();

/** A report of the payment of what `subscription` owes. */
export const reportOf = (subscription, fields = {}) => ({
  event_id: fresh('evt'),
  type: 'paid',
  owner_id: subscription.owner_id,
  subscription_id: subscription.id,
  payment: fresh('pay'),
  amount: subscription.balance > 0 ? subscription.balance : subscription.price,
  currency: subscription.currency,
  occurred_at: ago(1000),
  ...fields,
});

/** The same as the message that a gateway signs. */
export function messageOf(report) {
  const { event_id, type, occurred_at, ...data } = report;
  return { type: `payment.${type}`, timestamp: occurred_at, data };
}

export const newWebhookSecret = () => `whsec_${randomBytes(24).toString('base64')}`;

export const nowInSeconds = () => Math.floor(Date.now() / 1000);

/** The signature of a message by the Standard Webhooks specification. */
export function signatureOf(secret, id, timestamp, body) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return `v1,${digest}`;
}

/** The headers of a signed message. */
export const signedBy = (secret, id, body, timestamp = nowInSeconds()) => ({
  ...JSON_TYPE,
  'webhook-id': id,
  'webhook-timestamp': `${timestamp}`,
  'webhook-signature': signatureOf(secret, id, timestamp, body),
});
