import type { Seat } from '../transport';
import { encodeFrame } from './encode';
import { protocolVersion } from './frames';

/** People told of in one frame: with the longest names they fit a line. */
const peopleAtATime = 50;

/**
 * What somebody hears first who is let in: the room, themselves, and who is there.
 * @param key how a newcomer comes back; absent for whoever has one
 */
export function welcomeLines({ id, name, room, members, feed }: Seat, key?: string): Buffer {
  const kind = room.kind === 'pair' ? 'pair' : 'group';
  const lines = [
    encodeFrame({
      type: 'welcome',
      version: protocolVersion,
      room: { name: room.name, kind, most: room.most },
      you: { id, name, ...(key !== undefined && { key }) },
      first: feed.first,
      last: feed.last,
    }),
  ];
  for (let at = 0; at < members.length; at += peopleAtATime) {
    const people = members.slice(at, at + peopleAtATime);
    lines.push(encodeFrame({ type: 'people', members: people }));
  }
  return Buffer.concat(lines);
}
