import type { LogEntry, MessageEntry } from '../../room/log/log-entry';

/** Which of the queued messages will never go out, because their room was over before. */
export class Unsent {
  private readonly ids = new Set<string>();

  has(entry: LogEntry): boolean {
    return isQueued(entry) && this.ids.has(entry.id);
  }

  /** The room is over; gives the messages that are lost with it. */
  giveUp(entries: readonly LogEntry[]): readonly MessageEntry[] {
    const lost = entries.filter(isQueued).filter(({ id }) => !this.ids.has(id));
    for (const { id } of lost) this.ids.add(id);
    return lost;
  }

  /** The room is back, and with it what was queued there; gives the messages that go out after all. */
  revive(entries: readonly LogEntry[]): readonly MessageEntry[] {
    if (this.ids.size === 0) return [];
    const revived = entries.filter(isQueued).filter(({ id }) => this.ids.has(id));
    this.ids.clear();
    return revived;
  }

  reset(): void {
    this.ids.clear();
  }
}

function isQueued(entry: LogEntry): entry is MessageEntry {
  return entry.kind === 'message' && entry.delivery === 'queued';
}
