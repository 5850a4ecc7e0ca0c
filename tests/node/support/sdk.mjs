// The official clients, each generation of them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe } from 'node:test';

import { useWorld } from './world.mjs';

const versionOf = (alias) =>
  JSON.parse(readFileSync(new URL(`../node_modules/${alias}/package.json`, import.meta.url)))
    .version;

export const SDKS = await Promise.all(
  ['cloudflare-3', 'cloudflare-4', 'cloudflare-7'].map(async (alias) => {
    const { default: Cloudflare } = await import(alias);
    return { name: `cloudflare ${versionOf(alias)}`, major: Number(alias.at(-1)), Cloudflare };
  }),
);

/** One generation of the client, talking to the world's server. */
export function connectTo(world, { major, Cloudflare }) {
  const connect = (credentials) =>
    new Cloudflare({
      apiToken: null,
      apiKey: null,
      apiEmail: null,
      userServiceKey: null,
      baseURL: world.server.base,
      maxRetries: 0,
      timeout: 10_000,
      ...credentials,
    });
  const keep = (secret) => {
    world.secrets.add(secret);
    return secret;
  };
  return {
    major,
    Cloudflare,
    connect,
    keep,
    /** A client with the token; by default the first user's. */
    client: (apiToken = world.first.api_token) => connect({ apiToken }),
    clientWithKey: (person = world.first) =>
      connect({ apiEmail: person.email, apiKey: person.global_api_key }),
    /** The generations differ in how a roll is asked for: a body first, or none. */
    roll: async (client, id) =>
      keep(
        await (major < 7
          ? client.user.tokens.value.update(id, {})
          : client.user.tokens.value.update(id)),
      ),
    create: async (client, fields) => {
      const token = await client.user.tokens.create(fields);
      keep(token.value);
      return token;
    },
    permissionGroups: (client, query = {}) =>
      major < 4
        ? client.user.tokens.permissionGroups.list({ query })
        : client.user.tokens.permissionGroups.list(query),
    /** Asserts that the client throws what it makes of the status, with the code of an error. */
    refuses: (call, status, code, message) =>
      assert.rejects(call, (error) => {
        assert.ok(error instanceof Cloudflare.APIError, String(error));
        assert.equal(error.status, status, error.message);
        if (code !== undefined) assert.equal(error.errors[0].code, code, error.message);
        if (message !== undefined) assert.match(error.errors[0].message, message);
        return true;
      }),
  };
}

/** One suite per client, each with a world of its own. `body` gets `(world, sdk)`. */
export function describeForEverySdk(what, options, body, { from = 3 } = {}) {
  for (const sdk of SDKS.filter(({ major }) => major >= from)) {
    describe(`${what}, ${sdk.name}`, () => {
      const world = useWorld(options);
      body(world, connectTo(world, sdk));
    });
  }
}

/** What a call resolves to, whether the generation takes it out of the envelope or not. */
export const unwrapped = (answer) => ('success' in answer ? answer.result : answer);

/** Everything that a pager gives. One that does not stop is an error here, not an endless test. */
export async function collect(pages, most = 1000) {
  const items = [];
  for await (const item of pages) {
    items.push(item);
    if (items.length > most) throw new Error(`the pager gave more than ${most} items`);
  }
  return items;
}
