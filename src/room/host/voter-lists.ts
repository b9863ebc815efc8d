import type { Successor } from '../../protocol/entry-frames';
import type { Listener } from '../../protocol/frames';
import type { RoomEntry } from '../../protocol/room-entry';
import { BoundedMap } from '../../util/bounded-map';
import { keptVotingEntries, type VotingEntry } from '../log/entries';
import type { LogSummary } from '../succession/types';
import type { VoterLog } from '../voter/voter';
import { maxKnownListeners } from '../voter/voter-log';
import type { LogWriter } from './log-writer';

/** The lists of voters in the log of a hosted room, and where everyone listens who is or was in one. */
export class VoterLists implements VoterLog {
  private newest: Extract<VotingEntry, { readonly type: 'successors' }> | undefined;
  /** The lists and changes of host that a log never loses. */
  private kept: readonly VotingEntry[] = [];
  /** In the order in which they were listed last. */
  private readonly known = new BoundedMap<string, Listener>(maxKnownListeners);

  /** @param host the only voter as long as there is no list */
  constructor(
    private readonly writer: Pick<LogWriter, 'feed' | 'last'>,
    private readonly host: string,
  ) {}

  /** The newest list; empty if there is none. */
  get list(): readonly Successor[] {
    return this.newest?.successors ?? [];
  }

  /** The ids of those in the newest list; undefined if there is none. */
  get voters(): readonly string[] | undefined {
    return this.newest?.successors.map(({ member }) => member);
  }

  /** Number of its entry; 0 if there is none. */
  get seq(): number {
    return this.newest?.seq ?? 0;
  }

  get summary(): LogSummary {
    const { feed, last } = this.writer;
    const { term, opening } = last > 0 ? feed.epochAt(last) : { term: 0, opening: 0 };
    const voters = this.newest ? this.list.map(({ member }) => member) : [this.host];
    return { last: { term, opening, seq: last }, voters, votersSeq: this.seq };
  }

  get listeners(): ReadonlyMap<string, Listener> {
    return this.known;
  }

  /** The entries before number `first` without which a log doesn't say who votes. */
  before(first: number): readonly VotingEntry[] {
    return this.kept.filter(({ seq }) => seq < first);
  }

  /** Takes the next list of the log. */
  add(entry: Extract<VotingEntry, { readonly type: 'successors' }>): void {
    this.newest = entry;
    this.kept = keptVotingEntries([...this.kept, entry]);
    for (const { member, ...listener } of entry.successors) this.known.set(member, listener);
  }

  /** A member was removed from the room: nothing that it says counts any more. */
  forget(member: string): void {
    this.known.delete(member);
  }

  /** Takes the lists of a reopened room. */
  restore(entries: readonly RoomEntry[]): void {
    for (const entry of entries) {
      if (entry.type === 'successors') this.add(entry);
      else if (entry.type === 'removed') this.forget(entry.member);
    }
    this.kept = keptVotingEntries(entries);
  }
}
