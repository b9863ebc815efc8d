import type { RoomEntry } from '../protocol/room-entry';
import { isVotingEntry, keptVotingEntries, type VotingEntry } from '../room/log/entries';
import { isSameEpoch, nextEpoch } from '../room/log/epochs';
import { takeBack } from '../room/log/held-log';
import {
  type CheckpointRecord,
  copyKey,
  type GuestHeader,
  type HostHeader,
  type JournalRecord,
  type MemberEntry,
} from '../room/log/journal';
import { QueuedRequests } from '../room/log/queued-requests';
import { StoredClass } from '../room/log/stored-class';
import { markRecords, StoredMarks } from '../room/log/stored-marks';
import { BoundedMap } from '../util/bounded-map';
import { hasReadableType, minOpeningBytes, showsOpening } from './journal-line';
import { RetainedAccess } from './retained-access';
import { type Logged, RetainedLog, recordOf } from './retained-log';

/** How much of a room to keep. */
export interface RetentionLimits {
  /** Number of newest entries. */
  readonly entries: number;
  /** The records' maximum size in the file, in bytes. */
  readonly bytes: number;
  /** Number of members whose joining and keys are kept beyond the newest entries. */
  readonly members: number;
}

/** Maximum number of openings kept of entries that are no longer kept. */
const maxOpenings = 1000;

type Opening = Extract<JournalRecord, { readonly type: 'opening' }>;
type Promised = Extract<JournalRecord, { readonly type: 'promised' }>;
type Closed = Extract<JournalRecord, { readonly type: 'closed' }>;
type TookBack = Extract<JournalRecord, { readonly type: 'took-back' }>;
type Apart = Extract<JournalRecord, { readonly type: 'apart' }>;

/** By what factor the log may exceed its limits before the excess is dropped at once. */
const slack = 1.25;

/**
 * Takes the records of a journal one by one and keeps those that still matter, so that reading a long
 * journal needs little memory, and rewriting it little space. Replaying the kept records gives the same
 * room, except for old entries.
 */
export class RetainedRecords {
  private readonly access: RetainedAccess;
  private readonly log = new RetainedLog();
  private last = 0;
  /** Number of damaged lines since the last entry. */
  private damagedLines = 0;
  /** Whether one of them may have been an opening. */
  private mayHideOpening = false;
  /** Number of consecutive damaged lines without a readable type. */
  private typeless = 0;
  private newest: Opening | undefined;
  /** How many copies of its record were read or recognized as damaged. */
  private openingCopies = 0;
  /** Keys of lost messages that their authors haven't sent again. */
  private readonly apart = new Set<string>();
  /** Openings of entries no longer kept: a member who was away for long may hold the last entry of one. */
  private openings: Opening[] = [];
  /**
   * For each member that joined, left, was renamed or removed in entries no longer kept: the last such
   * entry.
   */
  private readonly members: BoundedMap<string, MemberEntry>;
  /** Entries no longer kept that say who may vote and who hosts the room: a voter can't do without them. */
  private voting: readonly VotingEntry[] = [];
  private readonly queued = new QueuedRequests();
  private readonly marks = new StoredMarks();
  private readonly classroom = new StoredClass();
  private promised: Promised | undefined;
  /** The newest one. */
  private checkpoint: CheckpointRecord | undefined;
  private closed: Closed | undefined;

  constructor(private readonly limits: RetentionLimits) {
    this.members = new BoundedMap(limits.members);
    this.access = new RetainedAccess(limits.members);
  }

