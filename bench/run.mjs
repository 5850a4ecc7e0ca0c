// Prints the performance table of this build. Every row is a ratio against a yardstick that ran in
// the same minute; more is better, and 1.00 means as good as the yardstick.
//   node bench/run.mjs [--quick] [--only PART]     PART: createToken, auditLogs, ...
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import {
  EVERY_CORE, initialStore, largeOrganization, load, median, program, residentMebibytes, root, scratchCopy, secretOf,
  secretsFile, startNginx, startServer, storeWith, storeWithMembers, storeWithRecords, work,
} from './support.mjs';

const quick = process.argv.includes('--quick');
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const ROUNDS = quick ? 1 : 5;
const SECONDS = quick ? 1 : 4;
const SMALL = 1_000;
const LARGE = quick ? 10_000 : 1_000_000;
const RECORDS = quick ? 100_000 : 10_000_000;
const WRITERS = 8_000;  // users that create tokens: so many that nobody's quota fills

const rows = [];
function add(what, yardstick, ratio, floor, aim, detail) {
  rows.push({ what, yardstick, ratio, floor, aim, detail });
  console.error(`${what}: ${ratio} (${detail})`);
}

/** What reading one thing again and again costs, against nginx returning the same bytes. */
async function readOne(server, { target, credential, what, floor, aim }) {
  const headers = [`Authorization: Bearer ${credential}`];
  const answer = await fetch(server.url + target, { headers: { Authorization: `Bearer ${credential}` } });
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`GET ${target} answered ${answer.status}: ${body}`);
  const nginx = await startNginx(body);
  const ours = [];
  const theirs = [];
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(load(nginx, { seconds: SECONDS, headers }));
    ours.push(load(server, { target, seconds: SECONDS, headers }));
  }
  await nginx.stop();
  await server.stop();
  const cost = median(ours.map((run) => run.cpuPerRequest));
  const yardstick = median(theirs.map((run) => run.cpuPerRequest));
  add(`GET ${target} (${body.length} bytes, ${what})`, 'nginx return 200, same body, CPU a request',
    (yardstick / cost).toFixed(2), floor, aim,
    `${cost.toFixed(2)} µs against ${yardstick.toFixed(2)}; ${Math.round(median(ours.map((run) => run.perSecond)))}/s, ` +
    `p99 ${median(ours.map((run) => run.p99)).toFixed(2)} ms`);
}

async function readUser() {
  await readOne(await startServer(await storeWith(SMALL)),
    { target: '/client/v4/user', credential: secretOf(7), what: 'policy and IP condition', floor: '0.70', aim: '1.00' });
}

async function readProfile() {
  const { store, email, password } = initialStore();
  const server = await startServer(store);
  const signedIn = await fetch(`${server.url}/rebilly/signin`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }),
  });
  const { token } = await signedIn.json();
  await readOne(server, { target: '/rebilly/profile', credential: token, what: 'session JWT', floor: '0.60', aim: '0.90' });
}

async function createToken() {
  const users = await storeWith(WRITERS);
  const environment = { BENCH_TOKENS: secretsFile(WRITERS, WRITERS) };
  const yardstickProgram = path.join(root, 'build/bench/sqlite_yardstick');
  const ours = [];
  const theirs = [];
  for (let round = 0; round < ROUNDS; round++) {
    const file = scratchCopy(users);
    theirs.push(Number(execFileSync('taskset', ['-c', '0', yardstickProgram, file, String(SECONDS)]).toString()));
    const server = await startServer(scratchCopy(users));
    ours.push(load(server, { script: 'create_tokens.lua', connections: 64, seconds: SECONDS, environment }));
    await server.stop();
  }
  const rate = median(ours.map((run) => run.perSecond));
  const yardstick = median(theirs);
  add('POST /client/v4/user/tokens (durable, audited, 64 connections)', 'SQLite, same rows, 32 to a commit',
    (rate / yardstick).toFixed(2), '0.50', '0.80',
    `${Math.round(rate)}/s against ${Math.round(yardstick)}/s; p99 ${median(ours.map((run) => run.p99)).toFixed(2)} ms`);
}

