// JSON that is none, or that two readers could read in two ways (design section 7).
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { assertRefused, JSON_TYPE } from '../support/api.mjs';
import { allow, GROUP } from '../support/credentials.mjs';
import { assertChangesNothing, useWorld } from '../support/world.mjs';

describe('JSON', () => {
  const world = useWorld();
  const fields = { name: 'n', policies: [allow(GROUP.userRead)] };
  const text = JSON.stringify(fields);
  /** The valid body with one more member. */
  const withMember = (member) => `${text.slice(0, -1)},${member}}`;
  const create = (body) => world.api.call('POST', '/user/tokens', { body, headers: JSON_TYPE });
  let existing;
  before(async () => (existing = await world.api.createToken({ ...fields, name: 'existing' })));

  async function refuses(...bodies) {
    await assertChangesNothing(world.api, async () => {
      for (const body of bodies) {
        for (const [method, path] of [
          ['POST', '/user/tokens'],
          ['PUT', `/user/tokens/${existing.id}`],
        ]) {
          const answer = await world.api.call(method, path, { body, headers: JSON_TYPE });
          assert.equal(
            answer.status,
            400,
            `${method} ${JSON.stringify(String(body).slice(0, 200))}: ${answer.text}`,
          );
          assertRefused(answer, 400, 6007);
        }
      }
    });
  }

  async function accepts(body) {
    const answer = await create(body);
    assert.equal(answer.status, 200, answer.text);
    await world.api.ok('DELETE', `/user/tokens/${answer.result.id}`);
    return answer.result;
  }

  it('refuses each truncation of a valid body', async () => {
    const bodies = Array.from({ length: text.length - 1 }, (_, i) => text.slice(0, i + 1));
    await refuses(...bodies);
  });

  const MALFORMED = {
    'a lone brace': ['{', '}', '[', ']', '{]'],
    'blanks only': [' ', '\n\t '],
    'a word': ['nul', 'tru', 'undefined', 'True', 'NaN', 'Infinity', '-Infinity'],
    'something after the end': [`${text}x`, `${text}${text}`, `${text},`, `${text}\u0000`],
    'something before the beginning': [`x${text}`, `,${text}`, `)]}'\n${text}`],
    'a comma too many': [
      withMember(''),
      withMember('"a":[1,]'),
      withMember('"a":[,1]'),
      withMember('"a":{"b":1,}'),
    ],
    'a comma too few': [text.replace('","', '""'), withMember('"a":[1 2]')],
    'a colon too few': [withMember('"a" 1'), withMember('"a"')],
    'other quotes': [text.replaceAll('"', "'"), withMember('a:1'), withMember("'a':1")],
    comments: [withMember('/* c */"a":1'), `${text}// c`],
    'numbers that are none': ['01', '+1', '.5', '1.', '1e', '1e+', '0x1', '-', '--1', '1_000'].map(
      (number) => withMember(`"a":${number}`),
    ),
    'escapes that are none': ['"\\x41"', '"\\u12"', '"\\u12g4"', '"\\', '"\\U0041"', '"\\\'"'].map(
      (string) => withMember(`"a":${string}`),
    ),
    'raw control characters in a string': ['\u0001', '\n', '\t', '\u0000', '\u001f'].map((letter) =>
      withMember(`"a":"x${letter}y"`),
    ),
    'half of a surrogate pair': ['"\\ud800"', '"\\udc00"', '"\\ud800\\ud800"', '"\\ud83dx"'].map(
      (string) => withMember(`"a":${string}`),
    ),
    'a key that is no string': [withMember('1:1'), withMember('null:1'), withMember('{}:1')],
  };
  for (const [what, bodies] of Object.entries(MALFORMED))
    it(`refuses ${what}`, () => refuses(...bodies));

  it('refuses bytes that are no UTF-8, in a value, a key and between', async () => {
    const sequences = {
      'a byte that never occurs': [0xff],
      'a lone continuation': [0x80],
      'an overlong slash': [0xc0, 0xaf],
      'an overlong NUL': [0xc0, 0x80],
      'a surrogate': [0xed, 0xa0, 0x80],
      'beyond the last letter': [0xf4, 0x90, 0x80, 0x80],
      'a sequence that is cut': [0xe2, 0x82],
    };
    const around = (head, bytes, tail) =>
      Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(tail)]);
    const bodies = Object.values(sequences).flatMap((bytes) => [
      around(`${text.slice(0, -1)},"a":"`, bytes, '"}'),
      around(`${text.slice(0, -1)},"`, bytes, '":1}'),
      around(text.slice(0, -1), bytes, '}'),
    ]);
    bodies.push(around('{"name":"', [0xff], text.slice('{"name":"'.length)));
    await refuses(...bodies);
  });

  it('refuses a key that comes twice, wherever', async () => {
    const [group] = fields.policies[0].permission_groups;
    await refuses(
      withMember('"name":"other"'),
      withMember('"n\\u0061me":"other"'),
      withMember('"policies":[]'),
      withMember('"a":1,"a":1'),
      withMember('"a":[{"b":{"c":1,"c":2}}]'),
      text.replace('"effect":"allow"', '"effect":"allow","effect":"deny"'),
      text.replace('"*":"*"', '"*":"*","*":"*"'),
      text.replace('"*":"*"', '"*":"*","\\u002a":"*"'),
      text.replace(`"id":"${group.id}"`, `"id":"${group.id}","id":"${GROUP.userWrite}"`),
      withMember('"condition":{"request_ip":{"in":["0.0.0.0/0"],"in":["10.0.0.0/8"]}}'),
    );
  });

  it('takes keys that differ for different', async () => {
    await accepts(withMember('"Name":"other","NAME":1,"name ":2,"":3'));
  });

  it('reads 32 levels and refuses 33', async () => {
    const nested = (levels, open, close) =>
      withMember(`"a":${open.repeat(levels - 1)}${close.repeat(levels - 1)}`);
    await accepts(nested(32, '[', ']'));
    await accepts(withMember(`"a":${'{"b":'.repeat(31)}1${'}'.repeat(31)}`));
    await refuses(nested(33, '[', ']'), withMember(`"a":${'{"b":'.repeat(32)}1${'}'.repeat(32)}`));
  });

  it('refuses nesting that has no end', async () => {
    await refuses(
      '['.repeat(100_000),
      '{"a":'.repeat(100_000),
      `${'['.repeat(500_000)}${']'.repeat(500_000)}`,
    );
  });

  it('reads what is valid, however it is written', async () => {
    assert.equal((await accepts(` \r\n\t${JSON.stringify(fields, null, 4)} \n`)).name, 'n');
    assert.equal((await accepts(text.replace('"n"', '"\\u006e\\ud83e\\udd8a\\/"'))).name, 'n🦊/');
    assert.equal((await accepts(text.replace('"name"', '"n\\u0061me"'))).name, 'n');
    for (const number of ['-0', '1e5', '1E-5', '-1.5e+300', '123456789012345678901234567890'])
      await accepts(withMember(`"a":${number}`));
  });

  it('does not fail at numbers beyond any range or at a byte order mark', async () => {
    for (const body of [
      withMember('"a":1e999'),
      withMember(`"a":${'9'.repeat(5000)}`),
      `\ufeff${text}`,
    ]) {
      const { status, result } = await create(body);
      assert.ok(status === 200 || status === 400);
      if (status === 200) await world.api.ok('DELETE', `/user/tokens/${result.id}`);
    }
  });
});
