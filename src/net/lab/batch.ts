import type { TextEncoding } from '../../protocol/text-encoding';
import { cuts, longestWrite, type Piece } from './piece';
import { utf8Encoding } from './text-encoding';

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
