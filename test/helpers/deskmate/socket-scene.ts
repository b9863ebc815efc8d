import assert from 'node:assert/strict';
import { FrameSocket } from '../../../src/net/deskmate/frame-socket';
import type { ReadLimiter } from '../../../src/net/socket/read-limiter';
import { defaultLimits, type Limits } from '../../../src/protocol/limits';
import type { LinkEnd } from '../../../src/protocol/net-error';
import type { Clock } from '../../../src/util/clock';
import { FakeClock } from '../fake-clock';
import { type SecurePair, securePair } from '../secure-pair';
import { waitFor } from '../wait-for';

const unhurried: ReadLimiter = { begin() {}, read: () => 0, delivered: () => 0 };

/** A frame socket with a fake clock, and the raw other end of its connection. */
export class SocketScene {
  readonly clock = new FakeClock();
  readonly socket: FrameSocket;
  /** What the socket reported. */
  readonly lines: string[] = [];
  readonly problems: string[] = [];
  readonly ends: LinkEnd[] = [];
  drains = 0;

  private constructor(
    private readonly pair: SecurePair,
    limits: Partial<Limits>,
    readLimiter: (clock: Clock) => ReadLimiter,
  ) {
    const options = { clock: this.clock, limits: { ...defaultLimits, ...limits } };
    this.socket = new FrameSocket(pair.server, options, readLimiter(this.clock));
    this.socket.onLine((line) => this.lines.push(line));
    this.socket.onProblem(({ code }) => this.problems.push(code));
    this.socket.onDrain(() => {
      this.drains += 1;
    });
    this.socket.onEnd((end) => this.ends.push(end));
  }

  /** @param readLimiter limits how fast it reads; unlimited by default */
  static async create(
    limits: Partial<Limits> = {},
    readLimiter: (clock: Clock) => ReadLimiter = () => unhurried,
  ): Promise<SocketScene> {
    return new SocketScene(await securePair(), limits, readLimiter);
  }

  /** The other end; it reads nothing before `listen()`. */
  get peer() {
    return this.pair.client;
  }

  /** The TLS socket under the frame socket. */
  get server() {
    return this.pair.server;
  }

  /** Resets the TCP connection from the other end. */
  reset(): void {
    this.pair.reset();
  }

  dispose(): void {
    this.pair.dispose();
  }

  /** Collects everything the other end reads from now on. */
  listen() {
    const heard = { text: '', ended: false, closed: false };
    this.peer.on('data', (chunk: Buffer) => {
      heard.text += chunk;
    });
    this.peer.on('end', () => {
      heard.ended = true;
    });
    this.peer.on('close', () => {
      heard.closed = true;
    });
    return heard;
  }

  /** Waits until exactly these lines have been delivered. */
  async delivers(...expected: string[]): Promise<void> {
    await waitFor(
      () => this.lines.length >= expected.length,
      () => `${expected.length} lines, only ${this.lines.length}`,
    );
    assert.deepEqual(this.lines, expected);
  }

  /** Waits for the end: `closed`, `local`, or the error code of a lost connection. */
  async ended(): Promise<string> {
    const end = await waitFor(() => this.ends[0], 'an end');
    return end.reason === 'lost' ? end.error.code : end.reason;
  }

  /** Writes until the operating system accepts no more; the other end must not read. */
  async fill(): Promise<void> {
    const chunk = Buffer.alloc(64 * 1024, '\n');
    for (let count = 0; count < 1000; count += 1) {
      if (this.socket.queuedBytes > 256 * 1024) return;
      this.socket.write(chunk);
      await this.clock.advance(0);
    }
    assert.fail('never full');
  }
}
