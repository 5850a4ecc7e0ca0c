// The description of the Rebilly dialect: what it says of requests and answers is what the server does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';

import Ajv from 'ajv/dist/2020.js';

import { JSON_TYPE, send } from '../support/api.mjs';
import { assertProblem, codeOf, rebillyApi, UNLIMITED } from '../support/rebilly.mjs';
import { useWorld } from '../support/world.mjs';

const FILE = new URL('../../../share/openapi-rebilly.json', import.meta.url);
const DESCRIPTION = JSON.parse(readFileSync(FILE, 'utf8'));
const { schemas } = DESCRIPTION.components;
const OF_HTTP = [413]; // refusals that come before any route, and are described as the default
const PASSWORD = 'correct horse battery staple 7';
const ABSENT = 'usr_0YVCEENYJ3D7Q9EN6BN16HA0G4';
const SHOP = {
  name: 'Shop', website: 'https://shop.example.com', country: 'DE', reportCurrency: 'EUR',
};

/** The same with every object closed that does not say that it is open: nothing is left undescribed. */
function closed(value) {
  if (Array.isArray(value)) return value.map(closed);
  if (value === null || typeof value !== 'object') return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closed(part)]));
  const isObject = [value.type].flat().includes('object') && value.properties !== undefined;
  return isObject ? { additionalProperties: false, ...copy } : copy;
}

function validatorOf(description) {
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    strictRequired: false,
    formats: {
      'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
      email: /^[^@\s]+@[^@\s]+$/,
      uri: /^[a-z]+:/,
      'uri-reference': true,
      password: true,
      int64: true,
    },
  });
  ajv.addVocabulary(Object.keys(description));
  return ajv.addSchema({ $id: 'description', ...description });
}

const answers = validatorOf(closed(DESCRIPTION));
const requests = validatorOf(DESCRIPTION);
const step = (name) => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The errors of a value by the schema at a JSON pointer into the description. */
function errorsOf(validator, pointer, value) {
  const path = pointer.map((name) => encodeURIComponent(step(name))).join('/');
  const validate = validator.getSchema(`description#/${path}`);
  assert.ok(validate, `no schema at ${path}`);
  validate(value);
  return validate.errors ?? [];
}

/** A part of the description, and the pointer to it, behind a reference if there is one. */
function resolve(pointer) {
  const part = pointer.reduce((value, name) => value?.[name], DESCRIPTION);
  return part?.$ref === undefined ? [part, pointer] : resolve(part.$ref.slice(2).split('/'));
}

/** Asserts that an answer is one that the description has for `GET /users/{id}`. */
function assertDescribed(operation, answer) {
  const [method, path] = operation.split(' ');
  const at = ['paths', path, method.toLowerCase(), 'responses'];
  const { responses } = DESCRIPTION.paths[path][method.toLowerCase()];
  const key = `${answer.status}` in responses ? `${answer.status}` : 'default';
  const about = `${operation}: ${answer.status} ${answer.text}`;
  assert.ok(key !== 'default' || OF_HTTP.includes(answer.status), about);
  const [described, pointer] = resolve([...at, key]);
  assert.equal(described.content === undefined, answer.text === '', about);
  if (described.content) {
    const errors = errorsOf(answers, [...pointer, 'content', JSON_TYPE['content-type'], 'schema'], answer.body);
    assert.deepEqual(errors, [], about);
  }
  const headers = Object.keys(described.headers ?? {}).map((name) => name.toLowerCase());
  const always = ['location', 'pagination-total', 'pagination-limit', 'pagination-offset'];
  for (const name of always) assert.equal(name in answer.headers, headers.includes(name), `${name}: ${about}`);
  for (const name of ['x-ratelimit-limit', 'x-ratelimit-remaining', 'idempotent-replayed']) {
    assert.ok(answer.status >= 400 || !(name in answer.headers) || headers.includes(name), `${name}: ${about}`);
  }
}

/** A caller whose every request and answer is compared with the description. */
class DescribedApi {
  constructor(api) {
    this.api = api;
  }

