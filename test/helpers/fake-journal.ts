import type { Journal, JournalRecord } from '../../src/room/journal';

/** A journal in memory that tells what was committed from what was only appended. */
export class FakeJournal implements Journal {
  readonly id = 'journal';
  readonly committed: JournalRecord[] = [];
  /** Appended, and lost if the window died now. */
  pending: JournalRecord[] = [];
  /** How it was closed: `over` or kept to be gone on with. */
  end: 'over' | 'kept' | undefined;

  append(record: JournalRecord): void {
    if (this.end) throw new Error('the journal is closed');
    this.pending.push(record);
  }

  commit(): void {
    this.committed.push(...this.pending);
    this.pending = [];
  }

  close(over: boolean): void {
    if (this.end) throw new Error('the journal is closed');
    this.commit();
    this.end = over ? 'over' : 'kept';
  }
}
