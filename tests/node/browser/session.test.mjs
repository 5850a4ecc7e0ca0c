// The native API as a page of a product uses it, in a real browser: another origin, the cookie.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';

import { chromium } from 'playwright-core';

import { UNLIMITED } from '../support/rebilly.mjs';
import { useWorld } from '../support/world.mjs';

const CHROMIUM = process.env.SELFSAME_CHROMIUM ?? '/usr/bin/chromium';

/** An empty page on a port of its own, which makes it another origin. */
async function servePage() {
  const server = http.createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>product</title>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

const product = await servePage();
const stranger = await servePage();
after(() => [product, stranger].forEach(({ close }) => close()));

describe('a page of a product', () => {
  const world = useWorld({ flags: [...UNLIMITED, '--allowed-origin', product.origin] });
  let browser;
  let context;
  before(async () => {
    assert.ok(existsSync(CHROMIUM), 'script/bootstrap test installs chromium');
    // Root, as continuous integration is, has no sandbox.
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    context = await browser.newContext();
  });
  after(() => browser?.close());

  /** A request by a page of the origin: its status and body, or what the browser says instead. */
  async function ask(origin, method, path, body) {
    const page = await context.newPage();
    await page.goto(origin);
    const answer = await page.evaluate(
      async ([url, options]) => {
        try {
          const response = await fetch(url, options);
          const text = await response.text();
          return { status: response.status, body: text && JSON.parse(text), cookies: document.cookie };
        } catch (error) {
          return { error: String(error), cookies: document.cookie };
        }
      },
      [
        `${world.server.url}/v1${path}`,
        {
          method,
          credentials: 'include',
          ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
        },
      ],
    );
    await page.close();
    return answer;
  }

  it('signs its user in and out, and never sees the token', async () => {
    const { email, password } = world.first;
    const signedIn = await ask(product.origin, 'POST', '/sign-in', { email, password });
    assert.equal(signedIn.status, 200, JSON.stringify(signedIn));
    assert.equal(signedIn.body.user.email, email);
    assert.equal(signedIn.cookies, '');
    for (const { value } of await context.cookies()) world.secrets.add(value);
    assert.equal((await context.cookies()).length, 1);

    const session = await ask(product.origin, 'GET', '/session');
    assert.equal(session.body.session.id, signedIn.body.session.id);
    assert.match(session.body.session.user_agent, /Chrome/);
    assert.equal((await ask(product.origin, 'DELETE', '/session')).status, 204);
    assert.equal((await ask(product.origin, 'GET', '/session')).status, 401);
    assert.deepEqual(await context.cookies(), []);
  });

  it('is alone in that: a page of another origin neither reads nor changes anything', async () => {
    const { email, password } = world.first;
    assert.match((await ask(stranger.origin, 'POST', '/sign-in', { email, password })).error, /TypeError/);
    assert.deepEqual(await context.cookies(), []);
    const { status } = await ask(product.origin, 'POST', '/sign-in', { email, password });
    assert.equal(status, 200);
    for (const { value } of await context.cookies()) world.secrets.add(value);
    assert.match((await ask(stranger.origin, 'GET', '/session')).error, /TypeError/);
    assert.match((await ask(stranger.origin, 'DELETE', '/session')).error, /TypeError/);

    // What browsers send without asking first: a form.
    const page = await context.newPage();
    await page.goto(stranger.origin);
    const [answer] = await Promise.all([
      page.waitForNavigation(),
      page.evaluate((url) => {
        const form = document.createElement('form');
        form.method = 'post';
        form.action = url;
        document.body.append(form);
        form.submit();
      }, `${world.server.url}/v1/second-factor/enrollment`),
    ]);
    assert.equal(answer.status(), 403);
    await page.close();
    assert.equal((await ask(product.origin, 'GET', '/session')).status, 200, 'still signed in');
  });
});
