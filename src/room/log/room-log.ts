import { cardLength } from '../../protocol/card-rules';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { isQueued, type LogEntry, type MessageEntry, type SystemEntry } from './log-entry';

/**
 * `entry`: a new entry, or one with a known id and new content; `before`: the new entry was inserted before
 * the entry with that id, not at the end. `removed`: the entry will be added again elsewhere. `reset`: all
 * entries were replaced; `again`: by the same room's log.
 */
export type LogChange =
  | { readonly type: 'entry'; readonly entry: LogEntry; readonly before?: string }
  | { readonly type: 'removed'; readonly id: string }
  | { readonly type: 'reset'; readonly isSameRoom: boolean };

/** An entry without an id; the log replaces one it may have. */
export type NewEntry = Omit<MessageEntry, 'id'> | Omit<SystemEntry, 'id'>;

/** Where a new entry goes; by default, at the end. */
export interface InsertPosition {
  /** Before the queued ones at the end. */
  readonly beforeQueued?: boolean;
  /** At the end, and after everything added later, until it is numbered. */
  readonly queued?: boolean;
  /** Its id, unless another entry has it; a reloaded window recognizes the entry by it. */
  readonly id?: string | undefined;
}

/** Maximum number of entries kept; the oldest are dropped first. */
export const logLimit = 10_000;

/** Maximum number of UTF-16 units of text and cards kept, so that huge messages are bounded as well. */
const maxText = 8 * 1024 * 1024;

/**
 * Messages and events, oldest first, bounded in number and size. Queued entries are at the end. An entry
 * that gets its number stays where it is, and later ones go after it.
 */
export class RoomLog implements Disposable {
  private list: LogEntry[] = [];
  /** Index of the oldest entry kept; those before it are dropped later, many at once. */
  private first = 0;
  /** Position of each entry, counted from the first ever added. */
  private readonly places = new Map<string, number>();
  /** The queued entries, by id. They are separate so that inserting before them is fast. */
  private readonly tail = new Map<string, LogEntry>();
  private readonly replies = new Replies();
  private cut = 0;
  private lastId = 0;
  private textLength = 0;
  private silent = false;
  private readonly changes = new Emitter<LogChange>();
  readonly onDidChange = this.changes.event;

  get entries(): readonly LogEntry[] {
    if (this.first === 0 && this.tail.size === 0) return this.list;
    return [...this.list.slice(this.first), ...this.tail.values()];
  }

  /** The last of {@link entries}, which copies them when it can't return its own list. */
  get newest(): LogEntry | undefined {
    return [...this.tail.values()].at(-1) ?? this.list.at(-1);
  }

  /** Adds an entry and returns its id. */
  add(entry: NewEntry, { beforeQueued = false, queued = false, id }: InsertPosition = {}): string {
    const added = this.name(entry, id);
    const [front] = this.tail.keys();
    if (queued || (front !== undefined && !beforeQueued)) this.tail.set(added.id, added);
    else this.hold(added);
    const orphans = this.trim();
    const before = beforeQueued && front !== undefined ? { before: front } : {};
    this.tell({ type: 'entry', entry: added, ...before });
    for (const id of orphans) this.amend(id, withoutTarget);
    return added.id;
  }

  /** Changes the entry with this id; does nothing if it is no longer kept. */
  amend(id: string, change: (entry: LogEntry) => LogEntry): void {
    const before = this.find(id);
    if (!before) return;
    const entry = change(before);
    this.textLength += lengthOf(entry) - lengthOf(before);
    if (this.tail.has(id)) {
      this.tail.set(id, entry);
      this.settle(entry);
    } else {
      this.list[(this.places.get(id) as number) - this.cut] = entry;
    }
    const orphans = this.trim();
    this.tell({ type: 'entry', entry });
    for (const orphan of orphans) this.amend(orphan, withoutTarget);
  }

  /** The entry with this id; undefined if it isn't kept. */
  find(id: string): LogEntry | undefined {
    const place = this.places.get(id);
    return place === undefined ? this.tail.get(id) : this.list[place - this.cut];
  }

