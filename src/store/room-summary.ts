import { pinOf } from '../net/deskmate/certificate';
import type { Endpoint } from '../protocol/endpoint';
import type { GuestHeader, HostHeader, JournalRecord, RoomSummary } from '../room/log/journal';
import type { FileSystem } from './file-system';
import { decodeLines, maxRecordBytes, retentionLimits } from './journal-reader';

/** How much to read of a file's beginning, for the header and the first entries, in bytes. */
const headBytes = 64 * 1024;

/** How much to read of its end, for the last entry, which queued requests may follow, in bytes. */
const tailBytes = 2 * maxRecordBytes;

/**
 * Summarizes a journal from its two ends, so that a long one takes no longer than a short one. Undefined if
 * neither end has a header. `entries` counts the numbers from the first entry to the last, including gaps.
 *
 * @throws what the file system throws
 */
export function summarize(fs: FileSystem, id: string, path: string): RoomSummary | undefined {
  const file = fs.open(path, 'read');
  try {
    const size = fs.size(file);
    const head = readPart(fs, file, 0, Math.min(size, headBytes));
    const start = Math.max(0, size - tailBytes);
    const tail = readPart(fs, file, start, size - start).toReversed();
    // A guest's header is written again when it changes, and the end of the file always has the newest.
    const header = [...tail, ...head.toReversed()].find((record) => record.type in roles);
    if (header?.type !== 'hosted' && header?.type !== 'guest') return undefined;
    const first = seqOf(head) ?? 1;
    const last = seqOf(tail) ?? 0;
    const [end] = tail;
    const pin = header.type === 'guest' ? header.pin : hostPin(header.door.certificate);
    const grown = [...tail, ...head].find((record) => record.type === 'grown');
    return {
      id,
      role: roles[header.type],
      kind: grown?.kind ?? header.kind,
      name: header.name,
      pin,
      firstPin: header.firstPin ?? pin,
      pins: pinsOf(header, pin, [...tail, ...head.toReversed()]),
      endpoints: header.type === 'guest' ? hostEndpoints(header) : [],
      time: fs.stat(path).time,
      entries: Math.min(retentionLimits.entries, Math.max(0, last - first + 1)),
      bytes: size,
      over: end?.type === 'closed' && !end.again,
      closed: end?.type === 'closed' && end.again === true,
    };
  } finally {
    fs.close(file);
  }
}

/** See {@link RoomSummary.pins}. @param records some of the room's, the newest first */
export function pinsOf(
  header: HostHeader | GuestHeader,
  pin: string,
  records: readonly JournalRecord[],
): readonly string[] {
  const entry = records.find((record) => record.type === 'successors');
  const listed = entry?.successors.map((each) => each.pin) ?? [];
  const { firstPin = '', formerKeys = [] } = header;
  const next = header.type === 'guest' ? (header.successors ?? listed) : listed;
  const pins = [pin, firstPin, ...next, ...formerKeys.map((each) => each.pin)];
  return [...new Set(pins)].filter((each) => each !== '');
}

/** By the header's type. */
const roles = { hosted: 'host', guest: 'guest' } as const;

/** Where a guest's host was last reached or said to be. */
export function hostEndpoints({ addresses, port, others = [] }: GuestHeader): readonly Endpoint[] {
  return [...addresses.map((host) => ({ host, port })), ...others];
}

/**
 * The pin of a host's certificate. Empty for a room that has ended: its certificate is deleted, and no one
 * can come back.
 */
function hostPin(certificate: string): string {
  try {
    return pinOf(certificate);
  } catch {
    return '';
  }
}

function readPart(
  fs: FileSystem,
  file: number,
  start: number,
  length: number,
): readonly JournalRecord[] {
  const bytes = Buffer.alloc(length);
  const count = fs.read(file, bytes, start);
  return decodeLines(bytes.subarray(0, count));
}

function seqOf(records: readonly JournalRecord[]): number | undefined {
  return records.find((record) => 'seq' in record)?.seq;
}
