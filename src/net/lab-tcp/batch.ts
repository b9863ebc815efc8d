import { leaveCommand } from '../../protocol/message-text';
import type { TextEncoding } from '../../protocol/text-encoding';
import type { WireMark } from '../../protocol/wire-event';
import { utf8Encoding } from './encodings';

/** Maximum number of bytes that a course program reads at once. */
export const maxWriteBytes = 1024;

/**
 * Bytes that a message leaves free in each write to a hub. The hub puts our address before it, at most
 * `('2001:db8:…', 50412, 0, 0):`, and sends the whole to its other clients in one write.
 */
export const prefixRoom = 64;

/** A read of at least this length may be part of a longer message. */
export const nearlyFull = maxWriteBytes - prefixRoom - 7;

/**
 * Whether this is as long as the pieces of a long message that a Deskmate client writes one by one. It does
 * so with ASCII only if the end could be taken for the leave command.
 */
export function isPiece(bytes: number, text: string): boolean {
  const min = bytes > text.length ? nearlyFull : maxWriteBytes - prefixRoom - 1;
  return bytes >= min && bytes <= maxWriteBytes - prefixRoom;
}

/** What goes to a lab peer in one write: at most {@link maxWriteBytes} bytes of whole characters. */
export interface Piece {
  readonly bytes: Buffer;
  /** Holds only ASCII, which can be cut anywhere. */
  readonly ascii: boolean;
  /** Begins a message for a peer that treats each read as a message. */
  readonly first?: boolean;
  /** Called when the operating system has accepted the bytes. */
  readonly onWritten?: () => void;
  readonly source?: PieceSource;
}

/** What a piece was cut from, for recording the wire. */
interface PieceSource {
  /** Where the messages begin in it, in bytes, ascending. */
  readonly begins: readonly number[];
  /** Where the piece begins in it, in bytes. */
  readonly at: number;
}

/** What is notable about a write of these pieces: whole messages, several of them, or parts of one. */
export function marksOfWrite(pieces: readonly Piece[]): WireMark[] {
  let messages = 0;
  let continues = false;
  for (const [index, { bytes, source }] of pieces.entries()) {
    if (!source) continue;
    const { begins, at } = source;
    messages += begins.filter((begin) => begin >= at && begin < at + bytes.length).length;
    if (index === 0) continues = !begins.includes(at);
  }
  const marks: WireMark[] = continues ? ['message-continued'] : [];
  if (messages + (continues ? 1 : 0) > 1) marks.push('messages-joined');
  return marks;
}

/** Cuts encoded text between characters into `[start, end)` ranges of at most `max` bytes. */
export function* cuts(
  bytes: Buffer,
  encoding: TextEncoding,
  from = 0,
  to = bytes.length,
  max = maxWriteBytes,
): Generator<[number, number]> {
  for (let start = from; start < to; ) {
    const limit = Math.min(start + max, to);
    const end = limit === to ? to : encoding.boundary(bytes, start, limit);
    yield [start, end];
    start = end;
  }
}

export interface MessageOptions {
  readonly encoding: TextEncoding;
  /** Maximum number of bytes per write; {@link maxWriteBytes} if absent. */
  readonly max?: number;
  /** Called when the operating system has accepted the message. */
  readonly onWritten?: () => void;
}

/** Cuts a message into pieces for a peer that treats each read as a message. */
export function messagePieces(text: string, options: MessageOptions): Piece[] {
  const { encoding, max = maxWriteBytes, onWritten } = options;
  const bytes = encoding.encode(text);
  const ranges = [...cuts(bytes, encoding, 0, bytes.length, max)];
  const mayLeave = ranges.length > 1 && endsInLeaveCommand.test(text);
  if (mayLeave) keepLeaveCommandWhole(ranges, bytes, encoding);
  // ASCII is written at once, and the reader cuts it as it likes: its last read could be just the `q`.
  const ascii = bytes.length === text.length && !mayLeave;
  return ranges.map(([start, end]) => ({
    bytes: bytes.subarray(start, end),
    ascii,
    source: { begins: onlyMessage, at: start },
    ...(start === 0 && { first: true }),
    ...(end === bytes.length && onWritten && { onWritten }),
  }));
}

const onlyMessage = [0];

const endsInLeaveCommand = /q(?:\r\n?|\n)?$/;

/**
 * Moves characters to the last range, so that the end of a long message can't be read as the leave command.
 */
function keepLeaveCommandWhole(
  ranges: [number, number][],
  bytes: Buffer,
  encoding: TextEncoding,
): void {
  const [before, last] = ranges.slice(-2);
  if (!before || !last) return;
  while (before[1] > before[0] && isLeaveCommand(bytes.subarray(last[0]), encoding)) {
    before[1] = encoding.boundary(bytes, before[0], before[1] - 1);
    last[0] = before[1];
  }
}

/** Whether a reader takes these bytes for the leave command; readers drop a byte order mark. */
function isLeaveCommand(bytes: Buffer, encoding: TextEncoding): boolean {
  const decoder = encoding.decoder();
  return bytes.length <= maxLeaveBytes && leaveCommand.test(decoder.write(bytes) + decoder.end());
}

/** Maximum number of bytes of a byte order mark, `q` and a line ending in any encoding. */
const maxLeaveBytes = 8;

/** A range of the batch's bytes. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly ascii: boolean;
}

interface Entry<M> extends Span {
  readonly text: string;
  readonly except: M | undefined;
  readonly seq: number | undefined;
}

interface CutBatch {
  /** Where each entry begins. */
  readonly begins: readonly number[];
  readonly spans: readonly Span[];
  readonly pieces: readonly Piece[];
}

const none: readonly Buffer[] = [];

