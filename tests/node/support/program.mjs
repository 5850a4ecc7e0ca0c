// The program under test: started as its users start it, with nothing of this process's environment
// that could configure it.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const program =
  process.env.SELFSAME_PROGRAM ??
  fileURLToPath(new URL('../../../build/selfsame', import.meta.url));

const START_TIME = 10_000;
const STOP_TIME = 25_000;
const RUN_TIME = 15_000;

/** Where mail goes that a test does not look at. */
const MAIL_DIRECTORY = join(tmpdir(), `selfsame-test-mail-${process.pid}`);

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(MAIL_DIRECTORY, { recursive: true, force: true });
});

function environment(extra = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('SELFSAME_'));
  return { ...Object.fromEntries(kept), SELFSAME_MAIL_DIRECTORY: MAIL_DIRECTORY, ...extra };
}

function start(args, { env, cwd, input } = {}) {
  const stdin = input === undefined ? 'ignore' : 'pipe';
  const child = spawn(program, args, {
    env: environment(env),
    cwd,
    stdio: [stdin, 'pipe', 'pipe'],
  });
  running.add(child);
  child.output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text) => (child.output[name] += text));
  }
  child.ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...child.output }));
  }).finally(() => running.delete(child));
  child.ended.catch(() => {});
  if (input !== undefined) {
    child.stdin.on('error', () => {}); // it may end before it has read
    child.stdin.end(input);
  }
  return child;
}

async function within(milliseconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} took more than ${milliseconds} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a command to its end: `{code, signal, stdout, stderr}`. */
export async function run(args, options) {
  const child = start(args, options);
  try {
    return await within(RUN_TIME, `selfsame ${args.join(' ')}`, child.ended);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** `run`, for commands that must succeed. */
export async function runOk(args, options) {
  const result = await run(args, options);
  if (result.code !== 0) {
    throw new Error(
      `selfsame ${args[0]} ended with ${result.code ?? result.signal}: ${result.stderr}`,
    );
  }
  return result;
}

/** A running `selfsame serve`. */
export class Server {
  constructor(child, url) {
    this.child = child;
    this.url = url;
    this.port = Number(new URL(url).port);
    this.base = `${url}/client/v4`;
  }

  get log() {
    return this.child.output.stderr;
  }

  /** SIGTERM, and how it ended. */
  async stop() {
    this.child.kill('SIGTERM');
    return within(STOP_TIME, 'the clean stop', this.child.ended);
  }

  async kill() {
    this.child.kill('SIGKILL');
    return this.child.ended;
  }
}

/** Starts `selfsame serve` on a free port; `ready` is the `Server`, once it is. */
export function launch(store, flags = [], options = {}) {
  const listen = options.listenElsewhere ? [] : ['--listen', '127.0.0.1:0'];
  const child = start(
    ['serve', ...listen, ...(store ? ['--store', store] : []), ...flags],
    options,
  );
  const listening = async () => {
    for (;;) {
      const line = child.output.stdout.match(/^listening on (https?:\/\/\S+)$/m);
      if (line) return new Server(child, line[1]);
      await once(child.stdout, 'data');
    }
  };
  const ended = child.ended.then(({ code, signal, stderr }) => {
    throw new Error(`selfsame serve ended with ${code ?? signal} before it was ready: ${stderr}`);
  });
  ended.catch(() => {});
  const ready = within(START_TIME, 'the start', Promise.race([listening(), ended])).catch(
    (error) => {
      child.kill('SIGKILL');
      throw error;
    },
  );
  return { child, ready };
}

/** Starts `selfsame serve` on a free port and waits until it is ready. */
export const serve = (store, flags, options) => launch(store, flags, options).ready;

export function temporaryDirectory() {
  const path = mkdtempSync(join(tmpdir(), 'selfsame-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Asks an SQLite file, read-only: rows as objects. */
export function querySqlite(path, sql) {
  const text = execFileSync('sqlite3', ['-readonly', '-json', '-cmd', '.timeout 5000', path, sql], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return text.trim() === '' ? [] : JSON.parse(text);
}

export function changeSqlite(path, sql) {
  return execFileSync('sqlite3', ['-cmd', '.timeout 5000', path, sql], { encoding: 'utf8' });
}
