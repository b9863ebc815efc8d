import assert from 'node:assert/strict';
import { defaultLimits } from '../../../src/protocol/limits';
import { NetError } from '../../../src/protocol/net-error';
import { restoreGuest } from '../../../src/room/guest/restored-guest';
import { isFormerHost } from '../../../src/room/host/former-host';
import { restoreHosted } from '../../../src/room/host/restored-room';
import { takeOverRoom } from '../../../src/room/host/take-over';
import { isSameEpoch } from '../../../src/room/log/epochs';
import type { JournalRecord } from '../../../src/room/log/journal';
import { standbyRecords } from '../../../src/room/log/journal-records';
import { RoomLog } from '../../../src/room/log/room-log';
import { MemberServer } from '../../../src/room/member-server';
import { start } from '../../../src/room/succession/state';
import { RoomArchive } from '../../../src/store/room-archive';
import { silentLogger } from '../../../src/util/logger';
import { atEachCall } from '../../helpers/disk-at-each-call';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeNetwork } from '../../helpers/fake-network';
import { guestHeader, joined, message } from '../../helpers/journal-records';
import { MemoryDisk } from '../../helpers/memory-disk';

const listener = { address: '127.0.0.1', port: 9000 };
const access = {
  ...{ certificate: 'certificate', privateKey: 'private key', token: 'old', locked: false },
  keys: [{ member: 'm2', hash: 'hash of m2' }],
};
const { self } = guestHeader;
const term = 2;
const opened = { type: 'opening', term: 1, opening: 7, after: 0 } as const;

/** The journal of a guest that has won an election: its own entry 4 was taken back. */
const records: readonly JournalRecord[] = [
  guestHeader,
  opened,
  joined(1, 'm0', 'Ann'),
  joined(2, 'm1', 'Bob'),
  message(3, 'kept', 'm2'),
  message(4, 'lost'),
  { type: 'took-back', keep: 3, time: 0, lost: 1, again: 1 },
  { type: 'opening', term: 1, opening: 8, after: 3 },
  message(4, 'after the host opened again', 'm0'),
  ...standbyRecords({ ...listener, access, most: 5 }),
  { type: 'promised', term, to: self.id },
];

function archiveOn(fs: MemoryDisk): RoomArchive {
  return new RoomArchive({ folder: '/rooms', clock: new FakeClock(), fs, onFailure: () => {} });
}

const roomOn = (disk: MemoryDisk) => {
  const archive = archiveOn(disk);
  const [room] = archive.list();
  return archive.read(room?.id ?? '') ?? [];
};

