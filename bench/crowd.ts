import type { Socket } from 'node:net';
import type { HubProcess } from './hub-process';

/** Finds the time stamps of {@link stamp} in what a member hears. */
const STAMP = /@(\d+\.\d+)@/g;

/** The members of a room, as a measurement needs them; what they hear is counted against what they should. */
export abstract class Crowd<T extends Socket = Socket> {
  protected readonly sockets: T[] = [];
  protected readonly hearing = new Hearing();
  protected readonly stopwatch = new Stopwatch();

  get size(): number {
    return this.sockets.length;
  }

  /** How many hear what one of them says. */
  abstract readonly listeners: number;

  /** Lets one more member in; `watched` members tell the times of the stamps that they hear. */
  abstract join(hub: HubProcess, watched: boolean): Promise<void>;

  /** `text` is ASCII, without the characters that {@link stamp} and a crowd count by: `@` and `~`. */
  abstract say(member: number, text: string): void;

  /**
   * Resolves when everybody has heard what was said since the last `settle`.
   * @throws {Error} when a member loses its connection, or after `ms` milliseconds
   */
  caughtUp(ms?: number): Promise<void> {
    return this.hearing.caughtUp(ms);
  }

  /** Resolves when nobody has heard anything for `ms` milliseconds, 30 seconds at most. */
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

/** Counts what a crowd has heard against what it has to hear. */
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

/** Delivery times by the stamps in what is heard. */
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
/** A message of `bytes` bytes that tells when it was sent. */
export function stamp(bytes: number): string {
  return `@${performance.now().toFixed(3)}@`.padEnd(bytes, '.');
}
