import type { Epoch } from '../../protocol/frames';
import type { RoomEntry } from '../../protocol/room-entry';
import type { Clock } from '../../util/clock';
import { runToEnd } from '../../util/slices';
import { restoreGuest } from '../guest/restored-guest';
import { restoreHosted } from '../host/restored-room';
import type { StoredMark } from '../log/deliveries';
import { Epochs } from '../log/epochs';
import type {
  Archive,
  DamagedEntries,
  GuestHeader,
  HostHeader,
  JournalRecord,
} from '../log/journal';
import type { LogEntry } from '../log/log-entry';
import { LogProjection } from '../log/log-projection';
import { replaySteps } from '../log/replay-entries';
import { RoomLog } from '../log/room-log';
import { StoredMarks } from '../log/stored-marks';
import type { RoomInfo } from '../room';

/** A stored room whose log is shown for reading. */
export interface StoredRoomInfo {
  readonly info: RoomInfo;
  /** The epoch of the entry with this number. */
  epochAt(seq: number): Epoch;
}

/**
 * Shows a stored room's log for reading. Returns undefined, and changes nothing, if the records have no
 * header.
 * @param id the room's id on this computer
 */
export function showStoredLog(
  id: string,
  records: readonly JournalRecord[],
  log: RoomLog,
  clock: Clock,
): StoredRoomInfo | undefined {
  if (!records.some(isHeader)) return undefined;
  return log.refill(() => runToEnd(storedLogSteps(id, records, log, clock)));
}

/** The messages of a saved room. */
export interface SavedChat extends Pick<StoredRoomInfo, 'epochAt'> {
  readonly room: RoomInfo;
  readonly entries: readonly LogEntry[];
}

/** Reads a saved room without showing it, a little with each step; undefined when it is no longer saved. */
export function* savedChatSteps(
  archive: Pick<Archive, 'reading'>,
  id: string,
  clock: Clock,
): Generator<void, SavedChat | undefined, undefined> {
  const records = yield* archive.reading(id);
  if (!records) return undefined;
  const log = new RoomLog();
  const stored = yield* storedLogSteps(id, records, log, clock);
  return stored && { room: stored.info, entries: log.entries, epochAt: stored.epochAt };
}

/** Fills an empty log like {@link showStoredLog}, an entry with each step. */
function* storedLogSteps(
  id: string,
  records: readonly JournalRecord[],
  log: RoomLog,
  clock: Clock,
): Generator<void, StoredRoomInfo | undefined, undefined> {
  const guest = restoreGuest(records);
  const header = guest?.header ?? records.find(isHostHeader);
  if (!header) return undefined;
  yield;
  const self = guest?.self ?? (header as HostHeader).host;
  const epochs = guest?.held.epochs ?? new Epochs(records.filter(isOpening));
  const epochAt = (seq: number) => epochs.at(seq);
  const view = new LogProjection(log, self.id, { name: self.name, room: () => id, epochAt });
  yield* replaySteps(
    view,
    guest?.held ?? { entries: records.filter(isEntry), damaged: records.filter(isDamaged) },
  );
  view.restoreMarks(guest?.marks ?? marksOf(records));
  yield;
  const waiting = guest?.outbox ?? restoreHosted(records)?.restored.asked ?? [];
  for (const request of waiting) view.queue(request, clock.now());
  return { info: infoOf(header), epochAt };
}

function infoOf(header: HostHeader | GuestHeader): RoomInfo {
  const { kind, name, port } = header;
  const address = header.type === 'hosted' ? header.address : (header.addresses[0] ?? '');
  return { kind, name, address, port };
}

function isHeader(record: JournalRecord): record is HostHeader | GuestHeader {
  return record.type === 'hosted' || record.type === 'guest';
}

function isHostHeader(record: JournalRecord): record is HostHeader {
  return record.type === 'hosted';
}

function isOpening(record: JournalRecord): record is Extract<JournalRecord, { type: 'opening' }> {
  return record.type === 'opening';
}

function isEntry(record: JournalRecord): record is RoomEntry {
  return 'seq' in record;
}

function isDamaged(record: JournalRecord): record is DamagedEntries {
  return record.type === 'damaged';
}

function marksOf(records: readonly JournalRecord[]): readonly StoredMark[] {
  const marks = new StoredMarks();
  for (const record of records) if (record.type === 'marks') marks.merge(record.marks);
  return marks.list;
}
