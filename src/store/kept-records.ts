import type { RoomEntry } from '../protocol/transport';
import type { KeptMark } from '../room/log/deliveries';
import { isSameEpoch, nextEpoch } from '../room/log/epochs';
import { takeBack } from '../room/log/held-log';
import type {
  DamagedEntries,
  GuestHeader,
  HostHeader,
  JournalRecord,
  MemberEntry,
  RoomRequest,
} from '../room/log/journal';
import { grown, KeptMarks } from '../room/log/restored-guest';
import { BoundedMap } from '../util/bounded-map';

/** Marks in one record. */
const marksAtATime = 200;

/** What is kept of a room. */
export interface KeptLimits {
  /** The newest entries. */
  readonly entries: number;
  /** What they may take in the file, in bytes. */
  readonly bytes: number;
  /** Members whose coming and keys are known, though it is not among the newest entries. */
  readonly members: number;
}

const recordHead = Buffer.from('{"type":"');

/** No opening's line is as short as this. */
const minOpeningBytes = 40;

/** What a disk wipes out reads so; less of it leaves something of one of the two lines of an opening. */
const wiped = [0x00, 0xff].map((byte) => Buffer.alloc(minOpeningBytes, byte));

/** Openings known of entries that are no longer kept. */
const maxOpenings = 1000;

type Opening = Extract<JournalRecord, { readonly type: 'opening' }>;
type Closed = Extract<JournalRecord, { readonly type: 'closed' }>;
type TookBack = Extract<JournalRecord, { readonly type: 'took-back' }>;
type Apart = Extract<JournalRecord, { readonly type: 'apart' }>;
type Logged = RoomEntry | Opening | TookBack | Apart | DamagedEntries;
type KeyChange = { readonly type: 'key'; readonly member: string; readonly hash: string };

/** How much more than its limits the log may hold before what is too much is cut off together. */
const slack = 1.25;

/**
 * Takes the records of a journal one by one and keeps what has a meaning still, so that a long journal
 * is read in little memory, and written anew in little space: replayed, both give the same room, but for
 * entries older than the newest ones.
 */
export class KeptRecords {
  private header: HostHeader | GuestHeader | undefined;
  /** In order of number, and what stands between entries where it belongs. */
  private log: { readonly record: Logged; readonly bytes: number }[] = [];
  private logBytes = 0;
  private last = 0;
  /** Damaged lines since the last entry. */
  private damagedLines = 0;
  /** Whether one of them may have been where an epoch began. */
  private mayHideOpening = false;
  /** Damaged lines in a row of which not even the type can be read. */
  private headless = 0;
  private newest: Opening | undefined;
  /** How often its record was read, or seen to be damaged. */
  private copies = 0;
  /** Of lost messages whose authors have not sent them again. */
  private readonly apart = new Set<string>();
  /** Those of entries no longer kept: who was away for long may hold the last of one. */
  private openings: Opening[] = [];
  /** Who came, left, was renamed or removed in entries no longer kept: the last such entry of each. */
  private readonly members: BoundedMap<string, MemberEntry>;
  private readonly keys: BoundedMap<string, KeyChange | { type: 'revoked'; member: string }>;
  private readonly queued = new Map<string, RoomRequest>();
  private readonly marks = new KeptMarks();
  private closed: Closed | undefined;

  constructor(private readonly limits: KeptLimits) {
    this.members = new BoundedMap(limits.members);
    this.keys = new BoundedMap(limits.members);
  }

  /** @param bytes what it takes in the file */
  take(record: JournalRecord, bytes: number): void {
    this.headless = 0;
    switch (record.type) {
      case 'hosted':
      case 'guest':
        this.header = this.withKeys(record);
        break;
      case 'opening':
        this.open(record, bytes);
        break;
      case 'damaged':
        this.push(record, bytes);
        this.last = Math.max(this.last, record.to);
        break;
      case 'took-back':
        this.takeBack(record, bytes);
        this.marks.cut(record.keep);
        break;
      case 'apart':
        this.push(record, bytes);
        break;
      case 'earlier':
        this.members.set(record.entry.member, record.entry);
        break;
      case 'door':
        this.changeAccess(record.change);
        break;
      case 'queued':
        this.queued.set(record.request.id, record.request);
        break;
      case 'unqueued':
        this.queued.delete(record.id);
        break;
      case 'marks':
        this.marks.take(record.marks);
        break;
      case 'grown':
        if (this.header?.type === 'hosted') this.header = grown(this.header, record);
        break;
      case 'closed':
        this.closed = record;
        break;
      default:
        this.number(record, bytes);
    }
  }

