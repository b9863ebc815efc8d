import type { RoomEntry } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import { restoreHosted } from '../host/restored-room';
import type { KeptMark } from '../log/deliveries';
import type { DamagedEntries, GuestHeader, HostHeader, JournalRecord } from '../log/journal';
import { LogProjection } from '../log/log-projection';
import { replayEntries } from '../log/replay-entries';
import { KeptMarks, restoreGuest } from '../log/restored-guest';
import type { RoomLog } from '../log/room-log';
import type { RoomInfo } from '../room';

/** Shows a stored room's log for reading. Returns the room; undefined if the records have no header. */
export function showKept(
  records: readonly JournalRecord[],
  log: RoomLog,
  clock: Clock,
): RoomInfo | undefined {
  const guest = restoreGuest(records);
  const header = guest?.header ?? records.find(isHostHeader);
  if (!header) return undefined;
  const self = guest?.self ?? (header as HostHeader).host;
  log.refill(() => {
    const view = new LogProjection(log, self.id, { name: self.name });
    if (guest) replayEntries(view, guest.held);
    else
      replayEntries(view, { entries: records.filter(isEntry), damaged: records.filter(isDamaged) });
    view.restoreMarks(guest?.marks ?? marksOf(records));
    const waiting = guest?.outbox ?? restoreHosted(records)?.restored.asked ?? [];
    for (const request of waiting) view.queue(request, clock.now());
  });
  return infoOf(header);
}

function infoOf(header: HostHeader | GuestHeader): RoomInfo {
  const { kind, name, port } = header;
  const address = header.type === 'hosted' ? header.address : (header.addresses[0] ?? '');
  return { kind, name, address, port };
}

function isHostHeader(record: JournalRecord): record is HostHeader {
  return record.type === 'hosted';
}

function isEntry(record: JournalRecord): record is RoomEntry {
  return 'seq' in record;
}

function isDamaged(record: JournalRecord): record is DamagedEntries {
  return record.type === 'damaged';
}

function marksOf(records: readonly JournalRecord[]): readonly KeptMark[] {
  const marks = new KeptMarks();
  for (const record of records) if (record.type === 'marks') marks.take(record.marks);
  return marks.list;
}
