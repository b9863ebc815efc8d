import type { RoomEntry } from '../../protocol/room-entry';
import type { JournalRecord, RoomRequest } from './journal';

type Queued = Extract<JournalRecord, { readonly type: 'queued' }>;
type Unqueued = Extract<JournalRecord, { readonly type: 'unqueued' }>;

/** The user's own requests that the hub hasn't numbered yet, in order, according to a journal's records. */
export class QueuedRequests {
  private readonly waiting = new Map<string, RoomRequest>();

  get list(): readonly RoomRequest[] {
    return [...this.waiting.values()];
  }

  get records(): readonly Queued[] {
    return this.list.map((request) => ({ type: 'queued', request }));
  }

  take(record: Queued | Unqueued): void {
    if (record.type === 'queued') this.waiting.set(record.request.id, record.request);
    else this.waiting.delete(record.id);
  }

  /** Drops the request that led to this entry, if it was the user's. */
  numbered(entry: RoomEntry, selfId: string | undefined): void {
    if ('author' in entry && entry.author === selfId) this.waiting.delete(entry.id);
  }

  /** Replaces all requests, after the hub has lost entries: see `takeBack`. */
  replace(requests: readonly RoomRequest[]): void {
    this.waiting.clear();
    for (const request of requests) this.waiting.set(request.id, request);
  }
}
