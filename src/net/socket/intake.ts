import type { Limits } from '../../protocol/limits';
import type { Clock } from '../../util/clock';

/**
 * Allows `burst` steps at once and `perSecond` in the long run. A step taken beyond that is a debt:
 * nothing is refused, but `waitMs` tells how long to do nothing until it is paid.
 */
export class RateBucket {
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

  /** Milliseconds until there is a token; 0 when there is one. */
  get waitMs(): number {
    this.refill();
    return this.debtMs;
  }

  /** Takes so many steps, and gives `waitMs` as it is then. */
  take(steps = 1): number {
    this.refill();
    this.tokens -= steps;
    return this.debtMs;
  }

  private get debtMs(): number {
    return this.tokens >= 1 ? 0 : Math.ceil(((1 - this.tokens) / this.perSecond) * 1000);
  }

  private refill(): void {
    const now = this.clock.now();
    // A clock that was set back gives nothing, and takes nothing.
    const passed = Math.max(0, now - this.since);
    this.since = now;
    this.tokens = Math.min(this.burst, this.tokens + (passed / 1000) * this.perSecond);
  }
}

/**
 * What a read costs besides its bytes. TLS hands over each record by itself, so that whoever sends a
 * byte a record makes a thousand reads of a few kilobytes.
 */
export const readCost = 512;

/** What a line costs besides its bytes: it is parsed, checked and acted on, however short it is. */
export const lineCost = 1024;

/** The shortest rest, in ms: a side over its budget is read in slices, not byte by byte. */
const minRestMs = 50;

/** A read of this many bytes is not short any more. */
const fullRead = 48;

/** The shortest pause of a guest, in ms, for the rest of its program to have a turn. */
const turnMs = 1;

/**
 * Decides how fast one side of a connection takes in what the other sends. What arrives is charged
 * before it is decoded; whoever is over the budget is read later, and loses nothing.
 */
export interface Intake {
  /** So many bytes were read. Gives the milliseconds to wait before they are looked at; 0 for none. */
  read(bytes: number): number;
  /** Lines are about to be told, one after the other. */
  begin(): void;
  /** One was told. Gives the milliseconds to wait before the next one; 0 for none. */
  told(): number;
}

/** Reads by bytes, reads and lines, whatever is in them. */
export class ByteIntake implements Intake {
  private readonly bytes: RateBucket;

  /** @param burst bytes at once */
  constructor(clock: Clock, perSecond: number, burst: number) {
    this.bytes = new RateBucket(clock, perSecond, burst);
  }

  read(bytes: number): number {
    return restFor(this.bytes.take(bytes + readCost));
  }

  begin(): void {}

  told(): number {
    return restFor(this.bytes.take(lineCost));
  }
}

/** What a hub reads of one of its connections. */
export function memberIntake(clock: Clock, limits: Limits): Intake {
  const { messagesPerSecond, messageBurst, bytesPerMessage } = limits;
  const perSecond = messagesPerSecond * bytesPerMessage;
  return new ByteIntake(clock, perSecond, messageBurst * bytesPerMessage);
}

/**
 * What a lab hub reads of one of its clients: a byte costs it as much as a whole message, so that short
 * reads are charged for what they are short of, and longer ones for nothing.
 */
export class ShortReadIntake implements Intake {
  private readonly shortfall: RateBucket;

  constructor(clock: Clock, { shortReadsPerSecond, shortReadBurst }: Limits) {
    this.shortfall = new RateBucket(clock, shortReadsPerSecond, shortReadBurst);
  }

  read(bytes: number): number {
    return bytes >= fullRead ? 0 : restFor(this.shortfall.take(1 - bytes / fullRead));
  }

  begin(): void {}

  told(): number {
    return 0;
  }
}

/**
 * What a guest reads of its hub, over all its connections: whoever connects anew has no new budget. It
 * counts the time that its lines take as well, and pauses between slices of it, so that nothing that a
 * hub sends keeps the rest of the program waiting.
 */
export class GuestIntake implements Intake {
  private readonly bytes: Intake;
  /** In ms of work. */
  private readonly work: RateBucket;
  private readonly sliceMs: number;
  private begun = 0;
  /** Work since the last pause, ms. */
  private worked = 0;

  /** @param now milliseconds, in fractions, from any moment on */
  constructor(
    clock: Clock,
    limits: Limits,
    private readonly now: () => number = () => performance.now(),
  ) {
    const { guestBytesPerSecond, guestBurstBytes, guestWorkMs, guestBurstMs } = limits;
    this.bytes = new ByteIntake(clock, guestBytesPerSecond, guestBurstBytes);
    this.work = new RateBucket(clock, guestWorkMs, guestBurstMs);
    this.sliceMs = limits.guestSliceMs;
  }

  read(bytes: number): number {
    return this.bytes.read(bytes);
  }

  begin(): void {
    this.begun = this.now();
  }

  told(): number {
    const now = this.now();
    this.worked += Math.max(0, now - this.begun);
    this.begun = now;
    const waitMs = this.bytes.told();
    if (this.worked < this.sliceMs) return waitMs;
    const { worked } = this;
    this.worked = 0;
    return Math.max(waitMs, this.work.take(worked), turnMs);
  }
}

function restFor(waitMs: number): number {
  return waitMs === 0 ? 0 : Math.max(waitMs, minRestMs);
}
