import type { TLSSocket } from 'node:tls';
import { encodeFrame } from '../../protocol/codec';
import type { Limits } from '../../protocol/limits';
import { type LinkEnd, NetError } from '../../protocol/net-error';
import { noTap, type WireConnection, type WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter, type Event } from '../../util/event';
import type { ReadLimiter } from '../socket/read-limiter';
import { tuneSocket } from '../socket/tcp';
import { FrameTap } from './frame-tap';
import { Heartbeat, type HeartbeatTarget } from './heartbeat';
import { LineDecoder, type LineProblem } from './line-decoder';
import { WriteQueue } from './write-queue';

export interface FrameSocketOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  /** Gets the frames without their secrets. */
  readonly tap?: WireTap | undefined;
  /** What the connection is for, for those who watch the wire. */
  readonly purpose?: WireConnection['purpose'];
}

const ping = encodeFrame({ type: 'ping' });

/**
 * One deskmate/1 connection after its handshake: reads lines, writes bytes, and is the only place that ends it.
 *
 * 1. It MUST NOT read before `start()`. While paused it MUST NOT deliver lines, not even ones that have arrived. None
 *    is lost: if the other side ends meanwhile, its last lines come before `onEnd`, unless the caller discards them
 *    with `pause(true)`.
 * 2. It MUST NOT deliver lines after `onProblem` or `close()`.
 * 3. `onEnd` MUST fire exactly once, and nothing after it. An unexpected end is `lost`; only `finish()` reports
 *    `closed`, after the caller has read `leave`.
 * 4. It MUST send bytes in the order written. If more than `queueBytes` are queued, or the queue makes no progress for
 *    `stallMs`, it MUST end as too slow, possibly within `write()`.
 * 5. It MUST count incoming bytes before decoding them. While the read limiter says to wait, it reads nothing and
 *    delivers no lines; none is lost.
 * 6. It MUST send a ping after writing nothing for `heartbeatMs`, and end after reading nothing for `deadMs` while it
 *    isn't paused.
 */
export class FrameSocket implements HeartbeatTarget {
  /** Without brackets; IPv4 may be mapped to IPv6, as the operating system reports it. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly tap: FrameTap;
  private readonly lines = new Emitter<string>();
  private readonly problems = new Emitter<LineProblem>();
  private readonly drains = new Emitter<void>();
  private readonly ends = new Emitter<LinkEnd>();
  private readonly decoder: LineDecoder;
  private readonly queue: WriteQueue;
  private readonly heartbeat: Heartbeat;
  private paused = true;
  /** Runs while the read limiter says to wait. */
  private waiting: Disposable | undefined;
  private discarding = false;
  private delivering = false;
  private begun = 0;
  private broken = false;
  private closing: Promise<void> | undefined;
  /** Why the other side ended, while its last lines are still to be delivered. */
  private lostError: NetError | undefined;
  private ended = false;

  constructor(
    private readonly socket: TLSSocket,
    private readonly options: FrameSocketOptions,
    private readonly readLimiter: ReadLimiter,
  ) {
    const { clock, limits, purpose, tap = noTap } = options;
    this.tap = new FrameTap(socket, tap, clock, purpose);
    this.remoteAddress = socket.remoteAddress ?? '';
    this.remotePort = socket.remotePort ?? 0;
    tuneSocket(socket);
    this.decoder = new LineDecoder(limits.lineBytes);
    this.queue = new WriteQueue(socket, (isDrained) => this.progress(isDrained));
    this.heartbeat = new Heartbeat(this, clock, limits);
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('end', () => this.lose('closed the connection'));
    socket.on('error', (cause) => this.lose(cause.message, cause));
    socket.on('close', () => this.lose('closed'));
    socket.pause();
  }

  /** Decoded lines without their endings, pings included. */
  get onLine(): Event<string> {
    return this.lines.event;
  }

  get onProblem(): Event<LineProblem> {
    return this.problems.event;
  }

  /** Fires when few bytes of a long queue are left. */
  get onDrain(): Event<void> {
    return this.drains.event;
  }

  get onEnd(): Event<LinkEnd> {
    return this.ends.event;
  }

  /** Bytes written that the operating system hasn't accepted yet. */
  get queuedBytes(): number {
    return this.queue.bytes;
  }

  /** Bytes of the line being delivered, without its ending. */
  get lineBytes(): number {
    return this.decoder.lineBytes;
  }

  /** When it began to deliver what had arrived, on its clock in ms. */
  get deliveryTime(): number {
    return this.begun;
  }

  /** When something was last read, on its clock in ms. */
  get readTime(): number {
    return this.heartbeat.readTime;
  }

  /** Sets the longest line to accept from now on, in bytes including its newline. */
  limitLines(max: number): void {
    this.decoder.max = max;
  }

  /** Starts reading; subscribe first. */
  start(): void {
    // The peer may have gone since the handshake; the socket then emits no more events.
    if (this.socket.destroyed) this.lose('closed');
    else this.resume();
  }

  /**
   * Stops reading: the rest waits in the sender's operating system.
   * @param discard whether to report the other side's end at once, without the lines that came before it
   */
  pause(discard = false): void {
    this.paused = true;
    this.discarding = discard;
    this.heartbeat.listen(false);
    if (!this.ignoresInput) this.socket.pause();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.continueReading();
  }

  /** Collects what is written until `uncork()`, as one write. */
  cork(): void {
    this.socket.cork();
  }

  uncork(): void {
    this.socket.uncork();
  }

