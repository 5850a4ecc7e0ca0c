// HTTP over a bare socket, for requests that no client library would send.
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One connection. Answers are read as they come, also while something is being sent. */
export class RawConnection {
  #received = Buffer.alloc(0);
  #waiting = new Set();

  static async open(port, host = '127.0.0.1') {
    const socket = net.connect(port, host);
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  constructor(socket) {
    this.socket = socket;
    this.closed = false;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on('error', () => this.#end());
    socket.on('end', () => this.#end());
    socket.on('close', () => this.#end());
  }

  #end() {
    this.closed = true;
    this.#wake();
  }

  #wake() {
    for (const wake of this.#waiting) wake();
  }

  #change(milliseconds) {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#waiting.add(wake);
    });
  }

  get hasAnswer() {
    return this.#received.length > 0;
  }

  async send(bytes) {
    if (this.closed || this.socket.destroyed) return;
    if (!this.socket.write(bytes))
      await Promise.race([once(this.socket, 'drain').catch(() => {}), this.#change(2000)]);
  }

  /** Sends piece after piece until the server answers or closes. */
  async sendUntilAnswered(pieces, gap = 0) {
    for await (const piece of pieces) {
      if (this.closed || this.hasAnswer) return;
      await this.send(piece);
      await pause(gap); // also without a gap: a moment in which the answer can be read
    }
  }

  /** The next answer: `{status, headers, text}`; null if the connection ends without one. */
  async answer({ timeout = 8000, head = false } = {}) {
    const deadline = Date.now() + timeout;
    for (;;) {
      const parsed = this.#parse(head);
      if (parsed) return parsed;
      if (this.closed) return null;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`no answer within ${timeout} ms`);
      await this.#change(left);
    }
  }

  #parse(head) {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return null;
    const [first, ...lines] = this.#received.subarray(0, end).toString('latin1').split('\r\n');
    const headers = {};
    for (const line of lines) {
      const colon = line.indexOf(':');
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const status = Number(first.split(' ')[1]);
    const length =
      head || status < 200 || status === 204 ? 0 : Number(headers['content-length'] ?? 0);
    const start = end + 4;
    if (this.#received.length < start + length) return null;
    const text = this.#received.subarray(start, start + length).toString('utf8');
    this.#received = this.#received.subarray(start + length);
    return { status, headers, text };
  }

  /** Whether the server closes within the time. */
  async closes({ timeout = 8000 } = {}) {
    const deadline = Date.now() + timeout;
    while (!this.closed && Date.now() < deadline) await this.#change(deadline - Date.now());
    return this.closed;
  }

  close() {
    this.socket.destroy();
  }
}

export const headerBlock = (first, headers = {}) =>
  `${first}\r\n${Object.entries({ Host: '127.0.0.1', ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;

/** Sends bytes on a connection of their own and waits for the answer. */
export async function exchange(port, bytes, options) {
  const connection = await RawConnection.open(port);
  try {
    await connection.send(bytes);
    const answer = await connection.answer(options);
    return answer && { ...answer, closed: await connection.closes({ timeout: 200 }) };
  } finally {
    connection.close();
  }
}
