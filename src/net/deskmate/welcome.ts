import { encodeFrame } from '../../protocol/encode';
import { protocolVersion } from '../../protocol/frames';
import { toInviteKind } from '../../protocol/room-kinds';
import type { Seat } from '../../protocol/transport';

/** People told of in one frame: with the longest names they fit a line. */
const peopleAtATime = 50;

/**
 * What somebody hears first who is let in: the room, themselves, and who is there.
 * @param own what concerns this guest alone: `key` is how a newcomer comes back, `keep` the last entry that
 * the hub has as the guest holds it, for a guest who holds more
 */
export function welcomeLines(
  { id, name, room, members, feed }: Seat,
  { key, keep }: { readonly key?: string | undefined; readonly keep?: number | undefined } = {},
): Buffer {
  const kind = toInviteKind(room.kind);
  const lines = [
    encodeFrame({
      type: 'welcome',
      version: protocolVersion,
      room: { name: room.name, kind, most: room.most },
      you: { id, name, ...(key !== undefined && { key }) },
      first: feed.first,
      last: feed.last,
      epoch: feed.epoch,
      ...(keep !== undefined && { keep }),
    }),
  ];
  for (let at = 0; at < members.length; at += peopleAtATime) {
    const people = members.slice(at, at + peopleAtATime);
    lines.push(encodeFrame({ type: 'people', members: people }));
  }
  return Buffer.concat(lines);
}
