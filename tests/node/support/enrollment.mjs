// Second factors as their owners meet them: the link that the Rebilly dialect gives, and an app.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

import { send } from './api.mjs';

export const ENROLLMENT_FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** One call to the Rebilly dialect by the first user's key: `{status, headers, body}`. */
export async function askRebilly(world, path, method = 'GET') {
  const { status, headers, text } = await send(`${world.server.url}/rebilly${path}`, {
    method,
    headers: { 'reb-apikey': world.first.secret_api_key },
  });
  return { status, headers, body: text === '' ? null : JSON.parse(text) };
}

/** A new link to the page, as it is given out. */
export async function enrollmentLink(world) {
  const { status, headers, body } = await askRebilly(world, '/profile/mfa', 'POST');
  assert.ok(status < 300, JSON.stringify(body));
  world.secrets.add(headers.location.split('/').at(-1));
  return headers.location;
}

/** RFC 6238 as every app has it: SHA-1, 6 digits, 30 seconds. `step` is 1 for the next code. */
export function oneTimeCode(totpUrl, step = 0) {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...new URL(totpUrl).searchParams.get('secret')]
    .map((digit) => digits.indexOf(digit).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const mac = createHmac('sha1', key).update(counter).digest();
  const value = mac.readUInt32BE(mac.at(-1) & 0xf) & 0x7fffffff;
  return String(value % 1_000_000).padStart(6, '0');
}

/** A code that is not right now, nor a step earlier or later. */
export function wrongCode(totpUrl) {
  const right = [-2, -1, 0, 1, 2].map((step) => oneTimeCode(totpUrl, step));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find(
    (code) => !right.includes(code),
  );
}
