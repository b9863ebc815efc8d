import type { RoomEntry } from '../../protocol/room-entry';

/** What decisions have to know of an entry. */
export interface KnownEntry {
  readonly type: RoomEntry['type'];
  readonly author?: string;
}

/** The entries that a log keeps, as far as decisions depend on them. */
export interface KnownEntries {
  /** Number of the last entry. */
  readonly last: number;
  /** The entry with this number; undefined if it isn't kept. */
  find(seq: number): KnownEntry | undefined;
}
