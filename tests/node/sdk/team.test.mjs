// A team from its beginning: what the people who run one do, one after another, through the newest
// client; and the mail that each of them gets, in a directory and at a mail server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { makeCertificate, MailServer } from '../mail/support.mjs';
import { mailIn, receive } from '../support/mailbox.mjs';
import { temporaryDirectory } from '../support/program.mjs';
import { collect, connectTo, SDKS } from '../support/sdk.mjs';
import {
  ABLE,
  importedOrganization,
  ROLE,
  ROLE_NAME,
  WITH_SECOND_FACTOR,
} from '../support/team.mjs';
import { World } from '../support/world.mjs';

const newest = SDKS.at(-1);
const SENDER = 'accounts@example.org';

/** Where mail goes: `{flags, sources, stop}`. */
const TRANSPORTS = {
  'a directory': async (world) => ({
    flags: [],
    sources: () => mailIn(world.mailDirectory),
    stop: () => {},
  }),
  'a mail server': async () => {
    const place = temporaryDirectory();
    const certificate = makeCertificate(place.path);
    const server = await new MailServer(certificate, { authOptional: true }).listen();
    return {
      flags: ['--smtp', `smtp://127.0.0.1:${server.port}`, '--smtp-ca', certificate.cert],
      sources: () => server.mails.map(({ message }) => message),
      server,
      stop: async () => {
        await server.close();
        place.remove();
      },
    };
  },
};

