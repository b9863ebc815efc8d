/** Entries with consecutive numbers in consecutive records of a journal. */
interface Run {
  /** Ordinal of the last record, and number of its entry. */
  ordinal: number;
  seq: number;
  count: number;
}

/** Knows up to which entry a log is on disk, from how far its journal is. */
export class HeldMark {
  /** Those that may not be on disk, oldest first. */
  private runs: Run[] = [];
  private held = 0;

  /**
   * The entry `seq` is the record with this ordinal, or all entries up to it are. Ordinals and numbers rise, except
   * after {@link cut}.
   */
  add(ordinal: number, seq: number): void {
    const last = this.runs.at(-1);
    if (last && last.ordinal + 1 === ordinal && last.seq + 1 === seq) {
      last.ordinal = ordinal;
      last.seq = seq;
      last.count += 1;
    } else this.runs.push({ ordinal, seq, count: 1 });
  }

  /** The entries after number `keep` were taken back. */
  cut(keep: number): void {
    const ordinal = this.runs[0]?.ordinal;
    this.held = Math.min(this.held, keep);
    for (let last = this.runs.at(-1); last && last.seq > keep; last = this.runs.at(-1)) {
      const excess = Math.min(last.count, last.seq - keep);
      last.ordinal -= excess;
      last.seq -= excess;
      last.count -= excess;
      if (last.count === 0) this.runs.pop();
    }
    // What was restored from a journal is one record.
    if (ordinal !== undefined && this.runs.length === 0 && this.held < keep)
      this.add(ordinal, keep);
  }

  /** Number of the last entry that is on disk with all before it, once the journal is synced up to this ordinal. */
  after(synced: number): number {
    for (let [first] = this.runs; first; [first] = this.runs) {
      const unsynced = Math.max(0, first.ordinal - synced);
      if (unsynced >= first.count) break;
      this.held = first.seq - unsynced;
      if (unsynced > 0) {
        first.count = unsynced;
        break;
      }
      this.runs.shift();
    }
    return this.held;
  }
}
