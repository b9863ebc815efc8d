import type { Limits } from '../../protocol/limits';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** What a heartbeat needs from its connection. */
export interface HeartbeatTarget {
  /** Bytes that the operating system hasn't accepted yet. */
  readonly queuedBytes: number;
  /** Sends a ping: nothing was written for `heartbeatMs`. */
  ping(): void;
  /** Nothing was read for `deadMs`. MUST dispose the heartbeat. */
  onDead(): void;
  /**
   * The operating system accepted nothing for `stallMs` while something was queued. MUST dispose the
   * heartbeat.
   */
  onStalled(): void;
}

/** If a timer is this late, in ms, the computer slept or was too busy to read. */
const lateMs = 2000;

/**
 * Keeps a connection alive and detects when it is dead.
 *
 * 1. It MUST use a single timer and set it only when it fires; messages only record the time.
 * 2. Silence MUST count only while reading, and not while this computer sleeps or is blocked.
 */
export class Heartbeat implements Disposable {
  private lastRead: number;
  /** When the operating system last accepted bytes, or the queue last became non-empty, in ms. */
  private lastProgress: number;
  private listening = false;
  private armed = 0;
  private due = 0;
  private timer: Disposable | undefined;
  private disposed = false;

  constructor(
    private readonly target: HeartbeatTarget,
    private readonly clock: Clock,
    private readonly limits: Pick<Limits, 'heartbeatMs' | 'deadMs' | 'stallMs'>,
  ) {
    const now = clock.now();
    this.lastRead = now;
    this.lastProgress = now;
    this.arm(now);
  }

  /** When something was last read, in ms; later if this computer slept, see {@link forgive}. */
  get readTime(): number {
    return this.lastRead;
  }

  /** Call when something was read. */
  onRead(): void {
    this.lastRead = this.clock.now();
  }

  /** Call when something is about to be written, or was accepted. */
  onProgress(): void {
    this.lastProgress = this.clock.now();
  }

  /** Sets whether the connection is being read. */
  listen(listening: boolean): void {
    if (listening && !this.listening) this.onRead();
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
    const queued = this.target.queuedBytes > 0;
    if (this.listening && now - this.lastRead >= deadMs) this.target.onDead();
    else if (queued && idle >= stallMs) this.target.onStalled();
    else if (!queued && idle >= heartbeatMs) this.target.ping();
    if (!this.disposed) this.arm(now);
  }

  /** Sets the timer to the earliest time at which anything can be due. */
  private arm(now: number): void {
    const { heartbeatMs, deadMs, stallMs } = this.limits;
    const quiet = this.target.queuedBytes > 0 ? stallMs : heartbeatMs;
    // A stall that begins later isn't due before now + stallMs.
    let due = Math.min(now + stallMs, this.lastProgress + quiet);
    if (this.listening) due = Math.min(due, this.lastRead + deadMs);
    this.armed = now;
    this.due = due;
    this.timer = this.clock.after(due - now, () => this.check());
  }

  /** Time has jumped, so what the peer did meanwhile is unknown. Gives it two heartbeats to respond. */
  private forgive(now: number): void {
    const { heartbeatMs, deadMs } = this.limits;
    const grace = now - deadMs + 2 * heartbeatMs;
    this.lastRead = Math.min(now, Math.max(this.lastRead, grace));
    // With nothing queued, an overdue ping is sent at once and tests the connection.
    const stalling = this.target.queuedBytes > 0;
    this.lastProgress = stalling ? now : Math.min(now, this.lastProgress);
  }
}
