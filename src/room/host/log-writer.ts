import type { AccessChange } from '../../protocol/access';
import type { Epoch } from '../../protocol/frames';
import type {
  GuestLink,
  LogFeed,
  LogPosition,
  RoomEntry,
  RoomServer,
} from '../../protocol/transport';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import { Entries } from '../log/entries';
import type { Epochs } from '../log/epochs';
import type { Journal } from '../log/journal';
import type { RoomEvent } from '../log/log-entry';
import type { LogProjection } from '../log/log-projection';
import type { RoomLog } from '../log/room-log';
import { type Draft, Messages } from './requests';

/**
 * How many requests of a member are remembered whose entries are no longer kept: as many as a member may
 * send without an answer.
 */
const maxStale = 64;

/** Members remembered; of more, those who asked for nothing for the longest time are forgotten. */
const maxMembers = 2000;

interface Asked {
  /** Ids of its requests, in the order of their entries. */
  readonly ids: Set<string>;
  /** How many of them, the oldest, have entries that are no longer kept. */
  stale: number;
}

export interface LogWriterOptions {
  readonly server: Pick<RoomServer, 'publish'>;
  readonly log: RoomLog;
  /** In a lab room the notes of this window have numbers, for nobody else numbers anything there. */
  readonly byInvite: boolean;
  /** Entries kept. */
  readonly maxEntries: number;
  /** Number of the entry before the first one. */
  readonly before: number;
  readonly epochs?: Epochs | undefined;
  /** Number of the last entry there was when the room was opened. */
  readonly opened: number;
  readonly view: LogProjection;
  readonly clock: Clock;
  readonly journal?: Journal | undefined;
  /** Called with each entry that was numbered, once it is kept. */
  readonly onKept: (entry: RoomEntry) => void;
}

/**
 * Numbers what happens in a hosted room, and decides by all that was numbered. But nobody hears of an entry
 * before it is kept: until then it is in no feed and on no screen.
 */
export class LogWriter {
  readonly messages: Messages;
  readonly feed: LogFeed;
  private readonly entries: Entries;
  private readonly repeats = new Repeats();
  private pending: RoomEntry[] = [];
  /** Whether the room goes on although its journal cannot keep it. */
  private unkept = false;

  constructor(private readonly options: LogWriterOptions) {
    const { maxEntries, before, epochs, opened } = options;
    const onForget = ({ seq }: RoomEntry) => this.forget(seq);
    this.entries = new Entries({ maxEntries, before, opened, ...(epochs && { epochs }), onForget });
    this.messages = new Messages(this.entries);
    this.feed = new KeptFeed(this.entries, () => this.lastKept);
  }

  /** Number of the last entry there is, kept or not. */
  get last(): number {
    return this.entries.last;
  }

  /** Numbered, and not known to be kept. */
  get waiting(): readonly RoomEntry[] {
    return this.pending;
  }

  /** Whether nothing can be kept, and nothing is decided for that reason. */
  get isStopped(): boolean {
    return !this.unkept && this.options.journal?.problem !== undefined;
  }

  get isUnkept(): boolean {
    return this.unkept;
  }

  /** Whether this request is in the log already. */
  isRepeat(member: string, id: string): boolean {
    return this.repeats.has(member, id);
  }

  /**
   * Gives it the next number.
   * @param request id of the request of a member that it does, where the entry does not hold it
   */
  number(draft: Draft, request?: string): RoomEntry {
    const entry = this.draw(draft);
    this.options.journal?.append(entry);
    this.add(entry, request);
    this.pending.push(entry);
    // What is not kept at all waits for nothing.
    if (!this.options.journal) this.settle();
    return entry;
  }

  /** Has everything that was numbered kept; whether it is. */
  commit(): boolean {
    const kept = this.options.journal?.commit() ?? true;
    if (!kept && !this.unkept) return false;
    this.settle();
    return true;
  }

  /** Numbers what happened and tells everybody; `author`: the guest who did it, and by which request. */
  record(draft: Draft, author?: GuestLink, request?: string): void {
    this.publish(this.number(draft, request), author);
  }

  /** Tells everybody of an entry that was numbered. */
  publish(entry: RoomEntry, author?: GuestLink): void {
    this.options.server.publish(entry, author);
  }

