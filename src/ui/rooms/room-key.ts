import type { Session } from '../../room/session/session';

/**
 * Names the room that this window is in, for what the window remembers about it: an invite room by its pin, a
 * lab room by its address. Undefined outside a room.
 */
export function roomKey({ state, pin }: Pick<Session, 'state' | 'pin'>): string | undefined {
  const { connection, room } = state;
  if (connection.kind === 'offline' || connection.kind === 'connecting' || !room) return undefined;
  return pin ?? `${room.address}:${room.port}`;
}

/** Whether a key names an invite room. */
export function isInviteKey(key: string): boolean {
  return /^[\w-]{43}$/.test(key);
}
