import type { TLSSocket } from 'node:tls';
import { encodeFrame } from '../../protocol/codec';
import type { Limits } from '../../protocol/limits';
import {
  decodeVoterFrame,
  encodeVoterFrame,
  isVoterProbe,
  type VoterFrame,
} from '../../protocol/voter-frames';
import type { WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { ReadLimiter } from '../socket/read-limiter';
import { FrameSocket } from './frame-socket';

export interface VoterConnectionOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly tap?: WireTap | undefined;
  readonly readLimiter: ReadLimiter;
  /** Whether the other end is a voter as far as this one knows. */
  readonly isKnown: () => boolean;
}

/** After the other end has been silent for this long, in ms, what is sent to it comes with a ping. */
const silentMs = 1000;

const ping = encodeFrame({ type: 'ping' });
const pong = encodeFrame({ type: 'pong' });

/**
 * One connection between the servers of two voters, after its handshake.
 *
 * 1. Whoever isn't known as a voter MUST get little of this side's time and memory: short lines, a short idle time, and
 *    the first line that isn't a frame ends the connection.
 * 2. A connection that has broken without a sign MUST be found out soon after something is sent: the network may have
 *    changed, which is when voters need each other.
 */
export class VoterConnection {
  private readonly frames = new Emitter<VoterFrame>();
  readonly onFrame = this.frames.event;
  private readonly ends = new Emitter<void>();
  readonly onEnd = this.ends.event;
  private readonly socket: FrameSocket;
  /** Whether anything has come. */
  hasHeard = false;
  private heardAt = Number.NEGATIVE_INFINITY;
  private usedAt: number;
  private idle: Disposable;
  /** Runs until the other end shows that it is there. */
  private probe: Disposable | undefined;
  private isCorked = false;
  private isOver = false;

  constructor(
    secure: TLSSocket,
    private readonly options: VoterConnectionOptions,
  ) {
    const { clock, limits, readLimiter, tap } = options;
    // It has idle times and probes of its own instead of a heartbeat.
    const neverMs = 10 * limits.voterIdleMs;
    const own = { ...limits, heartbeatMs: neverMs, deadMs: neverMs };
    this.socket = new FrameSocket(
      secure,
      { clock, limits: own, tap, purpose: 'voter' },
      readLimiter,
    );
    this.usedAt = clock.now();
    this.idle = clock.after(this.idleMs, () => this.closeIfIdle());
    this.socket.onLine((line) => this.receive(line));
    this.socket.onProblem(() => this.drop());
    this.socket.onEnd(() => this.finish());
    this.becameKnown();
  }

  /** Starts reading; subscribe first. */
  start(): void {
    this.socket.start();
  }

  /** The other end may have become known. */
  becameKnown(): void {
    const { isKnown, limits } = this.options;
    this.socket.limitLines(isKnown() ? limits.lineBytes : limits.shortLineBytes);
  }

  send(frame: VoterFrame): void {
    const { clock, limits } = this.options;
    const now = clock.now();
    this.usedAt = now;
    this.cork();
    this.socket.write(encodeVoterFrame(frame));
    if (this.probe || this.isOver || now - this.heardAt < silentMs) return;
    this.socket.write(ping);
    this.probe = clock.after(limits.voterProbeMs, () => this.drop());
  }

  /** Sends what is queued and closes; resolves when it is closed. */
  close(): Promise<void> {
    return this.socket.close();
  }

  /** Closes without sending anything. */
  drop(): void {
    this.socket.finish({ reason: 'local' });
  }

  /** The frames of one turn are one write: an answer to `copy` can have a thousand. */
  private cork(): void {
    if (this.isCorked) return;
    this.isCorked = true;
    this.socket.cork();
    process.nextTick(() => {
      this.isCorked = false;
      this.socket.uncork();
    });
  }

  private receive(line: string): void {
    const { clock, isKnown, limits } = this.options;
    const frame = decodeVoterFrame(line, limits.jsonDepth);
    // A later version may send frames unknown to this one.
    if (!frame && !isKnown()) {
      this.drop();
      return;
    }
    this.hasHeard = true;
    this.heardAt = clock.now();
    this.probe?.dispose();
    this.probe = undefined;
    if (!frame) return;
    if (isVoterProbe(frame)) {
      if (frame.type === 'ping') this.socket.write(pong);
      return;
    }
    this.usedAt = this.heardAt;
    this.frames.fire(frame);
  }

  private get idleMs(): number {
    const { isKnown, limits } = this.options;
    return isKnown() ? limits.voterIdleMs : limits.authenticationMs;
  }

  private closeIfIdle(): void {
    const { clock } = this.options;
    const restMs = Math.min(this.idleMs, this.usedAt + this.idleMs - clock.now());
    if (restMs <= 0) {
      // From now on, whoever wants to send makes a new one.
      this.finish();
      void this.close();
    } else this.idle = clock.after(restMs, () => this.closeIfIdle());
  }

  private finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.idle.dispose();
    this.probe?.dispose();
    this.ends.fire();
    this.frames.dispose();
    this.ends.dispose();
  }
}
