// `wrangler whoami`, unmodified, and everything that it prints.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { allow, allowOn, GROUP } from '../node/support/credentials.mjs';
import { ABLE, importedOrganization, ROLE, ROLE_NAME } from '../node/support/team.mjs';
import { useWorld } from '../node/support/world.mjs';

const wrangler = fileURLToPath(new URL('node_modules/wrangler/bin/wrangler.js', import.meta.url));
const RUN_TIME = 60_000;
// Nobody listens there: whatever wrangler asks of others than the server under test fails at once.
const NOWHERE = 'http://127.0.0.1:1/';

const ESCAPES = /\u001b\[[0-9;]*m/g;
/** What is printed, without colours, trailing blanks, the version, and where its own log lies. */
const plain = (text) =>
  text
    .replace(ESCAPES, '')
    .replace(/^ ⛅️ wrangler \d+\.\d+\.\d+.*$/m, ' ⛅️ wrangler VERSION')
    .replace(/^─+$/m, '──')
    .replace(/^(.*Logs were written to) ".*"$/m, '$1 FILE')
    .replace(/[ \t]+$/gm, '')
    .trim();

function table(...accounts) {
  const width = Math.max('Account Name'.length, ...accounts.map(({ name }) => name.length));
  const row = (name, id) => `│ ${name.padEnd(width)} │ ${id.padEnd(32)} │`;
  const line = (left, middle, right) =>
    `${left}${'─'.repeat(width + 2)}${middle}${'─'.repeat(34)}${right}`;
  const rows = accounts.map(({ name, id }) => row(name, id));
  return [
    line('┌', '┬', '┐'),
    row('Account Name', 'Account ID'),
    ...rows.flatMap((text) => [line('├', '┼', '┤'), text]),
    line('└', '┴', '┘'),
  ].join('\n');
}

const BANNER = ` ⛅️ wrangler VERSION
──
Getting User settings...`.trim();
const SOURCE = 'ℹ️  The API Token is read from the CLOUDFLARE_API_TOKEN environment variable.';
const AS_USER = 'You are logged in with an User API Token';
const NO_EMAIL =
  'Unable to retrieve email for this user. Are you missing the `User->User Details->Read` permission?';
const USER_TOKENS =
  '🔓 To see token permissions visit https://dash.cloudflare.com/profile/api-tokens.';
const accountTokens = ({ id }) =>
  `🔓 To see token permissions visit https://dash.cloudflare.com/${id}/api-tokens.`;
const NO_ROLES =
  '🎢 Unable to get membership roles. Make sure you have permissions to read the account. Are you missing the `User->Memberships->Read` permission?';

describe('wrangler whoami', () => {
  const world = useWorld({
    flags: ['--rate-limit', '0', '--access-log'],
    users: { alice: ABLE, bob: ABLE },
    imports: (world) => {
      const { alice, bob } = world;
      world.team = importedOrganization('Team', [
        [alice, ROLE.superAdministrator],
        [bob, ROLE.dns, ROLE.billing],
      ]);
      const more = Array.from({ length: 21 }, (_, i) =>
        importedOrganization(`Another ${i + 1}`, [[alice, ROLE.superAdministrator]], {
          created_on: `2026-02-01T00:${String(i).padStart(2, '0')}:00Z`,
        }),
      );
      world.all = [world.team, ...more]; // more than a page
      return world.all.flatMap(({ lines }) => lines);
    },
  });
  let home;
  before(() => (home = mkdtempSync(join(tmpdir(), 'selfsame-wrangler-'))));
  after(() => rmSync(home, { recursive: true, force: true }));

  function whoami(token, ...flags) {
    const child = spawn(process.execPath, [wrangler, 'whoami', ...flags], {
      cwd: home,
      timeout: RUN_TIME,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: home,
        CI: '1',
        NO_COLOR: '1',
        WRANGLER_SEND_METRICS: 'false',
        npm_registry: NOWHERE,
        CLOUDFLARE_API_BASE_URL: world.server.base,
        CLOUDFLARE_API_TOKEN: token,
      },
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8');
      child[name].on('data', (text) => (output[name] += text));
    }
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) =>
        resolve({ code, stdout: plain(output.stdout), stderr: plain(output.stderr) }),
      );
    });
  }

  async function prints(token, flags, ...lines) {
    const { code, stdout, stderr } = await whoami(token, ...flags);
    assert.equal(stderr, '');
    assert.equal(stdout, [BANNER, ...lines].join('\n'));
    assert.equal(code, 0);
  }
  const userToken = async (person, ...groups) =>
    (await person.api.createToken({ name: 'wrangler', policies: [allow(...groups)] })).value;
  const accountToken = async () => {
    const { value } = await world.alice.api.ok('POST', `/accounts/${world.team.id}/tokens`, {
      name: 'wrangler',
      policies: [
        allowOn(
          { [`com.cloudflare.api.account.${world.team.id}`]: '*' },
          GROUP.accountSettingsRead,
        ),
      ],
    });
    return value;
  };
  const loggedIn = (whom) => `👋 ${AS_USER}, associated with the email ${whom.email}.`;

  it('says who a user token is, and in which account', async () => {
    const { bob, team } = world;
    await prints(bob.api_token, [], loggedIn(bob), SOURCE, table(team), USER_TOKENS);
  });

  it('lists the accounts of every page', async () => {
    const { alice, all } = world;
    await prints(alice.api_token, [], loggedIn(alice), SOURCE, table(...all), USER_TOKENS);
  });

  it('says the roles in an account', async () => {
    const { bob, team } = world;
    await prints(
      bob.api_token,
      ['--account', team.id],
      loggedIn(bob),
      SOURCE,
      table(team),
      USER_TOKENS,
      '🎢 Membership roles in "Team": Contact account super admin to change your permissions.',
      `- ${ROLE_NAME.dns}`,
      `- ${ROLE_NAME.billing}`,
    );
  });

  it('says the account of an account’s token', async () => {
    const { team } = world;
    await prints(
      await accountToken(),
      [],
      '👋 You are logged in with an Account API Token, associated with the account Team.',
      SOURCE,
      table(team),
      accountTokens(team),
    );
  });

  it('gives up at the roles of an account’s token, which is nobody’s', async () => {
    const { team } = world;
    const { code, stdout, stderr } = await whoami(await accountToken(), '--account', team.id);
    assert.equal(code, 1);
    assert.ok(stdout.endsWith(accountTokens(team)), stdout);
    assert.match(stderr, /A request to the Cloudflare API \(\/memberships\) failed\./);
    assert.match(stderr, /Authentication failed \[code: 9106\]/);
  });

  it('says what a token lacks: User Details, and Memberships', async () => {
    const { bob, team } = world;
    const token = await userToken(bob, GROUP.accountSettingsRead);
    const lines = [`👋 ${AS_USER}. ${NO_EMAIL}`, SOURCE, table(team), USER_TOKENS];
    await prints(token, [], ...lines);
    await prints(token, ['--account', team.id], ...lines, NO_ROLES);
    const withEmail = await userToken(bob, GROUP.accountSettingsRead, GROUP.userRead);
    await prints(withEmail, [], loggedIn(bob), SOURCE, table(team), USER_TOKENS);
    const withPlaces = await userToken(bob, GROUP.accountSettingsRead, GROUP.membershipsRead);
    await prints(withPlaces, [], ...lines);
  });

  it('shows no account to a token that sees none', async () => {
    const { bob } = world;
    const token = await userToken(bob, GROUP.userRead, GROUP.membershipsRead);
    const { code, stdout } = await whoami(token);
    assert.equal(code, 0);
    assert.ok(!stdout.includes(world.team.id), stdout);
  });

  it('fails for a token that nobody knows', async () => {
    const { code, stdout, stderr } = await whoami(`${world.bob.api_token.slice(0, -1)}x`);
    assert.equal(code, 1, stdout);
    assert.match(stderr, /A request to the Cloudflare API \(\/accounts\) failed\./);
    assert.match(stderr, /Invalid access token \[code: 9109\]/);
  });
});