describe('taking over a room', () => {
  let memberServer: MemberServer;
  let id = '';

  beforeEach(async () => {
    const network = new FakeNetwork();
    memberServer = await MemberServer.open(network, { kind: 'group', ...listener, access });
  });

  function store(disk: MemoryDisk): void {
    const [header, ...rest] = records;
    assert.ok(header?.type === 'guest');
    const journal = archiveOn(disk).create(header);
    id = journal.id;
    for (const record of rest) journal.append(record);
    journal.close(false);
  }

  /** Takes over on this disk; returns whether the room is hosted then, and its archive. */
  function takeOver(disk: MemoryDisk) {
    const network = new FakeNetwork();
    const [clock, log] = [new FakeClock(), new RoomLog()];
    const archive = archiveOn(disk);
    const deps = { network, archive, limits: defaultLimits, clock, log, logger: silentLogger };
    const voters = { voters: ['m0', 'm1', 'm2'], votersSeq: 0 };
    const state = start(
      {
        ...{ self: self.id, host: 'm0', promised: { term, to: self.id } },
        log: { last: { term: 1, opening: 8, seq: 4 }, ...voters },
      },
      clock.now(),
    );
    const info = { kind: 'group', name: 'Lab 3', ...listener } as const;
    const { pin: firstPin } = guestHeader;
    const how = {
      term,
      before: 'm0',
      most: 5,
      firstPin,
      self,
      formerKeys: [],
      memberServer,
      state,
    };
    try {
      const room = takeOverRoom(deps, id, info, how);
      return { isHost: true, room, archive };
    } catch (error) {
      assert.ok(error instanceof NetError && error.code === 'storage-failed', `${error}`);
      return { isHost: false, archive };
    }
  }

  it('begins the term in the journal, with the log as it was agreed on and its own lost messages', () => {
    const disk = new MemoryDisk();
    store(disk);
    assert.ok(takeOver(disk).isHost);
    const stored = restoreHosted(roomOn(disk.copy(true)));
    assert.ok(stored && !isFormerHost(stored));
    const { restored } = stored;
    assert.deepEqual(
      restored.entries.map((entry) => ('text' in entry ? entry.text : entry.type)),
      ['joined', 'joined', 'kept', 'after the host opened again', 'took-over'],
    );
    assert.deepEqual(restored.asked, [{ type: 'say', id: 'r4', text: 'lost' }]);
    assert.deepEqual(restored.promised, { term, to: self.id });
    const [, , newest] = restored.openings;
    assert.deepEqual([newest?.term, newest?.after], [term, 4]);
    assert.notEqual(restored.access.token, access.token, 'who had the old invite may be gone');
    assert.equal(restored.access.privateKey, access.privateKey);
  });

  it('is the guest’s room with its promise, or the host’s of the new term, whatever the disk does', () => {
    const before = restoreGuest(records);
    const seen = { guest: 0, host: 0 };
    const check = (disk: MemoryDisk, isHost: boolean, what: string) => {
      const found = roomOn(disk);
      const hosted = restoreHosted(found);
      if (!hosted) {
        seen.guest += 1;
        assert.equal(isHost, false, `${what}: it hosted the room`);
        const guest = restoreGuest(found);
        assert.deepEqual(guest?.promised, { term, to: self.id }, what);
        assert.deepEqual(guest?.standby, before?.standby, what);
        assert.deepEqual(guest?.held.entries, before?.held.entries, what);
        assert.deepEqual(guest?.outbox, before?.outbox, what);
        return;
      }
      seen.host += 1;
      const { entries, openings, promised } = hosted.restored;
      const took = entries.find(({ seq }) => seq === 5);
      assert.ok(took?.type === 'took-over' && took.term === term, what);
      assert.equal(openings.at(-1)?.after, 4, what);
      assert.equal(openings.at(-1)?.term, term, what);
      assert.ok(!openings.slice(0, -1).some((one) => one.term >= term), what);
      assert.deepEqual(promised, { term, to: self.id }, what);
      assert.equal(isFormerHost(hosted), false, what);
    };
    atEachCall(store, (disk) => takeOver(disk).isHost, check);
    assert.ok(seen.guest > 50 && seen.host > 50, JSON.stringify(seen));
  });

  it('can be tried again, or goes on as the guest, when the disk has failed', () => {
    let [again, hosted] = [0, 0];
    const work = (disk: MemoryDisk) => {
      const first = takeOver(disk);
      disk.fault = undefined;
      if (first.isHost) return true;
      const found = first.archive.read(id) ?? [];
      if (restoreGuest(found)) {
        again += 1;
        assert.ok(takeOver(disk).isHost);
      } else {
        // Its file is the host's already: it can be opened again in this term.
        hosted += 1;
        const stored = restoreHosted(found);
        assert.ok(stored && !isFormerHost(stored));
        const journal = first.archive.open(id)?.journal;
        assert.equal(journal?.store([]), true);
        journal?.close(false);
      }
      return true;
    };
    atEachCall(store, work, (disk, _, what) => {
      const { restored } = restoreHosted(roomOn(disk)) ?? {};
      assert.equal(restored?.openings.filter((one) => one.term === term).length, 1, what);
      assert.ok(!isSameEpoch(restored?.openings.at(-1) ?? opened, opened));
    });
    assert.ok(again > 0 && hosted > 0, `${again} ${hosted}`);
  });
});
