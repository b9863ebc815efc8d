import type { LogEntry } from '../../room/log/log-entry';
import type { SessionState } from '../../room/session-state';
import { BoundedMap } from '../../util/bounded-map';

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
