import type { Socket } from 'node:net';
import type { HubProcess } from './hub-process';

/** Finds the time stamps of {@link stamp} in what a member receives. */
const STAMP = /@(\d+\.\d+)@/g;

/** The members of a room; what they receive is counted against what they should receive. */
export abstract class Crowd<T extends Socket = Socket> {
  protected readonly sockets: T[] = [];
  protected readonly hearing = new Hearing();
  protected readonly stopwatch = new Stopwatch();

  get size(): number {
    return this.sockets.length;
  }

  /** How many receive what one of them sends. */
  abstract readonly listeners: number;

  /** Adds a member; of `watched` ones, delivery times are taken from the stamps they receive. */
  abstract join(hub: HubProcess, watched: boolean): Promise<void>;

  /** `text` is ASCII, without the characters that {@link stamp} and a crowd count by: `@` and `~`. */
  abstract say(member: number, text: string): void;

  /**
   * Resolves when everyone has received what was sent since the last `settle`.
   * @throws {Error} when a member loses its connection, or after `ms` milliseconds
   */
  caughtUp(ms?: number): Promise<void> {
    return this.hearing.caughtUp(ms);
  }

  /** Resolves when no one has received anything for `ms` milliseconds, or after 30 seconds. */
  settle(ms: number): Promise<void> {
    return this.hearing.settle(ms);
  }

  /** Starts to collect delivery times, in milliseconds. */
  watch(): number[] {
    return this.stopwatch.start();
  }

  unwatch(): void {
    this.stopwatch.stop();
  }

  leave(): void {
    for (const socket of this.sockets) {
      socket.removeAllListeners('close');
      socket.destroy();
    }
  }
}

/** Counts what a crowd has received against what it should receive. */
class Hearing {
  private heard = 0;
  private expected = 0;
  private lost: string | undefined;
  private reached: (() => void) | undefined;

  expect(amount: number): void {
    this.expected += amount;
  }

  count(amount: number): void {
    this.heard += amount;
    if (this.heard >= this.expected) this.reached?.();
  }

  lose(why: string): void {
    this.lost ??= why;
    this.reached?.();
  }

  async caughtUp(ms = 20_000): Promise<void> {
    if (this.heard < this.expected && this.lost === undefined) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.reached = resolve;
        timer = setTimeout(
          () => this.lose(`${this.expected - this.heard} of what was said did not arrive`),
          ms,
        );
      });
      clearTimeout(timer);
      this.reached = undefined;
    }
    if (this.lost !== undefined) throw new Error(`The crowd cannot go on: ${this.lost}.`);
  }

  async settle(ms: number): Promise<void> {
    const deadline = performance.now() + 30_000;
    let before = -1;
    while (before !== this.heard && performance.now() < deadline) {
      before = this.heard;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
    this.expected = this.heard;
  }
}

/** Delivery times, by the stamps in what is received. */
class Stopwatch {
  private samples: number[] | undefined;

  start(): number[] {
    this.samples = [];
    return this.samples;
  }

  stop(): void {
    this.samples = undefined;
  }

  look(buffer: Buffer, length: number): void {
    if (!this.samples) return;
    const now = performance.now();
    for (const match of buffer.toString('latin1', 0, length).matchAll(STAMP)) {
      this.samples.push(now - Number(match[1]));
    }
  }
}
/** A message of `bytes` bytes with the time at which it was sent. */
export function stamp(bytes: number): string {
  return `@${performance.now().toFixed(3)}@`.padEnd(bytes, '.');
}
