// Entities brought in with ids of the operator's choosing.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { allowOn, GROUP, importedUser, newId, newTokenSecret, sha256 } from '../support/credentials.mjs';
import { nativeApi } from '../support/native.mjs';
import { assertOneClearLine, endsWith, useDirectory } from '../support/operator.mjs';
import { querySqlite } from '../support/program.mjs';
import { ABLE, ROLE } from '../support/team.mjs';
import { makeStore, World } from '../support/world.mjs';

describe('import', () => {
  const place = useDirectory();
  const file = (text) => {
    const path = place.fresh('jsonl');
    writeFileSync(path, text);
    return path;
  };
  const lines = (...entities) => entities.map((entity) => `${JSON.stringify(entity)}\n`).join('');

  it('brings in what then can be used, with the ids given', async () => {
    const world = await new World({
      users: {
        eve: {
          policies: [
            {
              effect: 'allow',
              resources: { '*': '*' },
              permission_groups: [{ id: GROUP.userWrite }, { id: 'token_permissions_read' }],
            },
          ],
          token: {
            name: 'from afar',
            expires_on: '2999-01-01T00:00:00Z',
            not_before: '2020-01-01T00:00:00Z',
            condition: { request_ip: { in: ['127.0.0.0/8'] } },
          },
        },
      },
    }).open();
    try {
      const { api } = world.eve;
      assert.equal((await api.ok('GET', '/user')).id, world.eve.id);
      const token = await api.ok('GET', `/user/tokens/${world.eve.token_id}`);
      const expected = {
        name: 'from afar',
        expires_on: '2999-01-01T00:00:00Z',
        not_before: '2020-01-01T00:00:00Z',
        issued_on: '2026-01-01T00:00:00Z',
        condition: { request_ip: { in: ['127.0.0.0/8'] } },
      };
      assert.deepEqual({ ...token, ...expected }, token);
    } finally {
      await world.close();
    }
  });

  it('brings in nothing of the lines around a mistake, and says which line it is', async () => {
    const { path, store, remove } = await makeStore();
    const count = () =>
      querySqlite(
        path,
        'SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM tokens) AS tokens, (SELECT count(*) FROM audit_records) AS records',
      )[0];
    const earlier = count();
    const good = importedUser({ email: 'good@example.com' });
    const bad = importedUser({ email: 'good@example.com' });
    const faulty = [
      lines(...good.lines, ...bad.lines), // the address is taken
      lines(...good.lines, good.lines[0]), // the id is taken
      lines(...good.lines, { ...bad.lines[1] }), // nobody's token
      `${lines(...good.lines)}{"type":"user"\n`,
      lines(...good.lines, { type: 'dragon', id: bad.id }),
      lines(...good.lines, { type: 'user', email: 'x@example.com', id: 'not-an-id' }),
      lines({ ...good.lines[0], email: 'OWNER@example.com' }),
    ];
    for (const text of faulty) {
      const { stderr } = await endsWith(1, ['import', '--store', store, file(text)]);
      assertOneClearLine(stderr);
      assert.match(stderr, /line \d/);
      assert.deepEqual(count(), earlier, text);
    }
    await endsWith(1, ['import', '--store', store, place.fresh('absent')]);
    await endsWith(0, ['import', '--store', store, file(lines(...good.lines))]);
    assert.equal(count().users, earlier.users + 1);
    remove();
  });

  /** An organization with one of everything in it. */
  function wholeOrganization(owner, invited) {
    const id = newId();
    const of = { organization_id: id };
    const secret = newTokenSecret();
    const tenant = { type: 'organization', id: newId(), name: 'Above', tenant: 'tenant' };
    const organization = {
      type: 'organization',
      id,
      name: 'Whole',
      kind: 'enterprise',
      tenant: 'none',
      parent_id: tenant.id,
      abuse_contact_email: 'abuse@example.com',
      enforce_twofactor: false,
      created_on: '2020-01-01T00:00:00Z',
    };
    const role = {
      type: 'role',
      id: newId(),
      ...of,
      name: 'Editors of DNS',
      description: 'may edit DNS',
      permissions: { dns: { read: true, edit: true }, zone: { read: true, edit: false } },
    };
    const zone = { type: 'zone', id: newId(), ...of, name: 'whole.example' };
    const group = { type: 'resource_group', id: newId(), ...of, name: 'one', zones: [zone.id] };
    const place = { type: 'membership', id: newId(), ...of, user_id: owner.id, owner: true };
    const offer = {
      type: 'membership',
      id: newId(),
      ...of,
      email: invited.email,
      roles: [role.id, ROLE.readOnly],
    };
    const invite = {
      type: 'invite',
      id: newId(),
      ...of,
      membership_id: offer.id,
      email: invited.email,
      roles: offer.roles,
      invited_by: owner.email,
      expires_on: '2999-01-01T00:00:00Z',
    };
    const token = {
      type: 'token',
      id: newId(),
      ...of,
      creator_email: owner.email,
      name: 'of the organization',
      secret_sha256: sha256(secret),
      policies: [
        allowOn({ [`com.cloudflare.api.account.${id}`]: '*' }, GROUP.accountSettingsRead),
      ],
    };
    const all = { tenant, organization, role, zone, group, place, offer, invite, token };
    return { ...all, secret, lines: Object.values(all) };
  }

  it('brings in organizations with all that lies in them', async () => {
    let whole;
    const world = await new World({
      users: { eve: ABLE, bob: ABLE },
      imports: ({ eve, bob }) => (whole = wholeOrganization(eve, bob)).lines,
    }).open();
    try {
      const { id } = whole.organization;
      const organizations = await nativeApi(world).all('/organizations');
      const found = organizations.find((organization) => organization.id === id);
      assert.deepEqual(
        { ...found, modified_on: undefined },
        {
          id,
          name: 'Whole',
          type: 'enterprise',
          tenant: false,
          operator: false,
          parent_id: whole.tenant.id,
          abuse_contact_email: 'abuse@example.com',
          enforce_twofactor: false,
          created_on: '2020-01-01T00:00:00.000000Z',
          modified_on: undefined,
        },
      );
      const { items } = await nativeApi(world).ok('GET', `/organizations/${id}/zones`);
      assert.deepEqual(items.map(({ id: zone, name }) => [zone, name]), [
        [whole.zone.id, 'whole.example'],
      ]);

      const { api } = world.eve;
      const members = await api.all(`/accounts/${id}/members`);
      assert.deepEqual(
        members.map((member) => [member.id, member.status, member.roles.map((role) => role.id)]),
        [
          [whole.place.id, 'accepted', [ROLE.superAdministrator]],
          [whole.offer.id, 'pending', whole.offer.roles],
        ],
      );
      const roles = await api.all(`/accounts/${id}/roles`);
      const own = roles.find((role) => role.id === whole.role.id);
      assert.equal(own.name, 'Editors of DNS');
      assert.equal(own.permissions.dns.edit, true);
      assert.equal(own.permissions.zone.edit, false);
      const groups = await api.ok('GET', `/accounts/${id}/iam/resource_groups`);
      assert.ok(groups.some((group) => group.id === whole.group.id));

      const invites = await world.bob.api.ok('GET', '/user/invites');
      assert.deepEqual(invites.map((invite) => invite.id), [whole.invite.id]);
      await world.bob.api.ok('PATCH', `/user/invites/${whole.invite.id}`, {
        status: 'accepted',
      });
      const places = await world.bob.api.ok('GET', '/memberships?status=accepted');
      assert.deepEqual(places.map((place) => place.id), [whole.offer.id]);

      const ofToken = world.nobody.withToken(whole.secret);
      assert.equal((await ofToken.ok('GET', `/accounts/${id}`)).name, 'Whole');
    } finally {
      await world.close();
    }
  });

  it('brings in nothing of an organization that does not fit together', async () => {
    const { path, store, remove } = await makeStore();
    const TABLES = ['organizations', 'memberships', 'invites', 'roles', 'zones', 'resource_groups'];
    const count = () =>
      querySqlite(
        path,
        `SELECT ${TABLES.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(', ')}`,
      )[0];
    const earlier = count();
    const eve = importedUser({ email: 'eve@example.com' });
    const bob = importedUser({ email: 'bob@example.com' });
    const whole = wholeOrganization(eve, bob);
    const people = [...eve.lines, ...bob.lines];
    const changed = (name, fields) =>
      Object.entries(whole)
        .filter(([key]) => !['secret', 'lines'].includes(key))
        .map(([key, line]) => (key === name ? { ...line, ...fields } : line));
    const absent = newId();
    const faulty = {
      'an unknown parent': changed('organization', { parent_id: absent }),
      'a tenant of no kind': changed('tenant', { tenant: 'huge' }),
      'a parent that is no tenant': changed('tenant', { tenant: 'none' }),
      'an unknown area': changed('role', { permissions: { cats: { read: true } } }),
      'the id of a built-in role': changed('role', { id: ROLE.administrator }),
      'no domain name': changed('zone', { name: 'nowhere' }),
      'an unknown zone': changed('group', { zones: [absent] }),
      'an empty list of zones': changed('group', { zones: [] }),
      'an unknown user': changed('place', { user_id: absent }),
      'both a user and an address': changed('place', { email: 'eve@example.com' }),
      'an unknown role': changed('offer', { roles: [absent] }),
      'a status that does not fit': changed('offer', { status: 'accepted' }),
      'no address': changed('offer', { email: 'nobody' }),
      'an invite of no status': changed('invite', { status: 'expired' }),
      'an invite to nowhere': changed('invite', { organization_id: absent }),
      'a token of two owners': changed('token', { user_id: eve.id }),
      'a token of nobody': changed('token', { organization_id: absent }),
    };
    for (const [what, entities] of Object.entries(faulty)) {
      const text = lines(...people, ...entities);
      const { stderr } = await endsWith(1, ['import', '--store', store, file(text)]);
      assertOneClearLine(stderr);
      assert.match(stderr, /line \d/);
      assert.deepEqual(count(), earlier, what);
    }
    const twice = lines(...people, ...whole.lines, whole.zone);
    await endsWith(1, ['import', '--store', store, file(twice)]);
    await endsWith(0, ['import', '--store', store, file(lines(...people, ...whole.lines))]);
    assert.equal(count().organizations, earlier.organizations + 2);
    remove();
  });
});
