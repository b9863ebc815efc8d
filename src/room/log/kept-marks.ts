import { BoundedMap } from '../../util/bounded-map';
import type { KeptMark } from './deliveries';

/** Members remembered: as many as a journal keeps. */
const maxMembers = 4000;

/** How far members had received a room's log, as far as it is kept; marks never go back. */
export class KeptMarks {
  private readonly marks = new BoundedMap<string, KeptMark>(maxMembers);

  /** Gives those that are news. */
  take(marks: readonly KeptMark[]): readonly KeptMark[] {
    return marks.filter((mark) => this.takeOne(mark));
  }

  get list(): readonly KeptMark[] {
    return [...this.marks.values()];
  }

  /** Numbers after `keep` are taken back: nobody holds what they will mean. */
  cut(keep: number): void {
    // All of them in their order, for each that is set becomes the newest.
    for (const [member, mark] of [...this.marks]) {
      this.marks.set(member, { ...mark, seq: Math.min(mark.seq, keep) });
    }
  }

  private takeOne({ member, name, seq }: KeptMark): boolean {
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
