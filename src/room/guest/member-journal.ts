import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Archive, GuestHeader, Journal, JournalRecord } from '../log/journal';
import type { StorageProblem } from '../room';

/**
 * A guest's journal. It begins when the guest is let in, for only then there is a key to come back
 * with; what is recorded before waits for that. Committed by itself once a turn.
 */
export class MemberJournal {
  private readonly early: JournalRecord[] = [];
  private timer: Disposable | undefined;
  private closed = false;

  /**
   * @param onProblem called when the disk begins to fail, and when it is well again
   * @param kept the journal to go on with, and its newest header
   */
  constructor(
    private readonly archive: Archive,
    private readonly clock: Clock,
    private readonly onProblem: () => void,
    private kept?: { readonly journal: Journal; readonly header: GuestHeader },
  ) {
    kept?.journal.onDidChange(onProblem);
  }

  /** Why what is recorded is not kept. */
  get problem(): StorageProblem | undefined {
    return this.kept?.journal.problem;
  }

  get id(): string | undefined {
    return this.kept?.journal.id;
  }

  /** This is how to come back from now on. Safe at once, for the key is told only once. */
  begin(header: GuestHeader): void {
    if (this.closed) return;
    const before = this.kept;
    const journal = before?.journal ?? this.archive.create(header);
    if (!before) journal.onDidChange(this.onProblem);
    this.kept = { journal, header };
    if (before && !isSame(before.header, header)) journal.append(header);
    for (const record of this.early.splice(0)) journal.append(record);
    this.commit();
  }

  append(record: JournalRecord): void {
    if (this.closed) return;
    if (!this.kept) {
      this.early.push(record);
      return;
    }
    this.kept.journal.append(record);
    this.timer ??= this.clock.after(0, () => this.commit());
  }

  /** Hands what was appended to the operating system. */
  commit(): void {
    this.timer?.dispose();
    this.timer = undefined;
    if (!this.closed) this.kept?.journal.commit();
  }

  /** @param over the room is over for good */
  close(over: boolean): void {
    if (this.closed) return;
    this.commit();
    this.closed = true;
    this.kept?.journal.close(over);
  }
}

/** Two headers of one room: another name, another key, or other addresses may have been learned. */
function isSame(a: GuestHeader, b: GuestHeader): boolean {
  return JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
}

function ordered({ kind, name, addresses, port, others, self, key }: GuestHeader): unknown {
  return [kind, name, addresses, port, others, self.id, self.name, key];
}
