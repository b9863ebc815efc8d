import type { KeptMark } from './deliveries';

/** Members remembered: as many as a journal keeps. */
const maxMembers = 4000;

/** How far members had received a room's log, as far as it is kept; marks never go back. */
export class KeptMarks {
  private readonly marks = new Map<string, KeptMark>();

  /** Gives those that are news. */
  take(marks: readonly KeptMark[]): readonly KeptMark[] {
    return marks.filter((mark) => this.takeOne(mark));
  }

  get list(): readonly KeptMark[] {
    return [...this.marks.values()];
  }

  /** Numbers after `keep` are taken back: nobody holds what they will mean. */
  cut(keep: number): void {
    for (const [member, mark] of this.marks) {
      if (mark.seq > keep) this.marks.set(member, { ...mark, seq: keep });
    }
  }

  private takeOne({ member, name, seq }: KeptMark): boolean {
    const before = this.marks.get(member);
    const isNews = !before || seq > before.seq || (name !== undefined && before.name === undefined);
    if (!isNews) return false;
    const known = name ?? before?.name;
    this.marks.delete(member);
    this.marks.set(member, {
      member,
      seq: Math.max(seq, before?.seq ?? 0),
      ...(known !== undefined && { name: known }),
    });
    const [oldest] = this.marks.keys();
    if (this.marks.size > maxMembers && oldest !== undefined) this.marks.delete(oldest);
    return true;
  }
}
