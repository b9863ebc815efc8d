import type { Session } from '../../room/session/session';

/**
 * Names the room that this window is in, for what the window remembers about it: an invite room by the pin of its
 * first host, a lab room by its address. Undefined outside a room.
 */
export function roomKey(session: Pick<Session, 'state' | 'firstPin'>): string | undefined {
  const { kind } = session.state.connection;
  return kind === 'offline' || kind === 'connecting' ? undefined : shownRoomKey(session);
}

/** Names the room whose chat is shown, also after it: a lab room's chat that a reload kept. */
export function shownRoomKey({
  state: { room },
  firstPin,
}: Pick<Session, 'state' | 'firstPin'>): string | undefined {
  return firstPin ?? (room && `${room.address}:${room.port}`);
}

/** Whether a key names an invite room. */
export function isInviteKey(key: string): boolean {
  return /^[\w-]{43}$/.test(key);
}
