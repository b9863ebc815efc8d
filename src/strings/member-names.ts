import type { LogEntry } from '../room/log/log-entry';
import type { SessionState } from '../room/room';
import { BoundedMap } from '../util/bounded-map';

/** Maximum number of people remembered: more than any room holds. */
const maxKnown = 2000;

/** Maximum number of the user's own names remembered. */
const maxOwn = 100;

/** Looks up members by their ids. */
export interface Members {
  /** A member's current or last name in this room; undefined for an unknown id. */
  nameOf(memberId: string): string | undefined;
  isSelf(memberId: string): boolean;
}

/** The names of a room's members, including former members that this window has seen. */
export class MemberNames implements Members {
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