  /** Removes an entry that is about to be added again elsewhere. */
  remove(id: string): void {
    const entry = this.find(id);
    const place = this.places.get(id);
    if (!entry || place === undefined) return;
    this.textLength -= lengthOf(entry);
    this.list.splice(place - this.cut, 1);
    this.places.delete(id);
    for (const [index, { id: behind }] of this.list.slice(place - this.cut).entries()) {
      this.places.set(behind, place + index);
    }
    this.tell({ type: 'removed', id });
  }

  /** Whether an entry is among the queued ones at the end. */
  isInTail(id: string): boolean {
    return this.tail.has(id);
  }

  /** Replaces all entries with these, under new ids. */
  reset(entries: readonly NewEntry[]): void {
    this.refill(() => {
      for (const entry of entries.slice(-logLimit)) this.add(entry);
    });
  }

  /**
   * Replaces all entries with what `fill` adds, as one change. Returns the result of `fill`.
   * @param isSameRoom whether it is the same room's log, where equal ids mean the same entry
   */
  refill<T>(fill: () => T, isSameRoom = false): T {
    this.list = [];
    this.places.clear();
    this.tail.clear();
    this.replies.clear();
    this.first = 0;
    this.cut = 0;
    this.textLength = 0;
    this.silent = true;
    try {
      return fill();
    } finally {
      this.silent = false;
      this.tell({ type: 'reset', isSameRoom });
    }
  }

  dispose(): void {
    this.changes.dispose();
  }

  private name(entry: NewEntry, requestedId: string | undefined): LogEntry {
    this.textLength += lengthOf(entry);
    const isFree = requestedId !== undefined && !this.find(requestedId);
    if (!isFree) this.lastId += 1;
    const id = isFree ? requestedId : `e${this.lastId}`;
    if (entry.kind === 'message' && entry.reply?.id !== undefined) {
      this.replies.add(entry.reply.id, id);
    }
    return { ...entry, id } as LogEntry;
  }

  private hold(entry: LogEntry): void {
    this.places.set(entry.id, this.cut + this.list.length);
    this.list.push(entry);
  }

  /**
   * Moves entries that no longer wait from the front of the tail to the list. A numbered entry takes those
   * before it along, so that later numbers go after both.
   */
  private settle(settled: LogEntry): void {
    let through = settled.seq !== undefined;
    for (const [id, entry] of this.tail) {
      if (!through && isQueued(entry)) return;
      this.tail.delete(id);
      this.hold(entry);
      if (id === settled.id) through = false;
    }
  }

  /** Drops the oldest entries beyond the limits. Returns the ids of entries that reply to them. */
  private trim(): readonly string[] {
    const orphans: string[] = [];
    while (
      this.first < this.list.length &&
      (this.list.length - this.first + this.tail.size > logLimit || this.textLength > maxText)
    ) {
      const oldest = this.list[this.first] as LogEntry;
      this.places.delete(oldest.id);
      this.textLength -= lengthOf(oldest);
      this.first += 1;
      orphans.push(...this.replies.forget(oldest.id));
    }
    // Dropping entries one by one would move all others each time.
    if (this.first < logLimit / 10) return orphans;
    this.list = this.list.slice(this.first);
    this.cut += this.first;
    this.first = 0;
    return orphans;
  }

  private tell(change: LogChange): void {
    if (!this.silent) this.changes.fire(change);
  }
}

/** Removes the reference to a target that is gone. */
function withoutTarget(entry: LogEntry): LogEntry {
  if (entry.kind !== 'message' || !entry.reply) return entry;
  return { ...entry, reply: { seq: entry.reply.seq } };
}

function lengthOf(entry: NewEntry): number {
  if (entry.kind !== 'message') return 0;
  return entry.text.length + (entry.card ? cardLength(entry.card) : 0);
}

/** Tracks which entries of a log reply to which. */
class Replies {
  /** Ids of replies, by the id of what they reply to. */
  private readonly byTarget = new Map<string, string[]>();

  add(target: string, reply: string): void {
    const known = this.byTarget.get(target);
    if (known) known.push(reply);
    else this.byTarget.set(target, [reply]);
  }

  /** Forgets an entry that is gone. Returns the ids of its replies, some of which may be gone as well. */
  forget(target: string): readonly string[] {
    const known = this.byTarget.get(target) ?? [];
    this.byTarget.delete(target);
    return known;
  }

  clear(): void {
    this.byTarget.clear();
  }
}
