// The profile, through the SDKs of both generations.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertFails, baseOf, connect62, rebillyApi, SDKS, TIME } from '../support/rebilly.mjs';
import { useWorld } from '../support/world.mjs';

const PROPERTIES = [
  'id', 'email', 'firstName', 'lastName', 'businessPhone', 'mobilePhone', 'memberships',
  'permissions', 'createdTime', 'updatedTime', 'availableCurrencies', 'reportingCurrency',
  'loginTime', 'status', 'totpRequired', 'totpSecret', 'totpUrl', 'oneTimePassword', 'country',
  'preferences', 'hasPermissionsEmulation', 'displayName', 'hash', 'requiresCardOnFile',
  'hasCardOnFile', 'billingManagementToken', 'pastDueInvoice',
];

for (const { name, major, connect } of SDKS) {
  describe(`the profile, ${name}`, () => {
    const world = useWorld({ init: { initFlags: ['--first-name', 'Ada', '--last-name', 'Byron'] } });
    const client = (options = {}) => connect(world, { apiKey: world.first.secret_api_key, ...options });
    const signIn = () => rebillyApi(world).signIn();

    it('has every property of every version, by the key of the first organization', async () => {
      const { fields, response } = await client().profile.get();
      assert.equal(response.status, 200);
      assert.deepEqual(Object.keys(fields).sort(), [...PROPERTIES, '_links'].sort());
      assert.match(fields.id, /^usr_[0-9A-HJKMNP-TV-Z]{26}$/);
      assert.equal(fields.email, world.first.email);
      assert.equal(fields.displayName, 'Ada Byron');
      assert.equal(fields.status, 'active');
      assert.match(fields.createdTime, TIME);
      assert.match(fields.hash, /^[0-9a-f]{64}$/);
      assert.equal(fields.oneTimePassword, null);
      assert.equal(fields.hasPermissionsEmulation, false);
      const [membership] = fields.memberships;
      assert.equal(fields.memberships.length, 1);
      assert.match(membership.organization.id, /^org_/);
      assert.equal(membership.user.id, fields.id);
      assert.equal(membership.isOwner, true);
      assert.deepEqual(fields._links, [{ rel: 'self', href: `${baseOf(world)}/profile` }]);
    });

    it('is the same in the organization, and in the sandbox', async () => {
      const { fields } = await client().profile.get();
      const organizationId = fields.memberships[0].organization.id;
      const others = [{ organizationId }, { sandbox: true }, { organizationId, sandbox: true }];
      for (const options of others) {
        const found = await client(options).profile.get();
        assert.deepEqual({ ...found.fields, memberships: 0, _links: 0 }, { ...fields, memberships: 0, _links: 0 });
      }
    });

    it('is refused in an organization that is not the caller\'s, there or not', async () => {
      const { token } = await signIn();
      for (const organizationId of ['org_0YVDM8RC7GDADADSBSMW124JA8', 'no-such-thing']) {
        for (const api of [client({ organizationId }), connect(world, { organizationId })]) {
          api.setSessionToken(token);
          await assertFails(api.profile.get(), 'RebillyRequestError', 403);
        }
      }
    });

    it('without a key, or with one that is none, is RebillyForbiddenError', async () => {
      await assertFails(connect(world, {}).profile.get(), 'RebillyForbiddenError', 401);
      await assertFails(client({ apiKey: 'nonsense' }).profile.get(), 'RebillyForbiddenError', 401);
      const nearly = world.first.secret_api_key.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A'));
      await assertFails(client({ apiKey: nearly }).profile.get(), 'RebillyForbiddenError', 401);
    });

    it('takes preferences: an object, null, and the empty list that PHP sends', async () => {
      const api = client();
      const set = async (preferences) => {
        const { fields, response } = await api.profile.update({ data: { preferences } });
        assert.equal(response.status, 200);
        assert.deepEqual((await api.profile.get()).fields.preferences, fields.preferences);
        return fields.preferences;
      };
      const full = { timezone: 'Europe/Berlin', nested: { list: [1, 2.5, null], 'ключ': 'значение' } };
      assert.deepEqual(await set(full), full);
      assert.deepEqual(await set([]), {});
      assert.equal(await set(null), null);
      assert.deepEqual(await set({}), {});
    });

    it('is not changed when all of it is sent back', async () => {
      const api = client();
      const before = await api.profile.get();
      const answer = await api.profile.update({ data: before.getJSON() });
      assert.equal(answer.response.status, 200);
      assert.deepEqual((await api.profile.get()).fields, before.fields);
    });

    it('names the field that is wrong in RebillyValidationError', async () => {
      const wrong = [
        [{ preferences: 'dark' }, 'preferences'],
        [{ preferences: [1] }, 'preferences'],
        [{ totpRequired: true }, 'oneTimePassword'],
        [{ reportingCurrency: 'XXX' }, 'reportingCurrency'],
      ];
      for (const [data, field] of wrong) {
        const error = await assertFails(client().profile.update({ data }), 'RebillyValidationError', 422);
        const { invalidFields, detail } = error.response.data;
        assert.equal(invalidFields[0].field, field);
        assert.equal(error.message, detail);
        assert.deepEqual(error.details, [invalidFields[0].message]);
      }
    });

    it('is that of the session, where a client with a key is given one', async () => {
      const api = client();
      const { token } = await signIn();
      const by = rebillyApi(world).withSession(token);
      const emulated = await by.ok('POST', '/permissions-emulation', { permissions: ['GetProfile'] });
      assert.equal((await api.profile.get()).fields.hasPermissionsEmulation, false);
      api.setSessionToken(emulated.token);
      assert.equal((await api.profile.get()).fields.hasPermissionsEmulation, true);
      await by.ok('POST', '/logout');
      await assertFails(api.profile.get(), 'RebillyForbiddenError', 401);
    });

    it('answers the status to anybody', async () => {
      for (const api of [client(), connect(world, {}), client({ apiKey: 'nonsense' })]) {
        const { fields } = await api.status.get();
        assert.equal(fields.status, 'ok');
        assert.match(fields.time, TIME);
        assert.ok(fields.release.length > 0);
      }
    });

    it('promises the same to every address that has lost a password', async () => {
      const api = client({ apiKey: undefined });
      api.setSessionToken('expired.or.nonsense');
      for (const email of [world.first.email, 'nobody@example.com']) {
        const { response, fields } = await api.account.forgotPassword({ data: { email } });
        assert.equal(response.status, 204);
        if (major === 62) assert.deepEqual(fields, {});
      }
      const wrong = api.account.forgotPassword({ data: { email: 'no address' } });
      const error = await assertFails(wrong, 'RebillyValidationError', 422);
      assert.equal(error.response.data.invalidFields[0].field, 'email');
    });
  });
}

describe('the profile, by an endpoint that ends with a slash', () => {
  const world = useWorld();

  it('is the same', async () => {
    const api = connect62(world, { apiKey: world.first.secret_api_key }, `${baseOf(world)}/`);
    assert.equal((await api.profile.get()).fields.email, world.first.email);
  });
});
