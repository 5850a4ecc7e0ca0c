// Audit records in numbers, and the routes that read them.
import { importedZone } from './team.mjs';

const AT_ONCE = 25;

/** Runs `work(0)` to `work(count - 1)`, several at a time. */
async function inParallel(count, work) {
  let next = 0;
  const go = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, go));
}

/** Makes that many records in a user's own log; `zipcode` of each is another. */
export const writeRecords = (api, count, prefix = '') =>
  inParallel(count, (i) => api.ok('PATCH', '/user', { zipcode: `${prefix}${i}` }));

/** Writes into a user's log until it is told to stop: `{stop}`, which resolves to how many. */
export function keepWriting(api) {
  let going = true;
  let written = 0;
  const done = (async () => {
    while (going) await api.ok('PATCH', '/user', { zipcode: `late ${written++}` });
  })();
  return {
    get written() {
      return written;
    },
    stop: async () => {
      going = false;
      await done;
      return written;
    },
  };
}

/** Zones that make one record each in their organization's log. */
export const importedZones = (organization, count) =>
  Array.from({ length: count }, (_, i) => importedZone(organization, `zone-${i}.example`));

/** Everything from long before to long after the test. */
export const ALWAYS = Object.freeze({ since: '2020-01-01', before: '2099-12-31' });

