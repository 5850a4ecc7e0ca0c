// Requests that are too large, or no HTTP at all: refused in the envelope, and nobody else notices.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';

import { checkEnvelope, JSON_TYPE, send } from '../support/api.mjs';
import { allow, GROUP } from '../support/credentials.mjs';
import { exchange, headerBlock, RawConnection } from '../support/raw.mjs';
import { assertChangesNothing, useWorld } from '../support/world.mjs';

const MIB = 1 << 20;
const URL_BYTES = 8 << 10;
const HEADER_BYTES = 16 << 10;

describe('HTTP', () => {
  const world = useWorld({ failures: true }); // 501 and 505, see below
  const authorized = (headers) => ({
    Authorization: `Bearer ${world.first.api_token}`,
    ...headers,
  });
  const fields = { name: 'n', policies: [allow(GROUP.userRead)] };
  /** A valid body of exactly so many bytes. */
  function bodyOf(bytes) {
    const head = `${JSON.stringify(fields).slice(0, -1)},"pad":"`;
    return `${head}${'x'.repeat(bytes - head.length - 2)}"}`;
  }
  const create = (body) => world.api.call('POST', '/user/tokens', { body, headers: JSON_TYPE });
  const ask = (bytes, options) => exchange(world.server.port, bytes, options);
  const chunk = (data) => `${Buffer.byteLength(data).toString(16)}\r\n${data}\r\n`;

  function assertRefusedWith(answer, ...statuses) {
    assert.ok(answer, 'an answer');
    assert.ok(statuses.includes(answer.status), `${answer.status}: ${answer.text}`);
    checkEnvelope(answer);
    assert.ok(answer.closed, 'the connection was closed');
  }

  afterEach(async () => assert.equal((await world.api.get('/user')).status, 200));

  it('accepts a body of 1 MiB', async () => {
    const { status, result, text } = await create(bodyOf(MIB));
    assert.equal(status, 200, text);
    await world.api.ok('DELETE', `/user/tokens/${result.id}`);
  });

  it('413 for one byte more', async () => {
    await assertChangesNothing(world.api, async () => {
      const connection = await RawConnection.open(world.server.port);
      const head = headerBlock(
        'POST /client/v4/user/tokens HTTP/1.1',
        authorized({ 'Content-Type': 'application/json', 'Content-Length': MIB + 1 }),
      );
      await connection.send(head + bodyOf(MIB + 1));
      const answer = await connection.answer();
      assertRefusedWith({ ...answer, closed: await connection.closes() }, 413);
      connection.close();
    });
  });

  it('413 before a body that is announced too large is sent', async () => {
    for (const length of [MIB + 1, 2 ** 31, 2 ** 32 + 10, Number.MAX_SAFE_INTEGER]) {
      const head = headerBlock(
        'POST /client/v4/user/tokens HTTP/1.1',
        authorized({ 'Content-Type': 'application/json', 'Content-Length': length }),
      );
      assertRefusedWith(await ask(head), 413);
    }
  });

  it('413 also reaches a client that sends all of a large body before it reads', async () => {
    for (let i = 0; i < 10; i++) {
      const { status } = await send(`${world.server.base}/user/tokens`, {
        method: 'POST',
        headers: { ...world.api.headers, ...JSON_TYPE, 'content-length': 8 * MIB },
        body: Buffer.alloc(8 * MIB, 'x'),
      });
      assert.equal(status, 413);
    }
  });

  it('reads a body in chunks up to 1 MiB, and 413 past it', async () => {
    const sendChunked = async (body) => {
      const connection = await RawConnection.open(world.server.port);
      await connection.send(
        headerBlock(
          'POST /client/v4/user/tokens HTTP/1.1',
          authorized({ 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' }),
        ),
      );
      const pieces = body.match(/[^]{1,60000}/g).map(chunk);
      await connection.sendUntilAnswered([...pieces, '0\r\n\r\n']);
      const answer = await connection.answer();
      const closed = answer.status !== 200 && (await connection.closes());
      connection.close();
      return { ...answer, closed };
    };
    const accepted = await sendChunked(bodyOf(MIB));
    assert.equal(accepted.status, 200, accepted.text);
    const { id, value } = JSON.parse(accepted.text).result;
    world.secrets.add(value);
    await world.api.ok('DELETE', `/user/tokens/${id}`);
    await assertChangesNothing(world.api, async () =>
      assertRefusedWith(await sendChunked(bodyOf(MIB + 1)), 413),
    );
  });

  it('413 for a body that never ends', async () => {
    const connection = await RawConnection.open(world.server.port);
    await connection.send(
      headerBlock(
        'POST /client/v4/user/tokens HTTP/1.1',
        authorized({ 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' }),
      ),
    );
    const piece = chunk('x'.repeat(64 << 10));
    await connection.sendUntilAnswered(Array(200).fill(piece));
    const answer = await connection.answer();
    assertRefusedWith({ ...answer, closed: await connection.closes() }, 413);
    connection.close();
  });

  it('accepts a URL of 8 KiB, and 414 for one byte more', async () => {
    const target = (bytes) => '/client/v4/user?'.padEnd(bytes, 'x');
    const request = (bytes) => headerBlock(`GET ${target(bytes)} HTTP/1.1`, authorized());
    const accepted = await ask(request(URL_BYTES));
    assert.equal(accepted.status, 200, accepted.text);
    assertRefusedWith(await ask(request(URL_BYTES + 1)), 414);
    assertRefusedWith(
      await ask(headerBlock(`GET ${'/x'.repeat(URL_BYTES)} HTTP/1.1`, authorized())),
      414,
    );
  });

  it('414 or 431 for a first line that never ends', async () => {
    const connection = await RawConnection.open(world.server.port);
    await connection.send('GET /');
    await connection.sendUntilAnswered(Array(400).fill('x'.repeat(16 << 10)));
    const answer = await connection.answer();
    assertRefusedWith({ ...answer, closed: await connection.closes() }, 414, 431);
    connection.close();
  });

  it('accepts a header of 16 KiB, and 431 for one byte more', async () => {
    const request = (bytes) => {
      const pad = (length) =>
        headerBlock('GET /client/v4/user HTTP/1.1', authorized({ 'X-Pad': 'x'.repeat(length) }));
      return pad(bytes - pad(0).length);
    };
    const accepted = await ask(request(HEADER_BYTES));
    assert.equal(accepted.status, 200, accepted.text);
    for (const bytes of [HEADER_BYTES + 1, 1 << 20])
      assertRefusedWith(await ask(request(bytes)), 431);
  });

  it('431 for 100,000 header lines', async () => {
    const connection = await RawConnection.open(world.server.port);
    await connection.send('GET /client/v4/user HTTP/1.1\r\nHost: 127.0.0.1\r\n');
    await connection.sendUntilAnswered(Array(1000).fill('X-A: b\r\n'.repeat(100)));
    const answer = await connection.answer();
    assertRefusedWith({ ...answer, closed: await connection.closes() }, 431);
    connection.close();
  });

  it('431 for more short lines than anybody needs', async () => {
    const lines = (count) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`A${i}`, '']));
    assert.equal(
      (await ask(headerBlock('GET /client/v4/user HTTP/1.1', authorized(lines(100))))).status,
      200,
    );
    assertRefusedWith(
      await ask(headerBlock('GET /client/v4/user HTTP/1.1', authorized(lines(1000)))),
      431,
    );
  });

  const LINE = 'GET /client/v4/user HTTP/1.1\r\n';
  const POST =
    'POST /client/v4/user/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const NO_HTTP = {
    'random bytes': Buffer.from(Array.from({ length: 600 }, (_, i) => (i * 7919 + 13) & 255)),
    'a TLS hello': Buffer.from('16030100f8010000f40303', 'hex'),
    'the HTTP/2 preface': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'HTTP/0.9': 'GET /client/v4/user\r\n\r\n',
    'HTTP/3.0': 'GET /client/v4/user HTTP/3.0\r\nHost: x\r\n\r\n',
    'no version number': 'GET /client/v4/user HTTP/\r\nHost: x\r\n\r\n',
    'blanks in the target': 'GET /client/v4/ user HTTP/1.1\r\nHost: x\r\n\r\n',
    'a method with a colon': 'GE:T /client/v4/user HTTP/1.1\r\nHost: x\r\n\r\n',
    'no Host': `${LINE}\r\n`,
    'a line without a colon': `${LINE}Host: x\r\nnonsense\r\n\r\n`,
    'a blank before the colon': `${LINE}Host: x\r\nContent-Length : 5\r\n\r\nhello`,
    'a line with an empty name': `${LINE}Host: x\r\n: y\r\n\r\n`,
    'a folded line': `${LINE}Host: x\r\nX-A: b\r\n c\r\n\r\n`,
    'a NUL in a value': `${LINE}Host: x\r\nX-A: b\0c\r\n\r\n`,
    'a lone CR in a value': `${LINE}Host: x\r\nX-A: b\rc\r\n\r\n`,
    'a NUL in the target': 'GET /client/v4/user\0 HTTP/1.1\r\nHost: x\r\n\r\n',
    'a length that is no number': `${POST}Content-Length: five\r\n\r\nhello`,
    'a negative length': `${POST}Content-Length: -5\r\n\r\nhello`,
    'a length with a sign': `${POST}Content-Length: +5\r\n\r\nhello`,
    'a length with a fraction': `${POST}Content-Length: 5.0\r\n\r\nhello`,
    'two lengths that differ': `${POST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
    'a list of lengths that differ': `${POST}Content-Length: 5, 6\r\n\r\nhello`,
    'a length beyond 64 bits': `${POST}Content-Length: 99999999999999999999999\r\n\r\nhello`,
    'a length and chunks': `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'a transfer encoding that nobody knows': `${POST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
    'a transfer encoding in disguise': `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
    'two transfer encodings': `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
    'a chunk size that is no number': `${POST}Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n`,
    'a chunk size beyond 64 bits': `${POST}Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n`,
    'a chunk that is longer than it says': `${POST}Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n`,
    'a chunk size without digits': `${POST}Transfer-Encoding: chunked\r\n\r\n\r\nhello\r\n0\r\n\r\n`,
    'a negative chunk size': `${POST}Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n`,
  };
  const NOT_OURS = new Set([
    'a transfer encoding that nobody knows',
    'a transfer encoding in disguise',
    'two transfer encodings',
    'HTTP/3.0',
    'the HTTP/2 preface',
  ]);
  for (const [what, bytes] of Object.entries(NO_HTTP)) {
    it(`refuses ${what}, and closes`, async () => {
      await assertChangesNothing(world.api, async () => {
        const answer = await ask(bytes);
        // 501 and 505 say what the client's HTTP has and this one has not; all else is a 4xx.
        const honest = NOT_OURS.has(what) && [501, 505].includes(answer?.status);
        if (!honest) assertRefusedWith(answer, 400, 413);
        assert.ok(answer.closed);
      });
    });
  }

  it('answers requests that come in one piece, each in its turn', async () => {
    const request = (path) => headerBlock(`GET /client/v4${path} HTTP/1.1`, authorized());
    const connection = await RawConnection.open(world.server.port);
    await connection.send(
      request('/user') + request('/user/tokens/verify') + request('/nowhere') + request('/user'),
    );
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await connection.answer()).status);
    assert.deepEqual(statuses, [200, 200, 404, 200]);
    connection.close();
  });

  it('answers a write between two reads in its turn', async () => {
    const body = JSON.stringify({ first_name: 'Piped' });
    const read = headerBlock('GET /client/v4/user HTTP/1.1', authorized());
    const write =
      headerBlock(
        'PATCH /client/v4/user HTTP/1.1',
        authorized({ 'Content-Type': 'application/json', 'Content-Length': body.length }),
      ) + body;
    const connection = await RawConnection.open(world.server.port);
    await connection.send(read + write + read);
    const names = [];
    for (let i = 0; i < 3; i++)
      names.push(JSON.parse((await connection.answer()).text).result.first_name);
    assert.deepEqual(names, [null, 'Piped', 'Piped']);
    connection.close();
    await world.api.ok('PATCH', '/user', { first_name: null });
  });

  it('reads a request that comes letter by letter', async () => {
    const connection = await RawConnection.open(world.server.port);
    for (const letter of headerBlock('GET /client/v4/user HTTP/1.1', authorized())) {
      await connection.send(letter);
      await new Promise(setImmediate);
    }
    assert.equal((await connection.answer()).status, 200);
    connection.close();
  });

  it('asks for a body when the client waits to be asked', async () => {
    const body = JSON.stringify({ first_name: null });
    const connection = await RawConnection.open(world.server.port);
    await connection.send(
      headerBlock(
        'PATCH /client/v4/user HTTP/1.1',
        authorized({
          'Content-Type': 'application/json',
          'Content-Length': body.length,
          Expect: '100-continue',
        }),
      ),
    );
    assert.equal((await connection.answer()).status, 100);
    await connection.send(body);
    assert.equal((await connection.answer()).status, 200);
    connection.close();
  });

  it('keeps a connection, and closes it when asked to', async () => {
    const connection = await RawConnection.open(world.server.port);
    await connection.send(headerBlock('GET /client/v4/user HTTP/1.1', authorized()));
    assert.equal((await connection.answer()).status, 200);
    assert.equal(await connection.closes({ timeout: 100 }), false);
    await connection.send(
      headerBlock('GET /client/v4/user HTTP/1.1', authorized({ Connection: 'close' })),
    );
    assert.equal((await connection.answer()).status, 200);
    assert.equal(await connection.closes(), true);
    const old = await ask(headerBlock('GET /client/v4/user HTTP/1.0', authorized()));
    assert.equal(old.status, 200);
    assert.ok(old.closed);
  });

  it('is not troubled by clients that leave in the middle', async () => {
    const whole = headerBlock(
      'POST /client/v4/user/tokens HTTP/1.1',
      authorized({ 'Content-Type': 'application/json', 'Content-Length': 5000 }),
    );
    for (const part of ['', 'G', whole.slice(0, 40), whole, `${whole}{"name"`]) {
      const connection = await RawConnection.open(world.server.port);
      await connection.send(part);
      connection.close();
    }
  });

  it('does not act on a body that stops short', async () => {
    const body = JSON.stringify(fields);
    await assertChangesNothing(world.api, async () => {
      const connection = await RawConnection.open(world.server.port);
      await connection.send(
        headerBlock(
          'POST /client/v4/user/tokens HTTP/1.1',
          authorized({ 'Content-Type': 'application/json', 'Content-Length': body.length + 1 }),
        ) + body,
      );
      connection.socket.end();
      await connection.closes();
      connection.close();
    });
  });
});

describe('slow clients', () => {
  const world = useWorld({
    flags: ['--rate-limit', '0', '--header-time', '1', '--body-time', '1', '--idle-time', '1'],
  });
  const SOON = { timeout: 6000 };

  async function timesOut(pieces, gap) {
    const connection = await RawConnection.open(world.server.port);
    const began = Date.now();
    await connection.sendUntilAnswered(pieces, gap);
    const answer = await connection.answer(SOON);
    assert.equal(answer?.status, 408, answer?.text);
    checkEnvelope(answer);
    assert.ok(await connection.closes(SOON));
    assert.ok(Date.now() - began < 6000);
    connection.close();
  }

  it('408 for a header that stops', () =>
    timesOut(['GET /client/v4/user HTTP/1.1\r\nHost: x\r\nX-A']));
  it('408 for a header that drips', () =>
    timesOut(
      ['GET /client/v4/user HTTP/1.1\r\nHost: x\r\n', ...Array(100).fill('X-A: b\r\n')],
      50,
    ));
  it('408 for a body that stops', () =>
    timesOut([
      headerBlock('PATCH /client/v4/user HTTP/1.1', {
        'Content-Type': 'application/json',
        'Content-Length': 100,
      }),
      '{"first',
    ]));
  it('408 for a body that drips', () =>
    timesOut(
      [
        headerBlock('PATCH /client/v4/user HTTP/1.1', {
          'Content-Type': 'application/json',
          'Content-Length': 1000,
        }),
        ...Array(100).fill(' '),
      ],
      50,
    ));
  it('closes a connection on which nothing comes', async () => {
    const connection = await RawConnection.open(world.server.port);
    assert.ok(await connection.closes(SOON));
    connection.close();
  });
  it('closes a connection on which nothing more comes', async () => {
    const connection = await RawConnection.open(world.server.port);
    await connection.send(
      headerBlock('GET /client/v4/user HTTP/1.1', {
        Authorization: `Bearer ${world.first.api_token}`,
      }),
    );
    assert.equal((await connection.answer()).status, 200);
    assert.ok(await connection.closes(SOON));
    connection.close();
  });
  it('serves the others while many are slow', async () => {
    const slow = await Promise.all(
      Array.from({ length: 100 }, () => RawConnection.open(world.server.port)),
    );
    for (const connection of slow) await connection.send('GET /client/v4/user HTTP/1.1\r\n');
    const began = Date.now();
    for (let i = 0; i < 20; i++)
      assert.equal((await world.nobody.withToken(world.first.api_token).get('/user')).status, 200);
    assert.ok(Date.now() - began < 5000);
    for (const connection of slow) connection.close();
  });
});

describe('too many clients', () => {
  const LIMIT = 20;
  const world = useWorld({
    flags: ['--rate-limit', '0', '--connections', String(LIMIT)],
    failures: true,
  });

  it('are answered 503 and closed; those who were there stay, and there is room again when they go', async () => {
    const request = headerBlock('GET /client/v4/user HTTP/1.1', {
      Authorization: `Bearer ${world.first.api_token}`,
    });
    const inside = [];
    for (let i = 0; i < LIMIT; i++) {
      const connection = await RawConnection.open(world.server.port);
      await connection.send(request);
      assert.equal((await connection.answer()).status, 200);
      inside.push(connection);
    }
    for (let i = 0; i < 5; i++) {
      const outside = await RawConnection.open(world.server.port);
      const answer = await outside.answer();
      assert.equal(answer?.status, 503);
      assert.equal(JSON.parse(answer.text).success, false);
      assert.ok(await outside.closes());
      outside.close();
    }
    for (const connection of inside) {
      await connection.send(request);
      assert.equal((await connection.answer()).status, 200);
    }
    for (const connection of inside) connection.close();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const next = await RawConnection.open(world.server.port);
    await next.send(request);
    assert.equal((await next.answer()).status, 200);
    next.close();
  });
});