for (const [where, prepare] of Object.entries(TRANSPORTS)) {
  describe(`a team, with mail to ${where}, ${newest.name}`, () => {
    const world = new World({
      flags: ['--rate-limit', '0', '--mail-from', `Accounts <${SENDER}>`],
      users: {
        alice: WITH_SECOND_FACTOR,
        bob: WITH_SECOND_FACTOR,
        carol: ABLE,
        dave: ABLE,
      },
      imports: (people) => {
        people.tenant = importedOrganization('Agency', [[people.alice, ROLE.superAdministrator]], {
          tenant: 'tenant',
        });
        return people.tenant.lines;
      },
    });
    const sdk = connectTo(world, newest);
    let transport;
    before(async () => {
      transport = await prepare(world);
      world.flags.push(...transport.flags);
      await world.open();
    });
    after(async () => {
      await world.close();
      await transport.stop();
    });

    const as = (person) => sdk.client(person.api_token);
    let team;
    const members = async () =>
      Object.fromEntries(
        (await collect(as(world.alice).accounts.members.list({ account_id: team.id }))).map(
          (member) => [member.email, member],
        ),
      );
    const invite = (person, ...roles) =>
      as(world.alice).accounts.members.create({
        account_id: team.id,
        email: person.email,
        roles,
      });
    const invited = async (person) => {
      const [found] = await collect(as(person).user.invites.list());
      assert.equal(found.organization_id, team.id);
      return found;
    };

    it('is created, and whoever creates it is its Super Administrator', async () => {
      team = await as(world.alice).accounts.create({ name: 'Team', type: 'standard' });
      assert.equal(team.name, 'Team');
      assert.equal(team.managed_by.parent_org_id, world.tenant.id);
      const { [world.alice.email]: me, ...others } = await members();
      assert.deepEqual(Object.keys(others), []);
      assert.deepEqual(
        me.roles.map(({ id }) => id),
        [ROLE.superAdministrator],
      );
      assert.equal(me.status, 'accepted');
    });

    it('invites two people, who see who invites them to what', async () => {
      for (const person of [world.bob, world.carol]) {
        const member = await invite(person, ROLE.administrator);
        assert.equal(member.status, 'pending');
        const offer = await invited(person);
        assert.equal(offer.organization_name, 'Team');
        assert.equal(offer.invited_by, world.alice.email);
        assert.equal(offer.invited_member_email, person.email);
        assert.equal(offer.status, 'pending');
        assert.deepEqual(offer.roles, [ROLE_NAME.administrator]);
        await sdk.refuses(as(person).accounts.get({ account_id: team.id }), 404, 1001);
      }
    });

    it('has the one who accepts, and not the one who rejects', async () => {
      const yes = await as(world.bob).user.invites.edit((await invited(world.bob)).id, {
        status: 'accepted',
      });
      assert.equal(yes.status, 'accepted');
      const no = await as(world.carol).user.invites.edit((await invited(world.carol)).id, {
        status: 'rejected',
      });
      assert.equal(no.status, 'rejected');
      assert.equal((await as(world.bob).accounts.get({ account_id: team.id })).id, team.id);
      await sdk.refuses(as(world.carol).accounts.get({ account_id: team.id }), 404, 1001);
      assert.deepEqual(Object.keys(await members()), [world.alice.email, world.bob.email]);
    });

    it('changes a role, and what it allows counts for the next request', async () => {
      const asBob = as(world.bob);
      const rename = () =>
        asBob.accounts.update({ account_id: team.id, id: team.id, name: 'Team', type: 'standard' });
      await sdk.refuses(rename(), 403, 10000);
      const change = (id, role) =>
        as(world.alice).accounts.members.update(id, { account_id: team.id, roles: [{ id: role }] });
      const { id } = (await members())[world.bob.email];
      assert.deepEqual(
        (await change(id, ROLE.superAdministrator)).roles.map(({ name }) => name),
        [ROLE_NAME.superAdministrator],
      );
      assert.equal((await rename()).name, 'Team');
      await change(id, ROLE.minimal);
      await sdk.refuses(rename(), 403, 10000);
      assert.equal((await asBob.accounts.get({ account_id: team.id })).id, team.id);
    });

    it('wants a second factor: who has none loses the account, and nothing else', async () => {
      await invite(world.dave, ROLE.readOnly);
      await as(world.dave).user.invites.edit((await invited(world.dave)).id, {
        status: 'accepted',
      });
      const asDave = as(world.dave);
      assert.equal((await asDave.accounts.get({ account_id: team.id })).id, team.id);

      const enforced = await as(world.alice).accounts.update({
        account_id: team.id,
        id: team.id,
        name: 'Team',
        type: 'standard',
        settings: { enforce_twofactor: true },
      });
      assert.equal(enforced.settings.enforce_twofactor, true);
      await sdk.refuses(asDave.accounts.get({ account_id: team.id }), 403, 10000, /two-factor/);
      await sdk.refuses(
        collect(asDave.accounts.members.list({ account_id: team.id })),
        403,
        10000,
        /two-factor/,
      );
      assert.deepEqual(await collect(asDave.accounts.list()), []);
      const me = await asDave.user.get();
      assert.equal(me.id, world.dave.id);
      assert.equal(me.two_factor_authentication_enabled, false);
      assert.equal(me.two_factor_authentication_locked, true);
      assert.equal((await as(world.bob).accounts.get({ account_id: team.id })).id, team.id);
    });

    it('removes a member, whose next request fails', async () => {
      const { id } = (await members())[world.bob.email];
      assert.deepEqual(await as(world.alice).accounts.members.delete(id, { account_id: team.id }), {
        id,
      });
      await sdk.refuses(as(world.bob).accounts.get({ account_id: team.id }), 404, 1001);
      assert.deepEqual(await collect(as(world.bob).accounts.list()), []);
      assert.deepEqual(await collect(as(world.bob).memberships.list()), []);
      assert.equal((await as(world.bob).user.get()).id, world.bob.id);
    });

    it('told each of them by mail', async () => {
      const mails = await receive(transport.sources, 9);
      const told = mails.map(({ to, subject }) => `${to}: ${subject}`).sort();
      const { alice, bob, carol, dave } = world;
      assert.deepEqual(
        told,
        [
          `${bob.email}: You are invited to join Team`,
          `${carol.email}: You are invited to join Team`,
          `${alice.email}: ${bob.email} joined Team`,
          `${alice.email}: ${carol.email} declined to join Team`,
          `${bob.email}: Your roles in Team were changed`,
          `${bob.email}: Your roles in Team were changed`,
          `${dave.email}: You are invited to join Team`,
          `${alice.email}: ${dave.email} joined Team`,
          `${bob.email}: You are no longer a member of Team`,
        ].sort(),
      );
      for (const { from, to, text, html } of mails) {
        assert.equal(from, SENDER, to);
        assert.ok(text.includes('Team') && html.includes('Team'), to);
      }
      const offer = mails.find(({ to }) => to === carol.email);
      const { id } = await invited(carol);
      for (const part of [alice.email, ROLE_NAME.administrator, id])
        assert.ok(offer.text.includes(part), `${part} in ${offer.text}`);
    });

    if (where === 'a mail server') {
      it('sent each mail to its one recipient only, and in secret', async () => {
        const { mails } = transport.server;
        assert.equal(mails.length, 9);
        for (const { from, to, secure } of mails) {
          assert.equal(from, SENDER);
          assert.equal(to.length, 1);
          assert.ok(secure);
        }
      });
    }
  });
}
