import { cleanText } from './clean-text';

/** What docs/PROTOCOL.md allows a text: bytes of UTF-8, as such and written as JSON. */
const mostBytes = 32 * 1024;
const mostJsonBytes = 60 * 1024;

/** A text as it may stand in a room's log: valid Unicode without control characters. */
export function roomText(text: string): string {
  return cleanText(text).replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Whether an entry can carry this text: a line of the protocol has other fields besides. */
export function fitsEntry(text: string): boolean {
  // No UTF-16 unit takes more than three bytes, nor more than six in JSON.
  if (text.length * 6 <= mostBytes) return true;
  return utf8Length(text) <= mostBytes && utf8Length(JSON.stringify(text)) <= mostJsonBytes;
}

/** Bytes of `text` in UTF-8. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
