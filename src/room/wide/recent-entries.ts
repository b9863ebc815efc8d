import type { KnownEntries, KnownEntry } from '../decisions/known-entries';

/** How many entries a stream keeps, so that decisions depend on so many and no more. */
export const maxKept = 10_000;

/** How many more are remembered before the oldest ones are forgotten together. */
const excess = 1000;

/** The entries before the next one that a stream still has when it gets that one. */
export class RecentEntries implements KnownEntries {
  private readonly entries = new Map<number, KnownEntry>();
  /** The number of the entry for each request, by author and id. */
  private readonly requests = new Map<string, number>();
  private lastSeq = 0;

  get last(): number {
    return this.lastSeq;
  }

  /** Number of the first entry that is kept. */
  get first(): number {
    return Math.max(1, this.lastSeq + 1 - maxKept);
  }

  find(seq: number): KnownEntry | undefined {
    return seq < this.first ? undefined : this.entries.get(seq);
  }

  /** Whether one of the entries comes from this request. */
  has(author: string, id: string): boolean {
    return (this.requests.get(`${author} ${id}`) ?? 0) >= this.first;
  }

  /** Adds the next entry. Returns whether older ones were forgotten. */
  add(
    seq: number,
    entry: KnownEntry | undefined,
    request?: { author: string; id: string },
  ): boolean {
    this.lastSeq = seq;
    if (entry) this.entries.set(seq, entry);
    if (request) {
      const key = `${request.author} ${request.id}`;
      this.requests.delete(key);
      this.requests.set(key, seq);
    }
    if (this.requests.size + this.entries.size <= 2 * (maxKept + excess)) return false;
    forgetBefore(
      this.entries.entries(),
      this.first,
      ([seq]) => seq,
      ([seq]) => {
        this.entries.delete(seq);
      },
    );
    forgetBefore(
      this.requests.entries(),
      this.first,
      ([, seq]) => seq,
      ([key]) => {
        this.requests.delete(key);
      },
    );
    return true;
  }

  /** Skips entries that the stream no longer has. */
  skip(to: number): void {
    this.lastSeq = Math.max(this.lastSeq, to);
  }
}

/** Both maps have the oldest entries first. */
function forgetBefore<E>(
  entries: Iterable<E>,
  first: number,
  numberOf: (entry: E) => number,
  forget: (entry: E) => void,
): void {
  for (const entry of entries) {
    if (numberOf(entry) >= first) return;
    forget(entry);
  }
}
