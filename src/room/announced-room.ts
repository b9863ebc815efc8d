import type { AnnouncedRoom } from '../protocol/announcement';
import { formatLabEndpoint } from '../protocol/lab-endpoint';
import { isByInvite, isForTwo, wireOf } from '../protocol/room-kinds';
import type { RoomInfo, SessionState } from './room';

/**
 * What the host of a room announces on its network; undefined in another room or none, and in a room for two
 * that has both, where no one else can join.
 * @param id of the announcement
 * @param takes how people can join without the invite now; knocks need someone who answers them
 */
export function announcedRoom(
  { connection, room, members }: SessionState,
  id: string,
  takes: { readonly knocks?: boolean; readonly code?: boolean } = {},
): AnnouncedRoom | undefined {
  if (connection.kind !== 'hosting' || !room) return undefined;
  if (isForTwo(room.kind) && members.length > 1) return undefined;
  const { kind, address, port, locked = false } = room;
  const byInvite = isByInvite(kind);
  const host = byInvite ? (members.find((member) => member.host)?.name ?? '') : '';
  const name = announcedName(room);
  const { knocks = false, code = false } = takes;
  return { id, kind, name, host, locked, knock: byInvite && knocks, code, address, port };
}

/** A room's own name; empty if it has none and is called by the address that it listens on. */
export function announcedName({ kind, name, address, port }: RoomInfo): string {
  return name === formatLabEndpoint({ host: address, port, wire: wireOf(kind) }) ? '' : name;
}
