import assert from 'node:assert/strict';
import type { ToHub, ToMember } from '../../../src/protocol/frames';
import { LogSync } from '../../../src/room/guest/log-sync';
import { MemberJournal } from '../../../src/room/guest/member-journal';
import { restoreGuest } from '../../../src/room/guest/restored-guest';
import { RoomLog } from '../../../src/room/log/room-log';
import { RoomArchive } from '../../../src/store/room-archive';
import { FakeClock } from '../../helpers/fake-clock';
import { guestHeader, message } from '../../helpers/journal-records';
import { diskError, MemoryDisk } from '../../helpers/memory-disk';

const epoch = { term: 1, opening: 7 };

/** A guest's log on a disk in memory; the test is its hub. */
class Scene {
  readonly clock = new FakeClock();
  readonly archive: RoomArchive;
  readonly journal: MemberJournal;
  readonly sync: LogSync;
  readonly sent: ToHub[] = [];

  constructor(readonly disk = new MemoryDisk()) {
    const { clock } = this;
    this.archive = new RoomArchive({ folder: '/rooms', clock, fs: disk, onFailure: () => {} });
    const [room] = this.archive.list();
    const opened = room && this.archive.open(room.id);
    const restored = opened && restoreGuest(opened.records);
    const continued = restored && { journal: opened.journal, header: restored.header };
    this.journal = new MemberJournal(this.archive, clock, () => {}, continued);
    const { journal } = this;
    const log = new RoomLog();
    const { self } = guestHeader;
    this.sync = new LogSync({ log, journal, clock, self, caughtUp: () => {} }, restored);
  }

  /** What the disk has after a power failure. */
  get stored(): readonly number[] {
    const { clock } = this;
    const fs = this.disk.copy(true);
    const archive = new RoomArchive({ folder: '/rooms', clock, fs, onFailure: () => {} });
    const [room] = archive.list();
    const restored = restoreGuest(archive.read(room?.id ?? '') ?? []);
    return restored?.held.entries.map(({ seq }) => seq) ?? [];
  }

  get held(): readonly number[] {
    return this.sent.splice(0).flatMap((frame) => (frame.type === 'held' ? frame.seq : []));
  }

  connect(welcome: Partial<Extract<ToMember, { type: 'welcome' }>> = {}): void {
    const { self } = guestHeader;
    this.journal.begin(guestHeader);
    const room = { name: 'Lab 3', kind: 'pair', most: 1 } as const;
    const frame = {
      type: 'welcome',
      version: 1,
      room,
      you: self,
      first: 1,
      last: 0,
      epoch,
    } as const;
    this.sync.connect(self, { ...frame, ...welcome }, (sent) => this.sent.push(sent));
    // A hub names the epoch of an entry if it isn't that of the entry before.
    if (this.sync.last === 0) this.sync.begin(epoch);
  }

  take(...numbers: readonly number[]): void {
    for (const seq of numbers) assert.ok(this.sync.applyEntry(message(seq)));
  }
}

describe('a member that may vote', () => {
  it('tells the hub what is on its disk, once for each sync', async () => {
    const scene = new Scene();
    scene.connect();
    scene.sync.acknowledge(true);
    scene.take(1);
    await scene.clock.advance(0);
    assert.deepEqual([scene.stored, scene.held], [[1], [1]], 'with the opening before it');
    scene.take(2);
    await scene.clock.advance(500);
    assert.deepEqual([scene.stored, scene.held], [[1], []]);
    scene.take(3);
    await scene.clock.advance(1000);
    assert.deepEqual([scene.stored, scene.held], [[1, 2, 3], [3]]);
    scene.take(4);
    assert.ok(scene.journal.store([{ type: 'promised', term: 2, to: 'm2' }]));
    await scene.clock.advance(0);
    assert.deepEqual([scene.stored, scene.held], [[1, 2, 3, 4], [4]]);
    await scene.clock.advance(60_000);
    assert.deepEqual(scene.held, []);
  });

  it('says nothing while its disk can’t sync', async () => {
    const scene = new Scene();
    scene.connect();
    scene.sync.acknowledge(true);
    scene.disk.fault = (call) => {
      if (call === 'syncLater' || call === 'sync') throw diskError('EIO');
      return undefined;
    };
    scene.take(1);
    await scene.clock.advance(10_000);
    assert.deepEqual([scene.stored, scene.held], [[], []]);
    scene.disk.fault = undefined;
    await scene.clock.advance(60_000);
    assert.deepEqual([scene.stored, scene.held], [[1], [1]]);
  });

  it('says it again on a new connection, but never for entries that were taken back', async () => {
    const scene = new Scene();
    scene.connect();
    scene.sync.acknowledge(true);
    scene.take(1, 2, 3, 4);
    await scene.clock.advance(2000);
    scene.sync.disconnect();
    assert.deepEqual(scene.held, [4]);
    scene.connect({ last: 6, keep: 2, epoch: { term: 1, opening: 9 } });
    assert.deepEqual(scene.held, [2]);
    scene.sync.begin({ term: 1, opening: 9 });
    scene.take(3, 4, 5);
    assert.deepEqual(scene.held, []);
    await scene.clock.advance(2000);
    assert.deepEqual(scene.held, [5]);
    assert.deepEqual(scene.stored, [1, 2, 3, 4, 5]);
  });

  it('syncs what a window before it may not have', async () => {
    const before = new Scene();
    before.connect();
    before.take(1);
    before.journal.commit();
    before.take(2);
    before.journal.commit();
    const scene = new Scene(before.disk);
    scene.connect({ last: 2 });
    assert.deepEqual([scene.stored, scene.held], [[1], []]);
    scene.sync.acknowledge(true);
    assert.deepEqual([scene.stored, scene.held], [[1, 2], [2]]);
  });

  it('says nothing once it may vote no longer, nor while it isn’t connected', async () => {
    const scene = new Scene();
    scene.connect();
    scene.take(1);
    await scene.clock.advance(2000);
    assert.deepEqual(scene.held, [], 'it may not yet');
    scene.sync.acknowledge(true);
    assert.deepEqual(scene.held, [1]);
    scene.sync.acknowledge(false);
    scene.take(2);
    await scene.clock.advance(2000);
    scene.sync.disconnect();
    scene.sync.acknowledge(true);
    assert.deepEqual(scene.held, []);
  });
});

describe('a log whose last epoch has no entry', () => {
  it('assigns the next entries to their own epoch, also on disk', () => {
    const before = new Scene();
    before.connect();
    before.take(1, 2);
    // This computer has opened the room again, and then learned that someone else hosts it.
    assert.ok(before.journal.store([{ type: 'opening', term: 1, opening: 9, after: 2 }]));
    const scene = new Scene(before.disk);
    scene.connect({ last: 4, keep: 2 });
    scene.take(3, 4);
    assert.ok(scene.journal.store([]));
    const { position } = scene.sync.held;
    assert.deepEqual(position, { last: 4, epoch });
    assert.deepEqual(new Scene(before.disk).sync.held.position, position);
  });
});
