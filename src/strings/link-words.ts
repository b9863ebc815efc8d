import { type Endpoint, formatEndpoint } from '../protocol/endpoint';
import type { Invite } from '../protocol/invite';
import { cleanRoomName } from '../protocol/names';
import { nameInText, shortName } from './names';

/** Longest name of a room that a question shows, in characters as people count them. */
const longestName = 64;

/**
 * What somebody else calls a room, as a question or a list shows it: one line, at most 64 characters,
 * nothing that turns the text around or hides in it.
 */
export function linkName(name: string): string {
  return nameInText(shortName(cleanRoomName(name), longestName));
}

/**
 * Every place that is tried when somebody follows an invite.
 * @param known where the room's host was before, of a room that one comes back to
 */
export function linkPlaces({ addresses, port }: Invite, known: readonly Endpoint[] = []): string {
  const places = [...addresses.map((host) => ({ host, port })), ...known];
  return [...new Set(places.map(formatEndpoint))].join(', ');
}
