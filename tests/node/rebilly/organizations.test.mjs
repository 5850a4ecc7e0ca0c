// Organizations, through the SDKs of both generations.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import {
  assertFails, assertProblem, baseOf, connect62, rebillyApi, SDKS, TIME,
} from '../support/rebilly.mjs';
import { importedOrganization } from '../support/team.mjs';
import { useWorld } from '../support/world.mjs';

const PROPERTIES = [
  'id', 'name', 'address', 'address2', 'city', 'region', 'country', 'phoneNumbers', 'emails',
  'taxDescriptor', 'invoiceTimeZone', 'reportCurrency', 'questionnaire', 'settings', 'taxNumbers',
  'features', 'createdTime', 'updatedTime', 'replayOrganizationId', '_links',
];
const REQUIRED = {
  name: 'Shop', website: 'https://shop.example.com', country: 'DE', reportCurrency: 'EUR',
};

for (const { name, major, connect } of SDKS) {
  describe(`organizations, ${name}`, () => {
    const world = useWorld();
    let api;
    before(async () => {
      api = connect(world);
      api.setSessionToken((await rebillyApi(world).signIn()).token);
    });

    it('are made by whoever wants one, and are theirs', async () => {
      const made = await api.organizations.create({ data: REQUIRED });
      assert.equal(made.response.status, 201);
      const { fields } = made;
      assert.deepEqual(Object.keys(fields).sort(), [...PROPERTIES].sort());
      assert.match(fields.id, /^org_[0-9A-HJKMNP-TV-Z]{26}$/);
      assert.match(fields.createdTime, TIME);
      assert.equal(fields.invoiceTimeZone, 'UTC');
      assert.deepEqual(fields.settings, {});
      const href = `${baseOf(world)}/organizations/${fields.id}`;
      assert.equal(made.response.headers.location, href);
      assert.deepEqual(fields._links, [{ rel: 'self', href }]);
      assert.deepEqual((await api.organizations.get({ id: fields.id })).fields, fields);
      const { memberships } = (await api.profile.get()).fields;
      const place = memberships.find(({ organization }) => organization.id === fields.id);
      assert.equal(place.isOwner, true);
      assert.equal(place.isDefault, false);
      assert.deepEqual(place.permissions, ['*']);
    });

    if (major < 62) return; // it sends no filter, and has no PATCH

    it('are listed as asked for', async () => {
      for (const city of ['Ulm', 'Aachen', 'Mainz']) {
        await api.organizations.create({ data: { ...REQUIRED, name: `List ${city}`, city } });
      }
      const filter = 'city:Ulm,Aachen,Mainz';
      const all = await api.organizations.getAll({ filter, sort: ['city'], q: 'lISt' });
      assert.deepEqual(all.items.map(({ fields }) => fields.city), ['Aachen', 'Mainz', 'Ulm']);
      const page = await api.organizations.getAll({ filter, sort: ['-city'], limit: 1, offset: 2 });
      assert.deepEqual([page.total, page.limit, page.offset], [3, 1, 2]);
      assert.deepEqual(page.items.map(({ fields }) => fields.city), ['Aachen']);
      assert.equal((await api.organizations.getAll({ q: 'no such thing' })).total, 0);
    });

    it('are merged with what is sent', async () => {
      const settings = {
        notifications: { notifyOnUserAccessChanges: true, notificationEmailAddresses: ['a@example.com'] },
        annualComplianceScreening: { enabled: false, monthDay: '02-28' },
      };
      const data = {
        ...REQUIRED, address: 'Street 1', postalCode: '89073', settings,
        phoneNumbers: [{ label: 'main', value: '+49 731', primary: true }],
        emails: [{ label: 'main', value: 'shop@example.com' }],
        taxNumbers: [{ type: 'eu-vat', value: 'DE1', isValid: true }],
        questionnaire: { role: 'owner', products: ['a'] },
      };
      const { fields: made } = await api.organizations.create({ data });
      assert.equal('website' in made, false);
      assert.deepEqual(made.settings, settings);
      assert.deepEqual(made.taxNumbers, [{ type: 'eu-vat', value: 'DE1', isDefault: false, isValid: null }]);
      assert.deepEqual(made.questionnaire, data.questionnaire);
      const { id } = made;
      const changed = await api.organizations.update({
        id,
        data: {
          address: null, city: 'Ulm', reportCurrency: 'USD', website: 'https://other.example.com',
          settings: { annualComplianceScreening: { enabled: true }, notifications: null },
        },
      });
      assert.equal(changed.response.status, 200);
      assert.deepEqual(
        { ...changed.fields, updatedTime: 0 },
        {
          ...made, updatedTime: 0, address: null, city: 'Ulm',
          settings: { annualComplianceScreening: { enabled: true, monthDay: '02-28' } },
        },
      );
      const whole = await api.organizations.update({ id, data: changed.fields });
      assert.deepEqual(whole.fields, changed.fields);
      const wrong = { settings: { annualComplianceScreening: { monthDay: null } } };
      const error = await assertFails(
        api.organizations.update({ id, data: wrong }), 'RebillyValidationError', 422,
      );
      assert.equal(error.invalidFields[0].field, 'settings.annualComplianceScreening.monthDay');
    });

    it('are answered in the context of another one too', async () => {
      const { fields } = await api.organizations.create({ data: REQUIRED });
      const { token } = await rebillyApi(world).signIn();
      const inside = connect62(world, { organizationId: fields.id });
      inside.setSessionToken(token);
      const first = (await inside.organizations.getAll({ sort: ['createdTime'] })).items[0].fields;
      assert.notEqual(first.id, fields.id);
      assert.equal((await inside.organizations.get({ id: first.id })).fields.name, first.name);
      const outside = connect62(world, { organizationId: 'nowhere' });
      outside.setSessionToken(token);
      await assertFails(outside.organizations.get({ id: first.id }), 'RebillyRequestError', 403);
      await assertFails(outside.organizations.getAll(), 'RebillyRequestError', 403);
    });
  });
}

