import type { LogEntry } from '../../room/log/log-entry';
import type { SessionState } from '../../room/room';
import { BoundedMap } from '../../util/bounded-map';
import { type Hue, memberColorCount } from '../../webview/messages';

/** Maximum number of people remembered: more than any room holds. */
const maxKnown = 2000;

/** Maximum number of the user's own names remembered. */
const maxOwn = 100;

/** The names of a room's members, including former members that this window has seen. */
export class MemberNames {
  private readonly names = new BoundedMap<string, string>(maxKnown);
  private readonly self = new Set<string>();
  private readonly own = new Set<string>();

  nameOf(memberId: string): string | undefined {
    return this.names.get(memberId);
  }

  isSelf(memberId: string): boolean {
    return this.self.has(memberId);
  }

  /** All names that the user has or had in this room. */
  get ownNames(): readonly string[] {
    return [...this.own];
  }

  addMembers({ members }: SessionState): void {
    for (const { id, name, self } of members) this.learn(id, name, self);
  }

  addEntry(entry: LogEntry): void {
    if (entry.kind === 'message') this.learn(entry.author, entry.authorName, entry.own);
    else if (entry.event.type === 'renamed' && entry.event.self) this.isCalled(entry.event.before);
  }

  /** Forgets everyone, because another room has other members. */
  reset(): void {
    this.names.clear();
    this.self.clear();
    this.own.clear();
  }

  private learn(id: string, name: string, self: boolean): void {
    if (self) {
      if (this.self.size < maxOwn) this.self.add(id);
      this.isCalled(name);
    }
    if (this.names.get(id) !== name) this.names.set(id, name);
  }

  private isCalled(name: string): void {
    if (this.own.size < maxOwn) this.own.add(name);
  }
}

/** Maximum number of colors remembered: more than any room holds, but a lab room's stream can invent more people. */
const maxColored = 1000;

/**
 * Assigns colors to a room's members. In an invite room the color follows from the member's id, so
 * that a member has the same color in all windows, always; the hub counts the ids up, so the first
 * members' colors all differ. In a lab room, members get colors in the order in which they appear.
 */
export class MemberColors {
  private readonly known = new BoundedMap<string, Hue>(maxColored);

  /** @param present returns the ids of the members who are in the room now */
  constructor(private readonly present: () => Iterable<string>) {}

  of(memberId: string): Hue {
    const number = /^m(\d{1,15})/.exec(memberId)?.[1];
    if (number !== undefined) return (Number(number) % memberColorCount) as Hue;
    const known = this.known.get(memberId);
    if (known !== undefined) return known;
    const hue = this.leastUsed();
    this.known.set(memberId, hue);
    return hue;
  }

  /** Forgets all colors, because another room has other members. */
  reset(): void {
    this.known.clear();
  }

  private leastUsed(): Hue {
    const here = new Set(this.present());
    const uses = new Array<number>(memberColorCount).fill(0);
    for (const [id, hue] of this.known) {
      // A present member outweighs all former members together.
      uses[hue] = (uses[hue] ?? 0) + (here.has(id) ? maxColored : 1);
    }
    return uses.indexOf(Math.min(...uses));
  }
}
