import type { NetError, NetErrorCode } from '../../protocol/net-error';
import type { RoomEvent } from '../log/log-entry';

/** After these there is no coming back by itself, for anybody. */
const final: ReadonlySet<NetErrorCode> = new Set([
  'bad-key',
  'other-version',
  'removed',
  'replaced',
  'room-closed',
  'wrong-pin',
]);

/** After these neither, for somebody who has only the invite. */
const finalForNewcomers: ReadonlySet<NetErrorCode> = new Set([
  'bad-invite',
  'host-storage',
  'line-full',
  'room-full',
  'room-locked',
]);

/** Whether a connection that ended so, or could not be had, ends the room for this guest. */
export function endsRoom(code: NetErrorCode, newcomer: boolean): boolean {
  return final.has(code) || (newcomer && finalForNewcomers.has(code));
}

/** What the host may change, or the network, before long. */
const forNow: ReadonlySet<NetErrorCode> = new Set([
  'closed-at-once',
  'connection-lost',
  'host-away',
  'host-storage',
  'line-full',
  'refused',
  'room-full',
  'room-locked',
  'timed-out',
  'unreachable',
]);

/** Whether somebody who could not join may well get in a little later, with the same invite. */
export function isRefusedForNow(code: NetErrorCode): boolean {
  return forNow.has(code);
}

/** Whether the key is dead after this, so that the kept room can only be read; a closed one may be hosted again. */
export function isOverForGood(code: NetErrorCode): boolean {
  return code === 'bad-key' || code === 'removed';
}

/**
 * What the log says when the room is over, with an error or without.
 * @param name our own
 * @param toldRemoved whether the room's own log has told already that we were put out
 * @param going whether we left
 * @param wasIn whether there was a connection that could be lost
 */
export function endEvents(
  error: NetError | undefined,
  {
    name,
    toldRemoved,
    wasIn,
    going,
  }: {
    readonly name: string;
    readonly toldRemoved: boolean;
    readonly wasIn: boolean;
    readonly going: boolean;
  },
): readonly RoomEvent[] {
  if (!error) return going ? [{ type: 'closed', why: 'left' }] : [];
  switch (error.code) {
    case 'removed':
      return toldRemoved ? [] : [{ type: 'removed', name, reason: error.message, self: true }];
    case 'room-closed':
      return [{ type: 'closed', why: 'host' }];
    case 'replaced':
      return [{ type: 'closed', why: 'left' }];
    // Whoever was turned away was never in: there is nothing to tell of in the log.
    case 'bad-invite':
    case 'line-full':
    case 'room-full':
    case 'room-locked':
      return [];
    default:
      return wasIn ? [{ type: 'closed', why: 'lost' }] : [];
  }
}
