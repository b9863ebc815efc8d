import type { JournalRecord } from '../room/log/journal';
import { crc32c, viewOf } from './crc32c';
import { parseRecord } from './journal-record';

/** JSON escapes tabs in strings, so the only raw tab in a line is the one before the checksum. */
const tab = 0x09;
const lineFeed = 0x0a;
const digits = 8;
/** Bytes of a line after its JSON. */
const tailBytes = 1 + digits + 1;

/** How large a buffer for lines begins, in bytes. */
const minBytes = 4 * 1024;

/** A buffer of this size is reused, in bytes; a larger one is dropped with its lines. */
const reusedBytes = 64 * 1024;

/**
 * Lines of a journal, one after the other in one buffer, so that all records of a turn are one write and nothing is
 * made or copied for each.
 */
export class JournalLines {
  private buffer: Buffer = Buffer.alloc(0);
  private view = viewOf(this.buffer);
  private length = 0;
  /** Where the record added last begins. */
  private latestAt = 0;
  private lines = 0;

  /** Number of records. */
  get count(): number {
    return this.lines;
  }

  /** All lines; valid until another one is added. */
  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  /** The record added last; valid until another one is. */
  get latest(): Buffer {
    return this.buffer.subarray(this.latestAt, this.length);
  }

  /**
   * Adds a record as a line: JSON, a tab, the CRC-32C of the JSON in hex, a line feed. An entry's JSON is the same
   * bytes that members get.
   *
   * Headers, openings, ends and access changes are written twice, because losing one costs more than a
   * message: who may join, or the room itself. Replaying a repeat changes nothing.
   *
   * @param json the record's JSON, if the caller has encoded it
   * @returns how many bytes it takes
   */
  add(record: JournalRecord, json = jsonOf(record)): number {
    return this.addJson(json, isRepeated(record) ? 2 : 1);
  }

  /** Adds a record that is encoded. */
  addJson(json: string, copies: 1 | 2 = 1): number {
    const start = this.length;
    this.latestAt = start;
    // A UTF-16 unit takes at most three bytes.
    this.reserve(copies * (3 * json.length + tailBytes));
    const { buffer } = this;
    const tabAt = start + buffer.write(json, start);
    buffer[tabAt] = tab;
    writeHex(crc32c(this.view, start, tabAt), buffer, tabAt + 1);
    this.length = tabAt + tailBytes;
    buffer[this.length - 1] = lineFeed;
    if (copies === 2) this.length += buffer.copy(buffer, this.length, start, this.length);
    this.lines += 1;
    return this.length - start;
  }

  clear(): void {
    if (this.buffer.length > reusedBytes) this.use(Buffer.alloc(0));
    this.length = 0;
    this.latestAt = 0;
    this.lines = 0;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const size = Math.max(minBytes, this.length + bytes, 2 * this.buffer.length);
    const buffer = Buffer.allocUnsafeSlow(size);
    this.buffer.copy(buffer, 0, 0, this.length);
    this.use(buffer);
  }

  private use(buffer: Buffer): void {
    this.buffer = buffer;
    this.view = viewOf(buffer);
  }
}

/** A record as JSON. An entry that only later versions know stays as it came. */
export function jsonOf(record: JournalRecord): string {
  return record.type === 'unknown' ? record.json : JSON.stringify(record);
}

const hexDigits = Buffer.from('0123456789abcdef');

/** Writes eight hex digits. Number.toString takes 25 times as long for what has 32 bits. */
function writeHex(value: number, into: Buffer, at: number): void {
  for (let index = 0; index < digits; index += 1) {
    into[at + index] = hexDigits[(value >>> (28 - 4 * index)) & 0xf] as number;
  }
}

function isRepeated({ type }: JournalRecord): boolean {
  switch (type) {
    case 'hosted':
    case 'guest':
    case 'door':
    case 'opening':
    case 'promised':
    case 'standby':
    case 'closed':
      return true;
    default:
      return false;
  }
}

/** Whether a record must be synced at once, so that a power failure can't lose it. */
export function isUrgent({ type }: JournalRecord): boolean {
  switch (type) {
    case 'hosted':
    case 'guest':
    case 'opening':
    case 'promised':
    case 'took-over':
    case 'standby':
    case 'door':
      return true;
    default:
      return false;
  }
}

/** A decoded record, `damaged`, or undefined for a record from a newer version. */
export type DecodedLine = JournalRecord | 'damaged' | undefined;

/**
 * Decodes the bytes between two line feeds: one record, or several if a line feed between them is damaged.
 * Each ends eight digits after its tab.
 *
 * @param unchecked whether to accept a line without a checksum, as older versions wrote it
 */
export function decodeLine(line: Buffer, unchecked: boolean): readonly DecodedLine[] {
  let at = line.indexOf(tab);
  if (at < 0) return [(unchecked && parseRecord(line.toString())) || 'damaged'];
  const decoded: DecodedLine[] = [];
  let start = 0;
  while (at >= 0) {
    const end = at + 1 + digits;
    decoded.push(decodeRecord(line.subarray(start, at), line.subarray(at + 1, end)));
    // Skip the damaged line feed.
    start = end + 1;
    at = line.indexOf(tab, start);
  }
  if (start <= line.length) decoded.push('damaged');
  return decoded;
}

function decodeRecord(json: Buffer, checksum: Buffer): DecodedLine {
  const expected = crc32c(viewOf(json)).toString(16).padStart(digits, '0');
  return checksum.toString() === expected ? parseRecord(json.toString()) : 'damaged';
}

const recordHead = Buffer.from('{"type":"');

/** Whether a damaged line still starts like a record. */
export function hasReadableType(line: Buffer): boolean {
  return line.subarray(0, recordHead.length).equals(recordHead);
}

/** Every opening's line is longer than this, in bytes. */
export const minOpeningBytes = 40;

/** What a wiped area of a disk reads as. A shorter one leaves part of one of an opening's two lines. */
const wipedBytes = [0x00, 0xff].map((byte) => Buffer.alloc(minOpeningBytes, byte));

/**
 * Whether a damaged line shows part of an opening, or has a wiped area that may contain both its copies.
 */
export function showsOpening(line: Buffer): boolean {
  return ['"opening"', '"after"', ...wipedBytes].some((part) => line.includes(part));
}