  /**
   * Takes a record in file order.
   * @param bytes its size in the file
   * @param json the record as JSON, if the caller has that
   */
  take(record: JournalRecord, bytes: number, json?: string): void {
    this.typeless = 0;
    switch (record.type) {
      case 'hosted':
      case 'guest':
        this.access.begin(record);
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
        this.keepApart(record, bytes);
        break;
      case 'earlier':
        if (isVotingEntry(record.entry)) this.voting = [...this.voting, record.entry];
        else this.members.set(record.entry.member, record.entry);
        break;
      case 'door':
        this.access.change(record.change);
        break;
      case 'queued':
      case 'unqueued':
        this.queued.take(record);
        break;
      case 'marks':
        this.marks.merge(record.marks);
        break;
      case 'rules':
      case 'help':
      case 'told':
      case 'asking':
      case 'telling':
      case 'roster':
      case 'claimed':
        this.classroom.take(record);
        break;
      case 'grown':
        this.access.grow(record);
        break;
      case 'standby':
        this.access.listen(record);
        break;
      case 'promised':
        this.promised = record;
        break;
      case 'checkpoint':
        this.checkpoint = record;
        break;
      case 'closed':
        this.closed = record;
        break;
      default:
        this.number(record, bytes, json);
    }
  }

  private get header(): HostHeader | GuestHeader | undefined {
    return this.access.header;
  }

  /** Records that a line can't be read. @param line undefined if it is too long */
  damage(line: Buffer | undefined): void {
    this.damagedLines += 1;
    if (line && hasReadableType(line)) this.typeless = 0;
    else if (!line || line.length >= minOpeningBytes) this.typeless += 1;
    const shows = line === undefined || showsOpening(line);
    // An opening is written twice: this is the other copy.
    if (shows && this.openingCopies === 1) this.openingCopies = 2;
    else this.mayHideOpening ||= shows || this.typeless > 1;
  }

  /**
   * Call at the end of the file. Each damaged line after a host's last entry may have been an entry that a
   * member holds, so its number isn't used again.
   */
  finish(): void {
    if (this.damagedLines > 0 && this.header?.type === 'hosted') {
      this.damaged(this.last + this.damagedLines);
    }
    this.damagedLines = 0;
    this.mayHideOpening = false;
  }

  /**
   * The kept records, in the order to write them. Undefined if there was no header: the rest is then
   * useless.
   */
  records(): readonly JournalRecord[] | undefined {
    const encoded = this.encoded();
    return encoded && Array.from(encoded, recordOf);
  }

  /** The same as they are now, messages as JSON: to be written later, without delaying anything now. */
  encoded(): Iterable<JournalRecord | string> | undefined {
    const { header } = this;
    if (!header) return undefined;
    this.trim(1);
    const members = header.type === 'guest' ? [] : this.members.values();
    const before = [
      header,
      ...[...members, ...this.voting].map((entry) => ({ type: 'earlier', entry }) as const),
      ...this.openings,
    ];
    const after = [
      // Repeat the header, so that damage to one area of a disk doesn't lose the room. A guest's name is
      // that of its newest header, or of a later entry.
      ...(this.log.length > 0 ? [header] : []),
      ...markRecords(this.marks.list),
      ...this.access.records(),
      ...this.queued.records,
      ...this.classroom.records,
      ...(this.promised ? [this.promised] : []),
      ...(this.checkpoint ? [this.checkpoint] : []),
      ...(this.closed ? [this.closed] : []),
    ];
    return this.log.encoded(before, after);
  }

  /** The approximate size of the records in a file, in bytes. */
  get bytes(): number {
    const others = [
      this.header,
      [...this.members, ...this.voting],
      this.access.records(),
      this.queued.records,
      this.classroom.records,
      this.openings,
      this.marks.list,
      this.promised,
    ];
    return this.log.bytes + 2 * JSON.stringify(others).length;
  }

  /** Adds an opening. It replaces earlier ones without entries. */
  private open(opening: Opening, bytes: number): void {
    this.log.remove((record) => record.type === 'opening' && record.after >= opening.after);
    this.push(opening, bytes);
    const { newest } = this;
    this.openingCopies = newest && isSameEpoch(newest, opening) ? this.openingCopies + 1 : 1;
    this.newest = opening;
    this.mayHideOpening = false;
    if (this.closed?.again) this.closed = undefined;
  }

