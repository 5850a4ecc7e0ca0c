// What the benchmarks share: stores with many users, processes pinned to a core, and their cost.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const program = path.join(root, 'build/selfsame');
export const work = path.join(root, 'build/bench-work');

const SERVER_CORE = '0';
export const EVERY_CORE = `0-${os.availableParallelism() - 1}`;
const CLIENT_CORE = '1';
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK']).toString());

/** The id of the n-th user: 32 hex digits. */
const userId = (n) => `01a200000000700080000000${n.toString(16).padStart(8, '0')}`;
const tokenId = (n) => `01a200000000700080000001${n.toString(16).padStart(8, '0')}`;

const membershipId = (n) => `01a200000000700080000003${n.toString(16).padStart(8, '0')}`;
const organizationId = (n) => `01a200000000700080000002${n.toString(16).padStart(8, '0')}`;

const CRC_TABLE = Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});

function crc32(text) {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  return ~crc >>> 0;
}

/** The secret of the n-th user's token: our prefix, 40 characters made of n, and the checksum. */
export function secretOf(n) {
  const random = createHash('sha256').update(`bench ${n}`).digest('hex').slice(0, 40);
  const checked = `ssut_${random}`;
  return checked + crc32(checked).toString(16).padStart(8, '0');
}

function importLines(n) {
  const id = userId(n);
  const user = {
    type: 'user', id, email: `user${n}@example.com`, first_name: 'Jane', last_name: 'Doe',
    telephone: '+1-555-1234', country: 'US', zipcode: '94107',
  };
  const token = {
    type: 'token', id: tokenId(n), user_id: id, name: 'Bench token',
    secret_sha256: createHash('sha256').update(secretOf(n)).digest('hex'),
    policies: [{
      effect: 'allow',
      resources: { [`com.cloudflare.api.user.${id}`]: '*' },
      permission_groups: [{ id: '8acbe5bb0d54464ab867149d7f7cf8ac' }, { id: '686d18d5ac6c441c867cbf6771e58a0a' }],
    }],
    condition: { request_ip: { in: ['127.0.0.0/8'] } },
  };
  const organization = { type: 'organization', id: organizationId(n), name: `Organization ${n}` };
  const membership = { type: 'membership', organization_id: organization.id, user_id: id, owner: true };
  return [user, token, organization, membership].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The organization that `storeWithMembers` fills. */
export const largeOrganization = organizationId(0);

/** The n-th person of one organization: its owner with a token, or a member with the least role. */
function memberLines(n) {
  const id = userId(n);
  const user = {
    type: 'user', id, email: `user${n}@example.com`, first_name: `Jane${n % 1000}`, last_name: `Doe${n % 997}`,
  };
  const membership = {
    type: 'membership', id: membershipId(n), organization_id: largeOrganization, user_id: id, owner: n === 0,
    roles: n === 0 ? [] : ['5c35d2bf3a545e6b7560b826c0d23c39'],
  };
  const before = n === 0 ? [{ type: 'organization', id: largeOrganization, name: 'A large one' }] : [];
  const after = n === 0 ? [{
    type: 'token', id: tokenId(n), user_id: id, name: 'Bench token',
    secret_sha256: createHash('sha256').update(secretOf(n)).digest('hex'),
    policies: [{
      effect: 'allow',
      resources: { 'com.cloudflare.api.account.*': '*' },
      permission_groups: [{ id: 'c1fde68c7bcc44588cbb6ddbc16d6480' }],
    }],
  }] : [];
  return [...before, user, membership, ...after].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** A store file with so many users, each with a token and an organization of their own. */
export const storeWith = (users) => importedStore(`users-${users}`, users, importLines);

/** A store file with so many users, who are all members of one organization. */
export const storeWithMembers = (members) => importedStore(`members-${members}`, members, memberLines);

const RECORDS_A_DAY = 10_000;

/** The n-th record of one organization's log; before the first its readers, after the last none. */
function recordLines(n) {
  const record = {
    type: 'audit_record', id: `01a200000000700080000004${n.toString(16).padStart(8, '0')}`,
    organization_id: largeOrganization, action: 'add', resource_type: 'member', resource_id: userId(n),
    occurred_on: new Date(1_500_000_000_000 + Math.floor((n / RECORDS_A_DAY) * 86_400_000)).toISOString(),
    actor_id: userId(0), actor_email: 'user0@example.com', client_address: '192.0.2.1', user_agent: 'bench',
    new_value: `user${n}@example.com`,
  };
  return `${JSON.stringify(record)}\n`;
}

/** A store file with so many records in the log of `largeOrganization`, whom the first user owns. */
export const storeWithRecords = (records) =>
  importedStore(`records-${records}`, records + 1, (n) => (n < records ? recordLines(n) : memberLines(0)));

/** A store file with what `linesOf` says of each of `count`; made once, kept in build/bench-work. */
async function importedStore(name, count, linesOf) {
  fs.mkdirSync(work, { recursive: true });
  const file = path.join(work, `${name}.db`);
  const done = `${file}.complete`;
  if (fs.existsSync(done)) return file;
  for (const suffix of ['', '-wal', '-shm', '.lock']) fs.rmSync(file + suffix, { force: true });

  console.error(`making the store ${name}`);
  const child = spawn(program, ['import', '--store', `sqlite:${file}`, '-'], { stdio: ['pipe', 'inherit', 'inherit'] });
  const finished = new Promise((resolve, reject) => {
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`import exited with ${code}`))));
  });
  for (let n = 0; n < count; n++) {
    if (!child.stdin.write(linesOf(n))) await new Promise((resolve) => child.stdin.once('drain', resolve));
  }
  child.stdin.end();
  await finished;
  fs.writeFileSync(done, '');
  return file;
}

