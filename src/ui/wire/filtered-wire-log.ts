import type { WireConnection } from '../../protocol/wire-event';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { escapeBytes } from '../../util/escape-bytes';
import type {
  WireFilter,
  WireFind,
  WirePeer,
  WireRow,
  WireState,
} from '../../webview/wire-messages';
import type { WireChunk, WireDivider, WireEntry, WireLog } from './wire-log';
import { containsBytes, queryBytes, type WireQuery } from './wire-search';

/** How many bytes of a chunk a row shows. */
const rowTextBytes = 160;
const rowHexBytes = 48;

/** Maximum number of peers to list: strangers can send from any number of addresses. */
const maxPeers = 1000;

/** How many numbers of dropped rows to keep before the list is cut. */
const maxSpent = 10_000;

/** A list of numbers that loses its first ones, with indexes that stay the same. */
class NumberQueue {
  private numbers: number[] = [];
  /** How many of `numbers` are dropped. */
  private spent = 0;
  private first = 0;

  /** Index of the first number. */
  get start(): number {
    return this.first;
  }

  /** One more than the index of the last number. */
  get end(): number {
    return this.first + this.numbers.length - this.spent;
  }

  at(index: number): number | undefined {
    return index < this.first ? undefined : this.numbers[this.spent + index - this.first];
  }

  push(number: number): void {
    this.numbers.push(number);
  }

  /** Drops the numbers below `min`; they are in ascending order. */
  dropBelow(min: number): void {
    while ((this.numbers[this.spent] ?? min) < min) {
      this.spent += 1;
      this.first += 1;
    }
    if (this.spent < maxSpent) return;
    this.numbers = this.numbers.slice(this.spent);
    this.spent = 0;
  }

  /** Index of the first number that is at least `min`. */
  indexFrom(min: number): number {
    let low = this.start;
    let high = this.end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.at(middle) ?? 0) < min) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * The rows that the wire view shows: those entries of the log that the filter lets through, up to where it
 * was paused. It scans each entry once, when somebody asks for the rows.
 */
export class FilteredWireLog implements Disposable {
  private readonly store = new DisposableStore();
  private shown: WireFilter = {};
  private query: WireQuery = { text: '', mode: 'text' };
  private wanted: Buffer = Buffer.alloc(0);
  /** The numbers of the entries that the filter lets through. */
  private rows = new NumberQueue();
  /** The indexes of the rows that match the query. */
  private hits = new NumberQueue();
  private current: number | undefined;
  /** Number of the next entry to scan. */
  private next: number;
  /** Where it was paused. */
  private pausedAt: number | undefined;
  private generation = 0;
  private readonly since: number;

  /**
   * @param label describes a divider
   * @param peerName names the other end of a connection
   */
  constructor(
    private readonly log: WireLog,
    private readonly label: (divider: WireDivider) => string,
    private readonly peerName = ({ peer }: WireConnection): string => peer,
  ) {
    this.store.add(log.watch());
    this.next = log.start;
    this.since = log.start;
  }

  state(): WireState {
    this.scan();
    const { log, rows, pausedAt, shown: filter } = this;
    const find: WireFind = {
      ...this.query,
      hits: this.hits.end - this.hits.start,
      current: this.current,
    };
    const connections = [...log.connections].slice(0, maxPeers);
    const peers = connections.map(([id, each]) => ({ id, name: this.peerName(each) }));
    return {
      ...{ generation: this.generation, start: rows.start, end: rows.end, filter, find, peers },
      dropped: log.start - this.since,
      paused: pausedAt !== undefined,
      newer: pausedAt === undefined ? 0 : log.end - Math.max(pausedAt, log.start),
    };
  }

  /** The rows from `from` up to but not including `to`, as far as they exist. */
  range(from: number, to: number): WireRow[] {
    this.scan();
    const { rows } = this;
    const all: WireRow[] = [];
    for (let index = Math.max(from, rows.start); index < Math.min(to, rows.end); index += 1) {
      const entry = this.entryAt(index);
      if (entry) all.push(this.row(index, entry));
    }
    return all;
  }

