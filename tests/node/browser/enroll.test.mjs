// The page behind an enrollment link, in a real browser and read by a real reader of QR codes.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import jsqr from 'jsqr';
import { chromium } from 'playwright-core';
import { PNG } from 'pngjs';

import { askRebilly, enrollmentLink, oneTimeCode, wrongCode } from '../support/enrollment.mjs';
import { useWorld } from '../support/world.mjs';

const CHROMIUM = process.env.SELFSAME_CHROMIUM ?? '/usr/bin/chromium';

/** What the code on a screenshot says. */
function readQrCode(screenshot) {
  const { data, width, height } = PNG.sync.read(screenshot);
  const read = jsqr.default ?? jsqr;
  return read(new Uint8ClampedArray(data), width, height)?.data;
}

describe('the enrollment page', () => {
  const world = useWorld({ flags: ['--service-name', 'Acme <b>& "Sons"</b>', '--access-log'] });
  const enrolled = {}; // what the app knows
  let browser;
  before(async () => {
    assert.ok(existsSync(CHROMIUM), 'script/bootstrap test installs chromium');
    // Root, as continuous integration is, has no sandbox.
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  after(() => browser?.close());

  /** A page, and what goes wrong on it; `close` checks that nothing did. */
  async function open(url, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, ...options });
    const page = await context.newPage();
    const complaints = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(world.server.url)) complaints.push(request.url());
    });
    const answer = await page.goto(url);
    const close = async () => {
      // A browser says of itself which status a page came with.
      const others = complaints.filter((text) => !/server responded with a status of 4\d\d/.test(text));
      assert.deepEqual(others, []);
      await context.close();
    };
    return { page, answer, close };
  }

  const send = async (page, code) => {
    await page.getByLabel('6-digit code').fill(code);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.waitForLoadState();
  };

  for (const colorScheme of ['light', 'dark']) {
    it(`fits a narrow screen and can be scanned where colors are ${colorScheme}`, async () => {
      const narrow = { viewport: { width: 320, height: 640 }, colorScheme, deviceScaleFactor: 2 };
      const { page, close } = await open(await enrollmentLink(world), narrow);
      const widths = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      assert.ok(widths[0] <= widths[1], `${widths}`);
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const brightness = Math.max(...ground.match(/\d+/g).map(Number));
      assert.ok(colorScheme === 'dark' ? brightness < 60 : brightness > 200, ground);
      const { totpUrl } = (await askRebilly(world, '/profile')).body;
      assert.equal(readQrCode(await page.locator('.qr svg').screenshot()), totpUrl);
      await close();
    });
  }

  it('makes a factor active with the code of an app that has scanned it', async () => {
    const { totpUrl } = (await askRebilly(world, '/profile')).body;
    const { page, answer, close } = await open(await enrollmentLink(world));
    assert.equal(answer.status(), 200);
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    assert.equal(await page.locator('header').textContent(), 'Acme <b>& "Sons"</b>');
    assert.equal(await page.locator('.email').textContent(), world.first.email);

    const scanned = readQrCode(await page.locator('.qr svg').screenshot());
    assert.equal(scanned, totpUrl);
    const secret = new URL(scanned).searchParams.get('secret');
    world.secrets.add(secret);
    enrolled.totpUrl = scanned;
    const typed = await page.locator('.secret').textContent();
    assert.match(typed, /^(\w{4} )*\w{1,4}$/);
    assert.equal(typed.replaceAll(' ', ''), secret);

    await send(page, wrongCode(scanned));
    const field = page.getByLabel('6-digit code');
    assert.match(await page.getByRole('alert').textContent(), /not the code/);
    assert.ok(await field.evaluate((element) => element.matches(':focus')));
    const described = (await field.getAttribute('aria-describedby')).split(' ');
    assert.ok(described.includes(await page.getByRole('alert').getAttribute('id')));
    assert.equal(readQrCode(await page.locator('.qr svg').screenshot()), totpUrl);

    await send(page, oneTimeCode(scanned).replace(/^.../, '$& '));
    assert.equal(await page.locator('h1').textContent(), 'Your second factor is active');
    const codes = (await page.locator('.codes').textContent()).split('\n');
    assert.equal(codes.length, 10);
    assert.equal(new Set(codes).size, 10);
    for (const code of codes) world.secrets.add(code);
    await close();

    const { body } = await askRebilly(world, '/profile/mfa');
    assert.equal(body.status, 'active', JSON.stringify(body));
  });

  it('only asks for a code when the factor is active', async () => {
    const { totpUrl } = enrolled;
    const { page, close } = await open(await enrollmentLink(world));
    assert.equal(await page.locator('h1').textContent(), 'Prove your second factor');
    assert.equal(await page.locator('.qr, .secret').count(), 0);
    await send(page, oneTimeCode(totpUrl, 1)); // this step's was used
    assert.equal(await page.locator('h1').textContent(), 'Your second factor is proved');
    assert.equal(await page.locator('.codes').count(), 0);
    await close();
  });
});
