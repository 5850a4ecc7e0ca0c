// Credentials for people that a test brings in by `selfsame import`.
import { createHash, randomBytes } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function crc32(text) {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A well-formed token secret that no server has issued. */
export function newTokenSecret() {
  const head = `ssut_${Array.from(randomBytes(40), (byte) => LETTERS[byte % LETTERS.length]).join('')}`;
  return head + crc32(head).toString(16).padStart(8, '0');
}

export const newKey = () => randomBytes(16).toString('hex');
export const newId = () => randomBytes(16).toString('hex');
export const sha256 = (text) => createHash('sha256').update(text).digest('hex');

export const EVERYTHING = Object.freeze({ '*': '*' });
export const GROUP = Object.freeze({
  tokensRead: '0cc3a61731504c89b99ec1be78b77aa0',
  tokensWrite: '686d18d5ac6c441c867cbf6771e58a0a',
  userRead: '8acbe5bb0d54464ab867149d7f7cf8ac',
  userWrite: '55a5e17cc99e4a3fa1f3432d262f2e55',
  membershipsRead: '3518d0f75557482e952c6762d3e64903',
  membershipsWrite: '9201bc6f42d440968aaab0c6f17ebb1d',
  accountSettingsRead: 'c1fde68c7bcc44588cbb6ddbc16d6480',
  accountSettingsWrite: '1af1fa2adc104452b74a9a3364202f20',
  accountTokensRead: 'eb56a6953c034b9d97dd838155666f06',
  accountTokensWrite: '5bc3f8b21c554832afc660159ab75fa4',
  scim: 'd5812c023a5048b4882175a28952362d',
  zoneRead: 'c8fed203ed3043cba015a93ad1616f1f',
  zoneWrite: 'e6d2666161e84845a636613608cee8d5',
  dnsRead: '82e64a83756745bbbb1c9c2701bf816b',
  dnsWrite: '4755a26eedb94da69e1066d98aa820be',
  bucketRead: '6a018a9f2fc74eb6b293b0c548f38b39',
  everything: 'all_permissions',
});

/** A policy that allows what the groups hold, on the resources. */
export function allowOn(resources, ...groups) {
  return { effect: 'allow', resources, permission_groups: groups.map((id) => ({ id })) };
}

/** The same, on everything. */
export const allow = (...groups) => allowOn({ ...EVERYTHING }, ...groups);

/** A person with one token and a global key, as `selfsame import` takes them. */
export function importedUser({
  email,
  suspended = false,
  policies,
  profile = {},
  token: overrides = {},
}) {
  const user = {
    id: newId(),
    email,
    token_id: newId(),
    api_token: newTokenSecret(),
    global_api_key: newKey(),
  };
  user.lines = [
    {
      type: 'user',
      id: user.id,
      email,
      first_name: null,
      last_name: null,
      username: `u${user.id.slice(0, 12)}`,
      telephone: null,
      country: null,
      zipcode: null,
      suspended,
      ...profile,
    },
    {
      type: 'token',
      id: user.token_id,
      user_id: user.id,
      name: 'imported',
      status: 'active',
      secret_sha256: sha256(user.api_token),
      policies: policies ?? [allow(GROUP.tokensWrite, GROUP.userWrite)],
      issued_on: '2026-01-01T00:00:00Z',
      ...overrides,
    },
    {
      type: 'api_key',
      kind: 'global',
      user_id: user.id,
      secret_sha256: sha256(user.global_api_key),
    },
  ];
  return user;
}
