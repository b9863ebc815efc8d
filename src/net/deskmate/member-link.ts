import { cleanFrame } from '../../protocol/clean-frame';
import { decodeToMember, encodeFrame, type FrameProblem } from '../../protocol/codec';
import { protocolVersion, type ToHub, type ToMember } from '../../protocol/frames';
import type { HubFrame, MemberLink, Ticket } from '../../protocol/member-link';
import { cleanText } from '../../protocol/message-text';
import { type LinkEnd, NetError, type NetErrorCode } from '../../protocol/net-error';
import { Emitter } from '../../util/event';
import type { ReadLimiter } from '../socket/read-limiter';
import { cancelledError } from '../socket/tcp';
import { FrameSocket, type FrameSocketOptions } from './frame-socket';
import { secureDial } from './secure-dial';

/**
 * At this queue length, in bytes, frames wait until it drains: after an absence, a member may have more to
 * send than the hub, which limits how fast it reads, accepts at once.
 */
const busyBytes = 128 * 1024;

export interface JoinOptions extends FrameSocketOptions {
  /** Shared by all connections, so that a hub gains nothing by breaking them. */
  readonly readLimiter: ReadLimiter;
}

/**
 * Connects to an invite room and sends the claim; the hub's reply comes with the link's frames.
 * @throws {NetError} when no address matches the pin; code `cancelled` if the signal is aborted
 */
export async function joinByInvite(
  ticket: Ticket,
  signal: AbortSignal,
  { clock, limits, tap, readLimiter }: JoinOptions,
): Promise<MemberLink> {
  const options = { clock, timeoutMs: limits.connectMs };
  const { socket, address } = await secureDial(ticket, options, signal);
  if (signal.aborted) {
    socket.destroy();
    throw cancelledError();
  }
  const frames = new FrameSocket(socket, { clock, limits, tap }, readLimiter);
  const localAddress = socket.localAddress ?? '';
  return new SecureMemberLink(frames, address, localAddress, claimOf(ticket), limits.jsonDepth);
}

/** The first frame, with the ticket's claim. */
export function claimOf({ claim }: Ticket): Extract<ToHub, { type: 'join' | 'resume' }> {
  const version = protocolVersion;
  return 'token' in claim
    ? { type: 'join', version, ...claim }
    : { type: 'resume', version, ...claim };
}

/** A guest's end of a connection whose pin is verified. */
export class SecureMemberLink implements MemberLink {
  private readonly frames = new Emitter<HubFrame>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onFrame = this.frames.event;
  readonly onEnd = this.ends.event;
  private readonly waiting: ToHub[] = [];

  /** @param claim sent at once, before anything else */
  constructor(
    private readonly socket: FrameSocket,
    readonly address: string,
    readonly localAddress: string,
    claim: Extract<ToHub, { type: 'join' | 'resume' }>,
    private readonly jsonDepth: number,
  ) {
    socket.onLine((line) => this.receive(line));
    socket.onProblem(({ code }) => this.fail(code));
    socket.onDrain(() => this.pump());
    socket.onEnd((end) => this.finish(end));
    socket.write(encodeFrame(claim));
  }

  get heardAt(): number {
    return this.socket.readTime;
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
    else if (isForRoom(decoded.frame)) this.frames.fire(cleanFrame(decoded.frame));
  }

  private reject({ code }: FrameProblem): void {
    // A newer hub may send frames unknown to this version.
    if (code !== 'unknown-type') this.fail(code);
  }

  private fail(code: string): void {
    this.end(new NetError('protocol', `${this.address} violates deskmate/1: ${code}`));
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

/** Whether a frame concerns the room. `checked` answers a question that this connection doesn't ask. */
function isForRoom(frame: ToMember): frame is HubFrame {
  return frame.type !== 'ping' && frame.type !== 'checked' && frame.type !== 'bye';
}

/** Maps the code of a `bye` to a guest's error code; docs/PROTOCOL.md lists them all. */
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
  ['other-host', 'other-host'],
  ['host-storage', 'host-storage'],
  ['other-version', 'other-version'],
]);

/**
 * Why the hub ended the connection. Codes for things that this client never does, and codes of later
 * versions, become `protocol`. The message of `removed` is the host's reason.
 */
export function byeError({ code, reason = '' }: Extract<ToMember, { type: 'bye' }>): NetError {
  const text = cleanText(reason);
  const known = byCode.get(code) ?? 'protocol';
  return new NetError(
    known,
    known === 'removed' ? text : `the hub closed the connection: ${code}. ${text}`.trim(),
  );
}
