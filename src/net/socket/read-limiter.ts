import type { Limits } from '../../protocol/limits';
import type { Clock } from '../../util/clock';

/**
 * A token bucket: allows `burst` steps at once and `perSecond` in the long run. It never refuses a step; a step without
 * a token goes into debt, and `waitMs` says how long until it's repaid.
 */
export class TokenBucket {
  private tokens: number;
  private since: number;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
    this.since = clock.now();
  }

  /** Milliseconds until there is a token; 0 if there is one now. */
  get waitMs(): number {
    this.refill(this.clock.now());
    return this.debtMs;
  }

  /** Takes tokens for `steps` and returns the new `waitMs`. @param now the time on its clock, if known */
  take(steps = 1, now = this.clock.now()): number {
    this.refill(now);
    this.tokens -= steps;
    return this.debtMs;
  }

  private get debtMs(): number {
    return this.tokens >= 1 ? 0 : Math.ceil(((1 - this.tokens) / this.perSecond) * 1000);
  }

  private refill(now: number): void {
    // A clock that is set back adds and removes nothing.
    const passed = Math.max(0, now - this.since);
    this.since = now;
    this.tokens = Math.min(this.burst, this.tokens + (passed / 1000) * this.perSecond);
  }
}

/**
 * The cost of a read besides its bytes. TLS delivers each record as a read, so a sender of one-byte records
 * causes a thousand reads with a few kilobytes.
 */
export const readCost = 512;

/** The cost of a line besides its bytes: parsing, checking and handling it, however short it is. */
export const lineCost = 1024;

/** The shortest pause, in ms, so that a side over its budget is read in slices, not byte by byte. */
const minPauseMs = 50;

/** A read of at least this many bytes isn't short. */
const fullRead = 48;

/** A guest's shortest pause, in ms, which lets the rest of the program run. */
const yieldMs = 1;

/**
 * Decides how fast one side of a connection reads what the other sends. Incoming bytes count before they
 * are decoded. A sender over its budget is read later, and loses nothing.
 */
export interface ReadLimiter {
  /** Counts a read. Returns how long to wait before handling it, in ms; 0 for no wait. */
  read(bytes: number): number;
  /** Call before handling the lines that were read. */
  begin(): void;
  /** Counts a handled line. Returns how long to wait before the next one, in ms; 0 for no wait. */
  delivered(): number;
}

/** Limits bytes, reads and lines, whatever they contain. */
export class ByteReadLimiter implements ReadLimiter {
  private readonly bytes: TokenBucket;
  /** When it began to handle lines: asking for each line what time it is costs as much as counting it. */
  private begun: number;

  /** @param burst bytes allowed at once */
  constructor(
    private readonly clock: Clock,
    perSecond: number,
    burst: number,
  ) {
    this.bytes = new TokenBucket(clock, perSecond, burst);
    this.begun = clock.now();
  }

  read(bytes: number): number {
    return pauseFor(this.bytes.take(bytes + readCost));
  }

  begin(): void {
    this.begun = this.clock.now();
  }

  delivered(): number {
    return pauseFor(this.bytes.take(lineCost, this.begun));
  }
}

/** How fast a hub reads one of its connections. */
export function memberReadLimiter(clock: Clock, limits: Limits): ReadLimiter {
  const { messagesPerSecond, messageBurst, bytesPerMessage } = limits;
  const perSecond = messagesPerSecond * bytesPerMessage;
  return new ByteReadLimiter(clock, perSecond, messageBurst * bytesPerMessage);
}

/**
 * How fast a lab hub reads one of its clients. A one-byte read costs the hub as much as a whole message, so
 * short reads cost in proportion to what they lack, and full ones nothing.
 */
export class ShortReadLimiter implements ReadLimiter {
  private readonly shortfall: TokenBucket;

  constructor(clock: Clock, { shortReadsPerSecond, shortReadBurst }: Limits) {
    this.shortfall = new TokenBucket(clock, shortReadsPerSecond, shortReadBurst);
  }

  read(bytes: number): number {
    return bytes >= fullRead ? 0 : pauseFor(this.shortfall.take(1 - bytes / fullRead));
  }

  begin(): void {}

  delivered(): number {
    return 0;
  }
}

/**
 * How fast a guest reads from hubs. All connections share one budget, so reconnecting doesn't renew it. It
 * also counts the time that handling takes and pauses between slices of it, so that a hub can't block the
 * rest of the program.
 */
export class GuestReadLimiter implements ReadLimiter {
  private readonly bytes: ReadLimiter;
  /** Counts ms of work. */
  private readonly work: TokenBucket;
  private readonly sliceMs: number;
  private begun = 0;
  /** Work since the last pause, in ms. */
  private worked = 0;

  /** @param now a monotonic clock, in fractional ms */
  constructor(
    clock: Clock,
    limits: Limits,
    private readonly now: () => number = () => performance.now(),
  ) {
    const { guestBytesPerSecond, guestBurstBytes, guestWorkMs, guestBurstMs } = limits;
    this.bytes = new ByteReadLimiter(clock, guestBytesPerSecond, guestBurstBytes);
    this.work = new TokenBucket(clock, guestWorkMs, guestBurstMs);
    this.sliceMs = limits.guestSliceMs;
  }

  read(bytes: number): number {
    return this.bytes.read(bytes);
  }

  begin(): void {
    this.bytes.begin();
    this.begun = this.now();
  }

  delivered(): number {
    const now = this.now();
    this.worked += Math.max(0, now - this.begun);
    this.begun = now;
    const waitMs = this.bytes.delivered();
    if (this.worked < this.sliceMs) return waitMs;
    const { worked } = this;
    this.worked = 0;
    return Math.max(waitMs, this.work.take(worked), yieldMs);
  }
}

function pauseFor(waitMs: number): number {
  return waitMs === 0 ? 0 : Math.max(waitMs, minPauseMs);
}
