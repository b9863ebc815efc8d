import type { Weather } from '../../protocol/weather';
import type { Clock } from '../../util/clock';
import { seededRandom } from '../../util/seeded-random';

/** What happens to something that is sent in one direction of a connection. */
export interface TransmissionOutcome {
  /** When it arrives, in ms since the direction began. */
  readonly due: number;
  /** How often it is sent until it arrives; a datagram is sent once. */
  readonly tries: number;
  /** Whether a stall delays it. */
  readonly stalled: boolean;
  /** Whether it lets the next datagram arrive first. */
  readonly overtaken: boolean;
}

/** What happens to a datagram: it arrives `arrivals.length` times. */
export interface DatagramOutcome {
  readonly arrivals: readonly TransmissionOutcome[];
}

/**
 * TCP's first and its longest timeout here, in ms, until it sends a segment again; each is twice the one
 * before (RFC 6298). Linux starts at 200 ms or the round trip, whichever is longer.
 */
const minTimeoutMs = 200;
const maxTimeoutMs = 2000;

/** Even in the worst weather, a segment gets through with this try. */
const maxTries = 8;

/**
 * Decides what the weather does to what is sent in one direction of a connection. All of it follows from
 * the weather, its seed, the number of the connection, and what is sent when: the same again gives the same
 * decisions. Times are in ms since the direction began.
 */
export class Forecast {
  private readonly random: () => number;
  /** When the link has sent everything before, at its bandwidth. */
  private idleAt = 0;
  private lastDue = 0;

  /** @param number of the connection in the room, and its direction */
  constructor(
    private readonly weather: Weather,
    number: number,
  ) {
    this.random = seededRandom(mixed(weather.seed ?? 1, number));
  }

  /** What happens to a segment of a stream: it arrives complete, after everything before it. */
  segment(now: number, bytes: number): TransmissionOutcome {
    const { delayMs = 0, jitterMs = 0 } = this.weather;
    const sentAt = this.sentAt(now, bytes);
    const tries = this.tries();
    const timeoutMs = Math.min(maxTimeoutMs, Math.max(minTimeoutMs, 2 * delayMs + jitterMs));
    return this.inOrder(sentAt + timeoutsMs(tries, timeoutMs) + this.propagationMs(), tries);
  }

  /** Counts bytes that travel with the segment before. */
  occupy(bytes: number): void {
    this.idleAt += (bytes / (this.weather.bytesPerSecond ?? Number.POSITIVE_INFINITY)) * 1000;
  }

  /** What happens to a datagram: it arrives once, never, or twice. */
  datagram(now: number, bytes: number): DatagramOutcome {
    // Decide everything about every datagram, so that a change of one field doesn't change the others.
    const isLost = this.happens(this.weather.loss);
    const isDoubled = this.happens(this.weather.duplicates);
    const overtaken = this.happens(this.weather.reordering);
    const sentAt = this.sentAt(now, bytes);
    const first = this.propagationMs();
    const second = this.propagationMs();
    if (isLost) return { arrivals: [] };
    const arrival = { ...this.inOrder(sentAt + first, 1), overtaken };
    return { arrivals: isDoubled ? [arrival, this.inOrder(sentAt + second, 1)] : [arrival] };
  }

  /** When the connection is reset, in ms since it began; undefined for never. */
  resetAt(): number | undefined {
    const { resetEveryMs } = this.weather;
    return resetEveryMs === undefined ? undefined : resetEveryMs * (0.5 + this.random());
  }

  /** When the link has sent these bytes. */
  private sentAt(now: number, bytes: number): number {
    const { bytesPerSecond } = this.weather;
    if (bytesPerSecond === undefined) return now;
    this.idleAt = Math.max(now, this.idleAt) + (bytes / bytesPerSecond) * 1000;
    return this.idleAt;
  }

  private propagationMs(): number {
    const { delayMs = 0, jitterMs = 0 } = this.weather;
    return delayMs + jitterMs * this.random();
  }

  private tries(): number {
    let tries = 1;
    while (tries < maxTries && this.happens(this.weather.loss)) tries += 1;
    return tries;
  }

  private happens(percent = 0): boolean {
    return this.random() * 100 < percent;
  }

  private inOrder(wished: number, tries: number): TransmissionOutcome {
    const due = this.afterStall(Math.max(wished, this.lastDue));
    const stalled = due > Math.max(wished, this.lastDue);
    this.lastDue = due;
    return { due, tries, stalled, overtaken: false };
  }

  /** The end of the stall at this time, or the time itself. The first stall begins after one period. */
  private afterStall(time: number): number {
    const { stallEveryMs = 0, stallForMs = 0 } = this.weather;
    if (stallForMs === 0 || time < stallEveryMs) return time;
    const into = time % stallEveryMs;
    return into < stallForMs ? time - into + stallForMs : time;
  }
}

/** Measures time that only advances: a clock that is set back doesn't delay what is under way. */
export class ElapsedTime {
  private elapsed = 0;
  private last: number;

  constructor(private readonly clock: Clock) {
    this.last = clock.now();
  }

  /** Milliseconds since it was made. */
  now(): number {
    const now = this.clock.now();
    this.elapsed += Math.max(0, now - this.last);
    this.last = now;
    return this.elapsed;
  }
}

function timeoutsMs(tries: number, first: number): number {
  let sum = 0;
  for (let attempt = 1, timeout = first; attempt < tries; attempt += 1) {
    sum += timeout;
    timeout = Math.min(maxTimeoutMs, 2 * timeout);
  }
  return sum;
}

/** A seed for one of many connections; neighbors get unrelated ones. */
function mixed(seed: number, number: number): number {
  return (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35)) >>> 0;
}
