// People who sign in by the native API: a client that keeps cookies as a browser does, and the mail
// that they get.
import assert from 'node:assert/strict';

import { mailIn, receive } from './mailbox.mjs';
import { NativeApi } from './native.mjs';

export const COOKIE = 'selfsame_session';
const TOKEN = /ssal_[0-9A-Za-z]{40}[0-9a-f]{8}/;

/** The native API as a browser calls it: with the cookies that it was given. */
export class BrowserApi extends NativeApi {
  constructor(world, headers = {}) {
    super(world, headers);
    this.cookies = new Map();
  }

  async call(method, path, { headers, ...options } = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await super.call(method, path, {
      ...options,
      headers: { ...(cookie && { cookie }), ...headers },
    });
    for (const line of answer.headers['set-cookie'] ?? []) this.#keep(line);
    for (const secret of [answer.body?.token, answer.body?.sign_in_token]) {
      if (secret) this.world.secrets.add(secret);
    }
    return answer;
  }

  #keep(line) {
    const [pair, ...attributes] = line.split('; ');
    const [name, value] = pair.split('=');
    this.attributes = attributes;
    if (attributes.includes('Max-Age=0')) return this.cookies.delete(name);
    this.world.secrets.add(value);
    return this.cookies.set(name, value);
  }

  /** Signs a person in who has no second factor; the answer's body. */
  signIn({ email, password } = this.world.first, fields = {}) {
    return this.ok('POST', '/sign-in', { email, password, ...fields });
  }
}

/** A browser in which somebody signed in. */
export async function signedIn(world, person) {
  const browser = new BrowserApi(world);
  await browser.signIn(person);
  return browser;
}

/** The token in the newest of `count` mails in all, which must be of that subject. */
export async function mailedToken(world, count, subject) {
  const mails = await receive(() => mailIn(world.mailDirectory), count);
  const found = mails.filter((mail) => mail.subject === subject);
  assert.ok(found.length > 0, mails.map((mail) => mail.subject).join('\n'));
  return found.at(-1).text.match(TOKEN)[0];
}
