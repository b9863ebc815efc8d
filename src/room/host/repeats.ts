import { BoundedMap } from '../../util/bounded-map';

/**
 * How many requests of a member are remembered whose entries are no longer kept: as many as a member may
 * send without an answer.
 */
const maxStale = 64;

/** Members remembered; of more, those who asked for nothing for the longest time are forgotten. */
const maxMembers = 2000;

interface Asked {
  /** Ids of its requests, in the order of their entries. */
  readonly ids: Set<string>;
  /** How many of them, the oldest, have entries that are no longer kept. */
  stale: number;
}

/**
 * Which requests of which member are in the log already: a member that lost its connection asks again
 * for what it saw no answer to. Remembered for as long as the entry is kept, and the last of each member
 * for longer: what runs through the log meanwhile must not have them done twice.
 */
export class Repeats {
  private readonly members = new BoundedMap<string, Asked>(maxMembers);
  /** Who asked for what has become the entry of this number. */
  private readonly byEntry = new Map<number, Asked>();

  has(member: string, id: string): boolean {
    return this.members.get(member)?.ids.has(id) ?? false;
  }

  /** The request became the entry `seq`. */
  note(member: string, id: string, seq: number): void {
    const asked = this.members.get(member) ?? { ids: new Set(), stale: 0 };
    asked.ids.add(id);
    this.byEntry.set(seq, asked);
    this.members.set(member, asked);
  }

  /** The entry is no longer kept. Entries are forgotten in their order. */
  forget(seq: number): void {
    const asked = this.byEntry.get(seq);
    if (!asked) return;
    this.byEntry.delete(seq);
    asked.stale += 1;
    // Many at a time: a set finds its oldest the slower, the more were deleted before it.
    if (asked.stale < 2 * maxStale) return;
    for (const id of asked.ids) {
      if (asked.stale <= maxStale) return;
      asked.ids.delete(id);
      asked.stale -= 1;
    }
  }
}
