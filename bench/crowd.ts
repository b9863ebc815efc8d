import type { Socket } from 'node:net';
import type { HubProcess } from './hub-process';

/** Matches the timestamps of {@link stamp} in received data. */
const STAMP = /@(\d+\.\d+)@/g;

/** The members of a room; counts what they receive against what they should receive. */
export abstract class Crowd<T extends Socket = Socket> {
  protected readonly sockets: T[] = [];
  protected readonly deliveries = new DeliveryCounter();
  protected readonly latencies = new LatencyRecorder();

  get size(): number {
    return this.sockets.length;
  }

  /** How many members receive a message from one of them. */
  abstract readonly receivers: number;

  /** Adds a member; `timed` members record delivery times from the timestamps they receive. */
  abstract join(hub: HubProcess, timed: boolean): Promise<void>;

  /** `text` is ASCII, without the markers of {@link stamp} and of the crowds: `@` and `~`. */
  abstract send(member: number, text: string): void;

  /**
   * Resolves when every member has received everything sent since the last `settle`.
   * @throws {Error} when a member loses its connection, or after `ms` milliseconds
   */
  waitForDelivery(ms?: number): Promise<void> {
    return this.deliveries.waitForAll(ms);
  }

  /** Resolves when no one has received anything for `ms` milliseconds, or after 30 seconds. */
  settle(ms: number): Promise<void> {
    return this.deliveries.settle(ms);
  }

  /** Starts to record delivery times, in milliseconds. */
  startTiming(): number[] {
    return this.latencies.start();
  }

  stopTiming(): void {
    this.latencies.stop();
  }

  leave(): void {
    for (const socket of this.sockets) {
      socket.removeAllListeners('close');
      socket.destroy();
    }
  }
}

/** Counts what a crowd has received against what it should receive. */
class DeliveryCounter {
  private received = 0;
  private expected = 0;
  private failure: string | undefined;
  private done: (() => void) | undefined;

  expect(amount: number): void {
    this.expected += amount;
  }

  add(amount: number): void {
    this.received += amount;
    if (this.received >= this.expected) this.done?.();
  }

  fail(reason: string): void {
    this.failure ??= reason;
    this.done?.();
  }

  async waitForAll(ms = 20_000): Promise<void> {
    if (this.received < this.expected && this.failure === undefined) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.done = resolve;
        timer = setTimeout(
          () => this.fail(`${this.expected - this.received} of the expected amount did not arrive`),
          ms,
        );
      });
      clearTimeout(timer);
      this.done = undefined;
    }
    if (this.failure !== undefined)
      throw new Error(`The members cannot continue: ${this.failure}.`);
  }

  async settle(ms: number): Promise<void> {
    const deadline = performance.now() + 30_000;
    let before = -1;
    while (before !== this.received && performance.now() < deadline) {
      before = this.received;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
    this.expected = this.received;
  }
}

/** Records delivery times from the timestamps in received data. */
class LatencyRecorder {
  private samples: number[] | undefined;

  start(): number[] {
    this.samples = [];
    return this.samples;
  }

  stop(): void {
    this.samples = undefined;
  }

  record(buffer: Buffer, length: number): void {
    if (!this.samples) return;
    const now = performance.now();
    for (const match of buffer.toString('latin1', 0, length).matchAll(STAMP)) {
      this.samples.push(now - Number(match[1]));
    }
  }
}

/** A message of `bytes` bytes that contains the time at which it was sent. */
export function stamp(bytes: number): string {
  return `@${performance.now().toFixed(3)}@`.padEnd(bytes, '.');
}
