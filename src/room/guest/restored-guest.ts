import { MutableAccess } from '../../protocol/mutable-access';
import type { StoredMark } from '../log/deliveries';
import { isVotingEntry } from '../log/entries';
import { HeldLog } from '../log/held-log';
import type {
  CheckpointRecord,
  GuestHeader,
  JournalRecord,
  RoomRequest,
  StandbyListener,
} from '../log/journal';
import { QueuedRequests } from '../log/queued-requests';
import { StoredClass } from '../log/stored-class';
import { StoredMarks } from '../log/stored-marks';

/** A guest's room, restored from its journal. */
export interface RestoredGuest {
  /** The newest header. */
  readonly header: GuestHeader;
  readonly self: { readonly id: string; readonly name: string };
  readonly held: HeldLog;
  /** Requests that the hub hadn't numbered, oldest first. */
  readonly outbox: readonly RoomRequest[];
  readonly marks: readonly StoredMark[];
  /** The last term that this member promised, and to whom. */
  readonly promised?: { readonly term: number; readonly to: string };
  /** Up to where a wide room's log was seen. */
  readonly checkpoint?: CheckpointRecord;
  /** How it listened, if it may take over. */
  readonly standby?: StandbyListener;
  /** Empty in a room without helpers. */
  readonly classroom: StoredClass;
  /** The room has ended for good. */
  readonly over: boolean;
}

/** Replays a guest's journal; undefined if it isn't one. */
export function restoreGuest(records: readonly JournalRecord[]): RestoredGuest | undefined {
  let header: GuestHeader | undefined;
  let self = { id: '', name: '' };
  let over = false;
  let promised: RestoredGuest['promised'];
  let checkpoint: RestoredGuest['checkpoint'];
  let standby: { readonly listener: StandbyListener; readonly access: MutableAccess } | undefined;
  const held = new HeldLog();
  const queued = new QueuedRequests();
  const marks = new StoredMarks();
  const classroom = new StoredClass();
  for (const record of records) {
    switch (record.type) {
      case 'guest':
        header = record;
        self = record.self;
        break;
      case 'queued':
      case 'unqueued':
        queued.take(record);
        break;
      case 'opening':
        held.begin(record);
        break;
      case 'took-back': {
        const { keep, time, lost, again } = record;
        const waiting = queued.list;
        const note = { time, lost, again };
        const taken = held.takeBack({ keep, selfId: self.id, waiting, note });
        queued.replace(taken.outbox);
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
        break;
      case 'earlier':
        if (isVotingEntry(record.entry)) held.putEarlier(record.entry);
        break;
      case 'standby':
        standby = record.access && {
          listener: record,
          access: new MutableAccess(record.access),
        };
        break;
      case 'door':
        standby?.access.take(record.change);
        break;
      case 'grown':
        if (standby) standby = { ...standby, listener: { ...standby.listener, most: record.most } };
        break;
      case 'rules':
      case 'help':
      case 'told':
      case 'asking':
      case 'telling':
      case 'roster':
      case 'claimed':
        classroom.take(record);
        break;
      case 'checkpoint':
        checkpoint = record;
        break;
      case 'promised':
        promised = { term: record.term, to: record.to };
        break;
      default:
        held.append(record);
        queued.numbered(record, self.id);
        if (record.type === 'renamed' && record.member === self.id) {
          self = { ...self, name: record.name };
        }
        // In case the record of the revoked key is damaged.
        if (record.type === 'removed') {
          standby?.access.take({ type: 'revoked', member: record.member });
        }
    }
  }
  if (!header) return undefined;
  return {
    ...{ header, self, held, outbox: queued.list, marks: marks.list, classroom, over },
    ...(promised && { promised }),
    ...(checkpoint && { checkpoint }),
    ...(standby && { standby: listenerOf(standby) }),
  };
}

function listenerOf({
  listener: { address, port, most },
  access,
}: {
  readonly listener: StandbyListener;
  readonly access: MutableAccess;
}): StandbyListener {
  return { address, port, access: access.state, ...(most !== undefined && { most }) };
}

/**
 * The records needed to come back as a guest and to send what is queued, without any messages. Its promise stays, but
 * without its log it may not vote.
 */
export function withoutLog(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const restored = restoreGuest(records);
  if (!restored || restored.over) return records;
  const { classroom, header, outbox, promised, self } = restored;
  return [
    { ...header, self },
    ...outbox.map((request) => ({ type: 'queued', request }) as const),
    ...classroom.records.filter(({ type }) => type !== 'told'),
    ...(promised ? [{ type: 'promised', ...promised } as const] : []),
  ];
}
