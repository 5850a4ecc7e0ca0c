// What the page behind an enrollment link answers to clients that are no browsers.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { JSON_TYPE, send } from '../support/api.mjs';
import {
  askRebilly,
  ENROLLMENT_FORM,
  enrollmentLink,
  oneTimeCode,
  wrongCode,
} from '../support/enrollment.mjs';
import { useWorld } from '../support/world.mjs';

const post = (url, body, headers = ENROLLMENT_FORM) => send(url, { method: 'POST', headers, body });

function assertPage({ status, headers, text }, expected) {
  assert.equal(status, expected, text);
  assert.equal(headers['content-type'], 'text/html; charset=utf-8');
  assert.match(
    headers['content-security-policy'],
    /^default-src 'none'; style-src 'sha256-[^' ]+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
  );
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['x-content-type-options'], 'nosniff');
}

describe('the enrollment page on the wire', () => {
  const world = useWorld({ flags: ['--access-log', '--account-attempts', '0'] });
  const totpUrl = async () => (await askRebilly(world, '/profile')).body.totpUrl;

  it('is for those who have a link', async () => {
    const link = await enrollmentLink(world);
    assertPage(await send(link), 200);
    const mistyped = link.slice(0, -1) + (link.endsWith('0') ? '1' : '0');
    const others = [mistyped, `${link}x`, `${link}/x`, `${link}%00`];
    for (const other of [...others, `${world.server.url}/enroll/`]) {
      const read = await send(other);
      assertPage(read, 404);
      const sent = await post(other, `code=${oneTimeCode(await totpUrl())}`);
      assertPage(sent, 404);
      assert.equal(sent.text, read.text);
    }
  });

  it('answers HEAD without the page, and no other method', async () => {
    const link = await enrollmentLink(world);
    const head = await send(link, { method: 'HEAD' });
    assertPage(head, 200);
    assert.equal(head.text, '');
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const refused = await send(link, { method });
      assertPage(refused, 405);
      assert.equal(refused.headers.allow, 'GET, HEAD, POST');
    }
  });

  it('takes forms of a small size', async () => {
    const link = await enrollmentLink(world);
    const padded = (size) => `code=&x=${'x'.repeat(size - 'code=&x='.length)}`;
    assertPage(await post(link, padded(1024)), 422);
    assertPage(await post(link, padded(1025)), 413);
    assertPage(await post(link, padded((1 << 20) + 1)), 413);
    const code = oneTimeCode(await totpUrl());
    assertPage(await post(link, JSON.stringify({ code }), JSON_TYPE), 415);
    assertPage(await post(link, `code=${code}`, {}), 415);
    assert.equal((await askRebilly(world, '/profile/mfa')).body.status, 'inactive');
  });

  it('takes one right code, after any number of wrong ones', async () => {
    const link = await enrollmentLink(world);
    const url = await totpUrl();
    const right = oneTimeCode(url);
    const wrong = ['', 'code', 'code=', 'code=%00', 'code=%ff', `code=${right}0`, `code=${right}%00`];
    for (const body of [...wrong, `other=${right}`, `code=${wrongCode(url)}`]) {
      assertPage(await post(link, body), 422);
    }
    const taken = await post(link, `code=${right}`);
    assertPage(taken, 200);
    const codes = taken.text.match(/<pre[^>]*>([^<]*)<\/pre>/)[1].split('\n');
    assert.equal(codes.length, 10);
    for (const code of codes) world.secrets.add(code);
    assertPage(await post(link, `code=${oneTimeCode(url, 1)}`), 404);
    assertPage(await send(link), 404);
  });
});

describe('guesses on enrollment pages', () => {
  const world = useWorld({ flags: ['--account-attempts', '3'] });

  it('are counted for the account, over all its links', async () => {
    const { totpUrl } = (await askRebilly(world, '/profile')).body;
    const code = wrongCode(totpUrl);
    for (let i = 0; i < 3; ++i) {
      assertPage(await post(await enrollmentLink(world), `code=${code}`), 422);
    }
    const refused = await post(await enrollmentLink(world), `code=${oneTimeCode(totpUrl)}`);
    assertPage(refused, 429);
    assert.match(refused.headers['retry-after'], /^[1-9]\d*$/);
    assert.equal((await askRebilly(world, '/profile/mfa')).body.status, 'inactive');
  });
});
