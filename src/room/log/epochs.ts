import type { Epoch } from '../../protocol/frames';
import type { EpochEnd, LogPosition } from '../../protocol/log-feed';

/** The epoch of entries from before epochs existed. */
export const earliest: Epoch = { term: 1, opening: 0 };

/** Two hosts restored from the same backup get the same opening with a probability of one in this many. */
const spread = 2 ** 20;

/** Maximum number of epochs before the last entry's that are sent to a hub: as many as deskmate/1 allows. */
const maxEarlier = 64;

/** Maximum number of openings remembered; older ones are forgotten. */
const maxOpenings = 1000;

/** An opening of a room: entries after number `after` belong to its epoch. */
export interface Opening extends Epoch {
  readonly after: number;
}

/**
 * The epoch for opening a room now. Its opening is higher than all earlier ones in this log. It also
 * depends on the clock and on chance, so that a host restored from an old copy of its files doesn't reuse
 * one.
 *
 * @param last the newest known opening; absent for a new room
 * @param now in ms since the Unix epoch
 * @param term changes when another member becomes the host
 */
export function nextEpoch(last: Epoch | undefined, now: number, term = last?.term ?? 1): Epoch {
  const chance = Math.floor(Math.random() * spread);
  return { term, opening: Math.max(last?.opening ?? 0, Math.floor(now)) + 1 + chance };
}

/** Whether two epochs are equal; ignores other fields. */
export function isSameEpoch(a: Epoch, b: Epoch): boolean {
  return a.term === b.term && a.opening === b.opening;
}

function isBefore(a: Epoch, b: Epoch): boolean {
  return a.term < b.term || (a.term === b.term && a.opening < b.opening);
}

/**
 * The epochs of a log's entries. Two sides that hold an entry with the same number and epoch hold the same
 * entry, and the same ones before it.
 */
export class Epochs {
  private readonly openings: { readonly epoch: Epoch; readonly after: number }[] = [];

  constructor(openings: readonly Opening[] = []) {
    for (const opening of openings) this.begin(opening, opening.after);
  }

  /** Begins an epoch for entries after number `after`, or goes on with the one of the entries up to there. */
  begin({ term, opening }: Epoch, after: number): void {
    this.takeBack(after);
    if (this.openings.length > 0 && isSameEpoch(this.current, { term, opening })) return;
    this.openings.push({ epoch: { term, opening }, after });
    if (this.openings.length >= 2 * maxOpenings) this.openings.splice(0, maxOpenings);
  }

  /** Drops the epochs of entries after number `keep`. */
  takeBack(keep: number): void {
    while ((this.openings.at(-1)?.after ?? -1) >= keep) this.openings.pop();
  }

  /** The epoch of new entries. */
  get current(): Epoch {
    return this.openings.at(-1)?.epoch ?? earliest;
  }

  /** The epoch of the entry with this number; the same object for all entries of an epoch. */
  at(seq: number): Epoch {
    const newest = this.openings.at(-1);
    // Asked for each new entry, so it makes no function.
    if (newest && newest.after < seq) return newest.epoch;
    return this.openings.findLast(({ after }) => after < seq)?.epoch ?? earliest;
  }

  /** The position of someone who holds the log up to number `last`. */
  position(last: number): LogPosition {
    if (last === 0) return { last };
    const [{ term, opening }, ...earlier] = this.ends(last) as [EpochEnd, ...EpochEnd[]];
    return {
      last,
      epoch: { term, opening },
      ...(earlier.length > 0 && { earlier: earlier.slice(0, maxEarlier) }),
    };
  }

  /**
   * Number of the last entry that this log shares with another one. Without an epoch, `last` is trusted as
   * far as there are entries.
   *
   * @param last number of this log's last entry
   */
  agreed({ last: held, epoch, earlier = [] }: LogPosition, last: number): number {
    if (!epoch) return Math.min(held, last);
    const [oldest] = this.openings;
    for (const end of [{ ...epoch, last: held }, ...earlier]) {
      const index = this.openings.findIndex(({ epoch }) => isSameEpoch(epoch, end));
      const known = this.openings[index];
      if (known) {
        const common = Math.min(end.last, this.openings[index + 1]?.after ?? last);
        if (common > known.after) return common;
      } else if (!oldest || isBefore(end, oldest.epoch)) {
        // It is older than everything known here, so assume that it is shared.
        return Math.min(end.last, oldest?.after ?? last);
      }
    }
    return 0;
  }

  /** The epochs of the entries up to `last`, newest first, with the last entry of each. */
  private ends(last: number): readonly EpochEnd[] {
    const ends: EpochEnd[] = [];
    let end = last;
    for (const { epoch, after } of this.openings.toReversed()) {
      if (after >= end) continue;
      ends.push({ ...epoch, last: end });
      end = after;
    }
    return end > 0 ? [...ends, { ...earliest, last: end }] : ends;
  }
}
