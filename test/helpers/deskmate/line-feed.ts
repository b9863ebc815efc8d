import type { LogFeed, LogPosition } from '../../../src/protocol/log-feed';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import { EntryLines } from '../../../src/room/log/entry-lines';

const epoch = { term: 1, opening: 1 };

/** The feed of a log with a single epoch. @param last the number of its newest entry */
export function feedOf(
  entries: () => readonly RoomEntry[],
  last: () => number,
  opened = () => 0,
): LogFeed {
  const lines = new EntryLines();
  let added = 0;
  const first = () => last() - entries().length + 1;
  return {
    epoch,
    epochAt: () => epoch,
    agreed: (held: LogPosition) => Math.min(held.last, last()),
    get opened() {
      return opened();
    },
    get first() {
      return first();
    },
    get last() {
      return last();
    },
    read(after, to) {
      for (const entry of entries().slice(Math.max(0, added + 1 - first()))) {
        lines.add(entry.seq, JSON.stringify(entry), false);
        added = entry.seq;
      }
      return lines.read(Math.max(after, first() - 1), to);
    },
  };
}
