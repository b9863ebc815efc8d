import type { AccessChange, AccessState } from '../../protocol/access';
import { MutableAccess } from '../../protocol/mutable-access';
import type { RoomEntry } from '../../protocol/room-entry';
import type { StoredMark } from '../log/deliveries';
import { isVotingEntry, keptVotingEntries, type VotingEntry } from '../log/entries';
import type { Opening } from '../log/epochs';
import type { DamagedEntries, HostHeader, JournalRecord, RoomRequest } from '../log/journal';
import { withRoomKind } from '../log/journal-records';
import { QueuedRequests } from '../log/queued-requests';
import { StoredClass } from '../log/stored-class';
import { StoredMarks } from '../log/stored-marks';
import type { StoredPromise } from '../succession/types';

/** A person's id and name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A hosted room, restored from its journal. */
export interface RestoredRoom {
  /** With its last name. */
  readonly host: Named;
  /** The access state to listen with. */
  readonly access: AccessState;
  /** Of the entries before these: the newest about who may vote and who hosts the room. */
  readonly earlier: readonly VotingEntry[];
  /** Numbered without gaps. */
  readonly entries: readonly RoomEntry[];
  readonly damaged: readonly DamagedEntries[];
  /** The highest number used so far, even if its entry is lost. */
  readonly last: number;
  /** All openings of the room so far. */
  readonly openings: readonly Opening[];
  /** Guests who were in the room when it closed. */
  readonly members: readonly Named[];
  /** Guests who had left and may come back, with their last names. */
  readonly former: readonly Named[];
  readonly marks: readonly StoredMark[];
  /** The host's requests that couldn't be stored, oldest first. */
  readonly asked: readonly RoomRequest[];
  /** Empty in a room without helpers. */
  readonly classroom: StoredClass;
  /** The highest number in a member id used so far. */
  readonly lastMember: number;
  /** The host's newest promise: one above its term ends it. */
  readonly promised?: StoredPromise;
}

/** An entry about something that a member did, or that happened to it. */
type EntryOfMember = Extract<RoomEntry, { readonly name: string }>;

/** What a host's journal contains. */
export interface RestoredHost {
  readonly header: HostHeader;
  readonly restored: RestoredRoom;
  /** Whether its host closed it and hasn't reopened it. */
  readonly closed: boolean;
}

/**
 * Replays the journal of a room hosted here. Undefined if it isn't one, or if the room has ended and can
 * only be read.
 */
export function restoreHosted(records: readonly JournalRecord[]): RestoredHost | undefined {
  const [header] = records;
  if (header?.type !== 'hosted') return undefined;
  const replay = new Replay(header);
  let newest = header;
  let closed = false;
  for (const record of records.slice(1)) {
    if (record.type === 'closed' && !record.again) return undefined;
    if (record.type === 'closed' || record.type === 'opening') closed = record.type === 'closed';
    if (record.type === 'grown') newest = withRoomKind(newest, record);
    else replay.take(record);
  }
  return { header: newest, restored: replay.result(), closed };
}

/** The number of the first entry of a host's term. */
export function firstOfTerm({ openings }: RestoredRoom, term: number): number {
  return (openings.find((opening) => opening.term === term)?.after ?? 0) + 1;
}

/** The number in a guest's member id; 0 for ids that this host doesn't make. */
export function memberNumber(id: string): number {
  return Number(/^m(\d{1,15})(?:-t\d+)?$/.exec(id)?.[1] ?? 0);
}

class Replay {
  private hostName: string;
  private readonly access: MutableAccess;
  private earlier: VotingEntry[] = [];
  private entries: RoomEntry[] = [];
  private readonly openings: Opening[] = [];
  private damaged: DamagedEntries[] = [];
  private last = 0;
  private readonly members = new Map<string, string>();
  private readonly former = new Map<string, string>();
  private readonly removed = new Set<string>();
  private readonly marks = new StoredMarks();
  private readonly classroom = new StoredClass();
  private readonly asked = new QueuedRequests();
  private lastMember = 0;
  private promised: StoredPromise | undefined;

