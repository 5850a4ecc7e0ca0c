// Every refusal reaches the caller as the client's own error class, with the codes of the server.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { allow, GROUP, newId, newKey, newTokenSecret } from '../support/credentials.mjs';
import { describeForEverySdk } from '../support/sdk.mjs';

const users = { bob: {}, sleeper: { suspended: true } };

describeForEverySdk('refusals', { users }, (world, sdk) => {
  const valid = () => ({ name: 'valid', policies: [allow(GROUP.userRead)] });

  async function refuses(promise, errorClass, status, ...errors) {
    await assert.rejects(promise, (error) => {
      assert.ok(
        error instanceof sdk.Cloudflare[errorClass],
        `${error.constructor.name}: ${error.message}`,
      );
      assert.equal(error.status, status);
      const told = error.errors.map(({ code, message }) =>
        errors[0]?.length === 1 ? [code] : [code, message],
      );
      if (errors.length > 0) assert.deepEqual(told, errors);
      return true;
    });
  }

  it('BadRequestError for a token without a name, naming the field', async () => {
    const { name, ...nameless } = valid();
    await assert.rejects(sdk.client().user.tokens.create(nameless), (error) => {
      assert.ok(error instanceof sdk.Cloudflare.BadRequestError);
      assert.equal(error.errors[0].code, 1001);
      assert.equal(error.errors[0].source.pointer, '/name');
      return true;
    });
  });

  it('BadRequestError for the resource of the suites', async () => {
    const policies = [{ ...allow(GROUP.zoneRead), resources: { foo: 'string' } }];
    await assert.rejects(
      sdk.client().user.tokens.create({ name: 'readonly token', policies }),
      (error) => {
        assert.ok(error instanceof sdk.Cloudflare.BadRequestError);
        assert.equal(error.errors[0].source.pointer, '/policies/0/resources/foo');
        return true;
      },
    );
  });

  it('BadRequestError for a malformed bearer', () =>
    refuses(sdk.client('short').user.get(), 'BadRequestError', 400, [
      6003,
      'Invalid request headers',
    ]));

  it('BadRequestError for a malformed key', () =>
    refuses(
      sdk.connect({ apiEmail: world.first.email, apiKey: 'nope' }).user.get(),
      'BadRequestError',
      400,
      [6003, 'Invalid request headers'],
    ));

  it('BadRequestError for verify by key', () =>
    refuses(sdk.clientWithKey().user.tokens.verify(), 'BadRequestError', 400, [
      1001,
      'Missing "Authorization" header',
    ]));

  it('AuthenticationError for verify with an unknown token', () =>
    refuses(sdk.client(newTokenSecret()).user.tokens.verify(), 'AuthenticationError', 401, [
      1000,
      'Invalid API Token',
    ]));

  it('PermissionDeniedError for an unknown token', () =>
    refuses(sdk.client(newTokenSecret()).user.get(), 'PermissionDeniedError', 403, [
      9109,
      'Invalid access token',
    ]));

  it('PermissionDeniedError for an unknown pair of key and address', async () => {
    const unknown = [9103, 'Unknown X-Auth-Key or X-Auth-Email'];
    const pair = (apiEmail, apiKey) => sdk.connect({ apiEmail, apiKey }).user.get();
    await refuses(pair(world.first.email, newKey()), 'PermissionDeniedError', 403, unknown);
    await refuses(
      pair('nobody@example.com', world.first.global_api_key),
      'PermissionDeniedError',
      403,
      unknown,
    );
    await refuses(
      pair(world.bob.email, world.first.global_api_key),
      'PermissionDeniedError',
      403,
      unknown,
    );
  });

  it('PermissionDeniedError where the token lacks the permission', async () => {
    const token = await sdk.create(sdk.client(), valid());
    const bearer = sdk.client(token.value);
    const missing = [10000, 'Authentication error'];
    await refuses(bearer.user.edit({ first_name: 'No' }), 'PermissionDeniedError', 403, missing);
    await refuses(bearer.user.tokens.list(), 'PermissionDeniedError', 403, missing);
    await refuses(bearer.user.tokens.get(token.id), 'PermissionDeniedError', 403, missing);
    await refuses(bearer.user.tokens.create(valid()), 'PermissionDeniedError', 403, missing);
    await refuses(
      bearer.user.tokens.update(token.id, valid()),
      'PermissionDeniedError',
      403,
      missing,
    );
    await refuses(bearer.user.tokens.delete(token.id), 'PermissionDeniedError', 403, missing);
    await refuses(sdk.roll(bearer, token.id), 'PermissionDeniedError', 403, missing);
    await refuses(sdk.permissionGroups(bearer), 'PermissionDeniedError', 403, missing);
    const blind = await sdk.create(sdk.client(), {
      name: 'blind',
      policies: [allow(GROUP.tokensRead)],
    });
    await refuses(sdk.client(blind.value).user.get(), 'PermissionDeniedError', 403, [
      9109,
      'Unauthorized to access requested resource',
    ]);
  });

  it('PermissionDeniedError where a policy denies', async () => {
    const policies = [
      allow(GROUP.tokensWrite, GROUP.userWrite),
      { ...allow(GROUP.tokensWrite), effect: 'deny' },
    ];
    const token = await sdk.create(sdk.client(), { name: 'denied', policies });
    const bearer = sdk.client(token.value);
    assert.equal((await bearer.user.get()).id, world.first.user_id);
    await refuses(bearer.user.tokens.create(valid()), 'PermissionDeniedError', 403, [
      10000,
      'Authentication error',
    ]);
  });

  it('PermissionDeniedError for a policy on another user', async () => {
    const policies = [
      { ...allow(GROUP.userRead), resources: { [`com.cloudflare.api.user.${world.bob.id}`]: '*' } },
    ];
    await refuses(
      sdk.client().user.tokens.create({ name: 'spy', policies }),
      'PermissionDeniedError',
      403,
      [9109, 'Unauthorized to access requested resource'],
    );
  });

  it('PermissionDeniedError for a suspended user, by token and by key', async () => {
    await refuses(sdk.client(world.sleeper.api_token).user.get(), 'PermissionDeniedError', 403, [
      9109,
      'Invalid access token',
    ]);
    await refuses(sdk.clientWithKey(world.sleeper).user.get(), 'PermissionDeniedError', 403);
  });

  it('NotFoundError for a token that is not there, and for an id that is none', async () => {
    const { tokens } = sdk.client().user;
    await refuses(tokens.get(newId()), 'NotFoundError', 404, [1001]);
    await refuses(tokens.get('not-an-id'), 'NotFoundError', 404, [7003]);
    await refuses(tokens.delete(newId()), 'NotFoundError', 404, [1001]);
    await refuses(tokens.update(newId(), valid()), 'NotFoundError', 404, [1001]);
  });

  it('NotFoundError for the path of the suites that nobody serves', async () => {
    await refuses(
      sdk.client().user.get({ path: '/_stainless_unknown_path' }),
      'NotFoundError',
      404,
      [
        7003,
        'Could not route to /client/v4/_stainless_unknown_path, perhaps your object identifier is invalid?',
      ],
    );
  });
});

describeForEverySdk('rate limit', { flags: ['--rate-limit', '3'] }, (world, sdk) => {
  it('RateLimitError once the quota is used up, with the time to wait', async () => {
    const client = sdk.client();
    for (let i = 0; i < 3; i++) await client.user.get();
    await assert.rejects(client.user.get(), (error) => {
      assert.ok(error instanceof sdk.Cloudflare.RateLimitError);
      assert.equal(error.status, 429);
      assert.equal(error.errors[0].code, 10100);
      const wait = error.headers.get?.('retry-after') ?? error.headers['retry-after'];
      assert.match(wait, /^[1-9]\d*$/);
      assert.ok(Number(wait) <= 300);
      return true;
    });
  });
});

describeForEverySdk('retries', {}, (world, sdk) => {
  it('are never provoked: one call is one request', async () => {
    const client = sdk.connect({ apiToken: world.first.api_token, maxRetries: 2 });
    await sdk.create(client, { name: 'once', policies: [allow(GROUP.userRead)] });
    await assert.rejects(client.user.tokens.get(newId()), sdk.Cloudflare.NotFoundError);
    assert.equal((await client.user.tokens.list()).result_info.total_count, 2);
  });
});
