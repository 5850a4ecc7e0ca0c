// Sessions, emulation of permissions and one-time codes, through the SDKs.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import {
  assertFails, codeOf, connect42, connect62, JWT, rebillyApi, TIME, UNLIMITED, wrongCodeOf,
} from '../support/rebilly.mjs';
import { useWorld } from '../support/world.mjs';

describe('emulation of permissions, rebilly-js-sdk 62', () => {
  const world = useWorld();
  const keep = (token) => (world.secrets.add(token), token);

  it('narrows one session, and is left again', async () => {
    const api = connect62(world);
    const { token } = await rebillyApi(world).signIn();
    api.setSessionToken(token);
    const data = { permissions: ['GetProfile'] };
    const started = await api.profile.startPermissionsEmulation({ data });
    assert.equal(started.response.status, 201);
    assert.match(started.fields.id, /^jwt_/);
    assert.match(started.fields.token, JWT);
    assert.deepEqual(started.fields.permissions, ['GetProfile']);
    assert.match(started.response.headers.location, /^http:\/\/127\.0\.0\.1:\d+\/rebilly\/sessions\/jwt_/);

    assert.equal((await api.profile.get()).fields.hasPermissionsEmulation, false);
    await assertFails(api.profile.stopPermissionsEmulation(), 'RebillyRequestError', 403);
    api.setSessionToken(keep(started.fields.token));
    const { fields } = await api.profile.get();
    assert.equal(fields.hasPermissionsEmulation, true);
    assert.deepEqual(fields.permissions, ['GetProfile']);
    const again = api.profile.startPermissionsEmulation({ data });
    await assertFails(again, 'RebillyRequestError', 403);

    const stopped = await api.profile.stopPermissionsEmulation();
    assert.equal(stopped.response.status, 201);
    assert.deepEqual(stopped.fields.permissions, ['*']);
    await assertFails(api.profile.get(), 'RebillyForbiddenError', 401);
    api.setSessionToken(keep(stopped.fields.token));
    assert.equal((await api.profile.get()).fields.hasPermissionsEmulation, false);
    await assertFails(api.profile.stopPermissionsEmulation(), 'RebillyRequestError', 403);
  });

  it('is for sessions alone, and for permissions that there are', async () => {
    const byKey = connect62(world, { apiKey: world.first.secret_api_key });
    const data = { permissions: ['GetProfile'] };
    await assertFails(byKey.profile.startPermissionsEmulation({ data }), 'RebillyRequestError', 403);
    await assertFails(byKey.profile.stopPermissionsEmulation(), 'RebillyRequestError', 403);
    const api = connect62(world);
    api.setSessionToken((await rebillyApi(world).signIn()).token);
    for (const [permissions, field] of [[[], 'permissions'], [['GetProfile', 'Get*'], 'permissions.1']]) {
      const call = api.profile.startPermissionsEmulation({ data: { permissions } });
      const error = await assertFails(call, 'RebillyValidationError', 422);
      assert.equal(error.invalidFields[0].field, field);
    }
  });
});

describe('enrollment of a second factor, rebilly-js-sdk 62', () => {
  const world = useWorld();

  it('begins by a link, and ends within ten minutes of a code', async () => {
    const api = connect62(world);
    api.setSessionToken((await rebillyApi(world).signIn()).token);
    const before = await api.profile.getMfa();
    const { status, type, lastAuthTime, _links } = before.fields;
    assert.deepEqual({ status, type, lastAuthTime }, { status: 'inactive', type: null, lastAuthTime: null });
    assert.deepEqual(_links.map(({ rel }) => rel), ['self']);
    await assertFails(api.profile.deleteMfa(), 'RebillyNotFoundError', 404);

    const begun = await api.profile.updateMfa();
    assert.equal(begun.response.status, 201);
    assert.equal(begun.fields.status, 'inactive');
    const link = begun.fields._links.find(({ rel }) => rel === 'enrollment');
    assert.equal(new URL(link.href).origin, world.server.url);
    assert.equal(begun.response.headers.location, link.href);

    const { totpSecret } = (await api.profile.get()).fields;
    const data = { totpRequired: true, oneTimePassword: codeOf(totpSecret) };
    await api.profile.update({ data });
    const active = (await api.profile.getMfa()).fields;
    assert.equal(active.status, 'active');
    assert.equal(active.type, 'otp');
    assert.match(active.lastAuthTime, TIME);
    const gone = await api.profile.deleteMfa();
    assert.equal(gone.response.status, 204);
    assert.deepEqual(gone.fields, {});
    assert.equal((await api.profile.get()).fields.totpRequired, false);
  });
});

