import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { pinOf } from '../net/deskmate/certificate';
import type { JournalRecord, RoomSummary } from '../room/journal';
import { keptLimits, mostLine } from './journal-reader';
import { parseRecord } from './record-schema';

/** What is read of a file's beginning: the header, and the first entries. */
const headBytes = 64 * 1024;

/** What is read of its end: the last entry, behind whatever waits to be sent. */
const tailBytes = 2 * mostLine;

/**
 * Tells what is in a journal from its two ends, so that the longest takes no longer than a short one.
 * Undefined when there is no header. `entries` counts the numbers from the first entry to the last: a
 * gap counts as if it were there.
 *
 * @throws what the file system throws
 */
export function summarize(id: string, path: string): RoomSummary | undefined {
  const file = openSync(path, 'r');
  try {
    const { size, mtimeMs } = fstatSync(file);
    const head = recordsIn(readPart(file, 0, Math.min(size, headBytes)));
    const [header] = head;
    if (header?.type !== 'hosted' && header?.type !== 'guest') return undefined;
    const start = Math.max(0, size - tailBytes);
    const tail = recordsIn(readPart(file, start, size - start)).toReversed();
    const first = seqOf(head) ?? 1;
    const last = seqOf(tail) ?? 0;
    return {
      id,
      role: header.type === 'hosted' ? 'host' : 'guest',
      kind: header.kind,
      name: header.name,
      pin: header.type === 'guest' ? header.pin : hostPin(header.door.certificate),
      time: Math.floor(mtimeMs),
      entries: Math.min(keptLimits.entries, Math.max(0, last - first + 1)),
      bytes: size,
      over: tail[0]?.type === 'closed',
    };
  } finally {
    closeSync(file);
  }
}

/** Of a room that is over the certificate is gone, and nobody comes back to it. */
function hostPin(certificate: string): string {
  try {
    return pinOf(certificate);
  } catch {
    return '';
  }
}

function readPart(file: number, start: number, length: number): string {
  const bytes = Buffer.alloc(length);
  const count = readSync(file, bytes, 0, length, start);
  return bytes.toString('utf8', 0, count);
}

/** Those that make sense; a line that was cut does not. */
function recordsIn(text: string): readonly JournalRecord[] {
  return text.split('\n').flatMap((line) => parseRecord(line) ?? []);
}

function seqOf(records: readonly JournalRecord[]): number | undefined {
  return records.find((record) => 'seq' in record)?.seq;
}
