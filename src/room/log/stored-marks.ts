import { BoundedMap } from '../../util/bounded-map';
import type { StoredMark } from './deliveries';
import type { JournalRecord } from './journal';

/** Maximum number of members remembered: as many as a journal keeps. */
const maxMembers = 4000;

/** Maximum number of marks in one record. */
const marksAtATime = 200;

/** How far members have received a room's stored log; marks never go back. */
export class StoredMarks {
  private readonly marks = new BoundedMap<string, StoredMark>(maxMembers);

  /** Adds marks and returns those that are new. */
  merge(marks: readonly StoredMark[]): readonly StoredMark[] {
    return marks.filter((mark) => this.takeOne(mark));
  }

  get list(): readonly StoredMark[] {
    return [...this.marks.values()];
  }

  /** Lowers marks to number `keep`, because later entries were taken back. */
  cut(keep: number): void {
    // Set all of them in order, because setting one makes it the newest.
    for (const [member, mark] of [...this.marks]) {
      this.marks.set(member, { ...mark, seq: Math.min(mark.seq, keep) });
    }
  }

  private takeOne({ member, name, seq }: StoredMark): boolean {
    const before = this.marks.get(member);
    const isNews = !before || seq > before.seq || (name !== undefined && before.name === undefined);
    if (!isNews) return false;
    const known = name ?? before?.name;
    this.marks.set(member, {
      member,
      seq: Math.max(seq, before?.seq ?? 0),
      ...(known !== undefined && { name: known }),
    });
    return true;
  }
}

/** Splits marks into several records, so that lines stay short. */
export function markRecords(marks: readonly StoredMark[]): readonly JournalRecord[] {
  const records: JournalRecord[] = [];
  for (let at = 0; at < marks.length; at += marksAtATime) {
    records.push({ type: 'marks', marks: marks.slice(at, at + marksAtATime) });
  }
  return records;
}
