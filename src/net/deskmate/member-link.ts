import { byeError } from '../../protocol/bye-error';
import { decodeToMember, type FrameProblem } from '../../protocol/decode';
import { encodeFrame } from '../../protocol/encode';
import type { ToHub, ToMember } from '../../protocol/frames';
import { NetError } from '../../protocol/net-error';
import type { LinkEnd, MemberLink } from '../../protocol/transport';
import { Emitter } from '../../util/event';
import type { FrameSocket } from './frame-socket';

type HeardFrame = Exclude<ToMember, { type: 'ping' | 'bye' }>;

/**
 * From this queue length on, in bytes, frames wait here for it to drain: whoever was away may have
 * more to say than a hub that reads its members at their pace takes at once.
 */
const busyBytes = 128 * 1024;

/** A guest's end of a connection whose pin is proved: frames in, frames out, and why it ended. */
export class SecureMemberLink implements MemberLink {
  private readonly frames = new Emitter<HeardFrame>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onFrame = this.frames.event;
  readonly onEnd = this.ends.event;
  private readonly waiting: ToHub[] = [];

  /** @param claim sent at once, before anything else */
  constructor(
    private readonly socket: FrameSocket,
    readonly address: string,
    claim: Extract<ToHub, { type: 'join' | 'resume' }>,
    private readonly jsonDepth: number,
  ) {
    socket.onLine((line) => this.receive(line));
    socket.onProblem(({ code }) => this.fail(code));
    socket.onDrain(() => this.pump());
    socket.onEnd((end) => this.finish(end));
    socket.write(encodeFrame(claim));
  }

  start(): void {
    this.socket.start();
  }

  send(frame: Parameters<MemberLink['send']>[0]): void {
    this.waiting.push(frame);
    this.pump();
  }

  leave(): Promise<void> {
    this.waiting.length = 0;
    return this.socket.close(encodeFrame({ type: 'leave' }));
  }

  drop(): void {
    this.socket.finish({ reason: 'local' });
  }

  private pump(): void {
    let sent = 0;
    for (const frame of this.waiting) {
      if (this.socket.queuedBytes >= busyBytes) break;
      this.socket.write(encodeFrame(frame));
      sent += 1;
    }
    this.waiting.splice(0, sent);
  }

  private receive(line: string): void {
    const decoded = decodeToMember(line, this.jsonDepth);
    if (!decoded.ok) this.reject(decoded);
    else if (decoded.frame.type === 'bye') this.end(byeError(decoded.frame));
    else if (decoded.frame.type !== 'ping') this.frames.fire(decoded.frame);
  }

  private reject({ code }: FrameProblem): void {
    // A newer hub may say what we do not know.
    if (code !== 'unknown-type') this.fail(code);
  }

  private fail(code: string): void {
    this.end(new NetError('protocol', `${this.address} does not keep to deskmate/1: ${code}`));
  }

  private end(error: NetError): void {
    this.socket.finish({ reason: 'lost', error });
  }

  private finish(end: LinkEnd): void {
    this.waiting.length = 0;
    this.ends.fire(end);
    this.frames.dispose();
    this.ends.dispose();
  }
}
