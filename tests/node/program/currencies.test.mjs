// The built-in currencies against the package that they were made from. After an update of the
// package: script/update-currencies.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';

const require = createRequire(import.meta.url);
const packaged = require('currency-codes/data');
const list = readFileSync(require.resolve('currency-codes/iso-4217-list-one.xml'), 'utf8');
const { currencies, published } = JSON.parse(
  readFileSync(new URL('../../../share/iso-4217.json', import.meta.url)),
);

describe('the built-in currencies', () => {
  const digits = new Map(currencies.map(({ code, digits }) => [code, digits]));

  it('are each there once, in order', () => {
    const codes = currencies.map(({ code }) => code);
    assert.deepEqual(codes, [...new Set(codes)].sort());
  });
  it('are those of the package, with its digits, but for those without a smallest unit', () => {
    const hasUnit = ({ code }) => !list.match(`<Ccy>${code}</Ccy>\\s*<CcyNbr>\\d+</CcyNbr>\\s*<CcyMnrUnts>N.A.<`);
    const wanted = packaged.filter(hasUnit);
    assert.deepEqual(digits, new Map(wanted.map(({ code, digits }) => [code, digits])));
    assert.equal(packaged.length - wanted.length, 13);
  });
  it('say when their list was published', () =>
    assert.ok(list.includes(`Pblshd="${published}"`), published));
});
