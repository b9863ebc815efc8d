import { cardLength } from '../../protocol/card';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { LogEntry, MessageEntry, SystemEntry } from './log-entry';

/**
 * `entry`: new, or known by its id and with new content; `before`: a new one that was put before the
 * entry of that id instead of at the end. `removed`: it is to be added again, elsewhere. `reset`: another
 * log took this one's place; `again`: it is this one, made anew.
 */
export type LogChange =
  | { readonly type: 'entry'; readonly entry: LogEntry; readonly before?: string }
  | { readonly type: 'removed'; readonly id: string }
  | { readonly type: 'reset'; readonly again: boolean };

/** An entry the log has yet to name; an id it has already is replaced. */
export type NewEntry = Omit<MessageEntry, 'id'> | Omit<SystemEntry, 'id'>;

/** Where a new entry goes, when not at the end to stay there. */
export interface Placing {
  /** Before the queued ones at the end. */
  readonly beforeQueued?: boolean;
  /** At the end, and below whatever is put before it, until it is numbered. */
  readonly queued?: boolean;
  /** What it is called, unless another entry is: by this the next window knows it again. */
  readonly id?: string | undefined;
}

/** Entries kept; the oldest go first. */
export const logLimit = 10_000;

/** Characters of text and cards kept in all, so that few but huge messages are bounded as well. */
const textLimit = 8 * 1024 * 1024;

/**
 * What was said and what happened, oldest first, bounded in number and size. Entries that are queued
 * stand at the end; one that is numbered stays where it is, and what comes later goes below it.
 */
export class RoomLog implements Disposable {
  private list: LogEntry[] = [];
  /** Index of the oldest entry kept; those before it wait to be cut off together. */
  private first = 0;
  /** Where an entry stands, counted from the first ever added. */
  private readonly places = new Map<string, number>();
  /** The queued ones, by id: a list of their own, so that others are put before them in no time. */
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

  /** Adds an entry under an id of its own, which is returned. */
  add(entry: NewEntry, { beforeQueued = false, queued = false, id }: Placing = {}): string {
    const added = this.name(entry, id);
    const [front] = this.tail.keys();
    if (queued || (front !== undefined && !beforeQueued)) this.tail.set(added.id, added);
    else this.keep(added);
    const orphans = this.trim();
    const before = beforeQueued && front !== undefined ? { before: front } : {};
    this.tell({ type: 'entry', entry: added, ...before });
    for (const id of orphans) this.amend(id, withoutTarget);
    return added.id;
  }

  /** Changes an entry by its id; one that is no longer kept stays forgotten. */
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

  /** The entry of this id, while it is kept. */
  find(id: string): LogEntry | undefined {
    const place = this.places.get(id);
    return place === undefined ? this.tail.get(id) : this.list[place - this.cut];
  }

  /** Takes an entry out that is about to be added again in another place. */
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

  /** Whether an entry stands among the queued ones at the end. */
  isInTail(id: string): boolean {
    return this.tail.has(id);
  }

  /** Begins anew with these entries, under new ids. */
  reset(entries: readonly NewEntry[]): void {
    this.refill(() => {
      for (const entry of entries.slice(-logLimit)) this.add(entry);
    });
  }

  /**
   * Begins anew with what `fill` adds, whose result is returned; told as one change.
   * @param again whether it is the log of the same room, where entries of an id are the same
   */
  refill<T>(fill: () => T, again = false): T {
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
      this.tell({ type: 'reset', again });
    }
  }

  dispose(): void {
    this.changes.dispose();
  }

  private name(entry: NewEntry, wished: string | undefined): LogEntry {
    this.textLength += lengthOf(entry);
    const isFree = wished !== undefined && !this.find(wished);
    if (!isFree) this.lastId += 1;
    const id = isFree ? wished : `e${this.lastId}`;
    if (entry.kind === 'message' && entry.reply?.id !== undefined) {
      this.replies.add(entry.reply.id, id);
    }
    return { ...entry, id } as LogEntry;
  }

  private keep(entry: LogEntry): void {
    this.places.set(entry.id, this.cut + this.list.length);
    this.list.push(entry);
  }

  /**
   * Takes what waits no longer out of the tail, from its front. A numbered entry takes with it what
   * stands before it: later numbers go below both.
   */
  private settle(settled: LogEntry): void {
    let through = settled.seq !== undefined;
    for (const [id, entry] of this.tail) {
      if (!through && isQueued(entry)) return;
      this.tail.delete(id);
      this.keep(entry);
      if (id === settled.id) through = false;
    }
  }

  /** Gives the ids of entries whose target has gone. */
  private trim(): readonly string[] {
    const orphans: string[] = [];
    while (
      this.first < this.list.length &&
      (this.list.length - this.first + this.tail.size > logLimit || this.textLength > textLimit)
    ) {
      const oldest = this.list[this.first] as LogEntry;
      this.places.delete(oldest.id);
      this.textLength -= lengthOf(oldest);
      this.first += 1;
      orphans.push(...this.replies.forget(oldest.id));
    }
    // Cutting one entry at a time would move all the others each time.
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

/** What it replies to is gone. */
function withoutTarget(entry: LogEntry): LogEntry {
  if (entry.kind !== 'message' || !entry.reply) return entry;
  return { ...entry, reply: { seq: entry.reply.seq } };
}

function isQueued(entry: LogEntry): boolean {
  return entry.kind === 'message' && entry.delivery === 'queued';
}

function lengthOf(entry: NewEntry): number {
  if (entry.kind !== 'message') return 0;
  return entry.text.length + (entry.card ? cardLength(entry.card) : 0);
}

/** Which entries of a log reply to which. */
class Replies {
  /** Ids of replies, by the id of what they reply to. */
  private readonly byTarget = new Map<string, string[]>();

  add(target: string, reply: string): void {
    const known = this.byTarget.get(target);
    if (known) known.push(reply);
    else this.byTarget.set(target, [reply]);
  }

  /** The entry is gone: gives the ids of its replies, some of which may be gone as well. */
  forget(target: string): readonly string[] {
    const known = this.byTarget.get(target) ?? [];
    this.byTarget.delete(target);
    return known;
  }

  clear(): void {
    this.byTarget.clear();
  }
}
