import { cardLength } from '../../protocol/card-rules';
import type { JournalRecord, RoomRequest } from './journal';

/** Maximum number of requests that may wait, and the most UTF-16 units of text and cards in them. */
const maxWaiting = 1000;
const maxText = 8 * 1024 * 1024;

/**
 * Maximum number of requests sent before their replies: the hub slows down a busy member, and what it hasn't read would
 * fill this computer's memory.
 */
const maxAhead = 64;

/**
 * Requests that the hub hasn't numbered yet, in order. Each is sent once per connection, in that order, so
 * the hub replies in that order as well.
 */
export class Outbox {
  private readonly waiting = new Map<string, RoomRequest>();
  /** Ids of the requests sent over the current connection: the first ones of `waiting`. */
  private readonly sent = new Set<string>();
  private textLength = 0;

  /** @param append stores a record of each change that isn't in the room's own entries */
  constructor(
    private readonly append: (record: JournalRecord) => void,
    restored: readonly RoomRequest[] = [],
  ) {
    for (const request of restored) this.put(request);
  }

  get isFull(): boolean {
    return this.waiting.size >= maxWaiting || this.textLength >= maxText;
  }

  /** The waiting requests, oldest first. */
  get requests(): readonly RoomRequest[] {
    return [...this.waiting.values()];
  }

  /** Adds a request after all others. */
  add(request: RoomRequest): void {
    this.put(request);
    this.append({ type: 'queued', request });
  }

  /** Replaces all requests with these, which don't need records. */
  replace(requests: readonly RoomRequest[]): void {
    this.waiting.clear();
    this.sent.clear();
    this.textLength = 0;
    for (const request of requests) this.put(request);
  }

  /** Marks everything as unsent, for a new connection. */
  reconnected(): void {
    this.sent.clear();
  }

  /**
   * Iterates over what to send now, in order: what wasn't sent over this connection yet, up to the limit or,
   * with `all`, beyond it. A request counts as sent as soon as the iterator gives it.
   */
  *due(all = false): Iterable<RoomRequest> {
    if (this.sent.size === this.waiting.size) return;
    for (const [id, request] of this.waiting) {
      if (this.sent.has(id)) continue;
      if (!all && this.sent.size >= maxAhead) return;
      this.sent.add(id);
      yield request;
    }
  }

  /**
   * Removes the own request `id`, whose entry has come. Returns the ids of requests that were sent before
   * it over this connection and got no reply: the hub knew them already, and their entries are lost in a
   * gap.
   */
  numbered(id: string): readonly string[] {
    const known: string[] = [];
    if (this.sent.has(id)) {
      for (const earlier of this.sent) {
        if (earlier === id) break;
        known.push(earlier);
      }
    }
    for (const earlier of known) this.drop(earlier);
    this.remove(id);
    return known;
  }

  /** Removes a request that the hub will never number. Returns it if it was waiting. */
  drop(id: string): RoomRequest | undefined {
    const request = this.remove(id);
    if (request) this.append({ type: 'unqueued', id });
    return request;
  }

  private put(request: RoomRequest): void {
    this.waiting.set(request.id, request);
    this.textLength += lengthOf(request);
  }

  private remove(id: string): RoomRequest | undefined {
    const request = this.waiting.get(id);
    if (request) this.textLength -= lengthOf(request);
    this.waiting.delete(id);
    this.sent.delete(id);
    return request;
  }
}

function lengthOf(request: RoomRequest): number {
  if (request.type === 'edit') return request.text.length;
  if (request.type !== 'say') return 0;
  return request.text.length + (request.card ? cardLength(request.card) : 0);
}
