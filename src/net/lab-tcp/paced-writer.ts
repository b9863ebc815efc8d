import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { maxWriteBytes, type Piece } from './batch';

/** Maximum number of pieces already written that the queue may still reference. */
const maxSpent = 256;

const noPieces: readonly Piece[] = [];

/** What a writer needs from its socket. */
export interface ByteSink {
  /**
   * Writes all buffers in one call; true if the operating system accepted everything at once.
   * @param pieces what the buffers are made of; none if the wire isn't being recorded
   */
  write(buffers: readonly Buffer[], pieces: readonly Piece[]): boolean;
  /** Calls back when the operating system has accepted everything written so far. */
  whenTaken(callback: () => void): void;
  /** Called once when a limit is exceeded; the owner then closes the connection. */
  onTooSlow(): void;
}

export interface PacedWriterLimits {
  /** Maximum number of bytes queued, including those in flight; beyond that the peer is too slow. */
  readonly queueBytes: number;
  /** Longest time in ms without progress while something is in flight. */
  readonly stallMs: number;
}

/**
 * Time in ms within which a reader reads what was written, even on a busy laptop. Two writes within it may
 * arrive in one read.
 */
export const readMs = 100;

/**
 * Time in ms between a write and the beginning of the next message, for peers that treat each read as a
 * message.
 */
export const messageGapMs = 50;

/** Maximum number of bytes passed to the operating system at a time, so that slow progress shows. */
const flightBytes = 64 * 1024;

/**
 * Writes pieces in order, timed for programs that decode each read as a separate text.
 *
 * 1. Between pauses of `readMs`, it MUST write at most 1024 bytes up to the last non-ASCII character, so
 *    that every read ends between characters.
 * 2. It MUST NOT write a piece that begins a message within `messageGapMs` of the previous write.
 * 3. It MUST write other ASCII at once, everything that waits in one call to the operating system.
 * 4. The queue MUST stay within `queueBytes` and make progress within `stallMs`; otherwise it calls
 *    `ByteSink.onTooSlow`.
 */
export class PacedWriter implements Disposable {
  private queue: Piece[] = [];
  private next = 0;
  private bytes = 0;
  private inFlight = 0;
  private lastWrite = Number.NEGATIVE_INFINITY;
  /** Bytes written since the last pause of `readMs`. */
  private burst = 0;
  private gap: Disposable | undefined;
  private stall: Disposable | undefined;
  private idleWaiters: (() => void)[] = [];
  private closed = false;
  /** Bytes pushed since it was made, an offset in the stream. */
  pushedBytes = 0;

  constructor(
    private readonly sink: ByteSink,
    private readonly clock: Clock,
    private readonly limits: PacedWriterLimits,
  ) {}

  /** Bytes queued or in flight. */
  get queuedBytes(): number {
    return this.bytes;
  }

  /** When the operating system last accepted something, on the clock in ms. */
  get lastProgress(): number {
    return this.lastWrite;
  }

  push(pieces: readonly Piece[]): void {
    if (this.closed) return;
    for (const piece of pieces) {
      this.queue.push(piece);
      this.bytes += piece.bytes.length;
      this.pushedBytes += piece.bytes.length;
    }
    this.pump();
    if (this.bytes > this.limits.queueBytes) this.fail();
  }

  /**
   * Writes ASCII in one call, past the queue. Most of what a hub sends is written like this; as pieces, it
   * would cost half as much again as the call itself.
   * @returns false if it has to be queued, because something is
   */
  writeAscii(buffers: readonly Buffer[]): boolean {
    if (this.bytes > 0) return false;
    let length = 0;
    for (const buffer of buffers) length += buffer.length;
    if (length === 0 || this.closed) return true;
    if (length > flightBytes) return false;
    this.pushedBytes += length;
    this.bytes = length;
    this.inFlight = length;
    const now = this.clock.now();
    this.forgetBurst(now - this.lastWrite);
    this.transmit(buffers, noPieces, now);
    if (this.bytes > this.limits.queueBytes) this.fail();
    return true;
  }

  /** Resolves when everything is written, or when the writer is disposed. */
  idle(): Promise<void> {
    if (this.bytes === 0 || this.closed) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  dispose(): void {
    this.closed = true;
    this.gap?.dispose();
    this.stall?.dispose();
    this.queue = [];
    this.next = 0;
    this.settleIdle();
  }

  private pump(): void {
    while (!this.closed && this.inFlight === 0 && this.next < this.queue.length) {
      if (this.mustWait()) return;
      this.send(this.takeFlight());
    }
    if (this.next === this.queue.length || this.next > maxSpent) {
      this.queue = this.queue.slice(this.next);
      this.next = 0;
    }
    if (this.bytes === 0) this.settleIdle();
  }

  private mustWait(): boolean {
    if (this.gap) return true;
    const wait = this.waitFor(this.queue[this.next] as Piece);
    if (wait <= 0) return false;
    this.gap = this.clock.after(wait, () => {
      this.gap = undefined;
      this.pump();
    });
    return true;
  }

  /** Assumes that everything has been read after a pause; `since`: ms since the last write. */
  private forgetBurst(since: number): void {
    // If the clock was set back, assume it as well, so that the room doesn't stop.
    if (since < 0 || since >= readMs) this.burst = 0;
  }

  /** How long the next piece has to wait, in ms. */
  private waitFor({ bytes, ascii, first }: Piece): number {
    const since = this.clock.now() - this.lastWrite;
    this.forgetBurst(since);
    if (this.burst === 0) return 0;
    if (!ascii && this.burst + bytes.length > maxWriteBytes) return readMs - since;
    return first ? messageGapMs - since : 0;
  }

  /** The pieces of the next write: ASCII in any number, or what fits into one read. */
  private takeFlight(): Piece[] {
    const { ascii, bytes } = this.queue[this.next] as Piece;
    const max = ascii ? flightBytes : maxWriteBytes - this.burst;
    let total = bytes.length;
    let end = this.next + 1;
    for (; end < this.queue.length; end += 1) {
      const piece = this.queue[end] as Piece;
      if (piece.first || (ascii && !piece.ascii) || total + piece.bytes.length > max) break;
      total += piece.bytes.length;
    }
    const flight = this.queue.slice(this.next, end);
    this.next = end;
    this.inFlight = total;
    return flight;
  }

  private send(flight: readonly Piece[]): void {
    const buffers = flight.map((piece) => piece.bytes);
    const joined = flight[0]?.ascii || flight.length === 1 ? buffers : [Buffer.concat(buffers)];
    this.transmit(joined, flight, this.clock.now());
  }

  /** Passes on what is in flight. */
  private transmit(buffers: readonly Buffer[], flight: readonly Piece[], now: number): void {
    this.burst += this.inFlight;
    this.lastWrite = now;
    if (this.sink.write(buffers, flight)) {
      this.land(flight, now);
      return;
    }
    this.stall = this.clock.after(this.limits.stallMs, () => this.fail());
    this.sink.whenTaken(() => {
      this.land(flight, this.clock.now());
      this.pump();
    });
  }

  private land(flight: readonly Piece[], now: number): void {
    if (this.closed) return;
    this.bytes -= this.inFlight;
    this.inFlight = 0;
    this.lastWrite = now;
    this.stall?.dispose();
    this.stall = undefined;
    for (const piece of flight) piece.onWritten?.();
  }

  private fail(): void {
    if (this.closed) return;
    this.dispose();
    this.sink.onTooSlow();
  }

  private settleIdle(): void {
    const waiters = this.idleWaiters;
    this.idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
