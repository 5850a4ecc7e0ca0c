// Whether the time of a refused sign-in tells if an address is known: signs in alternately for one
// that is, by a wrong password, and for one that is not, and compares both samples (two-sample
// Kolmogorov-Smirnov test). A small p says that they differ; under 0.01, look for the reason.
//   node bench/sign_in_timing.mjs [N]     N: attempts of each kind, 400 if not given
// SELFSAME_PROGRAM names another program than build/selfsame.
import http from 'node:http';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { median, program as built } from './support.mjs';

const program = process.env.SELFSAME_PROGRAM ?? built;
const count = Number(process.argv[2] ?? 400);
const WARM_UP = 20;
const KNOWN = 'known.person@example.com';
const PASSWORD = 'this is not the password';

/** How far apart the distribution functions of two samples are, at most. */
function distance(a, b) {
  const [left, right] = [a, b].map((sample) => [...sample].sort((x, y) => x - y));
  let [i, j, most] = [0, 0, 0];
  while (i < left.length && j < right.length) {
    const at = Math.min(left[i], right[j]);
    while (left[i] <= at) i++;
    while (right[j] <= at) j++;
    most = Math.max(most, Math.abs(i / left.length - j / right.length));
  }
  return most;
}

/** The chance of such a distance if both samples are of one distribution, for many observations. */
function chance(d, n, m) {
  const size = Math.sqrt((n * m) / (n + m));
  const lambda = (size + 0.12 + 0.11 / size) * d;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += 2 * (-1) ** (k - 1) * Math.exp(-2 * (k * lambda) ** 2);
  return lambda < 0.2 ? 1 : Math.min(1, Math.max(0, sum));
}

const directory = mkdtempSync(path.join(os.tmpdir(), 'selfsame-timing-'));
const store = `sqlite:${path.join(directory, 'selfsame.db')}`;
execFileSync(program, ['init', '--store', store, '--email', KNOWN, '--json'], { stdio: 'pipe' });
const server = spawn(
  program,
  ['serve', '--listen', '127.0.0.1:0', '--store', store, '--rate-limit', '0', '--account-attempts', '0',
    '--network-attempts', '0', '--log-level', 'error', '--mail-directory', path.join(directory, 'mail')],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
process.on('exit', () => {
  server.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});
const url = await new Promise((resolve, reject) => {
  server.stdout.once('data', (text) => resolve(String(text).trim().replace('listening on ', '')));
  server.once('exit', (code) => reject(new Error(`selfsame exited with ${code}`)));
});
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

/** Milliseconds until the whole refusal is there. */
function attempt(email) {
  const body = JSON.stringify({ email, password: PASSWORD });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const request = http.request(`${url}/rebilly/signin`, { method: 'POST', headers, agent }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        if (answer.statusCode !== 401) return reject(new Error(`answered ${answer.statusCode}`));
        return resolve(Number(process.hrtime.bigint() - began) / 1e6);
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

for (let i = 0; i < WARM_UP; i++) await attempt(i % 2 ? KNOWN : 'warmup@example.com');
const known = [];
const unknown = [];
for (let i = 0; i < count; i++) {
  const other = `other.${String(i).padStart(6, '0')}@example.com`;
  // Each goes first as often as the other.
  for (const first of i % 2 ? [true, false] : [false, true]) {
    (first ? known : unknown).push(await attempt(first ? KNOWN : other));
  }
}
const d = distance(known, unknown);
console.log(`known:   median ${median(known).toFixed(2)} ms of ${known.length}`);
console.log(`unknown: median ${median(unknown).toFixed(2)} ms of ${unknown.length}`);
console.log(`D = ${d.toFixed(4)}, p = ${chance(d, known.length, unknown.length).toFixed(4)}`);
process.exit(0);
