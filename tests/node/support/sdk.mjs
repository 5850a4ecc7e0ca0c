// The official clients, each generation of them.
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

/** One suite per client, each with a world of its own. `body` gets `(world, sdk)`. */
export function describeForEverySdk(what, options, body) {
  for (const { name, major, Cloudflare } of SDKS) {
    describe(`${what}, ${name}`, () => {
      const world = useWorld(options);
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
      const sdk = {
        major,
        Cloudflare,
        connect,
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
      };
      function keep(secret) {
        world.secrets.add(secret);
        return secret;
      }
      body(world, sdk);
    });
  }
}

export async function collect(pages) {
  const items = [];
  for await (const item of pages) items.push(item);
  return items;
}
