import { leaveWord } from '../../protocol/room-text';
import type { TextEncoding } from '../../protocol/text-encoding';

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
  return bytes.length <= longestGoodbye && leaveWord.test(decoder.write(bytes) + decoder.end());
}

/** Bytes of a byte order mark, `q` and its line end in any encoding. */
const longestGoodbye = 8;
