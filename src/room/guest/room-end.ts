import type { NetError, NetErrorCode } from '../../protocol/net-error';
import type { RoomEvent } from '../log/log-entry';

/** After these errors, no guest reconnects automatically. */
const final: ReadonlySet<NetErrorCode> = new Set([
  'bad-key',
  'other-version',
  'removed',
  'replaced',
  'room-closed',
  'wrong-pin',
]);

/** After these errors, a guest that has only the invite doesn't reconnect automatically either. */
const finalForNewcomers: ReadonlySet<NetErrorCode> = new Set([
  'bad-invite',
  'host-storage',
  'line-full',
  'other-host',
  'room-full',
  'room-locked',
  'turned-away',
]);

/** Whether a connection that ended or failed with this error ends the room for the guest. */
export function endsRoom(code: NetErrorCode, newcomer: boolean): boolean {
  return final.has(code) || (newcomer && finalForNewcomers.has(code));
}

/** Errors that the host or the network may soon resolve. */
const temporary: ReadonlySet<NetErrorCode> = new Set([
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

/** Whether the same invite may work a little later. */
export function isRefusedForNow(code: NetErrorCode): boolean {
  return temporary.has(code);
}

/** Whether the key no longer works, so that the saved room is read-only. A closed room may be hosted again. */
export function isOverForGood(code: NetErrorCode): boolean {
  return code === 'bad-key' || code === 'removed';
}

/**
 * The events that the log shows when the room is over.
 * @param error why it is over; undefined if the guest left or its window closes
 * @param name the guest's own name
 * @param removalLogged whether the room's log already says that the guest was removed
 * @param leaving whether the guest left
 * @param wasIn whether the guest was admitted, so that there was a connection to lose
 * @param onServer whether it is a wide room, which has no host
 */
export function endEvents(
  error: NetError | undefined,
  {
    name,
    removalLogged,
    wasIn,
    leaving,
    onServer,
  }: {
    readonly name: string;
    readonly removalLogged: boolean;
    readonly wasIn: boolean;
    readonly leaving: boolean;
    readonly onServer: boolean;
  },
): readonly RoomEvent[] {
  if (!error) return leaving ? [{ type: 'closed', why: 'left' }] : [];
  switch (error.code) {
    case 'removed':
      return removalLogged ? [] : [removedEvent(name, error)];
    case 'room-closed':
      return [{ type: 'closed', why: onServer ? 'gone' : 'host' }];
    case 'replaced':
      return [{ type: 'closed', why: 'left' }];
    // A guest that was turned away was never in the room, so the log has nothing to show.
    case 'bad-invite':
    case 'line-full':
    case 'other-host':
    case 'room-full':
    case 'room-locked':
    case 'turned-away':
      return [];
    default:
      return wasIn ? [{ type: 'closed', why: 'lost' }] : [];
  }
}

function removedEvent(name: string, { by, message: reason }: NetError): RoomEvent {
  const remover = by === undefined ? undefined : { name: by, self: false };
  return { type: 'removed', name, reason, self: true, ...(remover && { by: remover }) };
}