  /**
   * Keeps changes of access on the disk's surface, at once, together with the entry that tells of them, and
   * tells everybody; or nothing of it. Whether they are kept.
   */
  keep(changes: readonly AccessChange[], draft?: Draft): boolean {
    const { journal } = this.options;
    if (!this.commit()) return false;
    const entries = draft ? [this.draw(draft)] : [];
    const accessRecords = changes.map((change) => ({ type: 'door', change }) as const);
    const records = [...entries, ...accessRecords];
    if (this.unkept) for (const record of records) journal?.append(record);
    else if (journal?.keep(records) === false) return false;
    for (const entry of entries) this.add(entry);
    this.pending.push(...entries);
    this.settle();
    for (const entry of entries) this.publish(entry);
    return true;
  }

  /** Shows the host something that only this window knows of. @param seq in a lab room, its number */
  note(event: RoomEvent, seq = 0): void {
    const { byInvite, clock, log, view } = this.options;
    const time = clock.now();
    if (byInvite) view.note(event, time);
    else log.add({ kind: 'system', seq, time, event });
  }

  /** Goes on without keeping what is numbered, until the journal can again. */
  goOn(unkept: boolean): void {
    this.unkept = unkept;
    if (unkept) this.settle();
  }

  /** Takes an entry of a room that is opened again. */
  restore(entry: RoomEntry): void {
    this.add(entry);
    this.options.view.apply(entry);
  }

  /** Numbers up to `seq` were given to entries that are lost. */
  skip(seq: number): void {
    this.entries.skip(seq);
  }

  private get lastKept(): number {
    const [first] = this.pending;
    return first ? first.seq - 1 : this.last;
  }

  private draw({ type, ...rest }: Draft): RoomEntry {
    return { type, seq: this.last + 1, time: this.options.clock.now(), ...rest } as RoomEntry;
  }

  private add(entry: RoomEntry, request?: string): void {
    this.entries.append(entry);
    this.messages.apply(entry);
    // A lab client's messages have no ids: it never asks again.
    if ('id' in entry && entry.id !== '') this.repeats.note(entry.author, entry.id, entry.seq);
    else if (request !== undefined && 'member' in entry)
      this.repeats.note(entry.member, request, entry.seq);
  }

  /** All that is pending is kept. */
  private settle(): void {
    const { view, onKept } = this.options;
    const kept = this.pending;
    this.pending = [];
    for (const entry of kept) {
      view.apply(entry);
      onKept(entry);
    }
  }

  private forget(seq: number): void {
    this.messages.forget(seq);
    this.repeats.forget(seq);
  }
}

/** The part of a log that is kept. */
class KeptFeed implements LogFeed {
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

  read(after: number, most: number): readonly RoomEntry[] {
    const entries = this.entries.read(after, most);
    const { last } = this;
    if ((entries.at(-1)?.seq ?? 0) <= last) return entries;
    return entries.filter(({ seq }) => seq <= last);
  }
}

/**
 * Which requests of which member are in the log already: a member that lost its connection asks again
 * for what it saw no answer to. Remembered for as long as the entry is kept, and the last of each member
 * for longer: what runs through the log meanwhile must not have them done twice.
 */
class Repeats {
  private readonly members = new BoundedMap<string, Asked>(maxMembers);
  /** Who asked for what has become the entry of this number. */
  private readonly byEntry = new Map<number, Asked>();

  has(member: string, id: string): boolean {
    return this.members.get(member)?.ids.has(id) ?? false;
  }

  /** The request became the entry `seq`. */
  note(member: string, id: string, seq: number): void {
    const asked = this.members.get(member) ?? { ids: new Set(), stale: 0 };
    asked.ids.add(id);
    this.byEntry.set(seq, asked);
    this.members.set(member, asked);
  }

  /** The entry is no longer kept. Entries are forgotten in their order. */
  forget(seq: number): void {
    const asked = this.byEntry.get(seq);
    if (!asked) return;
    this.byEntry.delete(seq);
    asked.stale += 1;
    // Many at a time: a set finds its oldest the slower, the more were deleted before it.
    if (asked.stale < 2 * maxStale) return;
    for (const id of asked.ids) {
      if (asked.stale <= maxStale) return;
      asked.ids.delete(id);
      asked.stale -= 1;
    }
  }
}
