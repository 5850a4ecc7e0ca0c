// A revoke that has been answered is in force everywhere: on every connection, for every caller.
import assert from 'node:assert/strict';
import http from 'node:http';
import { it } from 'node:test';

import { send } from '../support/api.mjs';
import { allow, GROUP } from '../support/credentials.mjs';
import { describeForEverySdk } from '../support/sdk.mjs';

const CONNECTIONS = 24;

describeForEverySdk(
  'revocation',
  { flags: ['--rate-limit', '0', '--threads', '2'] },
  (world, sdk) => {
    const fields = (groups = [GROUP.userRead]) => ({
      name: 'to be revoked',
      policies: [allow(...groups)],
    });

    /** Connections that are open and have used the token; `use` asks again on each of them. */
    async function openConnections(secret) {
      const agents = Array.from(
        { length: CONNECTIONS },
        () => new http.Agent({ keepAlive: true, maxSockets: 1 }),
      );
      const use = () =>
        Promise.all(
          agents.map((agent) =>
            send(`${world.server.base}/user`, {
              agent,
              headers: { authorization: `Bearer ${secret}` },
            }),
          ),
        );
      const first = await use();
      assert.deepEqual(
        first.map(({ status }) => status),
        Array(CONNECTIONS).fill(200),
      );
      const again = async () => {
        const answers = await use();
        answers.forEach((answer, i) =>
          assert.equal(answer.socket, first[i].socket, 'the connection was kept'),
        );
        return answers.map(({ status, text }) => [status, JSON.parse(text).errors[0]?.code]);
      };
      return { again, close: () => agents.forEach((agent) => agent.destroy()) };
    }

    async function refusedAfter(revoke) {
      const client = sdk.client();
      const token = await sdk.create(client, fields());
      const connections = await openConnections(token.value);
      try {
        await revoke(client, token);
        assert.deepEqual(await connections.again(), Array(CONNECTIONS).fill([403, 9109]));
      } finally {
        connections.close();
      }
      return token;
    }

    it('of a deleted token', () =>
      refusedAfter((client, token) => client.user.tokens.delete(token.id)));
    it('of a rolled secret', () => refusedAfter((client, token) => sdk.roll(client, token.id)));
    it('of a disabled token', () =>
      refusedAfter((client, token) =>
        client.user.tokens.update(token.id, { ...fields(), status: 'disabled' }),
      ));
    it('of a narrowed token', () =>
      refusedAfter((client, token) =>
        client.user.tokens.update(token.id, fields([GROUP.tokensRead])),
      ));
    it('of a token that another network now owns', () =>
      refusedAfter((client, token) =>
        client.user.tokens.update(token.id, {
          ...fields(),
          condition: { request_ip: { in: ['203.0.113.0/24'] } },
        }),
      ));
    it('of a token whose window is not open yet', () =>
      refusedAfter((client, token) =>
        client.user.tokens.update(token.id, { ...fields(), not_before: '2999-01-01T00:00:00Z' }),
      ));

    it('and what is given back works at once, on every connection', async () => {
      const client = sdk.client();
      const token = await sdk.create(client, fields());
      const connections = await openConnections(token.value);
      try {
        await client.user.tokens.update(token.id, { ...fields(), status: 'disabled' });
        await connections.again();
        await client.user.tokens.update(token.id, { ...fields(), status: 'active' });
        assert.deepEqual(await connections.again(), Array(CONNECTIONS).fill([200, undefined]));
      } finally {
        connections.close();
      }
    });

    it('while the token is in use all the time', async () => {
      const client = sdk.client();
      for (let round = 0; round < 10; round++) {
        const token = await sdk.create(client, fields());
        const bearer = sdk.client(token.value);
        let revoked = false;
        const users = Array.from({ length: 8 }, async () => {
          for (;;) {
            const late = revoked;
            const accepted = await bearer.user.get().then(
              () => true,
              () => false,
            );
            if (late) {
              assert.equal(accepted, false, 'a request sent after the answer to the revoke');
              return;
            }
          }
        });
        await client.user.tokens.delete(token.id);
        revoked = true;
        await Promise.all(users);
      }
    });
  },
);
