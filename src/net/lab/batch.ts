import { leaveCommand } from '../../protocol/room-text';
import type { TextEncoding } from '../../protocol/text-encoding';
import { utf8Encoding } from './text-encoding';

/** The most bytes a course program takes in one read. */
export const longestWrite = 1024;

/**
 * Bytes that a message leaves free in each write to somebody's hub: the hub puts our address before
 * it, `('2001:db8:…', 50412, 0, 0):` at the longest, and the whole is one write to its other clients.
 */
export const prefixRoom = 64;

/** What goes to a lab peer in one write: at most {@link longestWrite} bytes that cut no character. */
export interface Piece {
  readonly bytes: Buffer;
  /** Holds no character that could be cut. */
  readonly ascii: boolean;
  /** Begins a message for a peer that takes one read for one message. */
  readonly first?: boolean;
  /** Called when the operating system has taken the bytes. */
  readonly onWritten?: () => void;
}

/** Cuts encoded text into ranges of at most `max` bytes, between characters. */
export function* cuts(
  bytes: Buffer,
  encoding: TextEncoding,
  from = 0,
  to = bytes.length,
  max = longestWrite,
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
  /** Bytes of one write; {@link longestWrite} if absent. */
  readonly max?: number;
  /** Called when the operating system has taken the message. */
  readonly onWritten?: () => void;
}

/** One message's pieces for a peer that takes one read for one message. */
export function messagePieces(text: string, options: MessageOptions): Piece[] {
  const { encoding, max = longestWrite, onWritten } = options;
  const bytes = encoding.encode(text);
  const ranges = [...cuts(bytes, encoding, 0, bytes.length, max)];
  const mayLeave = ranges.length > 1 && endsInLeaveWord.test(text);
  if (mayLeave) keepLeaveWordWhole(ranges, bytes, encoding);
  // ASCII is written at once, and a reader takes it in parts of its own: the last may be the word alone.
  const ascii = bytes.length === text.length && !mayLeave;
  return ranges.map(([start, end]) => ({
    bytes: bytes.subarray(start, end),
    ascii,
    ...(start === 0 && { first: true }),
    ...(end === bytes.length && onWritten && { onWritten }),
  }));
}

const endsInLeaveWord = /q(?:\r\n?|\n)?$/;

/** The end of a long message must not be a read that says goodbye: it takes some characters more. */
function keepLeaveWordWhole(
  ranges: [number, number][],
  bytes: Buffer,
  encoding: TextEncoding,
): void {
  const [before, last] = ranges.slice(-2);
  if (!before || !last) return;
  while (before[1] > before[0] && isGoodbye(bytes.subarray(last[0]), encoding)) {
    before[1] = encoding.boundary(bytes, before[0], before[1] - 1);
    last[0] = before[1];
  }
}

/** Whether a read of these bytes leaves; readers drop a byte order mark. */
function isGoodbye(bytes: Buffer, encoding: TextEncoding): boolean {
  const decoder = encoding.decoder();
  return bytes.length <= longestGoodbye && leaveCommand.test(decoder.write(bytes) + decoder.end());
}

/** Bytes of a byte order mark, `q` and its line end in any encoding. */
const longestGoodbye = 8;

/** A range of the batch's bytes. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly ascii: boolean;
}

/**
 * What a hub says in one turn of the event loop. Each entry is encoded once, all are joined once,
 * and every member is given the same pieces; those who must not hear some entries (their own) are
 * given the rest as views of the same bytes.
 */
export class Batch<M> {
  private readonly entries: {
    readonly bytes: Buffer;
    readonly ascii: boolean;
    readonly except?: M;
  }[] = [];
  private sealed:
    | { readonly bytes: Buffer; readonly spans: Span[]; readonly pieces: Piece[] }
    | undefined;
  private readonly unheard = new Map<M, Span[]>();

  constructor(private readonly encoding: TextEncoding = utf8Encoding) {}

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  /** Those who said something in this batch. */
  get authors(): Iterable<M> {
    return this.unheard.keys();
  }

  add(text: string, except?: M): void {
    const bytes = this.encoding.encode(text);
    const ascii = bytes.length === text.length;
    this.entries.push(except === undefined ? { bytes, ascii } : { bytes, ascii, except });
    if (except !== undefined && !this.unheard.has(except)) this.unheard.set(except, []);
  }

  /** How many bytes of the batch `member` is the author of. */
  bytesBy(member: M): number {
    this.seal();
    return this.unheard.get(member)?.reduce((sum, { start, end }) => sum + end - start, 0) ?? 0;
  }

  /** What `member` hears, in order. Shared between members: not to be changed. */
  piecesFor(member: M): readonly Piece[] {
    const { bytes, spans, pieces } = this.seal();
    const holes = this.unheard.get(member);
    return holes ? Array.from(around(spans, holes), (span) => piece(bytes, span)) : pieces;
  }

  private seal() {
    if (this.sealed) return this.sealed;
    const parts = this.entries.map((entry) => entry.bytes);
    const bytes = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    const spans: Span[] = [];
    let at = 0;
    for (const entry of this.entries) {
      const end = at + entry.bytes.length;
      if (entry.except !== undefined) {
        this.unheard.get(entry.except)?.push({ start: at, end, ascii: entry.ascii });
      }
      place(spans, bytes, { start: at, end, ascii: entry.ascii }, this.encoding);
      at = end;
    }
    this.sealed = { bytes, spans, pieces: spans.map((span) => piece(bytes, span)) };
    return this.sealed;
  }
}

/** Adds an entry to the last span if both fit into one write, else as spans of its own. */
function place(spans: Span[], bytes: Buffer, entry: Span, encoding: TextEncoding): void {
  const last = spans.at(-1);
  if (last && entry.end - last.start <= longestWrite) {
    spans[spans.length - 1] = { ...last, end: entry.end, ascii: last.ascii && entry.ascii };
    return;
  }
  for (const [start, end] of cuts(bytes, encoding, entry.start, entry.end)) {
    spans.push({ start, end, ascii: entry.ascii });
  }
}

/** The spans without the holes. Both are in order; a hole is whole entries, so no character is cut. */
function* around(spans: readonly Span[], holes: readonly Span[]): Generator<Span> {
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

function piece(bytes: Buffer, { start, end, ascii }: Span): Piece {
  return { bytes: bytes.subarray(start, end), ascii };
}