/** People who sign in all at once, each with the right password, against comparing it and nothing else. */
async function signIn() {
  const threads = Math.max(1, Math.floor(os.availableParallelism() / 2));  // as many as the server starts by itself
  const yardstickProgram = path.join(root, 'build/bench/password_yardstick');
  const ours = [];
  const theirs = [];
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(Number(execFileSync(yardstickProgram, [String(threads), String(SECONDS)]).toString()));
    const { store, ...user } = initialStore();  // in each round, so that each begins with no sessions
    const server = await startServer(store,
      ['--password-threads', String(threads), '--account-attempts', '0', '--network-attempts', '0'], EVERY_CORE);
    ours.push(load(server, {
      target: '/rebilly/signin', script: 'sign_in.lua', seconds: SECONDS,
      environment: { BENCH_SIGN_IN: JSON.stringify(user) },
    }));
    await server.stop();
  }
  const rate = median(ours.map((run) => run.perSecond));
  const yardstick = median(theirs);
  add(`POST /rebilly/signin (Argon2id, 64 MiB; threads: ${threads}, connections: 32)`,
    'libsodium comparing passwords, same cost and threads', (rate / yardstick).toFixed(2), '0.80', '0.95',
    `${rate.toFixed(1)}/s against ${yardstick.toFixed(1)}/s; p99 ${median(ours.map((run) => run.p99)).toFixed(0)} ms`);
}

/** The same reads in a small and a large store; `options` says what is read and how. */
async function readAtBothSizes(options) {
  const servers = [];
  for (const users of [SMALL, LARGE]) {
    servers.push({ users, runs: [], server: await startServer(await storeWith(users)) });
  }
  // In turns, so that what else the machine does falls on both.
  for (let round = 0; round < ROUNDS; round++) {
    for (const { users, runs, server } of servers) {
      runs.push(load(server, { seconds: SECONDS, ...options(users) }));
    }
  }
  for (const { server } of servers) await server.stop();
  return servers.map(({ runs }) => ({
    p99: median(runs.map((run) => run.p99)),
    cost: median(runs.map((run) => run.cpuPerRequest)),
    perSecond: median(runs.map((run) => run.perSecond)),
  }));
}

function addSizes(what, small, large, floor, aim) {
  add(`${what}: p99 with ${LARGE.toLocaleString('en')} users in the store`, `the same with ${SMALL.toLocaleString('en')}`,
    `${(large.p99 / small.p99).toFixed(2)}x`, floor, aim,
    `${large.p99.toFixed(3)} ms against ${small.p99.toFixed(3)}; ${Math.round(large.perSecond)}/s, ` +
    `CPU a request ${large.cost.toFixed(2)} µs against ${small.cost.toFixed(2)}`);
}

async function readInLargeStore() {
  const [small, large] = await readAtBothSizes(() => ({
    target: '/client/v4/user', headers: [`Authorization: Bearer ${secretOf(7)}`],
  }));
  addSizes('GET /client/v4/user', small, large, '1.5x', '1.1x');
}

/** By users in no order, so that in the larger store nearly every read misses every cache and often
 * goes to the disk: how it compares says as much about the disk as about the program. One connection: with more, a loaded server's p99 would only say how long the queue is. */
async function readManyUsers() {
  const [small, large] = await readAtBothSizes((users) => ({
    script: 'read_users.lua', connections: 1, environment: { BENCH_TOKENS: secretsFile(users, 100_000) },
  }));
  addSizes('GET /client/v4/user as a random user, 1 connection', small, large, '', '');
}

const SORTED = ['', '&direction=desc', '&order=user.email', '&order=user.last_name', '&order=status'];

/** Deep pages of an organization with very many members, against the first one. */
async function pageMembers() {
  const deep = Math.min(10_000, LARGE / 100);  // in the middle of the list
  const server = await startServer(await storeWithMembers(LARGE));
  const headers = [`Authorization: Bearer ${secretOf(0)}`];
  const list = `/client/v4/accounts/${largeOrganization}/members?per_page=50`;
  for (const order of SORTED) {
    const runs = { 1: [], [deep]: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const page of Object.keys(runs)) {
        runs[page].push(load(server, { target: `${list}&page=${page}${order}`, connections: 1, seconds: SECONDS, headers }));
      }
    }
    const [first, later] = [1, deep].map((page) => median(runs[page].map((run) => run.cpuPerRequest)));
    add(`members of an account with ${LARGE.toLocaleString('en')}, page ${deep.toLocaleString('en')}${order.replace('&', ', ')}`,
      'page 1, CPU a request', `${(later / first).toFixed(2)}x`, '3x', '1.2x',
      `${later.toFixed(0)} µs against ${first.toFixed(0)}`);
  }
  await server.stop();
}

