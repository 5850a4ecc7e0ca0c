// Serving by https, and reading the certificate again.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { connect } from 'node:tls';

import { send } from '../support/api.mjs';
import { assertOneClearLine, useDirectory } from '../support/operator.mjs';
import { run, serve } from '../support/program.mjs';
import { headerBlock, RawConnection } from '../support/raw.mjs';
import { makeStore } from '../support/world.mjs';

/** The fingerprint of the certificate that a new connection is shown. */
function presented(port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

/** Waits until the server has logged the event. */
async function logged(server, event) {
  while (!server.log.includes(`"event":"${event}"`)) await once(server.child.stderr, 'data');
}

describe('TLS', () => {
  const place = useDirectory();
  const certificate = (name) => {
    const [cert, key] = [join(place.path, `${name}.pem`), join(place.path, `${name}.key`)];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '2',
        '-subj',
        `/CN=${name}`,
        '-addext',
        'subjectAltName=IP:127.0.0.1',
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'ignore' },
    );
    return { cert, key };
  };

  it('serves by https', async () => {
    const { cert, key } = certificate('one');
    const made = await makeStore();
    const server = await serve(made.store, ['--tls-certificate', cert, '--tls-key', key]);
    assert.match(server.url, /^https:/);
    const headers = { authorization: `Bearer ${made.first.api_token}` };
    const { status, text } = await send(`${server.base}/user`, { headers, ca: readFileSync(cert) });
    assert.equal(status, 200);
    assert.equal(JSON.parse(text).result.id, made.first.user_id);
    const plain = await RawConnection.open(server.port);
    await plain.send(headerBlock('GET /healthz HTTP/1.1'));
    assert.ok(await plain.closes());
    assert.equal((await server.stop()).code, 0);
    made.remove();
  });

  it('does not start with a key that does not fit, or half a pair', async () => {
    const [one, two] = [certificate('fits'), certificate('other')];
    const made = await makeStore();
    for (const flags of [
      ['--tls-certificate', one.cert, '--tls-key', two.key],
      ['--tls-certificate', one.cert],
      ['--tls-key', one.key],
      ['--tls-certificate', one.cert, '--tls-key', place.fresh('absent')],
    ]) {
      const { code, stderr } = await run([
        'serve',
        '--listen',
        '127.0.0.1:0',
        '--store',
        made.store,
        ...flags,
      ]);
      assert.ok(code === 1 || code === 2, flags.join(' '));
      assertOneClearLine(stderr);
    }
    made.remove();
  });

  it('reads the certificate again on SIGHUP', async () => {
    const [one, two] = [certificate('before'), certificate('after')];
    const inUse = { cert: place.fresh('cert'), key: place.fresh('key') };
    const use = ({ cert, key }) => {
      copyFileSync(cert, inUse.cert);
      copyFileSync(key, inUse.key);
    };
    const made = await makeStore();
    use(one);
    const server = await serve(made.store, ['--tls-certificate', inUse.cert, '--tls-key', inUse.key]);
    const before = await presented(server.port);

    writeFileSync(inUse.key, 'no key');
    server.child.kill('SIGHUP');
    await logged(server, 'certificate_reload_failed');
    assert.equal(await presented(server.port), before);

    use(two);
    server.child.kill('SIGHUP');
    await logged(server, 'certificate_reloaded');
    assert.notEqual(await presented(server.port), before);
    assert.equal((await server.stop()).code, 0);
    made.remove();
  });
});
