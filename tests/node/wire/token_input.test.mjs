// What may be in a token, field by field, at each limit and one past it. Every refusal names the
// field, changes nothing, and is the same for a new token and for an update.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { assertRefused } from '../support/api.mjs';
import { allow, GROUP, newId } from '../support/credentials.mjs';
import { assertChangesNothing, useWorld } from '../support/world.mjs';

const A_POLICY = '/policies/0';
const ZONE = 'com.cloudflare.api.account.zone';
const ACCOUNT = 'com.cloudflare.api.account';
const BUCKET = 'com.cloudflare.edge.r2.bucket';
const hex = (number) => number.toString(16).padStart(32, '0');
const inHours = (hours) =>
  new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
const zones = (count) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${ZONE}.${hex(i)}`, '*']));
const networks = (count) => Array.from({ length: count }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
const groups = (count) => Array.from({ length: count }, () => ({ id: GROUP.zoneRead }));
const pointerTo = (...keys) =>
  keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

describe('what may be in a token', () => {
  const world = useWorld({ users: { bob: {} } });
  const valid = (changes = {}) => ({
    name: 'valid',
    policies: [allow(GROUP.userRead)],
    ...changes,
  });
  const withPolicy = (changes) => valid({ policies: [{ ...allow(GROUP.userRead), ...changes }] });
  const withCondition = (condition) => valid({ condition });
  const without = (object, key) =>
    Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
  let existing;
  before(async () => (existing = await world.api.createToken(valid({ name: 'existing' }))));

  async function refuses(
    json,
    pointer,
    { status = 400, code = 1001, message, alsoInUpdate = true } = {},
  ) {
    const calls = [['POST', '/user/tokens']];
    if (alsoInUpdate) calls.push(['PUT', `/user/tokens/${existing.id}`]);
    await assertChangesNothing(world.api, async () => {
      for (const [method, path] of calls) {
        const answer = await world.api.call(method, path, { json });
        assertRefused(answer, status, code, { message });
        if (pointer instanceof RegExp)
          assert.match(
            answer.errors[0].source?.pointer ?? '',
            pointer,
            `${method}: ${answer.text}`,
          );
        else if (pointer !== undefined)
          assert.equal(answer.errors[0].source?.pointer, pointer, `${method}: ${answer.text}`);
      }
    });
  }

  async function accepts(json) {
    const token = await world.api.createToken(json);
    assert.deepEqual(
      await world.api.ok('GET', `/user/tokens/${token.id}`),
      without(token, 'value'),
    );
    await world.api.ok('PUT', `/user/tokens/${token.id}`, json);
    await world.api.ok('DELETE', `/user/tokens/${token.id}`);
    return token;
  }

  const describeRefusals = (what, cases) =>
    describe(what, () => {
      for (const [name, [make, pointer, options]] of Object.entries(cases)) {
        it(`refuses ${name}`, () => refuses(make(), pointer, options));
      }
    });

  describeRefusals('the whole', {
    'an array': [() => [valid()], undefined],
    'a string': [() => 'valid', undefined],
    'a number': [() => 1, undefined],
    null: [() => null, undefined],
    true: [() => true, undefined],
  });

  describeRefusals('name', {
    'its absence': [() => without(valid(), 'name'), '/name'],
    null: [() => valid({ name: null }), '/name'],
    'a number': [() => valid({ name: 1 }), '/name'],
    true: [() => valid({ name: true }), '/name'],
    'an array': [() => valid({ name: ['x'] }), '/name'],
    'an object': [() => valid({ name: {} }), '/name'],
    'the empty string': [() => valid({ name: '' }), '/name'],
    '121 letters': [() => valid({ name: 'x'.repeat(121) }), '/name'],
    '121 letters of four bytes': [() => valid({ name: '🦊'.repeat(121) }), '/name'],
  });
  it('accepts names of 120 letters, whatever their bytes', async () => {
    for (const name of [
      'x'.repeat(120),
      'é'.repeat(120),
      '🦊'.repeat(120),
      '0',
      '"\\/',
      '\u2028',
    ]) {
      assert.equal((await accepts(valid({ name }))).name, name);
    }
  });
  it('accepts the same name twice', async () => {
    await accepts(valid({ name: 'existing' }));
  });
  it('keeps a NUL in a name or refuses it, but does not cut there', async () => {
    const { status, result, errors } = await world.api.call('POST', '/user/tokens', {
      json: valid({ name: 'a\u0000b' }),
    });
    if (status === 200) {
      assert.equal(result.name, 'a\u0000b');
      await world.api.ok('DELETE', `/user/tokens/${result.id}`);
    } else {
      assert.equal(status, 400);
      assert.ok([1001, 6007].includes(errors[0].code));
    }
  });

  describeRefusals('status', {
    'an unknown word': [() => valid({ status: 'asleep' }), '/status'],
    'a number': [() => valid({ status: 1 }), '/status'],
    'an object': [() => valid({ status: {} }), '/status'],
  });

  describeRefusals('policies', {
    'their absence': [() => without(valid(), 'policies'), '/policies'],
    null: [() => valid({ policies: null }), '/policies'],
    'an object': [() => valid({ policies: {} }), '/policies'],
    'a string': [() => valid({ policies: 'all' }), '/policies'],
    'no policy at all': [() => valid({ policies: [] }), '/policies'],
    'a policy that is null': [() => valid({ policies: [null] }), A_POLICY],
    'a policy that is a string': [() => valid({ policies: ['allow'] }), A_POLICY],
    'a second policy that is an array': [
      () => valid({ policies: [allow(GROUP.userRead), []] }),
      '/policies/1',
    ],
    '51 policies': [() => valid({ policies: Array(51).fill(allow(GROUP.userRead)) }), '/policies'],
  });
  it('accepts 50 policies', () =>
    accepts(valid({ policies: Array(50).fill(allow(GROUP.userRead)) })));

  describeRefusals('effect', {
    'its absence': [
      () => valid({ policies: [without(allow(GROUP.userRead), 'effect')] }),
      `${A_POLICY}/effect`,
    ],
    null: [() => withPolicy({ effect: null }), `${A_POLICY}/effect`],
    'an unknown word': [() => withPolicy({ effect: 'maybe' }), `${A_POLICY}/effect`],
    'another case': [() => withPolicy({ effect: 'Allow' }), `${A_POLICY}/effect`],
    true: [() => withPolicy({ effect: true }), `${A_POLICY}/effect`],
  });

  const GROUPS = `${A_POLICY}/permission_groups`;
  describeRefusals('permission groups', {
    'their absence': [
      () => valid({ policies: [without(allow(GROUP.userRead), 'permission_groups')] }),
      GROUPS,
    ],
    null: [() => withPolicy({ permission_groups: null }), GROUPS],
    'an object': [() => withPolicy({ permission_groups: { id: GROUP.userRead } }), GROUPS],
    none: [() => withPolicy({ permission_groups: [] }), GROUPS],
    'a bare id': [() => withPolicy({ permission_groups: [GROUP.userRead] }), `${GROUPS}/0`],
    'a group without id': [() => withPolicy({ permission_groups: [{}] }), `${GROUPS}/0/id`],
    'a group known by name only': [
      () => withPolicy({ permission_groups: [{ name: 'User Details Read' }] }),
      `${GROUPS}/0/id`,
    ],
    'an id that is a number': [
      () => withPolicy({ permission_groups: [{ id: 1 }] }),
      `${GROUPS}/0/id`,
    ],
    'an id that is null': [
      () => withPolicy({ permission_groups: [{ id: null }] }),
      `${GROUPS}/0/id`,
    ],
    'an empty id': [() => withPolicy({ permission_groups: [{ id: '' }] }), `${GROUPS}/0/id`],
    'an unknown id': [() => withPolicy({ permission_groups: [{ id: newId() }] }), `${GROUPS}/0/id`],
    'an unknown plain name': [
      () => withPolicy({ permission_groups: [{ id: 'token_permissions_readd' }] }),
      `${GROUPS}/0/id`,
    ],
    'a second group that is unknown': [
      () => withPolicy({ permission_groups: [{ id: GROUP.userRead }, { id: newId() }] }),
      `${GROUPS}/1/id`,
    ],
    '401 groups': [
      () => withPolicy({ resources: { '*': '*' }, permission_groups: groups(401) }),
      GROUPS,
    ],
  });
  it('accepts 400 groups', () => accepts(withPolicy({ permission_groups: groups(400) })));
  it('accepts what a read group carries besides its id', () =>
    accepts(
      withPolicy({
        permission_groups: [
          { id: GROUP.userRead, name: 'Whatever', meta: { key: 'key', value: 'value' } },
        ],
      }),
    ));

  const RESOURCES = `${A_POLICY}/resources`;
  describeRefusals('resources', {
    'their absence': [
      () => valid({ policies: [without(allow(GROUP.userRead), 'resources')] }),
      RESOURCES,
    ],
    null: [() => withPolicy({ resources: null }), RESOURCES],
    'an array': [() => withPolicy({ resources: ['*'] }), RESOURCES],
    'a string': [() => withPolicy({ resources: '*' }), RESOURCES],
    none: [() => withPolicy({ resources: {} }), RESOURCES],
    'an undeclared kind': [() => withPolicy({ resources: { foo: '*' } }), `${RESOURCES}/foo`],
    'an undeclared kind with an id': [
      () => withPolicy({ resources: { 'com.example.thing.1': '*' } }),
      `${RESOURCES}/com.example.thing.1`,
    ],
    'a kind with letters that a pointer escapes': [
      () => withPolicy({ resources: { 'a/b~c': '*' } }),
      pointerTo('policies', 0, 'resources', 'a/b~c'),
    ],
    'an empty key': [() => withPolicy({ resources: { '': '*' } }), `${RESOURCES}/`],
    'a kind without id': [
      () => withPolicy({ resources: { 'com.cloudflare.api.account.': '*' } }),
      `${RESOURCES}/com.cloudflare.api.account.`,
    ],
    'another value than *': [() => withPolicy({ resources: { '*': 'string' } }), `${RESOURCES}/*`],
    'a value that is a number': [() => withPolicy({ resources: { '*': 1 } }), `${RESOURCES}/*`],
    'a value that is null': [() => withPolicy({ resources: { '*': null } }), `${RESOURCES}/*`],
    'a value that is an array': [() => withPolicy({ resources: { '*': [] } }), `${RESOURCES}/*`],
    'an undeclared nested kind': [
      () =>
        withPolicy({
          permission_groups: [{ id: GROUP.zoneRead }],
          resources: { [`${ACCOUNT}.${hex(1)}`]: { foo: '*' } },
        }),
      `${RESOURCES}/${ACCOUNT}.${hex(1)}/foo`,
    ],
    'another nested value than *': [
      () =>
        withPolicy({
          permission_groups: [{ id: GROUP.zoneRead }],
          resources: { [`${ACCOUNT}.${hex(1)}`]: { [`${ZONE}.*`]: 'x' } },
        }),
      `${RESOURCES}/${ACCOUNT}.${hex(1)}/${ZONE}.*`,
    ],
    'a nest in a nest': [
      () =>
        withPolicy({
          permission_groups: [{ id: GROUP.zoneRead }],
          resources: { [`${ACCOUNT}.${hex(1)}`]: { [`${ZONE}.*`]: { [`${ZONE}.*`]: '*' } } },
        }),
      /^\/policies\/0\/resources\//,
    ],
    'an empty nest': [
      () =>
        withPolicy({
          permission_groups: [{ id: GROUP.zoneRead }],
          resources: { [`${ACCOUNT}.${hex(1)}`]: {} },
        }),
      /^\/policies\/0\/resources\//,
    ],
    '401 resources': [
      () => withPolicy({ permission_groups: [{ id: GROUP.zoneRead }], resources: zones(401) }),
      RESOURCES,
    ],
    'a name of 257 bytes': [
      () => withPolicy({ resources: { [`${BUCKET}.`.padEnd(257, 'x')]: '*' } }),
      `${RESOURCES}/${`${BUCKET}.`.padEnd(257, 'x')}`,
    ],
    'a group whose scope fits none of them': [
      () =>
        withPolicy({
          permission_groups: [{ id: GROUP.zoneRead }],
          resources: { [`com.cloudflare.api.user.${world.first.user_id}`]: '*' },
        }),
      /^\/policies\/0/,
    ],
  });
  it('accepts 400 resources', () =>
    accepts(withPolicy({ permission_groups: [{ id: GROUP.zoneRead }], resources: zones(400) })));
  it('refuses the resource of another user, and every bucket at once', async () => {
    const forbidden = {
      status: 403,
      code: 9109,
      message: 'Unauthorized to access requested resource',
    };
    await refuses(
      withPolicy({ resources: { [`com.cloudflare.api.user.${world.bob.id}`]: '*' } }),
      undefined,
      forbidden,
    );
    await refuses(
      withPolicy({ resources: { [`com.cloudflare.api.user.${newId()}`]: '*' } }),
      undefined,
      forbidden,
    );
    const bucketRead = '6a018a9f2fc74eb6b293b0c548f38b39';
    await refuses(
      withPolicy({ permission_groups: [{ id: bucketRead }], resources: { [`${BUCKET}.*`]: '*' } }),
      undefined,
      forbidden,
    );
  });

  describeRefusals('condition', {
    'an array': [() => withCondition([]), '/condition'],
    'a string': [() => withCondition('127.0.0.1/32'), '/condition'],
    'a number': [() => withCondition(1), '/condition'],
    'a request_ip that is an array': [
      () => withCondition({ request_ip: ['127.0.0.1/32'] }),
      '/condition/request_ip',
    ],
    'a list that is a string': [
      () => withCondition({ request_ip: { in: '127.0.0.1/32' } }),
      '/condition/request_ip/in',
    ],
    'a list that is an object': [
      () => withCondition({ request_ip: { not_in: {} } }),
      '/condition/request_ip/not_in',
    ],
    'a network that is a number': [
      () => withCondition({ request_ip: { in: [1] } }),
      '/condition/request_ip/in/0',
    ],
    'a second network that is null': [
      () => withCondition({ request_ip: { in: ['::/0', null] } }),
      '/condition/request_ip/in/1',
    ],
    'a bare IPv4 address': [
      () => withCondition({ request_ip: { in: ['192.0.2.1'] } }),
      '/condition/request_ip/in/0',
    ],
    'a bare IPv6 address': [
      () => withCondition({ request_ip: { not_in: ['2001:db8::1'] } }),
      '/condition/request_ip/not_in/0',
    ],
    'a bare address under the dotted key': [
      () => withCondition({ 'request.ip': { in: ['192.0.2.1'] } }),
      /^\/condition\/request[._]ip\/in\/0$/,
    ],
    'an empty network': [
      () => withCondition({ request_ip: { in: [''] } }),
      '/condition/request_ip/in/0',
    ],
    'a host name': [
      () => withCondition({ request_ip: { in: ['localhost/32'] } }),
      '/condition/request_ip/in/0',
    ],
    'a prefix of 33 bits': [
      () => withCondition({ request_ip: { in: ['192.0.2.0/33'] } }),
      '/condition/request_ip/in/0',
    ],
    'a prefix of 129 bits': [
      () => withCondition({ request_ip: { in: ['2001:db8::/129'] } }),
      '/condition/request_ip/in/0',
    ],
    'a prefix without digits': [
      () => withCondition({ request_ip: { in: ['192.0.2.0/'] } }),
      '/condition/request_ip/in/0',
    ],
    'a negative prefix': [
      () => withCondition({ request_ip: { in: ['192.0.2.0/-1'] } }),
      '/condition/request_ip/in/0',
    ],
    'two prefixes': [
      () => withCondition({ request_ip: { in: ['192.0.2.0/24/24'] } }),
      '/condition/request_ip/in/0',
    ],
    'an address out of range': [
      () => withCondition({ request_ip: { in: ['192.0.2.256/24'] } }),
      '/condition/request_ip/in/0',
    ],
    'an address with an ending': [
      () => withCondition({ request_ip: { in: ['192.0.2.0 /24'] } }),
      '/condition/request_ip/in/0',
    ],
    '101 networks': [
      () => withCondition({ request_ip: { in: networks(101) } }),
      '/condition/request_ip/in',
    ],
    '101 networks that it excludes': [
      () => withCondition({ request_ip: { not_in: networks(101) } }),
      '/condition/request_ip/not_in',
    ],
  });
  it('accepts 100 networks', () => accepts(withCondition({ request_ip: { in: networks(100) } })));
  it('keeps networks as they were written: host bits, spellings, mapped addresses', async () => {
    const lists = {
      in: [
        '123.123.123.100/24',
        '0.0.0.0/0',
        '::/0',
        '2606:4700::/32',
        '2606:4700:0:0::1/48',
        '::ffff:192.0.2.0/120',
      ],
      not_in: ['123.123.123.100/24', '2606:4700:4700::/48'],
    };
    assert.deepEqual((await accepts(withCondition({ request_ip: lists }))).condition, {
      request_ip: lists,
    });
  });
  it('takes an empty condition, and null, for none', async () => {
    for (const condition of [{}, null])
      assert.ok(!('condition' in (await accepts(withCondition(condition)))));
  });

  describeRefusals('the window', {
    'a number': [() => valid({ not_before: 1 }), '/not_before'],
    'an object': [() => valid({ expires_on: {} }), '/expires_on'],
    words: [() => valid({ expires_on: 'tomorrow' }), '/expires_on'],
    'the empty string': [() => valid({ expires_on: '' }), '/expires_on'],
    '30 February': [() => valid({ not_before: '2026-02-30T00:00:00Z' }), '/not_before'],
    '29 February of a common year': [
      () => valid({ not_before: '2027-02-29T00:00:00Z' }),
      '/not_before',
    ],
    'month 13': [() => valid({ expires_on: '2030-13-01T00:00:00Z' }), '/expires_on'],
    'hour 25': [() => valid({ expires_on: '2030-01-01T25:00:00Z' }), '/expires_on'],
    'a time without zone': [() => valid({ expires_on: '2030-01-01T00:00:00' }), '/expires_on'],
    'a time with an ending': [() => valid({ expires_on: '2030-01-01T00:00:00Zx' }), '/expires_on'],
    'an end in the past': [
      () => valid({ expires_on: inHours(-1) }),
      '/expires_on',
      { alsoInUpdate: false },
    ],
    'the end of the suites': [
      () => valid({ not_before: '2018-07-01T05:20:00Z', expires_on: '2020-01-01T00:00:00Z' }),
      '/expires_on',
      { alsoInUpdate: false },
    ],
    'an end before the beginning': [
      () => valid({ not_before: inHours(2), expires_on: inHours(1) }),
      '/expires_on',
    ],
    'an end at the beginning': [
      () => valid({ not_before: '2030-01-01T00:00:00Z', expires_on: '2030-01-01T00:00:00Z' }),
      '/expires_on',
    ],
  });
  it('prints every instant in UTC, whole seconds, Z', async () => {
    const forms = {
      '2030-01-01T02:00:00+02:00': '2030-01-01T00:00:00Z',
      '2030-01-01T00:00:00-00:00': '2030-01-01T00:00:00Z',
      '2030-01-01T00:00:00.000Z': '2030-01-01T00:00:00Z',
      '2028-02-29T12:34:56Z': '2028-02-29T12:34:56Z',
    };
    for (const [written, printed] of Object.entries(forms)) {
      assert.equal((await accepts(valid({ expires_on: written }))).expires_on, printed, written);
    }
  });
  it('takes null for no window', async () => {
    const token = await accepts(valid({ not_before: null, expires_on: null }));
    for (const field of ['not_before', 'expires_on']) assert.ok(!(field in token));
  });

  it('ignores fields that it does not know, and those that are not to be written', async () => {
    const token = await accepts(
      valid({
        id: hex(1),
        value: 'x'.repeat(40),
        issued_on: '2000-01-01T00:00:00Z',
        modified_on: 1,
        last_used_on: 'never',
        meta: { key: 'key' },
        nonsense: [[]],
      }),
    );
    assert.notEqual(token.id, hex(1));
    assert.notEqual(token.value, 'x'.repeat(40));
    assert.ok(token.issued_on > '2026');
  });

  it('refuses a body that is missing', async () => {
    await assertChangesNothing(world.api, async () => {
      for (const [method, path] of [
        ['POST', '/user/tokens'],
        ['PUT', `/user/tokens/${existing.id}`],
      ]) {
        for (const body of [undefined, '']) {
          assertRefused(
            await world.api.call(method, path, {
              body,
              headers: { 'content-type': 'application/json' },
            }),
            400,
          );
        }
      }
    });
  });

  it('never holds more than 50 tokens, also when requests race', async () => {
    const held = (await world.api.snapshot()).tokens.length;
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => world.api.call('POST', '/user/tokens', { json: valid() })),
    );
    const made = answers.filter(({ status }) => status === 200);
    assert.equal(made.length, 50 - held);
    for (const answer of answers)
      if (answer.status !== 200) assertRefused(answer, 400, 1001, { message: /50/ });
    assert.equal((await world.api.snapshot()).tokens.length, 50);
    for (const { result } of made) await world.api.ok('DELETE', `/user/tokens/${result.id}`);
  });
});