  /** Queues whole lines, as one write to the socket. Other sockets may share the bytes. */
  write(bytes: Buffer): void {
    if (this.ended || this.closing || this.lostError) return;
    if (this.queue.bytes === 0) this.heartbeat.onProgress();
    this.tap.sent(bytes);
    const queued = this.queue.push(bytes);
    if (queued > this.options.limits.queueBytes) this.tooSlow();
  }

  /** As `write`, without copying the parts. */
  writeTogether(parts: readonly Buffer[]): void {
    const [first] = parts;
    // What is recorded shows one write.
    if (parts.length > 1 && this.tap.enabled) this.write(Buffer.concat(parts));
    else if (parts.length > 1) {
      this.cork();
      for (const part of parts) this.write(part);
      this.uncork();
    } else if (first) this.write(first);
  }

  /**
   * Writes what is queued, then `last`, and closes; takes at most `closeTimeoutMs`. Resolves when the
   * connection is closed; never rejects.
   */
  close(last?: Buffer): Promise<void> {
    this.closing ??= this.ended ? Promise.resolve() : this.farewell(last);
    return this.closing;
  }

  /** Ends at once, without sending anything. */
  finish(end: LinkEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.waiting?.dispose();
    this.queue.clear();
    this.socket.destroy();
    this.ends.fire(end);
    this.heartbeat.dispose();
    for (const emitter of [this.ends, this.drains, this.problems, this.lines]) emitter.dispose();
  }

  /** For its heartbeat only, as what follows. */
  ping(): void {
    this.write(ping);
  }

  onDead(): void {
    this.cut('connection-lost', 'has been silent for too long');
  }

  onStalled(): void {
    this.tooSlow();
  }

  /** Whether it ignores everything that arrives from now on. */
  private get ignoresInput(): boolean {
    return this.ended || this.broken || this.closing !== undefined;
  }

  /** Whether delivery is suspended. */
  private get isSuspended(): boolean {
    return this.paused || this.waiting !== undefined;
  }

  private read(chunk: Buffer): void {
    if (this.ended) return;
    // Count it even while closing, when the content is ignored.
    const waitMs = this.readLimiter.read(chunk.length);
    if (!this.ignoresInput) {
      this.heartbeat.onRead();
      this.decoder.push(chunk);
    }
    if (waitMs > 0) this.waitFor(waitMs);
    else this.deliver();
  }

  private waitFor(ms: number): void {
    if (this.waiting || this.ended) return;
    this.waiting = this.options.clock.after(ms, () => {
      this.waiting = undefined;
      if (this.closing) this.socket.resume();
      else this.continueReading();
    });
    this.heartbeat.listen(false);
    this.socket.pause();
  }

  private continueReading(): void {
    if (this.isSuspended) return;
    this.heartbeat.listen(true);
    this.deliver();
    if (!this.isSuspended && !this.ignoresInput) this.socket.resume();
  }

  /** Delivers the lines that have arrived until a listener pauses or ends it, or the budget is used up. */
  private deliver(): void {
    if (this.delivering) return;
    this.delivering = true;
    this.begun = this.options.clock.now();
    this.readLimiter.begin();
    try {
      while (!this.isSuspended && !this.ignoresInput) {
        const line = this.decoder.next();
        if (line === undefined) break;
        if (typeof line === 'string') {
          this.tap.received(line);
          this.lines.fire(line);
        } else this.break(line);
        const waitMs = this.readLimiter.delivered();
        if (waitMs > 0) this.waitFor(waitMs);
      }
    } finally {
      this.delivering = false;
    }
    if (this.lostError && !this.hasPendingLines)
      this.finish({ reason: 'lost', error: this.lostError });
  }

  /** Whether lines that have arrived will be delivered later. */
  private get hasPendingLines(): boolean {
    return this.paused ? !this.discarding : this.waiting !== undefined;
  }

  private break(problem: LineProblem): void {
    this.pause();
    this.broken = true;
    this.problems.fire(problem);
  }

  private progress(isDrained: boolean): void {
    if (this.ended) return;
    this.heartbeat.onProgress();
    if (isDrained && !this.closing) this.drains.fire();
  }

  private async farewell(last: Buffer | undefined): Promise<void> {
    if (this.lostError) return this.finish({ reason: 'local' });
    this.heartbeat.dispose();
    this.queue.flush();
    await new Promise<void>((resolve) => {
      const timer = this.options.clock.after(this.options.limits.closeTimeoutMs, resolve);
      this.socket.once('close', () => {
        timer.dispose();
        resolve();
      });
      // Read and discard the rest: closing with unread bytes sends a reset, which can lose the last frame.
      if (!this.waiting) this.socket.resume();
      if (last) {
        this.tap.sent(last);
        this.socket.end(last);
      } else this.socket.end();
    });
    this.finish({ reason: 'local' });
  }

  private tooSlow(): void {
    this.cut('too-slow', 'does not read fast enough');
  }

  private cut(code: 'connection-lost' | 'too-slow', what: string): void {
    this.finish({ reason: 'lost', error: this.problem(code, what) });
  }

  /** The other side has ended. Whatever the cause, the connection is reported as lost. */
  private lose(what: string, cause?: Error): void {
    // While we are closing, it doesn't matter how the other side ends.
    if (this.ended || this.closing || this.lostError) return;
    const error = this.problem('connection-lost', what, cause);
    if (this.hasPendingLines && this.decoder.hasUnread) {
      this.lostError = error;
      this.heartbeat.dispose();
      this.queue.clear();
    } else {
      this.finish({ reason: 'lost', error });
    }
  }

  private problem(code: 'connection-lost' | 'too-slow', what: string, cause?: Error): NetError {
    const message = `${this.remoteAddress} port ${this.remotePort}: ${what}`;
    return new NetError(code, message, cause && { cause });
  }
}