  /** A line cannot be read. @param line undefined when it is very long */
  damage(line: Buffer | undefined): void {
    this.damagedLines += 1;
    if (line?.subarray(0, recordHead.length).equals(recordHead)) this.headless = 0;
    else if (!line || line.length >= minOpeningBytes) this.headless += 1;
    const shows = line === undefined || showsOpening(line);
    // An opening is written twice: this is the other one.
    if (shows && this.copies === 1) this.copies = 2;
    else this.mayHideOpening ||= shows || this.headless > 1;
  }

  /**
   * The file has been read to its end. Each damaged line behind the last entry of a host may have been
   * one that somebody holds: its number is not given again.
   */
  finish(): void {
    if (this.damagedLines > 0 && this.header?.type === 'hosted') {
      this.damaged(this.last + this.damagedLines);
    }
    this.damagedLines = 0;
    this.mayHideOpening = false;
  }

  /** Undefined when there was no header: nothing can be made of the rest. */
  records(): readonly JournalRecord[] | undefined {
    const { header } = this;
    if (!header) return undefined;
    this.trim(1);
    const guest = header.type === 'guest';
    return [
      header,
      ...Array.from(
        guest ? [] : this.members.values(),
        (entry) => ({ type: 'earlier', entry }) as const,
      ),
      ...this.openings,
      ...this.log.map(({ record }) => record),
      // Once more: damage to one place of a disk does not cost the room. A guest's name is that of its
      // newest header, or of a later entry.
      ...(this.log.length > 0 ? [header] : []),
      ...markRecords(this.marks.list),
      ...Array.from(this.keys.values(), (change) => ({ type: 'door', change }) as const),
      ...Array.from(this.queued.values(), (request) => ({ type: 'queued', request }) as const),
      ...(this.closed ? [this.closed] : []),
    ];
  }

  /** About what the records take in a file, in bytes. */
  get bytes(): number {
    const others = [
      this.header,
      [...this.members],
      [...this.keys],
      [...this.queued],
      this.openings,
      this.marks.list,
    ];
    return this.logBytes + 2 * JSON.stringify(others).length;
  }

  /** A room can have thousands of keys, and a header is one line. */
  private withKeys(header: HostHeader | GuestHeader): HostHeader | GuestHeader {
    if (header.type === 'guest') return header;
    for (const { member, hash } of header.door.keys)
      this.changeAccess({ type: 'key', member, hash });
    return { ...header, door: { ...header.door, keys: [] } };
  }

  private changeAccess(change: Extract<JournalRecord, { type: 'door' }>['change']): void {
    if (change.type === 'key' || change.type === 'revoked') {
      this.keys.set(change.member, change);
    } else if (this.header?.type === 'hosted') {
      const { type: _, ...changed } = change;
      this.header = { ...this.header, door: { ...this.header.door, ...changed } };
    }
  }

  /** Of openings without an entry only the newest counts. */
  private open(opening: Opening, bytes: number): void {
    this.remove((record) => record.type === 'opening' && record.after >= opening.after);
    this.push(opening, bytes);
    const { newest } = this;
    this.copies = newest && isSameEpoch(newest, opening) ? this.copies + 1 : 1;
    this.newest = opening;
    this.mayHideOpening = false;
    if (this.closed?.again) this.closed = undefined;
  }

  /** As `restoreGuest` does it. */
  private takeBack(record: TookBack, bytes: number): void {
    const { keep } = record;
    const lost = this.log.flatMap(({ record: one }) => ('seq' in one && one.seq > keep ? one : []));
    this.remove(
      (one) => ('seq' in one && one.seq > keep) || (one.type === 'opening' && one.after >= keep),
    );
    const selfId = this.header?.type === 'guest' ? this.header.self.id : '';
    const { apart, outbox } = takeBack(lost, [...this.queued.values()], { keep, selfId });
    this.queued.clear();
    for (const request of outbox) this.queued.set(request.id, request);
    this.last = Math.min(this.last, keep);
    this.push(record, bytes);
    for (const entry of apart) {
      const copy: Apart = { type: 'apart', after: keep, entry };
      this.push(copy, JSON.stringify(copy).length);
    }
  }

