import { protocolVersion, type ToHub } from '../../protocol/frames';
import type { Limits } from '../../protocol/limits';
import type { MemberLink, Ticket } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import { cancelled } from '../socket/dial';
import type { Intake } from '../socket/intake';
import { FrameSocket } from './frame-socket';
import { SecureMemberLink } from './member-link';
import { secureDial } from './secure-dial';

export interface EnterDeps {
  readonly clock: Clock;
  readonly limits: Limits;
  /** One for all connections, so that a hub gains nothing by breaking them. */
  readonly intake: Intake;
}

/**
 * Connects to a room by invite and claims a place in it; the answer comes with the link's frames.
 * @throws {NetError} when no address proves the pin; an aborted signal gives code `cancelled`
 */
export async function enterRoom(
  ticket: Ticket,
  signal: AbortSignal,
  { clock, limits, intake }: EnterDeps,
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
