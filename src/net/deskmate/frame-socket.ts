import type { TLSSocket } from 'node:tls';
import { encodeFrame } from '../../protocol/codec';
import type { Limits } from '../../protocol/limits';
import { NetError } from '../../protocol/net-error';
import type { LinkEnd } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { Intake } from '../socket/intake';
import { tuneSocket } from '../socket/tcp';
import { Heartbeat } from './heartbeat';
import { LineDecoder, type LineProblem } from './line-decoder';
import { WriteQueue } from './write-queue';

/** No wire tap: these lines hold the room's token and the members' keys, and a log is shown around. */
export interface FrameSocketOptions {
  readonly clock: Clock;
  readonly limits: Limits;
}

const ping = encodeFrame({ type: 'ping' });

/** `onDrain` fires when the queue falls below this, after it was not. */
const drainBytes = 64 * 1024;

/**
 * One deskmate/1 connection after its handshake: lines in, bytes out, and the one place where it ends.
 *
 * 1. Nothing MUST be read before `start()`. While paused, no line MUST be told, not even one that has
 *    arrived; none is lost: when the other side ends meanwhile, its last lines come before `onEnd`,
 *    unless whoever paused it forgoes them.
 * 2. After `onProblem` and after `close()`, no line MUST be told.
 * 3. `onEnd` MUST fire exactly once, and nothing else after it. An end that nobody asked for is `lost`;
 *    only `finish()` says `closed`, for whoever has read a goodbye.
 * 4. Bytes MUST go out in the order written. `write()` MUST NOT let more than `queueBytes` queue up, and
 *    nothing queued stands still for longer than `stallMs`: then it ends, as too slow, maybe within
 *    `write()`.
 * 5. What arrives MUST be charged before it is decoded. While the intake says to wait, nothing is read
 *    and no line is told; none is lost.
 * 6. Whoever writes nothing for `heartbeatMs` MUST send a ping; whoever reads nothing for `deadMs` while
 *    it listens MUST end.
 */
export class FrameSocket {
  /** Without brackets, IPv4 in its mapped form as the operating system tells it. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  private readonly store = new DisposableStore();
  private readonly lines = this.store.add(new Emitter<string>());
  private readonly problems = this.store.add(new Emitter<LineProblem>());
  private readonly drains = this.store.add(new Emitter<void>());
  private readonly ends = this.store.add(new Emitter<LinkEnd>());
  /** Decoded lines without their endings, pings included. */
  readonly onLine = this.lines.event;
  readonly onProblem = this.problems.event;
  readonly onDrain = this.drains.event;
  readonly onEnd = this.ends.event;
  private readonly decoder: LineDecoder;
  private readonly queue: WriteQueue;
  private readonly heartbeat: Heartbeat;
  private paused = true;
  /** Until the intake may go on. */
  private rest: Disposable | undefined;
  private forgoing = false;
  private telling = false;
  private broken = false;
  private draining = false;
  private closing: Promise<void> | undefined;
  /** The other side has ended, and lines of it are still to be told. */
  private fate: NetError | undefined;
  private ended = false;

  constructor(
    private readonly socket: TLSSocket,
    private readonly options: FrameSocketOptions,
    private readonly intake: Intake,
  ) {
    const { clock, limits } = options;
    this.remoteAddress = socket.remoteAddress ?? '';
    this.remotePort = socket.remotePort ?? 0;
    tuneSocket(socket);
    this.decoder = new LineDecoder(limits.lineBytes);
    this.queue = new WriteQueue(socket, () => this.progress());
    this.heartbeat = this.store.add(new Heartbeat(this.pulse(), clock, limits));
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('end', () => this.lose('closed the connection'));
    socket.on('error', (cause) => this.lose(cause.message, cause));
    socket.on('close', () => this.lose('is gone'));
    socket.pause();
  }

  /** Bytes written that the operating system has not taken. */
  get queuedBytes(): number {
    return this.queue.bytes;
  }

  /** Bytes of the line that is being told, without its ending. */
  get lineBytes(): number {
    return this.decoder.lineBytes;
  }

  /** Sets the longest line that is read from now on, in bytes with its newline. */
  limitLines(max: number): void {
    this.decoder.max = max;
  }

  /** Begins to read; subscribe first. */
  start(): void {
    // It may have gone between its handshake and our looking at it: then its events are over.
    if (this.socket.destroyed) this.lose('is gone');
    else this.resume();
  }

  /**
   * Reads no further: the rest stays with the sender's own operating system.
   * @param forgo whether the other side's end is told at once, and no lines that came before it
   */
  pause(forgo = false): void {
    this.paused = true;
    this.forgoing = forgo;
    this.heartbeat.listen(false);
    if (!this.deaf) this.socket.pause();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.goOn();
  }

