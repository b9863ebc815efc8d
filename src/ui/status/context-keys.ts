import { traitsOf } from '../../protocol/room-kinds';
import type { SessionState } from '../../room/session-state';
import { isInvited } from '../../strings/invited-room';

/** The keys that the manifest's `when` clauses and enablements go by. */
export function roomContext({ connection, room }: SessionState): Readonly<Record<string, boolean>> {
  const { kind } = connection;
  const connecting = kind === 'connecting';
  const connected = kind !== 'offline' && !connecting;
  return {
    'deskmate.connecting': connecting,
    'deskmate.connected': connected,
    'deskmate.hosting': kind === 'hosting',
    'deskmate.invited': connected && isInvited(room),
    'deskmate.pair': connected && room !== undefined && traitsOf(room.kind).growsTo !== undefined,
    // A guest's room says so of the host's disk, or of its own.
    'deskmate.unsaved': kind === 'hosting' && room?.storage !== undefined,
    'deskmate.locked': connected && room?.locked === true,
  };
}
