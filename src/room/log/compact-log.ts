import type { RoomEntry } from '../../protocol/room-entry';
import { takeBack } from './held-log';
import type { DamagedEntries, JournalRecord } from './journal';
import { QueuedRequests } from './queued-requests';
import { StoredClass } from './stored-class';
import { markRecords, StoredMarks } from './stored-marks';

type Opening = Extract<JournalRecord, { readonly type: 'opening' }>;
type Earlier = Extract<JournalRecord, { readonly type: 'earlier' }>;

/**
 * What a room's records say about its log and the user's own requests, as if nothing had ever been taken back: for a
 * room that changes hands, whose next host numbers on from there. The user's own lost messages are requests again;
 * nothing is left of other people's.
 */
export function compactLog(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const log = new LogCompactor();
  for (const record of records) log.take(record);
  return log.records;
}

class LogCompactor {
  private selfId = '';
  private last = 0;
  private log: (RoomEntry | Opening | DamagedEntries | Earlier)[] = [];
  private readonly queued = new QueuedRequests();
  private readonly marks = new StoredMarks();
  private readonly classroom = new StoredClass();

  get records(): readonly JournalRecord[] {
    return [
      ...this.log,
      ...markRecords(this.marks.list),
      ...this.queued.records,
      ...this.classroom.recordsForNextHost,
    ];
  }

  take(record: JournalRecord): void {
    switch (record.type) {
      case 'hosted':
        this.selfId = record.host.id;
        break;
      case 'guest':
        this.selfId = record.self.id;
        break;
      case 'opening':
        this.log = this.log.filter((one) => one.type !== 'opening' || one.after < record.after);
        this.log.push(record);
        break;
      case 'earlier':
        this.log.push(record);
        break;
      case 'damaged':
        this.log.push(record);
        this.last = Math.max(this.last, record.to);
        break;
      case 'queued':
      case 'unqueued':
        this.queued.take(record);
        break;
      case 'marks':
        this.marks.merge(record.marks);
        break;
      case 'took-back':
        this.takeBack(record.keep);
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
      case 'door':
      case 'standby':
      case 'promised':
      case 'grown':
      case 'apart':
      case 'closed':
      case 'checkpoint':
        break;
      default:
        this.number(record);
    }
  }

  private number(entry: RoomEntry): void {
    if (entry.seq <= this.last) return;
    this.last = entry.seq;
    this.log.push(entry);
    this.queued.numbered(entry, this.selfId);
  }

  /** Does the same as `restoreGuest`. */
  private takeBack(keep: number): void {
    const { selfId } = this;
    const lost = this.log.flatMap((one) => ('seq' in one && one.seq > keep ? one : []));
    this.log = this.log.flatMap((one) => withinLog(one, keep));
    this.last = Math.min(this.last, keep);
    this.marks.cut(keep);
    const { outbox } = takeBack(lost, this.queued.list, { keep, selfId });
    this.queued.replace(outbox);
  }
}

/** What is left of a record of a log that ends at number `keep`. */
function withinLog<T extends LogCompactor['records'][number]>(record: T, keep: number): T | [] {
  if ('seq' in record) return record.seq > keep ? [] : record;
  if (record.type === 'earlier') return record.entry.seq > keep ? [] : record;
  if (record.type === 'opening') return record.after >= keep ? [] : record;
  if (record.type !== 'damaged' || record.to <= keep) return record;
  return record.from > keep ? [] : { ...record, to: keep };
}
