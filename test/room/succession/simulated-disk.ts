import type { Epoch } from '../../../src/protocol/frames';
import { Epochs } from '../../../src/room/log/epochs';
import type { LogSummary, StoredPromise } from '../../../src/room/succession/types';

/** An entry of a simulated room. */
export interface Entry {
  readonly term: number;
  readonly opening: number;
  /** Different for each entry that was ever numbered. */
  readonly content: number;
  /** In a `successors` entry: the voters. */
  readonly voters?: readonly string[];
  /** In a `took-over` entry: the new host. */
  readonly took?: string;
}

type DiskRecord =
  | { readonly type: 'entry'; readonly entry: Entry }
  | { readonly type: 'cut'; readonly keep: number }
  | { readonly type: 'opening'; readonly epoch: Epoch }
  | { readonly type: 'promise'; readonly promise: StoredPromise };

/** Whether two entries are the same one. */
export function isSame(a: Entry | undefined, b: Entry | undefined): boolean {
  return a?.content === b?.content && a?.term === b?.term && a?.opening === b?.opening;
}

/** A journal that loses what isn't synced, or the end of it, when its computer loses power. */
export class SimulatedDisk {
  /** The log: the entry with number n is at n - 1. */
  log: Entry[] = [];
  promised: StoredPromise = { term: 0, to: '' };
  /** The highest term and the highest opening so far. */
  opened: Epoch = { term: 0, opening: 0 };
  private records: DiskRecord[] = [];
  private synced = 0;
  /** The log as a power failure would leave it. */
  private safeLog: readonly Entry[] = [];

  /** @param initialHost the host of term 1, and until there is a list of voters the only one */
  constructor(private readonly initialHost: string) {}

  append(entry: Entry): void {
    this.write({ type: 'entry', entry });
  }

  cut(keep: number): void {
    if (keep < this.log.length) this.write({ type: 'cut', keep });
  }

  open(epoch: Epoch): void {
    this.write({ type: 'opening', epoch });
  }

  promise(promise: StoredPromise): void {
    this.write({ type: 'promise', promise });
  }

  sync(): void {
    this.synced = this.records.length;
    this.safeLog = [...this.log];
  }

  /** Loses some of what isn't synced. @param share how much of it stays, from 0 to 1 */
  lose(share: number): void {
    const records = this.records.slice(
      0,
      this.synced + Math.round(share * (this.records.length - this.synced)),
    );
    [this.records, this.log] = [[], []];
    [this.promised, this.opened] = [
      { term: 0, to: '' },
      { term: 0, opening: 0 },
    ];
    for (const record of records) this.write(record);
    this.sync();
  }

  /** Whether the entry with this number is certain to survive here. */
  isSafe(seq: number, entry: Entry): boolean {
    return isSame(this.safeLog[seq - 1], entry);
  }

  get summary(): LogSummary {
    const index = this.log.findLastIndex(({ voters }) => voters !== undefined);
    return {
      last: {
        term: this.log.at(-1)?.term ?? 0,
        opening: this.log.at(-1)?.opening ?? 0,
        seq: this.log.length,
      },
      voters: this.log[index]?.voters ?? [this.initialHost],
      votersSeq: index + 1,
    };
  }

  /** Whether this member knows the certificate of another one: it is or was a voter. */
  everVoted(member: string): boolean {
    return member === this.initialHost || this.log.some(({ voters }) => voters?.includes(member));
  }

  /** The newest host according to the log, and the first entry of its term. */
  get host(): { readonly member: string; readonly term: number; readonly first: number } {
    const index = this.log.findLastIndex(({ took }) => took !== undefined);
    const entry = this.log[index];
    if (!entry) return { member: this.initialHost, term: 1, first: 1 };
    return { member: entry.took as string, term: entry.term, first: index + 1 };
  }

  get epochs(): Epochs {
    const epochs = new Epochs();
    for (const [after, { term, opening }] of this.log.entries()) {
      const before = this.log[after - 1];
      if (before?.term !== term || before.opening !== opening)
        epochs.begin({ term, opening }, after);
    }
    return epochs;
  }

  private write(record: DiskRecord): void {
    this.records.push(record);
    switch (record.type) {
      case 'entry':
        this.log.push(record.entry);
        this.sawEpoch(record.entry);
        break;
      case 'cut':
        this.log.length = record.keep;
        break;
      case 'opening':
        this.sawEpoch(record.epoch);
        break;
      case 'promise':
        this.promised = record.promise;
        break;
    }
  }

  private sawEpoch({ opening, term }: Epoch): void {
    const { opened } = this;
    this.opened = {
      term: Math.max(term, opened.term),
      opening: Math.max(opening, opened.opening),
    };
  }
}
