import type { AccessChange } from '../../protocol/access';
import { encodeEntry } from '../../protocol/codec';
import type { Epoch } from '../../protocol/frames';
import type { GuestLink } from '../../protocol/guest-link';
import type { EntryRun, LogFeed, LogPosition } from '../../protocol/log-feed';
import type { RoomEntry } from '../../protocol/room-entry';
import type { RoomServer } from '../../protocol/room-server';
import type { Clock } from '../../util/clock';
import type { Draft } from '../decisions/decide';
import { MessageIndex } from '../decisions/message-index';
import { Entries } from '../log/entries';
import type { Epochs } from '../log/epochs';
import type { Journal, JournalRecord } from '../log/journal';
import type { RoomEvent } from '../log/log-entry';
import type { RoomLog } from '../log/room-log';
import type { CopiedLog } from '../voter/log-source';
import type { HostView } from './host-view';
import { RequestDeduplicator } from './request-deduplicator';
import { SyncProgress } from './sync-progress';

/** What the room's files have to know of its log. */
interface LogFiles {
  numbered(entry: RoomEntry): void;
  restore(entry: RoomEntry): void;
  /** Entries before number `first` are no longer kept. */
  forgetBefore(first: number): void;
}

export interface LogWriterDeps {
  readonly server: Pick<RoomServer, 'publish'>;
  readonly log: RoomLog;
  /** In a lab room, this window's own notes are numbered, because no one else numbers anything. */
  readonly byInvite: boolean;
  /** Maximum number of entries kept. */
  readonly maxEntries: number;
  /** Number of the entry before the first one. */
  readonly before: number;
  readonly epochs?: Epochs | undefined;
  /** Number of the last entry when the room was opened. */
  readonly opened: number;
  readonly view: HostView;
  readonly clock: Clock;
  readonly journal?: Journal | undefined;
  /** Called with numbered entries once they are stored. */
  readonly onStored: (entries: readonly RoomEntry[]) => void;
  readonly files: () => LogFiles | undefined;
}

/**
 * Numbers what happens in a hosted room. Decisions take every numbered entry into account, but no one
 * learns about an entry before it is stored: until then it is neither in the feed nor shown.
 */
export class LogWriter {
  readonly messages: MessageIndex;
  readonly feed: LogFeed;
  private readonly entries: Entries;
  private readonly repeats: RequestDeduplicator;
  /** The numbers of messages without their students' names, by id: whoever publishes them, they have the same one. */
  private readonly anonymous = new Map<string, number>();
  private pending: RoomEntry[] = [];
  private readonly progress = new SyncProgress();
  /** Set for good when another member may host the room: nothing is numbered. */
  isFrozen = false;
  /** Whether the room continues although its journal can't store entries. */
  private unsaved = false;

  constructor(private readonly deps: LogWriterDeps) {
    const { maxEntries, before, epochs, opened } = deps;
    const onForget = (first: number) => this.forgetBefore(first);
    this.entries = new Entries({ maxEntries, before, opened, ...(epochs && { epochs }), onForget });
    this.messages = new MessageIndex(this.entries);
    this.repeats = new RequestDeduplicator(this.entries);
    this.feed = new StoredFeed(this.entries, () => this.lastKept);
  }

  /** Number of the last entry, stored or not. */
  get last(): number {
    return this.entries.last;
  }

  /**
   * Number of an entry that no power failure can lose, with everything before it; undefined if that isn't more than when
   * it was asked for last.
   */
  get synced(): number | undefined {
    const { journal } = this.deps;
    return journal && this.progress.synced(journal.synced);
  }

  /** Entries numbered but not known to be stored. */
  get waiting(): readonly RoomEntry[] {
    return this.pending;
  }

  /** Whether the room decides nothing, because nothing can be stored or another member takes over. */
  get isStopped(): boolean {
    return this.isFrozen || (!this.unsaved && this.deps.journal?.problem !== undefined);
  }

  get isUnsaved(): boolean {
    return this.unsaved;
  }

  /** The entry with this number; undefined if it isn't kept. */
  find(seq: number): RoomEntry | undefined {
    return this.entries.find(seq);
  }

  /** The log as it is now, for a voter that copies it. */
  get copied(): CopiedLog {
    const { entries } = this;
    return {
      last: entries.last,
      entries: entries.kept,
      epochAt: (seq) => entries.epochAt(seq),
      agreed: (position) => entries.agreed(position),
    };
  }

  /** Whether this request is in the log already. */
  isRepeat(member: string, id: string): boolean {
    return this.repeats.has(member, id);
  }

  /** Whether a student's message is in the log under this id, without its name. */
  hasAnonymous(id: string): boolean {
    return this.anonymous.has(id);
  }

  /**
   * Gives an entry the next number.
   * @param request id of the member's request that led to it, if the entry doesn't contain it
   */
  number(draft: Draft, request?: string): RoomEntry {
    const entry = numbered(draft, this.last + 1, this.deps.clock.now());
    const json = this.encoded(entry);
    const { journal } = this.deps;
    journal?.append(entry, json);
    if (journal) this.progress.appended(journal.appended, entry.seq);
    this.deps.files()?.numbered(entry);
    this.add(entry, json, request);
    this.pending.push(entry);
    // Without a journal there is nothing to wait for.
    if (!journal) this.settle();
    return entry;
  }

  /** Stores everything numbered so far; returns whether it is stored. */
  commit(): boolean {
    const isStored = this.deps.journal?.commit() ?? true;
    if (!isStored && !this.unsaved) return false;
    this.settle();
    return true;
  }