  private number(entry: RoomEntry, bytes: number): void {
    const { header } = this;
    const missing = entry.seq - this.last - 1;
    // Fewer lines than numbers: line feeds are damaged, too.
    const isWhole = this.last === 0 || this.damagedLines === 0 || missing <= this.damagedLines;
    const isEpochKnown = isWhole && !this.mayHideOpening;
    if (this.last > 0 && missing > 0) {
      if (this.damagedLines > 0) this.damaged(entry.seq - 1);
      // A host numbers without gaps: an older version wrote who was here before the entries it kept.
      else if (header?.type === 'hosted') this.cut(this.log.length);
    }
    this.damagedLines = 0;
    if (!isEpochKnown && header?.type === 'hosted') this.beginUnknown(entry.seq - 1);
    this.mayHideOpening = false;
    this.copies = 0;
    this.last = entry.seq;
    this.push(entry, bytes);
    // Also where the record of that is damaged.
    if (entry.type === 'removed') this.changeAccess({ type: 'revoked', member: entry.member });
    if (header?.type !== 'guest') return;
    const { self } = header;
    if ('author' in entry && entry.author === self.id) this.queued.delete(entry.id);
    if (entry.type === 'renamed' && entry.member === self.id) {
      this.header = { ...header, self: { ...self, name: entry.name } };
    }
    if (entry.type === 'message' && this.apart.delete(copyKey(entry))) {
      this.remove((record) => record.type === 'apart' && copyKey(record.entry) === copyKey(entry));
    }
  }

  /**
   * What follows is of an epoch that cannot be read any more. As one of its own it is never taken for what
   * somebody holds of the epoch before; who holds the very same entries gets them again.
   */
  private beginUnknown(after: number): void {
    const record: Opening = { type: 'opening', ...nextEpoch(this.newest, 0), after };
    this.open(record, JSON.stringify(record).length);
  }

  private damaged(to: number): void {
    const record = { type: 'damaged', from: this.last + 1, to } as const;
    this.take(record, JSON.stringify(record).length);
  }

  private push(record: Logged, bytes: number): void {
    if (record.type === 'apart') this.apart.add(copyKey(record.entry));
    this.log.push({ record, bytes });
    this.logBytes += bytes;
    this.trim(slack);
  }

  private remove(isGone: (record: Logged) => boolean): void {
    this.log = this.log.filter(({ record, bytes }) => {
      const gone = isGone(record);
      if (gone) this.logBytes -= bytes;
      return !gone;
    });
  }

  /** Cutting one entry at a time would move all the others each time. */
  private trim(factor: number): void {
    const { entries: max, bytes: maxBytes } = this.limits;
    if (this.log.length <= factor * max && this.logBytes <= factor * maxBytes) return;
    let first = this.log.length;
    let bytes = 0;
    while (first > 0 && this.log.length - first < max) {
      bytes += this.log[first - 1]?.bytes ?? 0;
      if (bytes > maxBytes) break;
      first -= 1;
    }
    this.cut(first);
  }

  /** Lets go of the oldest. */
  private cut(count: number): void {
    for (const { record, bytes } of this.log.splice(0, count)) {
      this.logBytes -= bytes;
      if (record.type === 'opening') this.openings.push(record);
      else if ('member' in record) {
        this.members.set(record.member, record);
      }
    }
    this.openings = this.openings.slice(-maxOpenings);
  }
}

/** Whether a damaged line shows parts of an opening, or so much of it was wiped out that both its lines may be in it. */
function showsOpening(line: Buffer): boolean {
  return ['"opening"', '"after"', ...wiped].some((part) => line.includes(part));
}

/** What a lost message has in common with the one that its author sends again. */
function copyKey({ author, id }: Apart['entry']): string {
  return `${author} ${id}`;
}

/** As many records as it takes to have short lines. */
function markRecords(marks: readonly KeptMark[]): JournalRecord[] {
  const records: JournalRecord[] = [];
  for (let at = 0; at < marks.length; at += marksAtATime) {
    records.push({ type: 'marks', marks: marks.slice(at, at + marksAtATime) });
  }
  return records;
}
