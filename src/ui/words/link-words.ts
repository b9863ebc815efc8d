import { formatEndpoint } from '../../room/endpoint';
import type { Invite } from '../../room/invite';
import { cleanRoomName } from '../../room/names';
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

/** Every place that is tried when somebody follows an invite. */
export function linkPlaces({ addresses, port }: Invite): string {
  return addresses.map((host) => formatEndpoint({ host, port })).join(', ');
}
