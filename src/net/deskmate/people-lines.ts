import type { Person } from '../../protocol/frames';

/** Members in one `people` frame: with the longest names they still fit a line. */
const membersPerLine = 50;

interface Part {
  readonly members: readonly Person[];
  readonly line: Buffer;
}

/**
 * The list of members as `people` frames, which all newcomers share. When 200 members come back at once, each gets
 * a list that differs from the one before in a member or two: only their frames are encoded again, and only
 * these members in them. Encoded for each newcomer, the lists would also leave the hub with as much memory as they
 * once took together.
 */
export class PeopleLines {
  private members: readonly Person[] = [];
  private parts: readonly Part[] = [];
  private lines: readonly Buffer[] = [];
  private readonly encoded = new WeakMap<Person, string>();

  /** @param members unchanged ones MUST be the same objects as before; the list MUST NOT change afterwards */
  of(members: readonly Person[]): readonly Buffer[] {
    if (members === this.members) return this.lines;
    this.members = members;
    const count = Math.ceil(members.length / membersPerLine);
    this.parts = Array.from({ length: count }, (_, index) => {
      const at = index * membersPerLine;
      const own = members.slice(at, at + membersPerLine);
      const known = this.parts[index];
      return known && isSame(known.members, own) ? known : this.encode(own);
    });
    this.lines = this.parts.map(({ line }) => line);
    return this.lines;
  }

  private encode(members: readonly Person[]): Part {
    const list = members.map((person) => this.encodeOne(person)).join();
    return { members, line: Buffer.from(`{"type":"people","members":[${list}]}\n`) };
  }

  private encodeOne(person: Person): string {
    const known = this.encoded.get(person);
    if (known !== undefined) return known;
    const json = JSON.stringify(person);
    this.encoded.set(person, json);
    return json;
  }
}

function isSame(before: readonly Person[], now: readonly Person[]): boolean {
  return before.length === now.length && before.every((person, index) => person === now[index]);
}