  /** The chunks from `from` up to but not including `to`; all without arguments. */
  *chunks(from = 0, to = Number.POSITIVE_INFINITY): Generator<WireChunk> {
    this.scan();
    const { rows } = this;
    for (let index = Math.max(from, rows.start); index < Math.min(to, rows.end); index += 1) {
      const entry = this.entryAt(index);
      if (entry?.type === 'chunk') yield entry;
    }
  }

  /** The bytes of the chunk with this number; undefined if it is no longer held. */
  bytes(number: number): Buffer | undefined {
    const entry = this.log.at(number);
    return entry?.type === 'chunk' ? entry.bytes : undefined;
  }

  setFilter(filter: WireFilter): void {
    this.shown = filter;
    this.rows = new NumberQueue();
    this.hits = new NumberQueue();
    this.current = undefined;
    this.next = this.log.start;
    this.generation += 1;
  }

  /** While paused, rows that come aren't shown; the log keeps them as far as it holds. */
  setPaused(paused: boolean): void {
    this.scan();
    this.pausedAt = paused ? this.log.end : undefined;
  }

  find(query: WireQuery): void {
    this.scan();
    this.query = query;
    this.wanted = queryBytes(query);
    this.hits = new NumberQueue();
    this.current = undefined;
    this.generation += 1;
    const { start, end } = this.rows;
    for (let index = start; index < end; index += 1) {
      const entry = this.entryAt(index);
      if (entry && this.matches(entry)) this.hits.push(index);
    }
  }

  /**
   * The row that matches the query next to row `from`, in this direction; the search continues at the other
   * end.
   */
  step(from: number, by: 1 | -1): number | undefined {
    this.scan();
    const { hits } = this;
    if (hits.start === hits.end) return undefined;
    const at = by > 0 ? hits.indexFrom(from + 1) : hits.indexFrom(from) - 1;
    const wrapped = at >= hits.end ? hits.start : at < hits.start ? hits.end - 1 : at;
    this.current = wrapped - hits.start + 1;
    return hits.at(wrapped);
  }

  dispose(): void {
    this.store.dispose();
  }

  private entryAt(index: number): WireEntry | undefined {
    const number = this.rows.at(index);
    return number === undefined ? undefined : this.log.at(number);
  }

  /** Scans new entries, and forgets dropped ones. */
  private scan(): void {
    const { log, rows } = this;
    const end = this.pausedAt ?? log.end;
    for (this.next = Math.max(this.next, log.start); this.next < end; this.next += 1) {
      const entry = log.at(this.next);
      if (!entry || !this.lets(entry)) continue;
      if (this.matches(entry)) this.hits.push(rows.end);
      rows.push(this.next);
    }
    rows.dropBelow(log.start);
    this.hits.dropBelow(rows.start);
  }

  /** Whether the filter lets an entry through; it lets all dividers. */
  private lets(entry: WireEntry): boolean {
    if (entry.type !== 'chunk') return true;
    const { peer, direction, mark } = this.shown;
    return (
      (peer === undefined || entry.peer === peer) &&
      (direction === undefined || entry.direction === direction) &&
      (mark === undefined || entry.marks.some((each) => each === mark))
    );
  }

  private matches(entry: WireEntry): boolean {
    if (entry.type !== 'chunk' || this.wanted.length === 0) return false;
    return containsBytes(entry.bytes, this.wanted, this.query.mode === 'text');
  }

  private row(index: number, entry: WireEntry): WireRow {
    const { time } = entry;
    if (entry.type !== 'chunk') return { type: 'divider', index, time, label: this.label(entry) };
    const before = this.entryAt(index - 1);
    const { bytes, direction, marks, summary, textAt = 0, connection } = entry;
    const peer: WirePeer = { id: entry.peer, name: this.peerName(connection) };
    return {
      type: 'chunk',
      ...{ index, time, direction, marks, peer },
      ...(before && { delta: time - before.time }),
      ...(summary !== undefined && { summary }),
      number: this.rows.at(index) ?? 0,
      length: entry.size ?? bytes.length,
      text: escapeBytes(bytes.subarray(textAt, textAt + rowTextBytes)),
      hex: spaced(bytes.subarray(0, rowHexBytes)),
      found: this.matches(entry),
    };
  }
}

/** Hexadecimal numbers with spaces between them. */
function spaced(bytes: Buffer): string {
  return bytes.toString('hex').replace(/..(?!$)/g, '$& ');
}
