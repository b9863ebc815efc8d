import type { RoomEntry } from '../net/transport';
import type { GuestHeader, JournalRecord } from './journal';
import type { Outgoing } from './outgoing';

/** What a guest's journal gives back. */
export interface RestoredGuest {
  /** The newest one. */
  readonly header: GuestHeader;
  readonly self: { readonly id: string; readonly name: string };
  /** Number of the last entry held; 0 when none. */
  readonly last: number;
  readonly entries: readonly RoomEntry[];
  /** What the hub had not numbered, oldest first. */
  readonly outbox: readonly Outgoing[];
  /** The room is over for good. */
  readonly over: boolean;
}

/** Replays a guest's journal, as far as it was written; undefined when it is none. */
export function restoreGuest(records: readonly JournalRecord[]): RestoredGuest | undefined {
  let header: GuestHeader | undefined;
  let self = { id: '', name: '' };
  let over = false;
  const entries: RoomEntry[] = [];
  const outbox = new Map<string, Outgoing>();
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
      case 'closed':
        over = true;
        break;
      case 'hosted':
      case 'door':
        break;
      default:
        entries.push(record);
        if ('author' in record && record.author === self.id) outbox.delete(record.id);
        if (record.type === 'renamed' && record.member === self.id) {
          self = { ...self, name: record.name };
        }
    }
  }
  const last = entries.at(-1)?.seq ?? 0;
  return header && { header, self, last, entries, outbox: [...outbox.values()], over };
}
