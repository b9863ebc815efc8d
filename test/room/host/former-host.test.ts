import assert from 'node:assert/strict';
import { restoreGuest } from '../../../src/room/guest/restored-guest';
import { asGuest, isFormerHost } from '../../../src/room/host/former-host';
import { restoreHosted } from '../../../src/room/host/restored-room';
import type { JournalRecord } from '../../../src/room/log/journal';
import { RoomArchive } from '../../../src/store/room-archive';
import { atEachCall } from '../../helpers/disk-at-each-call';
import { FakeClock } from '../../helpers/fake-clock';
import { hostHeader, joined, message } from '../../helpers/journal-records';
import type { MemoryDisk } from '../../helpers/memory-disk';

const identity = { pin: 'own pin', hostKey: 'own key' };
const promise = { term: 2, to: 'm1' };
const key = { member: 'm1', hash: 'hash of m1' };

const records: readonly JournalRecord[] = [
  hostHeader,
  { type: 'opening', term: 1, opening: 7, after: 0 },
  joined(1, 'm0', 'Ann'),
  { type: 'door', change: { type: 'key', ...key } },
  joined(2, 'm1', 'Bob'),
  { type: 'queued', request: { type: 'say', id: 'r3', text: 'numbered' } },
  message(3, 'numbered', 'm0'),
  { type: 'door', change: { type: 'locked', locked: true } },
  { type: 'renamed', seq: 4, time: 4, member: 'm0', name: 'Anna', before: 'Ann' },
  { type: 'queued', request: { type: 'say', id: 'r5', text: 'not numbered' } },
];

const archiveOn = (fs: MemoryDisk) =>
  new RoomArchive({ folder: '/rooms', clock: new FakeClock(), fs, onFailure: () => {} });

describe('a host that has promised its room to someone', () => {
  let id = '';

  function store(disk: MemoryDisk): void {
    const journal = archiveOn(disk).create(hostHeader);
    id = journal.id;
    for (const record of records.slice(1)) journal.append(record);
    journal.close(false);
  }

  /** Makes the room's journal that of a guest. */
  function becomeGuest(archive: RoomArchive): boolean {
    const found = archive.read(id);
    const hosted = found && restoreHosted(found);
    if (!hosted || !isFormerHost(hosted)) return false;
    return archive.replace(id, asGuest(found, hosted, identity));
  }

  it('comes back as a member, and listens as before, whatever the disk does', () => {
    const seen = { host: 0, former: 0, guest: 0 };
    const entries = restoreHosted(records)?.restored.entries;
    const access = restoreHosted(records)?.restored.access;

    /** Promises, and then goes on as a guest; returns whether it has promised. */
    const work = (disk: MemoryDisk) => {
      const archive = archiveOn(disk);
      const journal = archive.open(id)?.journal;
      const isPromised = journal?.store([{ type: 'promised', ...promise }]) ?? false;
      journal?.close(false);
      if (isPromised) becomeGuest(archive);
      return isPromised;
    };
    const check = (disk: MemoryDisk, isPromised: boolean, what: string) => {
      const archive = archiveOn(disk);
      const hosted = restoreHosted(archive.read(id) ?? []);
      if (hosted && !isFormerHost(hosted)) {
        seen.host += 1;
        assert.equal(isPromised, false, what);
        assert.deepEqual(hosted.restored.entries, entries, what);
        return;
      }
      if (hosted) {
        seen.former += 1;
        assert.ok(becomeGuest(archive), what);
      } else seen.guest += 1;
      const guest = restoreGuest(archive.read(id) ?? []);
      assert.ok(guest, what);
      assert.deepEqual(guest.promised, promise, what);
      const { address, port, most } = hostHeader;
      assert.deepEqual(guest.standby, { address, port, most, access }, what);
      assert.deepEqual(guest.held.entries, entries, what);
      assert.deepEqual(guest.held.epochs.position(4), { last: 4, epoch: { term: 1, opening: 7 } });
      assert.deepEqual(guest.self, { id: 'm0', name: 'Anna' }, what);
      assert.deepEqual([guest.header.pin, guest.header.key], ['own pin', 'own key'], what);
      const waiting = [{ type: 'say', id: 'r5', text: 'not numbered' }];
      assert.deepEqual(guest.outbox, waiting, what);
    };
    atEachCall(store, work, check);
    const counts = JSON.stringify(seen);
    assert.ok(seen.host > 50 && seen.former > 50 && seen.guest > 50, counts);
  });

  it('may open its room again while its promise isn’t above its term', () => {
    const took: readonly JournalRecord[] = [
      { type: 'promised', term: 3, to: 'm0' },
      { type: 'opening', term: 3, opening: 9, after: 4 },
    ];
    const hosted = restoreHosted([...records, ...took]);
    assert.ok(hosted && !isFormerHost(hosted));
    const later = restoreHosted([...records, ...took, { type: 'promised', term: 4, to: 'm0' }]);
    assert.ok(later && isFormerHost(later), 'it stands again, and someone else may have won');
  });
});
