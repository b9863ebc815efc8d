import type { Epoch } from '../../protocol/frames';
import type { EpochEnd, LogPosition } from '../../protocol/transport';

/** Changes by an election only. */
const term = 1;

/** Of entries numbered before there were epochs. */
export const earliest: Epoch = { term, opening: 0 };

/** Two hosts that come back from one backup take different openings, but for one time in as many. */
const spread = 2 ** 20;

/** Epochs besides that of the last entry that are told to a hub: as many as deskmate/1 has room for. */
const maxEarlier = 64;

/** Openings remembered; of those before the oldest one, nothing is known any more. */
const maxOpenings = 1000;

/** When a hub began to number entries: those after number `after` are of its epoch. */
export interface Opening extends Epoch {
  readonly after: number;
}

/**
 * The epoch of a room that is opened now. The number of its opening is higher than all before it in this
 * log; besides, it follows the clock and chance, so that a host who comes back from an old copy of its
 * files takes none that was used since.
 *
 * @param last the newest opening known here; absent for a new room
 * @param now ms since the Unix epoch
 */
export function nextEpoch(last: Epoch | undefined, now: number): Epoch {
  const chance = Math.floor(Math.random() * spread);
  return { term, opening: Math.max(last?.opening ?? 0, Math.floor(now)) + 1 + chance };
}

export function isSameEpoch(a: Epoch, b: Epoch): boolean {
  return a.term === b.term && a.opening === b.opening;
}

function isBefore(a: Epoch, b: Epoch): boolean {
  return a.term < b.term || (a.term === b.term && a.opening < b.opening);
}

/**
 * Which epoch each entry of a log is of. Whoever holds an entry of the same number and epoch holds the same
 * entry, and the same ones before it.
 */
export class Epochs {
  private readonly openings: { readonly epoch: Epoch; readonly after: number }[] = [];

  constructor(openings: readonly Opening[] = []) {
    for (const opening of openings) this.begin(opening, opening.after);
  }

  /** Entries after number `after` are of this epoch. */
  begin({ term, opening }: Epoch, after: number): void {
    this.takeBack(after);
    this.openings.push({ epoch: { term, opening }, after });
    if (this.openings.length >= 2 * maxOpenings) this.openings.splice(0, maxOpenings);
  }

  /** Entries after this number are no more, nor is any epoch that began there. */
  takeBack(keep: number): void {
    while ((this.openings.at(-1)?.after ?? -1) >= keep) this.openings.pop();
  }

  /** Of entries to come. */
  get current(): Epoch {
    return this.openings.at(-1)?.epoch ?? earliest;
  }

  /** Of the entry of this number: the same object for all of one epoch. */
  at(seq: number): Epoch {
    return this.openings.findLast(({ after }) => after < seq)?.epoch ?? earliest;
  }

  /** How far somebody holds the log who holds it up to `last`. */
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
   * Number of the last entry up to which this log and one that somebody holds are alike. Who tells no epoch
   * is taken at its word, as far as there are entries.
   *
   * @param last number of this log's last entry
   */
  agreed({ last: held, epoch, earlier = [] }: LogPosition, last: number): number {
    if (!epoch) return Math.min(held, last);
    const [oldest] = this.openings;
    for (const end of [{ ...epoch, last: held }, ...earlier]) {
      const index = this.openings.findIndex(({ epoch }) => isSameEpoch(epoch, end));
      const its = this.openings[index];
      if (its) {
        const common = Math.min(end.last, this.openings[index + 1]?.after ?? last);
        if (common > its.after) return common;
      } else if (!oldest || isBefore(end, oldest.epoch)) {
        // Of what is older than all that is known here, nothing else can be told.
        return Math.min(end.last, oldest?.after ?? last);
      }
    }
    return 0;
  }

  /** The epochs of the entries up to `last`, the newest first, with the last entry of each. */
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
