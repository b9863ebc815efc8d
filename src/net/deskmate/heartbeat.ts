import type { Limits } from '../../protocol/limits';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** What a heartbeat knows of its connection, and what it asks of it. */
export interface Pulse {
  /** Bytes the operating system has not taken. */
  readonly queuedBytes: number;
  /** Nothing was written for `heartbeatMs`. */
  ping(): void;
  /** Nothing was read for `deadMs`; whoever is told disposes the heartbeat. */
  onDead(): void;
  /** Nothing was taken for `stallMs` while something was queued; the same holds. */
  onStalled(): void;
}

/** A timer this late, in ms, was not watched: this computer slept, or was busy with itself. */
const lateMs = 2000;

/**
 * Keeps a connection alive and finds out when it is not.
 *
 * 1. It MUST do with one timer, and touch it only when it fires: messages only note the time.
 * 2. Silence MUST count only while we listen, and not while this computer sleeps or stands still.
 */
export class Heartbeat implements Disposable {
  private lastRead: number;
  /** When the operating system last took something, or was first given something. */
  private lastProgress: number;
  private listening = false;
  private armed = 0;
  private due = 0;
  private timer: Disposable | undefined;
  private disposed = false;

  constructor(
    private readonly pulse: Pulse,
    private readonly clock: Clock,
    private readonly limits: Pick<Limits, 'heartbeatMs' | 'deadMs' | 'stallMs'>,
  ) {
    const now = clock.now();
    this.lastRead = now;
    this.lastProgress = now;
    this.arm(now);
  }

  /** Something was read. */
  heard(): void {
    this.lastRead = this.clock.now();
  }

  /** Something is about to be written, or was taken. */
  progressed(): void {
    this.lastProgress = this.clock.now();
  }

  /** Whether what the peer sends is read at all. */
  listen(listening: boolean): void {
    if (listening && !this.listening) this.heard();
    this.listening = listening;
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
  }

  private check(): void {
    const now = this.clock.now();
    if (now < this.armed || now > this.due + lateMs) this.forgive(now);
    const { heartbeatMs, deadMs, stallMs } = this.limits;
    const idle = now - this.lastProgress;
    const queued = this.pulse.queuedBytes > 0;
    if (this.listening && now - this.lastRead >= deadMs) this.pulse.onDead();
    else if (queued && idle >= stallMs) this.pulse.onStalled();
    else if (!queued && idle >= heartbeatMs) this.pulse.ping();
    if (!this.disposed) this.arm(now);
  }

  /** Sets the timer to the earliest moment at which anything can be due. */
  private arm(now: number): void {
    const { heartbeatMs, deadMs, stallMs } = this.limits;
    const quiet = this.pulse.queuedBytes > 0 ? stallMs : heartbeatMs;
    // What begins to stall after now is not due before now + stallMs.
    let due = Math.min(now + stallMs, this.lastProgress + quiet);
    if (this.listening) due = Math.min(due, this.lastRead + deadMs);
    this.armed = now;
    this.due = due;
    this.timer = this.clock.after(due - now, () => this.check());
  }

  /** Time has jumped: what the peer did meanwhile is not known. It is given two heartbeats. */
  private forgive(now: number): void {
    const { heartbeatMs, deadMs } = this.limits;
    const grace = now - deadMs + 2 * heartbeatMs;
    this.lastRead = Math.min(now, Math.max(this.lastRead, grace));
    // With nothing queued, an overdue ping goes out at once and finds out.
    const stalling = this.pulse.queuedBytes > 0;
    this.lastProgress = stalling ? now : Math.min(now, this.lastProgress);
  }
}
