import { cutBefore } from '../utf8';

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

/** Cuts encoded text into ranges of at most `most` bytes, between characters. */
export function* cuts(
  bytes: Buffer,
  from = 0,
  to = bytes.length,
  most = longestWrite,
): Generator<[number, number]> {
  for (let start = from; start < to; ) {
    const end = Math.min(to, cutBefore(bytes, start, most));
    yield [start, end];
    start = end;
  }
}

/**
 * One message's pieces for a peer that takes one read for one message.
 *
 * @param most bytes of one write
 */
export function messagePieces(text: string, onWritten?: () => void, most = longestWrite): Piece[] {
  const bytes = Buffer.from(text);
  const ascii = bytes.length === text.length;
  return Array.from(cuts(bytes, 0, bytes.length, most), ([start, end]) => ({
    bytes: bytes.subarray(start, end),
    ascii,
    ...(start === 0 && { first: true }),
    ...(end === bytes.length && onWritten && { onWritten }),
  }));
}
