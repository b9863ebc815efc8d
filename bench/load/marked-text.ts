/**
 * The messages of the benchmark mark themselves, so that a receiver can count them in the bytes of any protocol,
 * however they are framed, merged or cut: `~`, the speaker (4 digits), the message's number from 0 (8 digits), and
 * the time in µs when it was sent (15 digits).
 */

const MARK = 0x7e;
const ZERO = 0x30;
const SPEAKER_DIGITS = 4;
const NUMBER_DIGITS = 8;
const TIME_DIGITS = 15;

/** The length of the mark, and so of the shortest message, in bytes. */
export const markBytes = 1 + SPEAKER_DIGITS + NUMBER_DIGITS + TIME_DIGITS;

/** The system's monotonic clock, in µs: the same for all processes. */
export function microseconds(): number {
  return Math.round(Number(process.hrtime.bigint()) / 1000);
}

/** A message of `bytes` ASCII characters, without any that JSON escapes. */
export function markedText(speaker: number, number: number, time: number, bytes: number): string {
  return (
    '~' +
    String(speaker).padStart(SPEAKER_DIGITS, '0') +
    String(number).padStart(NUMBER_DIGITS, '0') +
    String(time).padStart(TIME_DIGITS, '0')
  ).padEnd(bytes, '.');
}

/** Called for each message with its speaker, its number, and where its time is. */
type Found = (speaker: number, number: number, bytes: Buffer, timeAt: number) => void;

/** Finds the marks in a stream of bytes that is cut anywhere. */
export class MarkScanner {
  private rest: Buffer | undefined;

  constructor(private readonly found: Found) {}

  /** The chunk may be overwritten after the call. */
  scan(chunk: Buffer): void {
    const { rest } = this;
    if (rest) {
      this.rest = undefined;
      this.scanMarks(Buffer.concat([rest, chunk.subarray(0, markBytes)]), rest.length);
      // Still too short: all of the chunk is in the new rest.
      if (this.rest) return;
    }
    this.scanMarks(chunk, chunk.length);
  }

  /** Finds marks that begin before `end`; keeps one that is cut at the end of the bytes. */
  private scanMarks(bytes: Buffer, end: number): void {
    for (let at = bytes.indexOf(MARK); at >= 0 && at < end; at = bytes.indexOf(MARK, at + 1)) {
      if (bytes.length - at < markBytes) {
        this.rest = Buffer.from(bytes.subarray(at));
        return;
      }
      const speaker = digits(bytes, at + 1, SPEAKER_DIGITS);
      const number = digits(bytes, at + 1 + SPEAKER_DIGITS, NUMBER_DIGITS);
      // A frame's header may have the same byte.
      if (speaker < 0 || number < 0) continue;
      this.found(speaker, number, bytes, at + markBytes - TIME_DIGITS);
    }
  }
}

/** The time of a mark that a {@link MarkScanner} has found. */
export function timeOf(bytes: Buffer, timeAt: number): number {
  return digits(bytes, timeAt, TIME_DIGITS);
}

/** The number that these bytes spell; -1 if one of them isn't a digit. */
function digits(bytes: Buffer, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const digit = (bytes[index] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