describe('sign-in and one-time codes, rebilly-js-sdk 42', () => {
  const world = useWorld({ flags: UNLIMITED });
  const credentials = () => ({ email: world.first.email, password: world.first.password });
  const keep = (token) => (world.secrets.add(token), token);

  async function signedIn(fields = {}) {
    const api = connect42(world);
    const session = await api.account.signIn({ data: { ...credentials(), ...fields } });
    api.setSessionToken(keep(session.fields.token));
    return { api, session };
  }

  it('gives a session of an hour, until logout', async () => {
    const { api, session } = await signedIn();
    assert.equal(session.response.status, 201);
    const { id, token, permissions, memberships, userId, createdTime, expiredTime } = session.fields;
    assert.match(id, /^jwt_/);
    assert.match(token, JWT);
    assert.deepEqual(permissions, ['*']);
    assert.equal(memberships.length, 1);
    assert.equal(Date.parse(expiredTime) - Date.parse(createdTime), 3_600_000);
    const profile = (await api.profile.get()).fields;
    assert.equal(profile.id, userId);
    assert.match(profile.loginTime, TIME);
    const left = await api.account.logout();
    assert.equal(left.response.status, 204);
    await assertFails(api.profile.get(), 'RebillyForbiddenError', 401);
    await assertFails(api.account.logout(), 'RebillyForbiddenError', 401);
  });

  it('refuses a wrong password, and fields that are missing', async () => {
    const api = connect42(world);
    const wrong = { ...credentials(), password: 'not the password at all' };
    await assertFails(api.account.signIn({ data: wrong }), 'RebillyForbiddenError', 401);
    const error = await assertFails(api.account.signIn({ data: {} }), 'RebillyValidationError', 422);
    assert.deepEqual(error.response.data.invalidFields.map(({ field }) => field), ['email', 'password']);
  });

  it('lasts as long as is asked, up to 30 days', async () => {
    const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();
    const { session } = await signedIn({ expiredTime: inDays(29) });
    assert.ok(Date.parse(session.fields.expiredTime) - Date.now() > 28 * 86_400_000);
    for (const expiredTime of [inDays(-1), inDays(31), 'tomorrow']) {
      const data = { ...credentials(), expiredTime };
      const error = await assertFails(connect42(world).account.signIn({ data }), 'RebillyValidationError', 422);
      assert.equal(error.response.data.invalidFields[0].field, 'expiredTime');
    }
  });

  it('is in the organization that Organization-Id names', async () => {
    const { api, session } = await signedIn();
    const own = session.fields.memberships[0].organization.id;
    const inside = connect42(world, { organizationId: own });
    inside.setSessionToken(session.fields.token);
    assert.deepEqual((await inside.profile.get()).fields.permissions, ['*']);
    const outside = connect42(world, { organizationId: 'org_0YVDM8RC7GDADADSBSMW124JA8' });
    outside.setSessionToken(session.fields.token);
    await assertFails(outside.profile.get(), 'RebillyRequestError', 403);
    await api.account.logout();
  });

  it('asks for a code once a second factor is on, takes each code once, and can end it', async () => {
    const { api } = await signedIn();
    const { totpSecret, totpUrl } = (await api.profile.get()).fields;
    keep(totpSecret);
    const url = new URL(totpUrl);
    assert.equal(`${url.protocol}//${url.host}`, 'otpauth://totp');
    assert.equal(url.searchParams.get('secret'), totpSecret);
    const change = (data) => api.profile.update({ data });

    const refused = async (data) => {
      const error = await assertFails(change(data), 'RebillyValidationError', 422);
      assert.equal(error.response.data.invalidFields[0].field, 'oneTimePassword');
    };
    await refused({ totpRequired: true });
    await refused({ totpRequired: true, oneTimePassword: wrongCodeOf(totpSecret) });
    const first = codeOf(totpSecret);
    const on = (await change({ totpRequired: true, oneTimePassword: first })).fields;
    assert.equal(on.totpRequired, true);
    assert.equal(on.totpSecret, null);
    assert.equal(on.totpUrl, null);
    assert.equal(on.oneTimePassword, null);
    await change((await api.profile.get()).getJSON());

    const code = async (oneTimePassword) => {
      const data = { ...credentials(), ...(oneTimePassword && { oneTimePassword }) };
      const error = await assertFails(connect42(world).account.signIn({ data }), 'RebillyValidationError', 422);
      assert.equal(error.response.data.invalidFields[0].field, 'oneTimePassword');
    };
    await code();
    await code(wrongCodeOf(totpSecret));
    await code(first);
    const next = codeOf(totpSecret, 1);
    const second = await signedIn({ oneTimePassword: next });
    await code(next);
    assert.equal((await second.api.profile.get()).fields.totpRequired, true);
    await refused({ totpRequired: false, oneTimePassword: next });

    const reset = await second.api.profile.resetTotp();
    assert.equal(reset.response.status, 201);
    assert.notEqual(reset.fields.totpSecret, totpSecret);
    assert.equal(reset.fields.totpRequired, false);
    keep(reset.fields.totpSecret);
    await signedIn();
  });

  it('changes the password, and ends every other session', async () => {
    const { api } = await signedIn();
    const other = (await signedIn()).api;
    const old = world.first.password;
    const newPassword = keep('seven drunken lighthouses hum');
    const wrong = api.profile.updatePassword({ data: { currentPassword: newPassword, newPassword } });
    const error = await assertFails(wrong, 'RebillyValidationError', 422);
    assert.equal(error.response.data.invalidFields[0].field, 'currentPassword');
    const weak = api.profile.updatePassword({ data: { currentPassword: old, newPassword: 'short' } });
    const { response } = await assertFails(weak, 'RebillyValidationError', 422);
    assert.equal(response.data.invalidFields[0].field, 'newPassword');

    const changed = await api.profile.updatePassword({ data: { currentPassword: old, newPassword } });
    assert.equal(changed.response.status, 201);
    assert.equal((await api.profile.get()).fields.email, world.first.email);
    await assertFails(other.profile.get(), 'RebillyForbiddenError', 401);
    await assertFails(connect42(world).account.signIn({ data: credentials() }), 'RebillyForbiddenError', 401);
    world.first.password = newPassword;
    await signedIn();
  });

  it('refuses links that are none', async () => {
    const api = connect42(world);
    const token = 'a'.repeat(43);
    await assertFails(api.account.activate({ token }), 'RebillyValidationError', 422);
    await assertFails(api.users.getResetPasswordToken({ token }), 'RebillyNotFoundError', 404);
    const data = { newPassword: 'nine quiet umbrellas waltz' };
    await assertFails(api.users.resetPassword({ token, data }), 'RebillyValidationError', 422);
  });

  it('signs up whoever has an address of their own, pending their confirmation', async () => {
    const api = connect42(world);
    const data = {
      email: 'grace@example.com', company: 'Compilers', firstName: 'Grace', lastName: 'Hopper',
      businessPhone: '+15125550100', password: keep('eleven purple tractors sing'),
      website: 'https://example.com',
    };
    const made = await api.account.signUp({ data });
    assert.equal(made.response.status, 201);
    assert.equal(made.fields.status, 'pending-confirmation');
    assert.equal(made.fields.password, undefined);
    assert.match(made.response.headers.location, /\/rebilly\/users\/usr_/);
    await assertFails(api.account.signIn({ data }), 'RebillyRequestError', 403);
    const again = await assertFails(api.account.signUp({ data }), 'RebillyValidationError', 422);
    assert.equal(again.response.data.invalidFields[0].field, 'email');
    const empty = await assertFails(api.account.signUp({ data: {} }), 'RebillyValidationError', 422);
    const missing = empty.response.data.invalidFields.map(({ field }) => field);
    assert.deepEqual(missing.sort(), Object.keys(data).sort());
  });
});

const QUOTA = 4;

describe('the rate limit, rebilly-js-sdk 62', () => {
  const world = useWorld({ flags: ['--rate-limit', String(QUOTA)] });

  it('is told on every change, and when it is used up', async () => {
    const api = connect62(world, { apiKey: world.first.secret_api_key });
    const put = () => api.profile.update({ data: { preferences: {} } });
    for (let used = 1; used <= QUOTA; used++) {
      const { headers } = (await put()).response;
      assert.equal(headers['x-ratelimit-limit'], String(QUOTA));
      assert.equal(headers['x-ratelimit-remaining'], String(QUOTA - used));
    }
    const { response } = await assertFails(put(), 'RebillyRequestError', 429);
    assert.equal(response.data.title, 'Rate Limit Exceeded');
    assert.match(response.headers['x-ratelimit-retry-after'], /^\d+$/);
    const anew = Number(response.headers['x-ratelimit-retry-after']);
    const now = Date.now() / 1000;
    assert.ok(anew > now - 1 && anew < now + 302, `${anew} at ${now}`);
    assert.match(response.headers['retry-after'], /^[1-9]\d*$/);
  });
});