  /** `path` with the parameters of the path as `{id=value}`. */
  async call(method, path, { status, ...options } = {}) {
    const template = path.replace(/\?.*/, '').replace(/=[^}]*/g, '');
    const answer = await this.api.call(method, path.replace(/\{\w+=([^}]*)\}/g, '$1'), options);
    const operation = `${method} ${template}`;
    if (status) assert.equal(answer.status, status, `${operation}: ${answer.text}`);
    assertDescribed(operation, answer);
    if (answer.status < 300 && options.json !== undefined) {
      const at = ['paths', template, method.toLowerCase(), 'requestBody', 'content', JSON_TYPE['content-type'], 'schema'];
      assert.deepEqual(errorsOf(requests, at, options.json), [], operation);
    }
    return answer;
  }

  async ok(method, path, json) {
    const answer = await this.call(method, path, { json });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }
}

describe('the description of the Rebilly dialect', () => {
  it('consists of schemas, none of which a number fits', () => {
    for (const name of Object.keys(schemas)) {
      assert.notDeepEqual(errorsOf(answers, ['components', 'schemas', name], 0), [], name);
    }
  });

  describe('says what a server answers', () => {
    const world = useWorld({
      flags: UNLIMITED,
      init: { initFlags: ['--first-name', 'Ada', '--last-name', 'Byron'] },
    });
    const nobody = new DescribedApi(rebillyApi(world));
    let by;
    let key;
    let organization;
    before(async () => {
      world.secrets.add(PASSWORD);
      by = new DescribedApi(await rebillyApi(world).signedIn());
      key = new DescribedApi(rebillyApi(world).withKey(world.first.secret_api_key));
      organization = (await by.ok('GET', '/profile')).memberships[0].organization.id;
    });
    const person = (name, more) => ({
      email: `${name}@example.com`, firstName: name, lastName: 'Example', ...more,
    });

    it('which serves it', async () => {
      const { status, headers, text } = await send(`${world.server.url}/openapi/rebilly.json`);
      assert.equal(status, 200);
      assert.equal(headers['content-type'], 'application/json');
      assert.deepEqual(JSON.parse(text), DESCRIPTION);
      const refused = await send(`${world.server.url}/openapi/rebilly.json`, { method: 'POST' });
      assert.equal(refused.status, 405);
    });

    it('to who asks without a credential', async () => {
      await nobody.call('GET', '/status', { status: 200 });
      const { email, password } = world.first;
      await nobody.call('POST', '/signin', { json: { email, password }, status: 201 });
      await nobody.call('POST', '/signin', { json: { email, password: PASSWORD }, status: 401 });
      await nobody.call('POST', '/signin', { json: { email, oneTimePassword: 'x' }, status: 422 });
      await nobody.call('POST', '/forgot-password', { json: { email }, status: 204 });
      const wanted = {
        ...person('grace'), company: 'Hopper', businessPhone: '+1 555', password: PASSWORD,
        website: 'https://hopper.example.com',
      };
      await nobody.call('POST', '/signup', { json: wanted, status: 201 });
      await nobody.call('POST', '/signup', { json: wanted, status: 422 });
      const fresh = { email: wanted.email, password: PASSWORD };
      await nobody.call('POST', '/signin', { json: fresh, status: 403 });
      await nobody.call('POST', '/activation/{token=nonsense}', { status: 422 });
      await nobody.call('GET', '/reset-password/{token=nonsense}', { status: 404 });
      const json = { newPassword: PASSWORD };
      await nobody.call('POST', '/reset-password/{token=nonsense}', { json, status: 422 });
      for (const path of ['/profile', '/users', '/memberships', '/roles', '/api-keys', '/organizations', '/sessions']) {
        await nobody.call('GET', path, { status: 401 });
      }
    });

    it('about the profile', async () => {
      for (const api of [by, key]) {
        await api.call('GET', '/profile', { status: 200 });
        await api.call('GET', '/profile/mfa', { status: 200 });
        await api.call('PUT', '/profile', { json: { preferences: { a: [1] } }, status: 200 });
      }
      await by.call('PUT', '/profile', { json: { preferences: 1 }, status: 422 });
      await by.call('PUT', '/profile', { body: '{', headers: JSON_TYPE, status: 400 });
      await by.call('PUT', '/profile', { body: '{}', headers: { 'content-type': 'text/plain' }, status: 415 });
      await by.call('PUT', '/profile', { json: { preferences: 'x'.repeat(1 << 20) }, status: 413 });
      await by.call('POST', '/profile/mfa', { status: 201 });
      await by.call('DELETE', '/profile/mfa', { status: 404 });
      await by.call('POST', '/profile/totp-reset', { status: 201 });
      const { totpSecret } = await by.ok('GET', '/profile');
      const enable = { totpRequired: true, oneTimePassword: codeOf(totpSecret) };
      await by.call('PUT', '/profile', { json: enable, status: 200 });
      await by.call('GET', '/profile/mfa', { status: 200 });
      await by.call('DELETE', '/profile/mfa', { status: 204 });
      await by.call('POST', '/profile/password', {
        json: { currentPassword: 'not this one', newPassword: PASSWORD }, status: 422,
      });
      await by.call('POST', '/profile/password', {
        json: { currentPassword: world.first.password, newPassword: PASSWORD }, status: 201,
      });
    });

    it('about sessions', async () => {
      const made = await by.ok('POST', '/sessions', { permissions: ['*'] });
      const own = new DescribedApi(rebillyApi(world).withSession(made.token));
      const narrow = await own.ok('POST', '/permissions-emulation', { permissions: ['GetRole'] });
      const emulating = new DescribedApi(rebillyApi(world).withSession(narrow.token));
      await emulating.call('GET', '/users', { status: 403 });
      await emulating.call('DELETE', '/permissions-emulation', { status: 201 });
      await own.call('DELETE', '/permissions-emulation', { status: 403 });
      await key.call('POST', '/permissions-emulation', { json: { permissions: ['*'] }, status: 403 });
      await by.call('GET', '/sessions', { status: 200 });
      await by.call('GET', '/sessions?sort=createdTime', { status: 400 });
      await by.call('GET', `/sessions/{id=${made.id}}`, { status: 200 });
      await by.call('GET', `/sessions/{id=${ABSENT}}`, { status: 404 });
      const json = { permissions: ['GetRole'] };
      await by.call('PUT', `/sessions/{id=${made.id}}`, { json, status: 200 });
      await by.call('POST', '/sessions', { json: { permissions: [] }, status: 422 });
      const other = await by.ok('POST', '/sessions', { permissions: ['*'], expiredTime: null });
      await new DescribedApi(rebillyApi(world).withSession(other.token)).call('POST', '/logout', { status: 204 });
      await by.call('DELETE', `/sessions/{id=${made.id}}`, { status: 204 });
    });

    it('about users, roles and memberships', async () => {
      const acl = [{ scope: { organizationId: [organization], planId: ['p'] }, permissions: ['GetUser'] }];
      const junior = await by.ok('POST', '/roles', { name: 'Junior', acl, description: null });
      const json = { name: 'Senior', acl: [], juniorIds: [junior.id], allowedIps: ['76.*.*.*'] };
      await by.call('PUT', '/roles/{id=senior}', { json, status: 201 });
      await by.call('PUT', '/roles/{id=senior}', { json, status: 200 });
      await by.call('GET', '/roles/{id=senior}?expand=juniors,juniorRoles', { status: 200 });
      await by.call('GET', '/roles?expand=juniors', { status: 200 });
      await by.call('GET', '/roles?limit=-1', { status: 400 });
      await by.call('POST', '/roles', { json: {}, status: 422 });

      const user = await by.ok('POST', '/users', person('bob', {
        password: PASSWORD, roleIds: ['senior'], permissions: ['GetRole'], mobilePhone: null,
        allowedIps: ['203.0.113.0/24', '2001:db8::1'], preferences: {}, country: 'DE',
      }));
      await by.call('PUT', '/users/{id=carol}', { json: person('carol'), status: 201 });
      await by.call('PUT', '/users/{id=carol}', { json: person('carol', { businessPhone: '1' }), status: 200 });
      await by.call('POST', '/users', { json: person('carol'), status: 422 });
      await by.call('GET', '/users?filter=status:active&q=b&sort=-email', { status: 200 });
      await by.call('GET', '/users', { status: 200 });
      await by.call('GET', `/users/{id=${user.id}}`, { status: 200 });
      await by.call('GET', `/users/{id=${ABSENT}}`, { status: 404 });
      await by.call('GET', `/users/{id=${user.id}}/mfa`, { status: 200 });
      await by.call('POST', `/users/{id=${user.id}}/totp-reset`, { status: 201 });
      await by.call('POST', `/users/{id=${user.id}}/password`, {
        json: { currentPassword: '', newPassword: `${PASSWORD}!` }, status: 201,
      });

      const place = `/memberships/{organizationId=${organization}}/{userId=${user.id}}`;
      await by.call('GET', `${place}?expand=roles`, { status: 200 });
      await by.call('PUT', place, { json: { permissions: null, isOwner: null, allowedIps: null }, status: 200 });
      await by.call('PUT', place, { json: { roleIds: ['nobody'] }, status: 422 });
      await by.call('DELETE', place, { status: 409 });
      await by.call('GET', '/memberships?expand=roles', { status: 200 });
      const other = (await by.ok('POST', '/organizations', SHOP)).id;
      const elsewhere = `/memberships/{organizationId=${other}}/{userId=${user.id}}`;
      await by.call('PUT', elsewhere, { json: {}, status: 201 });
      await by.call('DELETE', elsewhere, { status: 204 });
      await by.call('DELETE', `/users/{id=${user.id}}`, { status: 204 });
      const { id } = await by.ok('GET', '/profile');
      await by.call('DELETE', `/users/{id=${id}}`, { status: 409 });
      await by.call('DELETE', '/roles/{id=senior}', { status: 204 });
    });

    it('about keys', async () => {
      const acl = [{ scope: {}, permissions: ['GetUserCollection'] }];
      const made = await by.ok('POST', '/api-keys', { description: 'a', acl, allowedIps: null });
      await by.ok('POST', '/api-keys', { description: 'b', type: 'publishable' });
      await by.call('PUT', '/api-keys/{id=mine}', { json: { description: 'c', type: null }, status: 201 });
      await by.call('PUT', '/api-keys/{id=mine}', { json: { description: 'd', acl: null }, status: 200 });
      await by.call('POST', '/api-keys', { json: { description: 'e', acl: [] }, status: 422 });
      await by.call('GET', '/api-keys', { status: 200 });
      await by.call('GET', `/api-keys/{id=${made.id}}`, { status: 200 });
      await by.call('DELETE', '/api-keys/{id=mine}', { status: 204 });
      await by.call('DELETE', '/api-keys/{id=mine}', { status: 404 });
    });

    it('about organizations', async () => {
      const settings = {
        defaultTaxCalculator: { type: 'flat', rate: 1.5 }, billing: { pendingOrderTtl: 'P30D' },
        taxLocations: [{ country: 'DE', city: null }], notifications: { notificationEmailAddresses: ['a@example.com'] },
        annualComplianceScreening: { enabled: true, monthDay: '12-31' },
        payoutRequestAllocationOrder: ['selected-payment-instrument', 'x'], own: { deep: [1] },
      };
      const full = {
        ...SHOP, address: 'a', address2: null, city: 'b', region: 'c', postalCode: '12345', settings,
        phoneNumbers: [{ label: 'a', value: '1' }], emails: [{ label: 'a', value: 'a@example.com', primary: true }],
        taxDescriptor: 'd', invoiceTimeZone: 'Europe/Berlin', questionnaire: { role: 'a', products: ['b'], more: 1 },
        taxNumbers: [{ type: 'eu-vat', value: 'DE1' }],
      };
      const { id } = await by.ok('POST', '/organizations', full);
      await by.call('GET', '/organizations', { status: 200 });
      const one = `/organizations/{id=${id}}`;
      await by.call('GET', one, { status: 200 });
      await by.call('PATCH', one, { status: 200 });
      await by.call('PATCH', one, { json: { settings: { billing: null }, taxNumbers: null }, status: 200 });
      await by.call('PATCH', one, { json: { name: null, emails: [{ label: '', value: 'x' }] }, status: 422 });
      await by.call('PUT', one, { json: { name: 'Other', country: null, settings: null, questionnaire: null }, status: 200 });
      await by.call('DELETE', one, { status: 204 });
      await by.call('GET', one, { status: 404 });
      await by.call('POST', '/organizations', { json: {}, status: 422 });
    });

    it('to a request that comes again', async () => {
      const headers = { 'idempotency-key': 'again' };
      const json = { name: 'Once', acl: [] };
      await by.call('POST', '/roles', { json, headers, status: 201 });
      const again = await by.api.call('POST', '/roles', { json, headers });
      assert.equal(again.headers['idempotent-replayed'], 'true');
      await by.call('POST', '/roles', { json: { name: 'Twice', acl: [] }, headers, status: 409 });
      await by.call('POST', '/roles', { json, headers: { 'idempotency-key': '' }, status: 422 });
    });

    it('about fields to sort and to filter by', async () => {
      const lists = Object.entries(DESCRIPTION.paths).filter(([, { get }]) => get?.parameters?.some(({ name }) => name === 'sort'));
      assert.equal(lists.length, 5);
      for (const [path, { get }] of lists) {
        const parameter = (wanted) => get.parameters.find(({ name }) => name === wanted);
        const sortable = parameter('sort').schema.items.enum.filter((name) => !name.startsWith('-'));
        await by.call('GET', `${path}?sort=-${sortable.join(',')}`, { status: 200 });
        const refused = await by.call('GET', `${path}?sort=nothing`, { status: 400 });
        assert.deepEqual(refused.body.detail.match(/sort by are (.*)$/)[1].split(', '), sortable);
        const filterable = [...parameter('filter').description.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
        assert.ok(filterable.length >= 6);
        await by.call('GET', `${path}?filter=${filterable.map((name) => `${name}:null`).join(';')}`, { status: 200 });
        await by.call('GET', `${path}?filter=nothing:null`, { status: 400 });
      }
    });

    it('about lengths, each at its limit and one past it', async () => {
      const drafts = {
        UserDraft: ['/users', (n) => person(`user${n}`)],
        RoleDraft: ['/roles', () => ({ name: 'Role', acl: [] })],
        ApiKeyDraft: ['/api-keys', () => ({ description: 'Key' })],
        NewOrganization: ['/organizations', () => SHOP],
      };
      let n = 0;
      for (const [name, [path, draft]] of Object.entries(drafts)) {
        const bounded = Object.entries(schemas[name].properties).filter(
          ([, { format, maxLength }]) => !format && maxLength !== undefined,
        );
        assert.ok(bounded.length > 0, name);
        for (const [field, { maxLength }] of bounded) {
          if (field === 'invoiceTimeZone') continue; // a name that there is
          for (const [length, status] of [[maxLength, 201], [maxLength + 1, 422]]) {
            const answer = await by.api.call('POST', path, {
              json: { ...draft(n++), [field]: 'x'.repeat(length) },
            });
            assertProblem(answer, status, status === 422 ? [field] : []);
          }
        }
      }
    });
  });

  describe('says what a server answers that has had enough', () => {
    const world = useWorld({ flags: ['--rate-limit', '2'] });

    it('with 429', async () => {
      const nobody = new DescribedApi(rebillyApi(world));
      const { email } = world.first;
      const json = { email, password: 'is not looked at yet' };
      world.secrets.add(json.password);
      for (const status of [401, 401, 429]) await nobody.call('POST', '/signin', { json, status });
      await nobody.call('GET', '/status', { status: 429 });
    });
  });
});
