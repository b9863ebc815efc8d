/**
 * Tells how far a log is on disk, from how many records of its journal are. Keeps two entries in mind, not all that
 * wait for the disk: the newest at the last sync, and the newest one.
 */
export class SyncProgress {
  private first = { record: 0, seq: 0 };
  private newest = { record: 0, seq: 0 };

  /** Notes that an entry was appended to the journal. @param record its ordinal there */
  appended(record: number, seq: number): void {
    this.newest.record = record;
    this.newest.seq = seq;
    if (this.first.seq !== 0) return;
    this.first.record = record;
    this.first.seq = seq;
  }

  /**
   * Returns the number of an entry that is on disk with everything before it; undefined if that isn't news.
   * @param records how many of the journal's records are on disk
   */
  synced(records: number): number | undefined {
    const { first, newest } = this;
    const found = records >= newest.record ? newest.seq : first.seq;
    if (found === 0 || records < first.record) return undefined;
    if (records >= newest.record) {
      first.seq = 0;
      newest.seq = 0;
    } else Object.assign(first, newest);
    return found;
  }
}
