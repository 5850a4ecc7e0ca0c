// What can be typed: version, help, wrong usage, wrong values.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assertOneClearLine, endsWith, useDirectory } from '../support/operator.mjs';
import { run } from '../support/program.mjs';

const COMMANDS = ['serve', 'init', 'import', 'plans'];

describe('the command line', () => {
  const place = useDirectory();

  it('tells its version', async () => {
    assert.match((await endsWith(0, ['--version'])).stdout, /^selfsame \d+\.\d+\.\d+\S*\n$/);
  });

  it('helps, also with each command', async () => {
    const { stdout } = await endsWith(0, ['--help']);
    for (const command of COMMANDS) {
      assert.match(stdout, new RegExp(`\\b${command}\\b`));
      const help = await endsWith(0, [command, '--help']);
      assert.match(help.stdout, command === 'plans' ? /--plans/ : /--store/);
      assert.equal(help.stderr, '');
    }
    const help = (await endsWith(0, ['serve', '--help'])).stdout;
    for (const flag of [
      '--listen',
      '--rate-limit',
      '--config',
      '--trusted-proxy',
      '--threads',
      '--tls-certificate',
      '--tls-key',
      '--mount',
      '--header-time',
      '--body-time',
      '--idle-time',
    ]) {
      assert.ok(help.includes(flag), flag);
    }
  });

  it('ends with 2 for a wrong use, and says what is wrong', async () => {
    const wrong = [
      [],
      ['dance'],
      ['serve', '--nonsense'],
      ['serve', '--store'],
      ['serve', '--store', `sqlite:${place.fresh('db')}`, 'more'],
      ['init', '--store', `sqlite:${place.fresh('db')}`],
      ['import', '--store', `sqlite:${place.fresh('db')}`],
    ];
    for (const args of wrong) {
      const { stdout, stderr } = await endsWith(2, args);
      assert.equal(stdout, '');
      assert.notEqual(stderr.trim(), '');
    }
  });

  const WRONG_VALUES = {
    '--rate-limit': ['many', '-1', '1.5', '', '99999999999999999999'],
    '--threads': ['-1', 'two', '1.5'],
    '--listen': ['nowhere', '127.0.0.1', '127.0.0.1:99999', ':'],
    '--trusted-proxy': ['localhost', '10.0.0.0/33', '300.1.1.1'],
    '--header-time': ['soon', '-1'],
    '--mount': ['client', '/v1', '/v1/x'],
    '--store': ['', 'mysql://x', 'sqlite:'],
  };
  for (const [flag, values] of Object.entries(WRONG_VALUES)) {
    it(`does not start with a wrong ${flag}, and says so in one line`, async () => {
      for (const value of values) {
        const store = flag === '--store' ? [] : ['--store', `sqlite:${place.fresh('db')}`];
        const listen = flag === '--listen' ? [] : ['--listen', '127.0.0.1:0'];
        const { code, stdout, stderr } = await run(['serve', ...store, ...listen, flag, value]);
        assert.ok(code === 1 || code === 2, `${flag} ${JSON.stringify(value)}: exit ${code}`);
        assertOneClearLine(stderr);
        assert.equal(stdout, '');
      }
    });
  }
});