  /**
   * Numbers an entry and publishes it. `author` and `request`: the guest and the request that led to it.
   */
  record(draft: Draft, author?: GuestLink, request?: string): void {
    this.publish(this.number(draft, request), author);
  }

  /** Publishes a numbered entry to all guests. */
  publish(entry: RoomEntry, author?: GuestLink): void {
    this.deps.server.publish(entry, author);
  }

  /**
   * Stores and syncs access changes at once, together with the entry about them, and publishes it; all or
   * nothing. Returns whether it did.
   * @param others what the journal has to have with them
   */
  store(
    changes: readonly AccessChange[],
    draft?: Draft,
    others: readonly JournalRecord[] = [],
  ): boolean {
    const { journal } = this.deps;
    if (this.isFrozen || !this.commit()) return false;
    const entries = draft ? [numbered(draft, this.last + 1, this.deps.clock.now())] : [];
    const accessRecords = changes.map((change) => ({ type: 'door', change }) as const);
    const records = [...entries, ...accessRecords, ...others];
    if (this.unsaved) for (const record of records) journal?.append(record);
    else if (journal?.store(records) === false) return false;
    if (journal && entries.length > 0) this.progress.appended(journal.appended, this.last + 1);
    for (const entry of entries) this.add(entry, this.encoded(entry));
    this.pending.push(...entries);
    this.settle();
    for (const entry of entries) this.publish(entry);
    return true;
  }

  /** Shows the host something that only this window knows. @param seq in a lab room, its number */
  addEvent(event: RoomEvent, seq = 0): void {
    const { byInvite, clock, log, view } = this.deps;
    const time = clock.now();
    if (byInvite) view.addEvent(event, time);
    else log.add({ kind: 'system', seq, time, event });
  }

  /** Sets whether to continue without storing entries until the journal works again. */
  setUnsaved(unsaved: boolean): void {
    this.unsaved = unsaved;
    if (unsaved) this.settle();
  }

  /** Restores the entries of a reopened room up to number `last`, and notes those that a damaged disk lost. */
  restore(entries: readonly RoomEntry[], last: number): void {
    for (const entry of entries) {
      if (this.last > 0) this.skipLost(entry.seq - 1);
      this.deps.files()?.restore(entry);
      this.add(entry, this.encoded(entry));
      this.deps.view.apply(entry);
    }
    this.skipLost(last);
  }

  private skipLost(to: number): void {
    const from = this.last + 1;
    if (from > to) return;
    this.entries.skip(to);
    this.addEvent({ type: 'damaged', from, to });
  }

  private get lastKept(): number {
    const [first] = this.pending;
    return first ? first.seq - 1 : this.last;
  }

  /** Encoded once, for the disk and for all members; undefined in a lab room, whose protocol has no entries. */
  private encoded(entry: RoomEntry): string | undefined {
    return this.deps.byInvite ? encodeEntry(entry) : undefined;
  }

  private add(entry: RoomEntry, json: string | undefined, request?: string): void {
    const { entries } = this;
    const { seq } = entry;
    // Nothing in a lab room's protocol refers to an entry, so it only counts.
    if (json === undefined) entries.skip(seq);
    else entries.append(entry, json);
    this.messages.apply(entry);
    if (entry.type === 'message' && entry.anonymous) this.anonymous.set(entry.id, seq);
    // A lab client's messages have no ids, because it never repeats a request.
    if ('id' in entry && entry.id !== '') this.repeats.add(entry.author, entry.id, seq, true);
    else if (request !== undefined && 'member' in entry) {
      this.repeats.add(entry.member, request, seq, false);
    }
  }

  /** Marks all pending entries as stored. */
  private settle(): void {
    const { view, onStored } = this.deps;
    const stored = this.pending;
    if (stored.length === 0) return;
    this.pending = [];
    for (const entry of stored) view.apply(entry);
    onStored(stored);
  }

  private forgetBefore(first: number): void {
    this.messages.forgetBefore(first);
    this.deps.files()?.forgetBefore(first);
    this.repeats.forgetBefore(first);
    for (const [id, seq] of this.anonymous) if (seq < first) this.anonymous.delete(id);
  }
}

/**
 * Numbers an entry. Nearly all are plain messages: copying one field by field takes a tenth of the time that
 * spreading takes, and gives them all the same shape.
 */
function numbered(draft: Draft, seq: number, time: number): RoomEntry {
  if (
    draft.type === 'message' &&
    !('reply' in draft || 'card' in draft || 'announcement' in draft || 'anonymous' in draft) &&
    !('transit' in draft || 'continues' in draft)
  ) {
    const { type, author, name, id, text } = draft;
    return { type, seq, time, author, name, id, text };
  }
  const { type, ...rest } = draft;
  return { type, seq, time, ...rest } as RoomEntry;
}

/** The stored part of a log. */
class StoredFeed implements LogFeed {
  constructor(
    private readonly entries: Entries,
    private readonly kept: () => number,
  ) {}

  get first(): number {
    return Math.min(this.entries.first, this.last + 1);
  }

  get last(): number {
    return this.kept();
  }

  get epoch(): Epoch {
    return this.entries.epoch;
  }

  get opened(): number {
    return this.entries.opened;
  }

  epochAt(seq: number): Epoch {
    return this.entries.epochAt(seq);
  }

  agreed(position: LogPosition): number {
    return Math.min(this.entries.agreed(position), this.last);
  }

  read(after: number, to: number): EntryRun | undefined {
    return this.entries.read(after, Math.min(to, this.last));
  }
}
