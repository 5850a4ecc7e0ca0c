// The built-in common passwords against the package that they were made from. After an update of the
// package: script/update-common-passwords.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';

const require = createRequire(import.meta.url);
const { dictionary } = require('@zxcvbn-ts/language-common');
const file = readFileSync(new URL('../../../share/common-passwords.txt', import.meta.url), 'utf8');

describe('the built-in common passwords', () => {
  const lines = file.split('\n').slice(0, -1);

  it('are each there once, one a line, in the order of their bytes', () => {
    assert.ok(file.endsWith('\n'));
    assert.deepEqual(lines, [...new Set(lines)].sort());
    assert.deepEqual(lines.filter((line) => !/^[!-~]+$/.test(line)), []);
  });
  it('are those of the package that have at least eight characters, in lower case', () => {
    const packaged = dictionary['passwords-common'].map((word) => word.toLowerCase());
    assert.ok(packaged.some((word) => word.length < 8));
    assert.deepEqual(new Set(lines), new Set(packaged.filter((word) => word.length >= 8)));
  });
});
