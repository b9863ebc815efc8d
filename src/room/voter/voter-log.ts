import type { Epoch, Listener } from '../../protocol/frames';
import type { RoomEntry } from '../../protocol/room-entry';
import { BoundedMap } from '../../util/bounded-map';
import { compareEnds } from '../succession/state';
import type { LogSummary } from '../succession/types';
import type { VoterLog } from './voter';

/** Maximum number of members whose listeners are remembered: far more than there are voters at a time. */
export const maxKnownListeners = 100;

/** A log, as far as voting depends on it. */
export interface VotedLog {
  readonly last: number;
  epochAt(seq: number): Epoch;
  /** The entries kept, oldest first. */
  readonly entries: readonly RoomEntry[];
}

/** What a log said about the voters when it ended like this. */
interface Found {
  readonly end: LogSummary['last'];
  readonly newest: Extract<RoomEntry, { readonly type: 'successors' }> | undefined;
}

/** What a log says about the voters. It goes through the entries only when the log has changed. */
export class LogOfVoters implements VoterLog {
  /** In the order in which they were listed last, also in lists that the log no longer has. */
  private readonly known = new BoundedMap<string, Listener>(maxKnownListeners);
  private found: Found | undefined;

  /** @param host the only voter as long as the log has no list */
  constructor(
    private readonly log: VotedLog,
    private readonly host: () => string,
  ) {}

  get summary(): LogSummary {
    const { end, newest } = this.look();
    const voters = newest?.successors.map(({ member }) => member) ?? [this.host()];
    return { last: end, voters, votersSeq: newest?.seq ?? 0 };
  }

  get listeners(): ReadonlyMap<string, Listener> {
    this.look();
    return this.known;
  }

  private look(): Found {
    const { entries, last } = this.log;
    const { term, opening } = last > 0 ? this.log.epochAt(last) : { term: 0, opening: 0 };
    const end = { term, opening, seq: last };
    const { found } = this;
    if (found && compareEnds(found.end, end) === 0) return found;
    let newest: Found['newest'];
    for (const entry of entries) {
      if (entry.type === 'successors') {
        newest = entry;
        for (const { member, ...listener } of entry.successors) this.known.set(member, listener);
      } else if (entry.type === 'removed') {
        // Nothing that it says counts any more.
        this.known.delete(entry.member);
      }
    }
    this.found = { end, newest };
    return this.found;
  }
}

/** The host according to these entries: who took over last, or the first voter of all, whom no list comes without. */
export function hostIn(entries: readonly RoomEntry[]): string | undefined {
  const took = entries.findLast(
    (entry) => entry.type === 'took-over' || entry.type === 'continued',
  );
  if (took) return took.member;
  return entries.find((entry) => entry.type === 'successors')?.successors[0]?.member;
}