/**
 * What a hub sends in one turn of the event loop. It encodes and joins all entries once, and gives every
 * member the same bytes. A member that must not get some entries (its own) gets the rest as views of the
 * same bytes.
 */
export class Batch<M> {
  private text = '';
  /** With places that hold for ASCII, which has a byte for each character, until they are encoded. */
  private entries: Entry<M>[] = [];
  private readonly ownEntries = new Map<M, Span[]>();
  private bytes: Buffer | undefined;
  /** All of it in one write; undefined unless all of it is ASCII. */
  private ascii: readonly Buffer[] | undefined;
  private cut: CutBatch | undefined;

  constructor(private readonly encoding: TextEncoding = utf8Encoding) {}

  /** The number of entries. */
  get size(): number {
    return this.entries.length;
  }

  /** The authors of this batch's messages. */
  get authors(): Iterable<M> {
    return this.ownEntries.keys();
  }

  /** @param seq the number of the message that it is all of */
  add(text: string, except?: M, seq?: number): void {
    const start = this.text.length;
    this.text += text;
    this.enter({ text, except, seq, start, end: this.text.length, ascii: true });
  }

  /** How many bytes of the batch are from `member`. */
  bytesBy(member: M): number {
    this.encode();
    let sum = 0;
    for (const { start, end } of this.ownEntries.get(member) ?? []) sum += end - start;
    return sum;
  }

  /** The numbered messages that `member` gets, and where they are in its bytes. */
  *messagesFor(
    member: M,
  ): Generator<{ readonly seq: number; readonly start: number; readonly end: number }> {
    this.encode();
    let at = 0;
    for (const { seq, except, start, end } of this.entries) {
      if (except === member) continue;
      const from = at;
      at += end - start;
      if (seq !== undefined) yield { seq, start: from, end: at };
    }
  }

  /**
   * What `member` gets, if all of the batch is ASCII, which needn't be cut: then it takes one write. Members
   * share it: MUST NOT be changed.
   */
  asciiFor(member: M): readonly Buffer[] | undefined {
    const bytes = this.encode();
    const own = this.ascii && this.ownEntries.get(member);
    if (!own) return this.ascii;
    if (own.length === this.entries.length) return none;
    const others: Buffer[] = [];
    let at = 0;
    for (const { start, end } of own) {
      if (start > at) others.push(bytes.subarray(at, start));
      at = end;
    }
    if (at < bytes.length) others.push(bytes.subarray(at));
    return others;
  }

  /** The pieces for `member`, in order. Members share them: MUST NOT be changed. */
  piecesFor(member: M): readonly Piece[] {
    const bytes = this.encode();
    const { begins, spans, pieces } = this.cutAll();
    const own = this.ownEntries.get(member);
    if (!own) return pieces;
    return Array.from(without(spans, own), (span) => piece(bytes, span, begins));
  }

  private enter(entry: Entry<M>): void {
    this.entries.push(entry);
    const { except } = entry;
    if (except === undefined) return;
    const own = this.ownEntries.get(except);
    if (own) own.push(entry);
    else this.ownEntries.set(except, [entry]);
  }

  private encode(): Buffer {
    this.bytes ??= this.encodeAll();
    return this.bytes;
  }

  /** Encodes all entries in one call if they are ASCII, as most of what is said is; else one by one. */
  private encodeAll(): Buffer {
    const { encoding, entries, text } = this;
    const joined = encoding.encode(text);
    if (joined.length === text.length) {
      this.ascii = [joined];
      return joined;
    }
    const parts = entries.map((entry) => encoding.encode(entry.text));
    this.entries = [];
    this.ownEntries.clear();
    let start = 0;
    for (const [index, { length }] of parts.entries()) {
      const entry = entries[index] as Entry<M>;
      const end = start + length;
      this.enter({ ...entry, start, end, ascii: length === entry.text.length });
      start = end;
    }
    return Buffer.concat(parts);
  }

  private cutAll(): CutBatch {
    if (this.cut) return this.cut;
    const bytes = this.encode();
    const begins = this.entries.map(({ start }) => start);
    const spans: Span[] = [];
    for (const { start, end, ascii } of this.entries) {
      addSpan(spans, bytes, { start, end, ascii }, this.encoding);
    }
    const pieces = spans.map((span) => piece(bytes, span, begins));
    this.cut = { begins, spans, pieces };
    return this.cut;
  }
}

/** Adds an entry to the last span if both fit into one write, else as separate spans. */
function addSpan(spans: Span[], bytes: Buffer, entry: Span, encoding: TextEncoding): void {
  const last = spans.at(-1);
  if (last && entry.end - last.start <= maxWriteBytes) {
    spans[spans.length - 1] = { ...last, end: entry.end, ascii: last.ascii && entry.ascii };
    return;
  }
  for (const [start, end] of cuts(bytes, encoding, entry.start, entry.end)) {
    spans.push({ start, end, ascii: entry.ascii });
  }
}

/** The spans without the holes. Both are in order; a hole is whole entries, so no character is cut. */
function* without(spans: readonly Span[], holes: readonly Span[]): Generator<Span> {
  let next = 0;
  for (const span of spans) {
    let start = span.start;
    while (next < holes.length && (holes[next] as Span).start < span.end) {
      const hole = holes[next] as Span;
      if (hole.start > start) yield { ...span, start, end: hole.start };
      start = Math.min(Math.max(start, hole.end), span.end);
      if (hole.end > span.end) break;
      next += 1;
    }
    if (start < span.end) yield { ...span, start };
  }
}

function piece(bytes: Buffer, { start, end, ascii }: Span, begins: readonly number[]): Piece {
  return { bytes: bytes.subarray(start, end), ascii, source: { begins, at: start } };
}
