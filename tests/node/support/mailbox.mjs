// Mail as it leaves the program.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { simpleParser } from 'mailparser';

const DELIVERY_TIME = 10_000;

async function parse(source) {
  const mail = await simpleParser(source);
  return {
    to: mail.to.value.map(({ address }) => address).join(', '),
    from: mail.from.value[0].address,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
  };
}

/** Waits until `sources()` gives `count` mails, and no more; the mails. */
export async function receive(sources, count) {
  const deadline = Date.now() + DELIVERY_TIME;
  while (sources().length < count && Date.now() < deadline) await pause(25);
  await pause(100); // for one too many
  const mails = await Promise.all(sources().map(parse));
  const seen = mails.map(({ to, subject }) => `${to}: ${subject}`).join('\n');
  assert.equal(mails.length, count, `mails:\n${seen}`);
  return mails;
}

/** What was written into a `--mail-directory`, which need not be there. */
export function mailIn(directory) {
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory).filter((name) => /^[^.].*\.eml$/.test(name));
  return names.sort().map((name) => readFileSync(join(directory, name)));
}
