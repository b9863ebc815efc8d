import { encodeFrame, encodeUncached } from '../protocol/encode';
import type { JournalRecord } from '../room/log/journal';
import { parseRecord } from './record-schema';

/** JSON escapes tabs in strings: in a line, only the one before the checksum is raw. */
const tab = 0x09;
const digits = 8;

/**
 * A record as its line: JSON, a tab, the CRC-32C of the JSON in hex, a line feed. An entry's JSON is
 * the same bytes that go to the members.
 *
 * Records other than entries and requests are written twice, since losing one of them would cost more
 * than one message: who may come in, or the room itself. Replayed, a repeat changes nothing.
 *
 * @param share whether the JSON stays in memory for as long as the record, for others to use
 */
export function encodeLine(record: JournalRecord, share = true): Buffer {
  const json = (share ? encodeFrame(record) : encodeUncached(record)).subarray(0, -1);
  const line = [json, Buffer.from(`\t${checksumOf(json)}\n`)];
  return Buffer.concat(isRepeated(record) ? [...line, ...line] : line);
}

function isRepeated({ type }: JournalRecord): boolean {
  switch (type) {
    case 'hosted':
    case 'guest':
    case 'door':
    case 'opening':
    case 'closed':
      return true;
    default:
      return false;
  }
}

/** What is lost when a computer loses power must not be one of these. */
export function isUrgent({ type }: JournalRecord): boolean {
  return type === 'hosted' || type === 'guest' || type === 'opening' || type === 'door';
}

/** What a line gives: a record, `damaged`, or undefined for what comes from a newer version. */
export type DecodedLine = JournalRecord | 'damaged' | undefined;

/**
 * Reads the bytes between two line feeds. That is one record, or several where a line feed between
 * them is damaged: each ends eight digits after its tab.
 *
 * @param unchecked whether a line without a checksum counts, as older versions wrote it
 */
export function decodeLine(line: Buffer, unchecked: boolean): readonly DecodedLine[] {
  let at = line.indexOf(tab);
  if (at < 0) return [(unchecked && parseRecord(line.toString())) || 'damaged'];
  const decoded: DecodedLine[] = [];
  let start = 0;
  while (at >= 0) {
    const end = at + 1 + digits;
    decoded.push(decodeRecord(line.subarray(start, at), line.subarray(at + 1, end)));
    // The byte after it was a line feed.
    start = end + 1;
    at = line.indexOf(tab, start);
  }
  if (start <= line.length) decoded.push('damaged');
  return decoded;
}

function decodeRecord(json: Buffer, checksum: Buffer): DecodedLine {
  return checksum.toString() === checksumOf(json) ? parseRecord(json.toString()) : 'damaged';
}

function checksumOf(json: Buffer): string {
  return crc32c(json).toString(16).padStart(digits, '0');
}

/** CRC-32C (Castagnoli) of a byte, by its value: the polynomial 0x1EDC6F41, bits reversed. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** CRC-32C as in RFC 3720, 0 to 2^32 - 1. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let index = 0; index < bytes.length; index += 1) {
    crc = (crc >>> 8) ^ (table[(crc ^ (bytes[index] as number)) & 0xff] as number);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
