import { cardLength } from '../../protocol/card';
import type { JournalRecord, RoomRequest } from './journal';

/** Requests that may wait at a time, and characters of text and cards in them. */
const maxWaiting = 1000;
const maxText = 8 * 1024 * 1024;

/**
 * Requests sent ahead of their answers: the hub reads a busy member slower, and what it has not read
 * would fill this computer's memory instead.
 */
const maxAhead = 64;

/**
 * What the hub has yet to number, in order. Each request is sent once per connection, in that order,
 * so the hub answers in that order as well.
 */
export class Outbox {
  private readonly waiting = new Map<string, RoomRequest>();
  /** Ids of those sent over the present connection, the first of `waiting`. */
  private readonly sent = new Set<string>();
  private textLength = 0;

  /** @param keep takes a record of each change that the room's own entries do not tell of */
  constructor(
    private readonly keep: (record: JournalRecord) => void,
    restored: readonly RoomRequest[] = [],
  ) {
    for (const request of restored) this.put(request);
  }

  get isFull(): boolean {
    return this.waiting.size >= maxWaiting || this.textLength >= maxText;
  }

  /** What waits, oldest first. */
  get requests(): readonly RoomRequest[] {
    return [...this.waiting.values()];
  }

  /** Takes a request that is to go out after all others. */
  add(request: RoomRequest): void {
    this.put(request);
    this.keep({ type: 'queued', request });
  }

  /** Begins anew with these, which need no record of their own. */
  replace(requests: readonly RoomRequest[]): void {
    this.waiting.clear();
    this.sent.clear();
    this.textLength = 0;
    for (const request of requests) this.put(request);
  }

  /** A new connection: everything has to be sent again. */
  reconnected(): void {
    this.sent.clear();
  }

  /** Sends what has not been sent over this connection; with `all`, also what could wait a little. */
  pump(send: (request: RoomRequest) => void, all = false): void {
    if (this.sent.size === this.waiting.size) return;
    for (const [id, request] of this.waiting) {
      if (this.sent.has(id)) continue;
      if (!all && this.sent.size >= maxAhead) return;
      this.sent.add(id);
      send(request);
    }
  }

  /**
   * The entry of one's own request `id` has come. Gives the ids of those that were sent before it over
   * this connection and had no answer: the hub knew them already, and their entries are lost in a gap.
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

  /** The hub will never number it. Gives the request, unless it was not waiting. */
  drop(id: string): RoomRequest | undefined {
    const request = this.remove(id);
    if (request) this.keep({ type: 'unqueued', id });
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
