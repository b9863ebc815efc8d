import type { Clock } from '../../util/clock';
import { delay } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Engine, StoredMessage, StreamState } from './engine';

/** A number without a message. */
interface Absent {
  readonly seq: number;
  readonly time: number;
  /** The stream had one, and has dropped it because it is full: others may have read it. */
  readonly isDropped: boolean;
}

/** What stands at a number: a message, or nothing. */
export type NumberedItem = StoredMessage | Absent;

/** All numbers from `seq` to below `before` have no message. There may be very many. */
interface AbsentRange extends Absent {
  readonly before: number;
}

export interface EntryReaderOptions {
  readonly clock: Clock;
  readonly engine: Pick<Engine, 'state' | 'read'>;
  /** There is something to take. */
  readonly onReady: () => void;
  /** A number between the first and the last has no message, or nobody can read what someone has read. */
  readonly onMissing: () => void;
}

/** How many messages to ask for at a time. */
const batch = 128;

/** What may wait to be taken, and what may wait for its turn because something before it hasn't come yet. */
const max = { messages: 1024, bytes: 8 * 1024 * 1024 } as const;

/** How long to wait before reading again what the server didn't have, or couldn't give: doubles each time. */
const retryMs = { min: 50, max: 2000 } as const;

/**
 * How often, in a row, the server says that there is no message before that is believed: a few seconds if it has a later one,
 * a minute if it has none, because a node that follows its leader slowly gets all in order. Only while there is a leader: a
 * node without one doesn't have what it hasn't heard of.
 */
const maxAbsent = { between: 8, atEnd: 36 } as const;

/** How often to look for what a member claims to have read, and how far apart in ms, before nobody can read it. */
const looking = { max: 12, everyMs: 5000 } as const;

/** A number that a member has read, and that can't be read here yet. */
interface Claim {
  readonly seq: number;
  /** How often the server, which had a leader, was asked for it, since something was read last. */
  looks: number;
  /** The number that came next then. */
  next: number;
}

/**
 * Brings a stream's messages into order, each number once: from what the server sends by itself, and by reading what
 * is missing. What comes faster than it is taken is dropped, and read later.
 */
export class EntryReader implements Disposable {
  private readonly stop = new AbortController();
  private readonly queue: (StoredMessage | AbsentRange)[] = [];
  private queueBytes = 0;
  /** Messages that came before their turn. */
  private readonly early = new Map<number, StoredMessage>();
  private earlyBytes = 0;
  /** The number that comes next into the queue; 0 before the start. */
  private next = 0;
  /** The highest number that the stream is known to have. */
  private known = 0;
  private lastTime = 0;
  private reading = false;
  private claim: Claim | undefined;
  private claimTimer: Disposable | undefined;

  constructor(private readonly options: EntryReaderOptions) {}

  /** @param known the highest number that the stream has */
  start(next: number, known: number): void {
    this.next = next;
    this.advance(known);
  }

  /** The stream has this number. */
  advance(known: number): void {
    this.known = Math.max(this.known, known);
    this.fill();
  }

  /** A message came from the server by itself. */
  receive(message: StoredMessage): void {
    const { seq } = message;
    const isEarly = this.next > 0 && seq >= this.next && !this.early.has(seq);
    const size = message.payload.length;
    if (isEarly && this.early.size < max.messages && this.earlyBytes + size <= max.bytes) {
      this.early.set(seq, message);
      this.earlyBytes += size;
    }
    this.advance(seq);
  }

  /** A member says that it has read this number. */
  claimed(seq: number): void {
    if (seq <= this.known || this.claim) return;
    this.claim = { seq, looks: 0, next: this.next };
    this.checkClaim();
  }

  /** The next in order; undefined if there is none yet. */
  take(): NumberedItem | undefined {
    const item = this.queue[0];
    if (!item) return undefined;
    if ('before' in item && item.seq + 1 < item.before) {
      this.queue[0] = { ...item, seq: item.seq + 1 };
      return item;
    }
    this.queue.shift();
    if ('payload' in item) this.queueBytes -= item.payload.length;
    if (this.queue.length < batch) this.refill();
    return item;
  }

  dispose(): void {
    this.stop.abort();
    this.claimTimer?.dispose();
    this.queue.length = 0;
    this.early.clear();
  }

