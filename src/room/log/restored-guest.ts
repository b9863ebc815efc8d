import { BoundedMap } from '../../util/bounded-map';
import type { StoredMark } from './deliveries';
import { HeldLog } from './held-log';
import type { GuestHeader, HostHeader, JournalRecord, RoomRequest } from './journal';

/** A guest's room, restored from its journal. */
export interface RestoredGuest {
  /** The newest header. */
  readonly header: GuestHeader;
  readonly self: { readonly id: string; readonly name: string };
  readonly held: HeldLog;
  /** Requests that the hub hadn't numbered, oldest first. */
  readonly outbox: readonly RoomRequest[];
  readonly marks: readonly StoredMark[];
  /** The room has ended for good. */
  readonly over: boolean;
}

/** Replays a guest's journal; undefined if it isn't one. */
export function restoreGuest(records: readonly JournalRecord[]): RestoredGuest | undefined {
  let header: GuestHeader | undefined;
  let self = { id: '', name: '' };
  let over = false;
  const held = new HeldLog();
  let outbox = new Map<string, RoomRequest>();
  const marks = new StoredMarks();
  for (const record of records) {
    switch (record.type) {
      case 'guest':
        header = record;
        self = record.self;
        break;
      case 'queued':
        outbox.set(record.request.id, record.request);
        break;
      case 'unqueued':
        outbox.delete(record.id);
        break;
      case 'opening':
        held.begin(record);
        break;
      case 'took-back': {
        const { keep, time, lost, again } = record;
        const waiting = [...outbox.values()];
        const note = { time, lost, again };
        const taken = held.takeBack({ keep, selfId: self.id, waiting, note });
        outbox = new Map(taken.outbox.map((request) => [request.id, request]));
        marks.cut(keep);
        break;
      }
      case 'apart':
        held.put(record);
        break;
      case 'marks':
        marks.merge(record.marks);
        break;
      case 'closed':
        over = true;
        break;
      case 'damaged':
        held.damaged.push(record);
        break;
      case 'hosted':
      case 'earlier':
      case 'door':
      case 'grown':
        break;
      default:
        held.append(record);
        if ('author' in record && record.author === self.id) outbox.delete(record.id);
        if (record.type === 'renamed' && record.member === self.id) {
          self = { ...self, name: record.name };
        }
    }
  }
  return header && { header, self, held, outbox: [...outbox.values()], marks: marks.list, over };
}

/** The most members remembered: as many as a journal keeps. */
const maxMembers = 4000;

/** How far members have received a room's stored log; marks never go back. */
export class StoredMarks {
  private readonly marks = new BoundedMap<string, StoredMark>(maxMembers);

  /** Takes marks and returns those that are new. */
  merge(marks: readonly StoredMark[]): readonly StoredMark[] {
    return marks.filter((mark) => this.takeOne(mark));
  }

  get list(): readonly StoredMark[] {
    return [...this.marks.values()];
  }

  /** Lowers marks to number `keep`, because later entries were taken back. */
  cut(keep: number): void {
    // Set all of them in order, because setting one makes it the newest.
    for (const [member, mark] of [...this.marks]) {
      this.marks.set(member, { ...mark, seq: Math.min(mark.seq, keep) });
    }
  }

  private takeOne({ member, name, seq }: StoredMark): boolean {
    const before = this.marks.get(member);
    const isNews = !before || seq > before.seq || (name !== undefined && before.name === undefined);
    if (!isNews) return false;
    const known = name ?? before?.name;
    this.marks.set(member, {
      member,
      seq: Math.max(seq, before?.seq ?? 0),
      ...(known !== undefined && { name: known }),
    });
    return true;
  }
}

const noAccess = { certificate: '', privateKey: '', token: '', locked: true, keys: [] };

/** The records of a room that has ended: its messages, but no secrets. */
export function withoutSecrets(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const kept: JournalRecord[] = [];
  for (const record of records) {
    switch (record.type) {
      case 'hosted':
        kept.push({ ...record, door: noAccess });
        break;
      case 'guest':
        kept.push({ ...record, key: '' });
        break;
      case 'door':
      case 'queued':
      case 'unqueued':
      case 'closed':
        break;
      default:
        kept.push(record);
    }
  }
  return [...kept, { type: 'closed' }];
}

/** Returns the header of a room that has become a group. */
export function withRoomKind(
  header: HostHeader,
  { kind, most }: Extract<JournalRecord, { readonly type: 'grown' }>,
): HostHeader {
  return { ...header, kind, most };
}

/** The records needed to come back as a guest and to send what is queued, without any messages. */
export function withoutLog(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const kept = restoreGuest(records);
  if (!kept || kept.over) return records;
  const { header, outbox, self } = kept;
  return [{ ...header, self }, ...outbox.map((request) => ({ type: 'queued', request }) as const)];
}
