import type { LogEntry } from '../../room/log/log-entry';
import type { SessionState } from '../../room/room';
import { BoundedMap } from '../../util/bounded-map';
import { type Hue, hueCount } from '../../webview/messages';

/** People remembered at a time: more than any room holds. */
const maxKnown = 2000;

/** Names of the person at this window that are remembered. */
const maxOwn = 100;

/** What the people of a room are called, also those who have left it, as far as this window saw them. */
export class KnownPeople {
  private readonly names = new BoundedMap<string, string>(maxKnown);
  private readonly self = new Set<string>();
  private readonly own = new Set<string>();

  nameOf(memberId: string): string | undefined {
    return this.names.get(memberId);
  }

  isSelf(memberId: string): boolean {
    return this.self.has(memberId);
  }

  /** All that the person at this window is or was called here. */
  get ownNames(): readonly string[] {
    return [...this.own];
  }

  meet({ members }: SessionState): void {
    for (const { id, name, self } of members) this.learn(id, name, self);
  }

  hear(entry: LogEntry): void {
    if (entry.kind === 'message') this.learn(entry.author, entry.authorName, entry.own);
    else if (entry.event.type === 'renamed' && entry.event.self) this.isCalled(entry.event.before);
  }

  /** Another room: its people are others. */
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

/** People remembered at a time: more than any room holds; a lab room's stream can invent more. */
const maxColored = 1000;

/**
 * Hands out the colours of a room's members. In a room by invite a member's id decides, so that everybody
 * has the same colour in all windows and for ever; the first ids, which the hub counts, all differ. A lab
 * room's people get theirs in the order in which they appear.
 */
export class Hues {
  private readonly known = new BoundedMap<string, Hue>(maxColored);

  /** @param present ids of the members who are in the room now */
  constructor(private readonly present: () => Iterable<string>) {}

  of(memberId: string): Hue {
    const number = /^m(\d{1,15})/.exec(memberId)?.[1];
    if (number !== undefined) return (Number(number) % hueCount) as Hue;
    const known = this.known.get(memberId);
    if (known !== undefined) return known;
    const hue = this.leastUsed();
    this.known.set(memberId, hue);
    return hue;
  }

  /** Another room: everybody may get another colour. */
  reset(): void {
    this.known.clear();
  }

  private leastUsed(): Hue {
    const here = new Set(this.present());
    const uses = new Array<number>(hueCount).fill(0);
    for (const [id, hue] of this.known) {
      // Somebody who is there counts for more than all who have gone.
      uses[hue] = (uses[hue] ?? 0) + (here.has(id) ? maxColored : 1);
    }
    return uses.indexOf(Math.min(...uses));
  }
}
