import type { Disposable } from '../util/disposable';
import { Emitter } from '../util/event';
import type { LogEntry, MessageEntry, SystemEntry } from './log-entry';

/** `entry`: new, or known by its id and with new content. `reset`: another log took this one's place. */
export type LogChange =
  | { readonly type: 'entry'; readonly entry: LogEntry }
  | { readonly type: 'reset' };

/** An entry the log has yet to name; an id it has already is replaced. */
export type NewEntry = Omit<MessageEntry, 'id'> | Omit<SystemEntry, 'id'>;

/** Entries kept; the oldest go first. */
export const logLimit = 10_000;

/** Characters of text kept in all, so that few but huge messages are bounded as well. */
const textLimit = 8 * 1024 * 1024;

/** What was said and what happened, oldest first, bounded in number and size. */
export class RoomLog implements Disposable {
  private list: LogEntry[] = [];
  /** Index of the oldest entry kept; those before it wait to be cut off together. */
  private first = 0;
  /** Where an entry stands, counted from the first ever added. */
  private readonly places = new Map<string, number>();
  private cut = 0;
  private lastId = 0;
  private textLength = 0;
  private readonly changes = new Emitter<LogChange>();
  readonly onDidChange = this.changes.event;

  get entries(): readonly LogEntry[] {
    return this.first === 0 ? this.list : this.list.slice(this.first);
  }

  /** Adds an entry under an id of its own, which is returned. */
  add(entry: NewEntry): string {
    const added = this.keep(entry);
    this.trim();
    this.changes.fire({ type: 'entry', entry: added });
    return added.id;
  }

  /** Changes an entry by its id; one that is no longer kept stays forgotten. */
  amend(id: string, change: (entry: LogEntry) => LogEntry): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    const index = place - this.cut;
    const before = this.list[index] as LogEntry;
    const entry = change(before);
    this.list[index] = entry;
    this.textLength += lengthOf(entry) - lengthOf(before);
    this.changes.fire({ type: 'entry', entry });
  }

  /** Begins anew with these entries, under new ids. */
  reset(entries: readonly NewEntry[]): void {
    this.list = [];
    this.places.clear();
    this.first = 0;
    this.cut = 0;
    this.textLength = 0;
    for (const entry of entries.slice(-logLimit)) this.keep(entry);
    this.trim();
    this.changes.fire({ type: 'reset' });
  }

  dispose(): void {
    this.changes.dispose();
  }

  private keep(entry: NewEntry): LogEntry {
    this.lastId += 1;
    const kept = { ...entry, id: `e${this.lastId}` } as LogEntry;
    this.places.set(kept.id, this.cut + this.list.length);
    this.list.push(kept);
    this.textLength += lengthOf(kept);
    return kept;
  }

  private trim(): void {
    while (this.list.length - this.first > logLimit || this.textLength > textLimit) {
      const oldest = this.list[this.first] as LogEntry;
      this.places.delete(oldest.id);
      this.textLength -= lengthOf(oldest);
      this.first += 1;
    }
    // Cutting one entry at a time would move all the others each time.
    if (this.first < logLimit / 10) return;
    this.list = this.list.slice(this.first);
    this.cut += this.first;
    this.first = 0;
  }
}

function lengthOf(entry: NewEntry): number {
  return entry.kind === 'message' ? entry.text.length : 0;
}