  constructor(private readonly header: HostHeader) {
    this.hostName = header.host.name;
    this.access = new MutableAccess(header.door);
    for (const { member } of header.door.keys) this.count(member);
  }

  take(record: JournalRecord): void {
    switch (record.type) {
      case 'door':
        this.changeAccess(record.change);
        break;
      case 'damaged':
        this.damaged.push(record);
        this.last = Math.max(this.last, record.to);
        break;
      case 'earlier':
        if (isVotingEntry(record.entry)) this.earlier.push(record.entry);
        else this.member(record.entry.member, record.entry);
        break;
      case 'opening':
        this.openings.push(record);
        break;
      case 'queued':
      case 'unqueued':
        this.asked.take(record);
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
      case 'promised':
        this.promised = { term: record.term, to: record.to };
        break;
      case 'message':
      case 'edited':
      case 'deleted':
      case 'reacted':
      case 'joined':
      case 'left':
      case 'renamed':
      case 'removed':
      case 'successors':
      case 'took-over':
      case 'continued':
      case 'unknown':
        this.number(record);
        break;
    }
  }

  result(): RestoredRoom {
    const { header, access, damaged, earlier, entries, last, openings, lastMember, promised } =
      this;
    this.placeFormerHosts();
    return {
      host: { id: header.host.id, name: this.hostName },
      access: access.state,
      earlier,
      entries,
      openings,
      damaged,
      last,
      members: named(this.members),
      former: named(this.former),
      marks: this.marks.list,
      asked: this.asked.list,
      classroom: this.classroom,
      lastMember,
      ...(promised && { promised }),
    };
  }

  private changeAccess(change: AccessChange): void {
    this.access.take(change);
    if (change.type === 'key') this.count(change.member);
    else if (change.type === 'revoked') this.former.delete(change.member);
  }

  /** Those who were hosts may never have joined, left or said anything. */
  private placeFormerHosts(): void {
    const { header, earlier, entries, marks, members, former, removed } = this;
    const hosts = new Set(
      [...earlier, ...entries].flatMap((entry) => (entry.type === 'took-over' ? entry.before : [])),
    );
    for (const { member, name } of marks.list) {
      const isGone = former.has(member) || removed.has(member);
      if (!hosts.has(member) || isGone || member === header.host.id) continue;
      if (name !== undefined && !members.has(member)) members.set(member, name);
    }
  }

  private number(entry: RoomEntry): void {
    // A repeated number is a record written twice.
    if (entry.seq <= (this.entries.at(-1)?.seq ?? 0)) return;
    // An older version wrote earlier members' entries before the entries it kept.
    if (entry.seq > this.last + 1) {
      this.earlier = [...keptVotingEntries([...this.earlier, ...this.entries])];
      [this.entries, this.damaged] = [[], []];
    }
    this.entries.push(entry);
    this.last = Math.max(this.last, entry.seq);
    // Those before it were members of another room.
    if (entry.type === 'continued') {
      for (const each of [this.members, this.former]) each.clear();
      this.earlier = [];
    }
    if ('member' in entry) this.member(entry.member, entry);
    else if ('author' in entry) this.member(entry.author, entry);
  }

  private member(id: string, entry: EntryOfMember): void {
    this.count(id);
    if (id === this.header.host.id) this.hostName = entry.name;
    else this.place(id, entry);
  }

  /**
   * Tracks who is in the room: anyone who does something is, even if their `joined` entry is no longer
   * kept.
   */
  private place(id: string, entry: EntryOfMember): void {
    this.former.delete(id);
    if (entry.type === 'left' || entry.type === 'removed') this.members.delete(id);
    else this.members.set(id, entry.name);
    if (entry.type === 'left') this.former.set(id, entry.name);
    if (entry.type === 'removed') this.removed.add(id);
    // In case the record of the revoked key is damaged.
    if (entry.type === 'removed') this.access.take({ type: 'revoked', member: id });
  }

  private count(id: string): void {
    this.lastMember = Math.max(this.lastMember, memberNumber(id));
  }
}

function named(names: ReadonlyMap<string, string>): readonly Named[] {
  return Array.from(names, ([id, name]) => ({ id, name }));
}
