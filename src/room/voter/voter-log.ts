import type { Epoch, Listener } from '../../protocol/frames';
import type { RoomEntry } from '../../protocol/transport';
import type { LogSummary } from '../succession/types';
import type { VoterLog } from './voter';

/** A log, as far as voting depends on it. */
export interface VotedLog {
  readonly last: number;
  epochAt(seq: number): Epoch;
  /** The entries kept, oldest first. */
  readonly entries: readonly RoomEntry[];
}

/** What a log says about the voters. It is asked rarely, and keeps in mind only lists that the log no longer has. */
export class LogOfVoters implements VoterLog {
  private readonly known = new Map<string, Listener>();

  /** @param host the only voter as long as the log has no list */
  constructor(
    private readonly log: VotedLog,
    private readonly host: () => string,
  ) {}

  get summary(): LogSummary {
    const { entries, last } = this.log;
    const newest = entries.findLast((entry) => entry.type === 'successors');
    const voters = newest?.successors.map(({ member }) => member) ?? [this.host()];
    const votersSeq = newest?.seq ?? 0;
    const { term, opening } = last > 0 ? this.log.epochAt(last) : { term: 0, opening: 0 };
    return { last: { term, opening, seq: last }, voters, votersSeq };
  }

  get listeners(): ReadonlyMap<string, Listener> {
    for (const entry of this.log.entries) {
      if (entry.type !== 'successors') continue;
      for (const { member, ...listener } of entry.successors) this.known.set(member, listener);
    }
    return this.known;
  }
}

/** The host according to these entries: who took over last, or the first voter of all, whom no list comes without. */
export function hostIn(entries: readonly RoomEntry[]): string | undefined {
  const took = entries.findLast((entry) => entry.type === 'took-over');
  if (took) return took.member;
  return entries.find((entry) => entry.type === 'successors')?.successors[0]?.member;
}