  /** Queues whole lines, in one write to the socket. The bytes may be shared with other sockets. */
  write(bytes: Buffer): void {
    if (this.ended || this.closing || this.fate) return;
    if (this.queue.bytes === 0) this.heartbeat.progressed();
    this.queue.push(bytes);
    const queued = this.queue.bytes;
    if (queued >= drainBytes) this.draining = true;
    if (queued > this.options.limits.queueBytes) this.tooSlow();
  }

  /**
   * Writes what is queued and `last`, and closes, for `farewellMs` at most. Resolves when it is gone;
   * never rejects.
   */
  close(last?: Buffer): Promise<void> {
    this.closing ??= this.ended ? Promise.resolve() : this.farewell(last);
    return this.closing;
  }

  /** Ends at once, without a word. */
  finish(end: LinkEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.rest?.dispose();
    this.queue.clear();
    this.socket.destroy();
    this.ends.fire(end);
    this.store.dispose();
  }

  /** Whether nothing that arrives is told any more. */
  private get deaf(): boolean {
    return this.ended || this.broken || this.closing !== undefined;
  }

  /** Whether what has arrived stays untold for now. */
  private get halted(): boolean {
    return this.paused || this.rest !== undefined;
  }

  private read(chunk: Buffer): void {
    if (this.ended) return;
    // Charged also while it closes, and nothing of it is looked at.
    const waitMs = this.intake.read(chunk.length);
    if (!this.deaf) {
      this.heartbeat.heard();
      this.decoder.push(chunk);
    }
    if (waitMs > 0) this.restFor(waitMs);
    else this.tell();
  }

  private restFor(ms: number): void {
    if (this.rest || this.ended) return;
    this.rest = this.options.clock.after(ms, () => {
      this.rest = undefined;
      if (this.closing) this.socket.resume();
      else this.goOn();
    });
    this.heartbeat.listen(false);
    this.socket.pause();
  }

  private goOn(): void {
    if (this.halted) return;
    this.heartbeat.listen(true);
    this.tell();
    if (!this.halted && !this.deaf) this.socket.resume();
  }

  /** Tells the lines that have arrived, until a listener pauses or ends it, or the budget is used up. */
  private tell(): void {
    if (this.telling) return;
    this.telling = true;
    this.intake.begin();
    try {
      while (!this.halted && !this.deaf) {
        const line = this.decoder.next();
        if (line === undefined) break;
        if (typeof line === 'string') this.lines.fire(line);
        else this.break(line);
        const waitMs = this.intake.told();
        if (waitMs > 0) this.restFor(waitMs);
      }
    } finally {
      this.telling = false;
    }
    if (this.fate && !this.isDue) this.finish({ reason: 'lost', error: this.fate });
  }

  /** Whether lines that have arrived are still to be told, later. */
  private get isDue(): boolean {
    return this.paused ? !this.forgoing : this.rest !== undefined;
  }

  private break(problem: LineProblem): void {
    this.pause();
    this.broken = true;
    this.problems.fire(problem);
  }

  private progress(): void {
    if (this.ended) return;
    this.heartbeat.progressed();
    if (!this.draining || this.queue.bytes >= drainBytes) return;
    this.draining = false;
    if (!this.closing) this.drains.fire();
  }

  private async farewell(last: Buffer | undefined): Promise<void> {
    if (this.fate) return this.finish({ reason: 'local' });
    this.heartbeat.dispose();
    this.queue.flush();
    await new Promise<void>((resolve) => {
      const timer = this.options.clock.after(this.options.limits.farewellMs, resolve);
      this.socket.once('close', () => {
        timer.dispose();
        resolve();
      });
      // Read to its end, and thrown away: unread bytes would have the last frame lost to a reset.
      if (!this.rest) this.socket.resume();
      if (last) this.socket.end(last);
      else this.socket.end();
    });
    this.finish({ reason: 'local' });
  }

  private pulse() {
    const queue = () => this.queue.bytes;
    return {
      get queuedBytes() {
        return queue();
      },
      ping: () => this.write(ping),
      onDead: () => this.cut('connection-lost', 'has been silent for too long'),
      onStalled: () => this.tooSlow(),
    };
  }

  private tooSlow(): void {
    this.cut('too-slow', 'does not read fast enough');
  }

  private cut(code: 'connection-lost' | 'too-slow', what: string): void {
    this.finish({ reason: 'lost', error: this.problem(code, what) });
  }

  /** The other side is gone; whatever broke it, to people the connection is lost. */
  private lose(what: string, cause?: Error): void {
    // While we close it, how the other side goes makes no difference.
    if (this.ended || this.closing || this.fate) return;
    const error = this.problem('connection-lost', what, cause);
    if (this.isDue && this.decoder.unread) {
      this.fate = error;
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
