import { decodeToMember, encodeFrame, type FrameProblem } from '../../protocol/codec';
import { protocolVersion, type ToHub, type ToMember } from '../../protocol/frames';
import type { Limits } from '../../protocol/limits';
import { NetError, type NetErrorCode } from '../../protocol/net-error';
import { cleanText } from '../../protocol/room-text';
import type { LinkEnd, MemberLink, Ticket } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { Intake } from '../socket/intake';
import { cancelled } from '../socket/tcp';
import { FrameSocket } from './frame-socket';
import { secureDial } from './secure-dial';

type HeardFrame = Exclude<ToMember, { type: 'ping' | 'bye' }>;

/**
 * From this queue length on, in bytes, frames wait here for it to drain: whoever was away may have
 * more to say than a hub that reads its members at their pace takes at once.
 */
const busyBytes = 128 * 1024;

export interface JoinOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  /** One for all connections, so that a hub gains nothing by breaking them. */
  readonly intake: Intake;
}

/**
 * Connects to a room by invite and claims a place in it; the answer comes with the link's frames.
 * @throws {NetError} when no address proves the pin; an aborted signal gives code `cancelled`
 */
export async function joinByInvite(
  ticket: Ticket,
  signal: AbortSignal,
  { clock, limits, intake }: JoinOptions,
): Promise<MemberLink> {
  const options = { clock, timeoutMs: limits.connectMs };
  const { socket, address } = await secureDial(ticket, options, signal);
  if (signal.aborted) {
    socket.destroy();
    throw cancelled();
  }
  const frames = new FrameSocket(socket, { clock, limits }, intake);
  return new SecureMemberLink(frames, address, claimOf(ticket), limits.jsonDepth);
}

/** The first frame that shows what a ticket claims. */
export function claimOf({ claim }: Ticket): Extract<ToHub, { type: 'join' | 'resume' }> {
  const version = protocolVersion;
  return 'token' in claim
    ? { type: 'join', version, ...claim }
    : { type: 'resume', version, ...claim };
}

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

/** What a code of the hub's last frame means to a guest; docs/PROTOCOL.md lists them all. */
const byCode = new Map<string, NetErrorCode>([
  ['bad-token', 'bad-invite'],
  ['bad-key', 'bad-key'],
  ['room-locked', 'room-locked'],
  ['room-full', 'room-full'],
  ['line-full', 'line-full'],
  ['removed', 'removed'],
  ['replaced', 'replaced'],
  ['room-closed', 'room-closed'],
  ['host-away', 'host-away'],
  ['host-storage', 'host-storage'],
  ['other-version', 'other-version'],
]);

/**
 * Why the hub ended the connection. What a guest of ours never does, and codes of later versions,
 * come out as `protocol`; the message of `removed` is the host's reason.
 */
export function byeError({ code, reason = '' }: Extract<ToMember, { type: 'bye' }>): NetError {
  const words = cleanText(reason);
  const known = byCode.get(code) ?? 'protocol';
  return new NetError(known, known === 'removed' ? words : `the hub says ${code}. ${words}`.trim());
}
