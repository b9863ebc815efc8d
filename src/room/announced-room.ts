import type { AnnouncedRoom } from '../protocol/announcement';
import { formatLabEndpoint } from '../protocol/lab-endpoint';
import { isByInvite, isForTwo, wireOf } from '../protocol/room-kinds';
import type { SessionState } from './room';

/**
 * What the host of a room announces on its network; undefined in another room or none, and in a room for two
 * that has both, where no one else can join.
 * @param id of the announcement
 */
export function announcedRoom(
  { connection, room, members }: SessionState,
  id: string,
): AnnouncedRoom | undefined {
  if (connection.kind !== 'hosting' || !room) return undefined;
  if (isForTwo(room.kind) && members.length > 1) return undefined;
  const { kind, address, port, locked = false } = room;
  // A lab room without a name is called by the address that it listens on, and its host by that, too.
  const place = formatLabEndpoint({ host: address, port, wire: wireOf(kind) });
  const name = room.name === place ? '' : room.name;
  const host = isByInvite(kind) ? (members.find((member) => member.host)?.name ?? '') : '';
  return { id, kind, name, host, locked, address, port };
}
