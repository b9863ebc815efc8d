import type { LogEntry } from '../../room/log/log-entry';
import type { SessionState } from '../../room/session-state';

/** People remembered at a time: more than any room holds. */
const mostKnown = 2000;

/** Names of the person at this window that are remembered. */
const mostOwn = 100;

/** What the people of a room are called, also those who have left it, as far as this window saw them. */
export class KnownPeople {
  private readonly names = new Map<string, string>();
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
      if (this.self.size < mostOwn) this.self.add(id);
      this.isCalled(name);
    }
    if (this.names.get(id) === name) return;
    this.names.delete(id);
    this.names.set(id, name);
    if (this.names.size <= mostKnown) return;
    const [oldest] = this.names.keys();
    if (oldest !== undefined) this.names.delete(oldest);
  }

  private isCalled(name: string): void {
    if (this.own.size < mostOwn) this.own.add(name);
  }
}