  private get isFull(): boolean {
    return this.queue.length >= max.messages || this.queueBytes >= max.bytes;
  }

  private fill(): void {
    const before = this.next;
    this.refill();
    if (this.next > before) this.options.onReady();
  }

  /** Moves what is next into the queue, and reads what didn't come. */
  private refill(): void {
    if (this.next === 0 || this.stop.signal.aborted) return;
    for (let message = this.early.get(this.next); message; message = this.early.get(this.next)) {
      if (this.isFull) break;
      this.push(message);
    }
    if (this.next <= this.known && !this.early.has(this.next) && !this.isFull) void this.read();
  }

  private push(message: StoredMessage): void {
    this.queue.push(message);
    this.queueBytes += message.payload.length;
    this.lastTime = message.time;
    this.moveOn(message.seq + 1);
  }

  /** The numbers from the next one to below `before` have no message. */
  private skip(before: number, isDropped: boolean): void {
    if (before <= this.next) return;
    this.queue.push({ seq: this.next, before, time: this.lastTime, isDropped });
    this.moveOn(before);
    this.options.onReady();
  }

  private moveOn(next: number): void {
    this.next = next;
    for (const [seq, { payload }] of this.early) {
      if (seq >= next) continue;
      this.early.delete(seq);
      this.earlyBytes -= payload.length;
    }
  }

  /** Reads until the queue is full, or nothing is known to be missing. */
  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    let absent = 0;
    for (let tries = 0; this.isBehind; tries += 1) {
      const from = this.next;
      // What came by itself doesn't say how far the node has got that answers.
      const most = absent > 0 ? batch : Math.min(batch, this.firstEarly() - from);
      const above = await this.readOnce(from, most);
      if (this.next > from) {
        [absent, tries] = [0, -1];
        this.options.onReady();
        continue;
      }
      const state = above === 'unavailable' ? undefined : await this.state();
      absent = state ? absent + 1 : 0;
      if (state && this.isExpired(state)) continue;
      if (absent >= (typeof above === 'number' ? maxAbsent.between : maxAbsent.atEnd)) {
        this.options.onMissing();
        this.skip(typeof above === 'number' ? above : from + 1, false);
        continue;
      }
      const wait = Math.min(retryMs.max, retryMs.min * 2 ** tries);
      await delay(this.options.clock, wait, this.stop.signal);
    }
    this.reading = false;
    this.fill();
  }

  private get isBehind(): boolean {
    const has = this.early.has(this.next) || this.next > this.known;
    return !has && !this.isFull && !this.stop.signal.aborted;
  }

  /** @returns the first number above a gap that has a message, if there is one */
  private async readOnce(from: number, most: number): Promise<number | 'unavailable' | undefined> {
    let above: number | undefined;
    try {
      await this.options.engine.read(from, most, (message) => {
        if (this.stop.signal.aborted || message.seq < this.next || above !== undefined) return;
        if (message.seq > this.next) above = message.seq;
        else this.push(message);
        if (this.queue.length === 1) this.options.onReady();
      });
      return above;
    } catch {
      return 'unavailable';
    }
  }

  /** The number below which nothing came by itself. */
  private firstEarly(): number {
    let first = this.known + 1;
    for (const seq of this.early.keys()) first = Math.min(first, seq);
    return Math.max(first, this.next + 1);
  }

  /** Skips what the stream has dropped meanwhile because it is full. */
  private isExpired({ first }: StreamState): boolean {
    if (first <= this.next) return false;
    this.skip(Math.min(first, this.known + 1), true);
    return true;
  }

  /** Undefined while the server has no leader, or doesn't answer. */
  private state(): Promise<StreamState | undefined> {
    return this.options.engine.state().catch(() => undefined);
  }

  private checkClaim(): void {
    const { claim, options } = this;
    if (!claim || this.stop.signal.aborted) return;
    if (this.next > claim.seq) {
      this.claim = undefined;
    } else if (claim.looks >= looking.max) {
      this.claim = undefined;
      options.onMissing();
    } else {
      void this.look(claim);
      this.claimTimer = options.clock.after(looking.everyMs, () => this.checkClaim());
    }
  }

  private async look(claim: Claim): Promise<void> {
    const state = await this.state();
    if (!state) return;
    claim.looks = this.next > claim.next ? 0 : claim.looks + 1;
    claim.next = this.next;
    this.advance(state.last);
  }
}
