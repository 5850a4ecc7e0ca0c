// The program as its operator meets it at the command line.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before } from 'node:test';

import { run, temporaryDirectory } from './program.mjs';

/** A place for files of the surrounding `describe`. */
export function useDirectory() {
  const place = {};
  before(() => Object.assign(place, temporaryDirectory()));
  after(() => place.remove?.());
  let count = 0;
  place.fresh = (name) => join(place.path, `${(count += 1)}-${name}`);
  return place;
}

export async function endsWith(code, args, options) {
  const result = await run(args, options);
  assert.equal(result.code, code, `selfsame ${args.join(' ')}: ${result.stdout}${result.stderr}`);
  return result;
}

/** One line says what is wrong; a second may say how to go on. */
export function assertOneClearLine(text) {
  assert.match(text, /^selfsame: [^\n]{8,}\n([^\n]+\n)?$/, JSON.stringify(text));
}