describe('organizations, wrong input and wrong callers', () => {
  let foreign;
  const world = useWorld({
    users: { eve: {} },
    imports: ({ eve }) => (foreign = importedOrganization('Foreign', [[eve]])).lines,
  });
  let api;
  before(async () => (api = await rebillyApi(world).signedIn()));

  it('names the field', async () => {
    const settings = (value, field) => [{ settings: value }, [`settings.${field}`]];
    const cases = [
      [{ name: '' }, ['name']],
      [{ name: 'x'.repeat(61) }, ['name']],
      [{ address: 'x'.repeat(61) }, ['address']],
      [{ city: 'x'.repeat(46) }, ['city']],
      [{ postalCode: 'x'.repeat(11) }, ['postalCode']],
      [{ country: 'de' }, ['country']],
      [{ taxDescriptor: 'x'.repeat(256) }, ['taxDescriptor']],
      [{ invoiceTimeZone: 'Mars/Olympus' }, ['invoiceTimeZone']],
      [{ phoneNumbers: [{ label: 'x'.repeat(46), value: '1' }] }, ['phoneNumbers.0.label']],
      [{ phoneNumbers: [{ label: 'x' }] }, ['phoneNumbers.0.value']],
      [{ emails: [{ label: 'x', value: 'nobody' }] }, ['emails.0.value']],
      [{ taxNumbers: [{ type: 'x', value: '1' }] }, ['taxNumbers.0.type']],
      [{ questionnaire: { products: 'x' } }, ['questionnaire.products']],
      settings({ annualComplianceScreening: { monthDay: '02-29' } }, 'annualComplianceScreening.monthDay'),
      settings({ billing: { pendingOrderTtl: '1 day' } }, 'billing.pendingOrderTtl'),
      settings({ taxLocations: [{ city: 'Ulm' }] }, 'taxLocations.0.country'),
      settings({ payoutRequestAllocationOrder: ['a', 'b'] }, 'payoutRequestAllocationOrder'),
    ];
    const { id } = await api.ok('POST', '/organizations', REQUIRED);
    for (const [json, fields] of cases) {
      const whole = { ...REQUIRED, ...json };
      assertProblem(await api.call('POST', '/organizations/', { json: whole }), 422, fields);
      assertProblem(await api.call('PUT', `/organizations/${id}`, { json: whole }), 422, fields);
      assertProblem(await api.call('PATCH', `/organizations/${id}`, { json }), 422, fields);
    }
    for (const [json, fields] of [
      [{ website: 'ftp://x' }, ['website']],
      [{ website: `https://${'x'.repeat(60)}` }, ['website']],
      [{ reportCurrency: 'eur' }, ['reportCurrency']],
    ]) {
      assertProblem(await api.call('POST', '/organizations', { json: { ...REQUIRED, ...json } }), 422, fields);
    }
    const bare = await api.call('POST', '/organizations', { json: {} });
    assertProblem(bare, 422, ['name', 'website', 'country', 'reportCurrency']);
  });

  it('are changed as a whole and deleted, as earlier versions did', async () => {
    const { id } = await api.ok('POST', '/organizations', REQUIRED);
    const settings = { billing: { pendingOrderTtl: 'P1D' } };
    const put = await api.call('PUT', `/organizations/${id}`, { json: { name: 'New', country: 'FR', settings } });
    assert.equal(put.status, 200);
    assert.equal(put.body.name, 'New');
    assert.deepEqual(put.body.settings, settings);
    assertProblem(await api.call('PUT', `/organizations/${id}`, { json: {} }), 422, ['name', 'country']);
    assert.equal((await api.call('PATCH', `/organizations/${id}`)).status, 200);
    assert.equal((await api.call('DELETE', `/organizations/${id}/`)).status, 204);
    assertProblem(await api.get(`/organizations/${id}`), 404);
  });

  it('are not there for who does not belong to them', async () => {
    const absent = ['GET', 'PATCH', 'DELETE', 'PUT'].map((method) => [method, 'org_0YVDM8RC7GDADADSBSMW124JA8']);
    const ofOthers = absent.map(([method]) => [method, foreign.id]);
    const answers = [];
    for (const [method, id] of [...absent, ...ofOthers, ['GET', 'nowhere'], ['GET', 'a%2Fb']]) {
      const json = method === 'GET' ? undefined : { name: 'Mine', country: 'DE' };
      const answer = await api.call(method, `/organizations/${id}`, { json });
      assertProblem(answer, 404);
      answers.push(answer.body.detail);
    }
    assert.equal(new Set(answers).size, 1);
  });

  it('are not made by a key that may not', async () => {
    const acl = [{ scope: {}, permissions: ['GetOrganization'] }];
    const key = await api.ok('POST', '/api-keys', { description: 'small', acl });
    const holder = rebillyApi(world).withKey(key.secretKey);
    assertProblem(await holder.call('POST', '/organizations', { json: REQUIRED }), 403);
  });
});