  /** Does the same as `restoreGuest`. */
  private takeBack(record: TookBack, bytes: number): void {
    const { keep } = record;
    const log = this.log.unpacked();
    const lost = log.flatMap((one) => ('seq' in one && one.seq > keep ? one : []));
    this.log.remove(
      (one) => ('seq' in one && one.seq > keep) || (one.type === 'opening' && one.after >= keep),
    );
    const selfId = this.header?.type === 'guest' ? this.header.self.id : '';
    const { apart, outbox } = takeBack(lost, this.queued.list, { keep, selfId });
    this.queued.replace(outbox);
    this.voting = this.voting.filter(({ seq }) => seq <= keep);
    this.last = Math.min(this.last, keep);
    this.push(record, bytes);
    for (const entry of apart) {
      const copy: Apart = { type: 'apart', after: keep, entry };
      this.keepApart(copy, JSON.stringify(copy).length);
    }
  }

  private number(entry: RoomEntry, bytes: number, json: string | undefined): void {
    const { header } = this;
    const missing = entry.seq - this.last - 1;
    // If fewer lines than numbers are missing, line feeds are damaged as well.
    const isWhole = this.last === 0 || this.damagedLines === 0 || missing <= this.damagedLines;
    const isEpochKnown = isWhole && !this.mayHideOpening;
    if (this.last > 0 && missing > 0) {
      if (this.damagedLines > 0) this.damaged(entry.seq - 1);
      // A host numbers without gaps. An older version wrote earlier members' entries before the entries it
      // kept.
      else if (header?.type === 'hosted') this.cut(this.log.length);
    }
    this.damagedLines = 0;
    if (!isEpochKnown && header?.type === 'hosted') this.beginUnknown(entry.seq - 1);
    this.mayHideOpening = false;
    this.openingCopies = 0;
    this.last = entry.seq;
    this.push(entry, bytes, json);
    // In case the record of the revoked key is damaged.
    if (entry.type === 'removed') this.access.change({ type: 'revoked', member: entry.member });
    const self = header?.type === 'guest' ? header.self : header?.host;
    this.queued.numbered(entry, self?.id);
    if (header?.type !== 'guest' || !self) return;
    if (entry.type === 'renamed' && entry.member === self.id) {
      this.access.header = { ...header, self: { ...self, name: entry.name } };
    }
    if (entry.type === 'message' && this.apart.delete(copyKey(entry))) {
      this.log.remove(
        (record) => record.type === 'apart' && copyKey(record.entry) === copyKey(entry),
      );
    }
  }

  /**
   * Begins a new epoch for entries whose own epoch is unreadable. That way they are never mistaken for what
   * a member holds of the previous epoch; a member who holds the same entries gets them again.
   */
  private beginUnknown(after: number): void {
    const record: Opening = { type: 'opening', ...nextEpoch(this.newest, 0), after };
    this.open(record, JSON.stringify(record).length);
  }

  private damaged(to: number): void {
    const record = { type: 'damaged', from: this.last + 1, to } as const;
    this.take(record, JSON.stringify(record).length);
  }

  private push(record: Logged, bytes: number, json?: string): void {
    this.log.push(record, bytes, json);
    this.trim(slack);
  }

  private keepApart(record: Apart, bytes: number): void {
    this.apart.add(copyKey(record.entry));
    this.push(record, bytes);
  }

  /**
   * Drops the excess over `factor` times the limits in one go: dropping entries one by one would move all
   * others each time.
   */
  private trim(factor: number): void {
    const { entries: max, bytes: maxBytes } = this.limits;
    if (this.log.length <= factor * max && this.log.bytes <= factor * maxBytes) return;
    this.cut(this.log.excess(max, maxBytes));
  }

  /** Drops the oldest `count` records, but keeps their openings and members. */
  private cut(count: number): void {
    const dropped = this.log.cut(count);
    for (const record of dropped) {
      if (record.type === 'opening') this.openings.push(record);
      else if (record.type === 'continued') this.members.clear();
      else if ('member' in record && record.type !== 'took-over') {
        this.members.set(record.member, record);
      }
    }
    const entries = dropped.flatMap((record) => ('seq' in record ? record : []));
    this.voting = keptVotingEntries([...this.voting, ...entries]);
    this.openings = this.openings.slice(-maxOpenings);
  }
}