/** Deep pages of a long audit log, newest first, against the first one. */
async function pageRecords(store) {
  const deep = Math.min(10_000, RECORDS / 200);
  const server = await startServer(store);
  const headers = [`Authorization: Bearer ${secretOf(0)}`];
  const list = `/client/v4/accounts/${largeOrganization}/audit_logs?per_page=100`;
  const runs = { 1: [], [deep]: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const page of Object.keys(runs)) {
      runs[page].push(load(server, { target: `${list}&page=${page}`, connections: 1, seconds: SECONDS, headers }));
    }
  }
  await server.stop();
  const [first, later] = [1, deep].map((page) => median(runs[page].map((run) => run.cpuPerRequest)));
  add(`audit log of ${RECORDS.toLocaleString('en')} records, 100 a page, page ${deep.toLocaleString('en')}`,
    'page 1, CPU a request', `${(later / first).toFixed(2)}x`, '3x', '1.2x', `${later.toFixed(0)} µs against ${first.toFixed(0)}`);
}

/** Runs a command on the servers' core: how many seconds it took. */
function secondsOf(command, flags, options) {
  const started = process.hrtime.bigint();
  execFileSync('taskset', ['-c', '0', command, ...flags], { stdio: ['ignore', 'ignore', 'ignore'], ...options });
  return Number(process.hrtime.bigint() - started) / 1e9;
}

/** Export against the same rows printed by the SQLite shell; verification against sha256sum of the export. */
function exportAndVerify(store) {
  const file = path.join(work, 'export.jsonl');
  const url = ['--store', `sqlite:${store}`];
  const out = fs.openSync(file, 'w');
  const exported = secondsOf(program, ['audit', 'export', ...url], { stdio: ['ignore', out, 'ignore'] });
  fs.closeSync(out);
  const printed = secondsOf('sqlite3', ['-readonly', '-json', store, 'SELECT * FROM audit_records ORDER BY owner_id, sequence']);
  add(`audit export of ${RECORDS.toLocaleString('en')} records`, 'sqlite3 -json, same rows', (printed / exported).toFixed(2), '', '',
    `${Math.round(RECORDS / exported).toLocaleString('en')} records/s against ${Math.round(RECORDS / printed).toLocaleString('en')}`);
  const verified = secondsOf(program, ['audit', 'verify', ...url]);
  const hashed = secondsOf('sha256sum', [file]);
  add(`audit verify of ${RECORDS.toLocaleString('en')} records`, 'sha256sum of the export', (hashed / verified).toFixed(2), '', '',
    `${Math.round(RECORDS / verified).toLocaleString('en')} records/s against ${Math.round(RECORDS / hashed).toLocaleString('en')}`);
  fs.rmSync(file);
}

async function auditLogs() {
  const store = await storeWithRecords(RECORDS);
  await pageRecords(store);
  exportAndVerify(store);
}

async function memoryAndStart() {
  const store = await storeWith(LARGE);
  const starts = [];
  let memory = 0;
  for (let round = 0; round < Math.max(3, ROUNDS); round++) {
    const server = await startServer(store);
    starts.push(server.milliseconds);
    memory = residentMebibytes(server.pids[0]);
    await server.stop();
  }
  add('resident memory, idle', '', `${memory.toFixed(1)} MiB`, '30 MiB', '15 MiB', 'one loop');
  add('start to ready', '', `${median(starts).toFixed(0)} ms`, '300 ms', '50 ms',
    `${LARGE.toLocaleString('en')} users in the store`);
}

const parts = { readUser, readProfile, signIn, createToken, readInLargeStore, readManyUsers, pageMembers, auditLogs, memoryAndStart };
if (only && !(only in parts)) throw new Error(`--only must be one of ${Object.keys(parts).join(', ')}`);
for (const [name, run] of Object.entries(parts)) if (!only || only === name) await run();

console.log(`\n${os.cpus()[0].model}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ` +
  `Linux ${os.release()}, ${new Date().toISOString().slice(0, 10)}${quick ? ', QUICK: too short to be trusted' : ''}\n`);
console.log('| What | Yardstick | Ratio | Floor | Aim | Measured |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const row of rows) {
  console.log(`| ${row.what} | ${row.yardstick} | **${row.ratio}** | ${row.floor} | ${row.aim} | ${row.detail} |`);
}
