import type { Epoch } from './frames';

/** An epoch and the last entry held of it. */
export interface EpochEnd extends Epoch {
  readonly last: number;
}

/** How much of a room's log someone holds. */
export interface LogPosition {
  /** Number of the last entry held; 0 for none. */
  readonly last: number;
  /** The epoch of that entry; absent when unknown. */
  readonly epoch?: Epoch | undefined;
  /** The epochs before that one, newest first. */
  readonly earlier?: readonly EpochEnd[] | undefined;
}

/** The room's numbered log, for guests that are catching up. */
export interface LogFeed {
  /** Number of the oldest entry kept; `last` + 1 when there is none. */
  readonly first: number;
  /** Number of the newest entry; 0 when there is none. */
  readonly last: number;
  /** The epoch of new entries. */
  readonly epoch: Epoch;
  /** Number of the last entry when the room was opened. */
  readonly opened: number;
  /** The epoch of an entry; the same object for all of one epoch. */
  epochAt(seq: number): Epoch;
  /** Number of the last entry that this log and another one share. */
  agreed(position: LogPosition): number;
  /**
   * The oldest entry with a number above `after`, and some of those that follow it; none above `to`.
   * Undefined if there is none.
   */
  read(after: number, to: number): EntryRun | undefined;
}

/** Entries of one epoch whose numbers have no gap. */
export interface EntryRun {
  readonly first: number;
  readonly last: number;
  /** Their lines in deskmate/1; shared, so they MUST NOT be changed. */
  readonly bytes: Buffer;
}
