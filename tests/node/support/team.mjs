// Organizations, and who is in them, as `selfsame import` takes them.
import assert from 'node:assert/strict';

import { allow, GROUP, newId } from './credentials.mjs';

export const ROLE = Object.freeze({
  superAdministrator: '33666b9c79b9a5273fc7344ff42f953d',
  administrator: '05784afa30c1afe1440e79d9351c7430',
  readOnly: 'f2b20eaa1a5d4af42b53ac16238c99c7',
  minimal: '5c35d2bf3a545e6b7560b826c0d23c39',
  billing: '298ce8e7a2ba08b9d18ce0a32bb458ee',
  dns: '069fe803647ed3609e93d041d5df6050',
});
export const ROLE_NAME = Object.freeze({
  superAdministrator: 'Super Administrator - All Privileges',
  administrator: 'Administrator',
  readOnly: 'Administrator Read Only',
  minimal: 'Minimal Account Access',
  billing: 'Billing',
  dns: 'DNS',
});

/** Traits of a person whose token may do everything they may. */
export const ABLE = Object.freeze({ policies: [allow(GROUP.everything)] });
/** The same, with a second factor. */
export const WITH_SECOND_FACTOR = Object.freeze({
  ...ABLE,
  profile: { two_factor_authentication_enabled: true },
});

const at = (minutes) =>
  `2026-01-01T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00Z`;

/**
 * An organization: `{id, name, lines, place}`. `members`: `[person, role, ...]` each, in the order of
 * joining; the id of a person's place is `place(person)`. Other fields go into its line.
 */
export function importedOrganization(name, members, fields = {}) {
  const id = fields.id ?? newId();
  const places = new Map(members.map(([person]) => [person.id, newId()]));
  return {
    id,
    name,
    place: (person) => places.get(person.id),
    lines: [
      { type: 'organization', created_on: at(0), ...fields, id, name },
      ...members.map(([person, ...roles], index) => ({
        type: 'membership',
        id: places.get(person.id),
        organization_id: id,
        user_id: person.id,
        roles,
        created_on: at(index + 1),
      })),
    ],
  };
}

/** An offer of a place: `{id, membership, lines}`, open unless `fields` of the invite say otherwise. */
export function importedInvite(organization, email, roles, invitedBy, fields = {}) {
  const id = newId();
  const membership = newId();
  return {
    id,
    membership,
    lines: [
      { type: 'membership', id: membership, organization_id: organization.id, email, roles },
      {
        type: 'invite',
        id,
        organization_id: organization.id,
        membership_id: membership,
        email,
        roles,
        invited_by: invitedBy.email,
        ...fields,
      },
    ],
  };
}

export function importedRole(organization, name, permissions, fields = {}) {
  const id = newId();
  const organization_id = organization.id;
  return { id, line: { type: 'role', id, organization_id, name, permissions, ...fields } };
}

export function importedZone(organization, name, fields = {}) {
  const id = newId();
  return {
    id,
    name,
    line: { type: 'zone', id, organization_id: organization.id, name, ...fields },
  };
}

/** The invite of a person to an organization, as they see it; the newest. */
export async function inviteTo(api, account) {
  const invites = await api.ok('GET', '/user/invites');
  const found = invites.filter(({ organization_id }) => organization_id === account).at(-1);
  assert.ok(found, `an invite to ${account} in ${JSON.stringify(invites)}`);
  return found;
}

/** Asks for the same change from many sides at once; the answers. */
export const atOnce = (...calls) => Promise.all(calls.map((call) => call()));
