import { isByInvite } from '../../protocol/room-kinds';
import { isQueued, type LogEntry } from '../../room/log/log-entry';
import { type LogChange, logLimit } from '../../room/log/room-log';
import type { Session } from '../../room/session/session';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { RunOnceScheduler } from '../../util/run-once-scheduler';

/** How long to collect changes of entries, in ms: each receipt of a room with 500 members would be a line. */
const changesMs = 100;

/**
 * How long a lab message must not have grown before it is written, in ms: the lab's protocols have no end of message,
 * and a long one arrives in pieces.
 */
const growsMs = 250;

/**
 * Takes an entry.
 * @param before the entry when it was taken last; undefined if it is new
 */
export type TakeEntry = (entry: LogEntry, before: LogEntry | undefined) => void;

/** Passes on a room's log: each entry once it is there, and again when it has changed. */
export class LogFollower implements Disposable {
  /** The entries as taken last, by id. */
  private readonly taken = new BoundedMap<string, LogEntry>(logLimit);
  private readonly changed = new Set<string>();
  private readonly soon: RunOnceScheduler;
  private readonly following: Disposable;
  /** The id of the newest lab message, while it may grow. */
  private growing: string | undefined;
  private growth: Disposable | undefined;

  /**
   * @param past the entries that are taken first
   * @param known entries that aren't taken unless they change
   */
  constructor(
    private readonly session: Pick<Session, 'entries' | 'entry' | 'onDidChangeLog' | 'state'>,
    private readonly clock: Clock,
    private readonly take: TakeEntry,
    { past, known }: { readonly past: readonly LogEntry[]; readonly known: readonly LogEntry[] },
  ) {
    for (const entry of known) this.taken.set(entry.id, entry);
    for (const entry of past) this.pass(entry);
    this.soon = new RunOnceScheduler(clock, changesMs, () => this.passChanged());
    this.following = session.onDidChangeLog((change) => this.follow(change));
  }

  /** Passes on what waits. */
  flush(): void {
    this.settle();
    this.passChanged();
  }

  dispose(): void {
    this.following.dispose();
    this.soon.dispose();
    this.growth?.dispose();
  }

  private follow(change: LogChange): void {
    switch (change.type) {
      case 'entry':
        this.handle(change.entry);
        break;
      case 'reset':
        for (const entry of this.session.entries) this.handle(entry);
        break;
      case 'removed':
        // It comes again elsewhere.
        break;
    }
  }

  private handle(entry: LogEntry): void {
    if (entry.id === this.growing) {
      this.waitForMore(entry.id);
    } else if (!this.taken.has(entry.id)) {
      this.settle();
      if (this.mayGrow(entry)) this.waitForMore(entry.id);
      else this.pass(entry);
    } else {
      this.change(entry, this.taken.get(entry.id) as LogEntry);
    }
  }

  private change(entry: LogEntry, before: LogEntry): void {
    if (entry === before) return;
    if (isQueued(before)) {
      // The hub has it now, before what comes next.
      this.pass(entry);
      return;
    }
    this.changed.add(entry.id);
    this.soon.schedule();
  }

  /** Only the newest message of someone else grows. */
  private mayGrow(entry: LogEntry): boolean {
    return entry.kind === 'message' && !entry.own && !isByInvite(this.session.state.room?.kind);
  }

  private waitForMore(id: string): void {
    this.growing = id;
    this.growth?.dispose();
    this.growth = this.clock.after(growsMs, () => this.settle());
  }

  /** The newest lab message is complete. */
  private settle(): void {
    const entry = this.growing === undefined ? undefined : this.session.entry(this.growing);
    this.growing = undefined;
    this.growth?.dispose();
    if (entry) this.pass(entry);
  }

  private passChanged(): void {
    const ids = [...this.changed];
    this.changed.clear();
    for (const id of ids) {
      const entry = this.session.entry(id);
      if (entry) this.pass(entry);
    }
  }

  private pass(entry: LogEntry): void {
    const before = this.taken.get(entry.id);
    this.taken.set(entry.id, entry);
    this.take(entry, before);
  }
}