/** A store with nothing in it but the first user, whose password is known. */
export function initialStore() {
  fs.mkdirSync(work, { recursive: true });
  const store = path.join(work, 'initial.db');
  for (const name of fs.readdirSync(work)) if (name.startsWith('initial.db')) fs.rmSync(path.join(work, name));
  const user = { email: 'user0@example.com', password: 'a password for one measurement' };
  execFileSync(program, ['init', '--store', `sqlite:${store}`, '--email', user.email, '--password-stdin',
    '--first-name', 'Jane', '--last-name', 'Doe'], { input: `${user.password}\n` });
  return { store, ...user };
}

/** A copy that a benchmark may write to. */
export function scratchCopy(file) {
  const copy = path.join(work, 'scratch.db');
  for (const suffix of ['', '-wal', '-shm', '.lock']) fs.rmSync(copy + suffix, { force: true });
  fs.copyFileSync(file, copy);
  return copy;
}

/** A file with the secrets of so many of the users, evenly spread, for the load generator. */
export function secretsFile(users, wanted) {
  const file = path.join(work, `secrets-${users}-${wanted}.txt`);
  const step = Math.max(1, Math.floor(users / wanted));
  const lines = [];
  for (let n = 0; n < users && lines.length < wanted; n += step) lines.push(secretOf(n));
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** Starts the program on the servers' core, and waits for the line that says it is ready. */
export async function startServer(store, flags = [], cores = SERVER_CORE) {
  const started = process.hrtime.bigint();
  const child = start('taskset', ['-c', cores, program, 'serve', '--listen', '127.0.0.1:0',
    '--store', `sqlite:${store}`, '--threads', '1', '--rate-limit', '0', '--log-level', 'warn', ...flags],
  ['ignore', 'pipe', 'inherit']);
  const line = await new Promise((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(data.toString()));
    child.once('exit', (code) => reject(new Error(`selfsame exited with ${code}`)));
  });
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  return { url: line.trim().replace('listening on ', ''), pids: [child.pid], milliseconds, stop: () => stop(child) };
}

/** nginx that answers every request with the same body; one worker on the servers' core. */
export async function startNginx(body) {
  const port = await freePort();
  const folder = path.join(work, 'nginx');
  fs.mkdirSync(folder, { recursive: true });
  const escaped = body.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('$', '${dollar}');
  fs.writeFileSync(path.join(folder, 'nginx.conf'), `
worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  server { listen 127.0.0.1:${port}; location / { default_type application/json; return 200 '${escaped}'; } }
}
`);
  const child = start('taskset', ['-c', SERVER_CORE, 'nginx', '-p', folder, '-c', path.join(folder, 'nginx.conf'),
    '-e', path.join(folder, 'error.log')], ['ignore', 'ignore', 'inherit']);
  await waitForPort(port);
  const workers = execFileSync('pgrep', ['-P', String(child.pid)]).toString().trim().split('\n').map(Number);
  return { url: `http://127.0.0.1:${port}`, pids: workers, stop: () => stop(child) };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function waitForPort(port) {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`nothing listens on port ${port}`);
}

const children = new Set();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/** Starts a program that does not outlive this one. */
function start(command, args, stdio) {
  const child = spawn(command, args, { stdio });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

function stop(child) {
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}

/** User and system time of the processes so far, in microseconds. */
function cpuMicroseconds(pids) {
  let ticks = 0;
  for (const pid of pids) {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return (ticks * 1e6) / TICKS_PER_SECOND;
}

export function residentMebibytes(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024;
}

/** Loads a server from the clients' core and says what it cost: by wrk, for so many seconds. */
export function load(server, { target = '/', connections = 32, seconds, headers = [], script, environment = {} }) {
  const before = cpuMicroseconds(server.pids);
  const flags = ['-c', CLIENT_CORE, 'wrk', '-t1', `-c${connections}`, `-d${seconds}`, '--timeout', '30', '--latency'];
  for (const header of headers) flags.push('-H', header);
  if (script) flags.push('-s', path.join(root, 'bench', script));
  const text = execFileSync('taskset', [...flags, server.url + target], { env: { ...process.env, ...environment } }).toString();
  const spent = cpuMicroseconds(server.pids) - before;
  if (/Non-2xx|Socket errors/.test(text)) throw new Error(`not every request succeeded:\n${text}`);
  const requests = Number(text.match(/(\d+) requests in/)[1]);
  return {
    requests,
    perSecond: Number(text.match(/Requests\/sec:\s+([\d.]+)/)[1]),
    cpuPerRequest: spent / requests,
    p99: milliseconds(text.match(/99%\s+([\d.]+)(us|ms|s)/)),
  };
}

function milliseconds([, value, unit]) {
  return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
