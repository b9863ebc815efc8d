import { type Endpoint, formatEndpoint, parseEndpoint } from '../../protocol/endpoint';
/** Rooms offered when joining. */
export const maxRecentRooms = 10;

/** What storage held, checked: rooms joined before, the latest first. */
export function readRecentRooms(stored: unknown): readonly Endpoint[] {
  if (!Array.isArray(stored)) return [];
  return stored
    .flatMap((text: unknown) => {
      const parsed = typeof text === 'string' ? parseEndpoint(text) : undefined;
      return parsed?.ok ? [parsed.endpoint] : [];
    })
    .slice(0, maxRecentRooms);
}

/** What storage keeps of rooms. */
export function storeRecentRooms(rooms: readonly Endpoint[]): readonly string[] {
  return rooms.map(formatEndpoint);
}

/** The list after a room was joined: it comes first, once. */
export function withRoom(rooms: readonly Endpoint[], joined: Endpoint): readonly Endpoint[] {
  return [joined, ...withoutRoom(rooms, joined)].slice(0, maxRecentRooms);
}

/** The list without a room. */
export function withoutRoom(rooms: readonly Endpoint[], gone: Endpoint): readonly Endpoint[] {
  const text = formatEndpoint(gone);
  return rooms.filter((room) => formatEndpoint(room) !== text);
}
