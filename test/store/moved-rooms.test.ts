import assert from 'node:assert/strict';
import type { Journal } from '../../src/room/log/journal';
import type { MoveProblem } from '../../src/room/storage-problem';
import { RoomArchive } from '../../src/store/room-archive';
import { FakeClock } from '../helpers/fake-clock';
import { hostHeader, message } from '../helpers/journal-records';
import { diskError, type Fault, MemoryDisk } from '../helpers/memory-disk';

const [home, elsewhere] = ['/rooms', '/media/stick'];

/** A disk whose calls in the default folder fail. */
const isFull: Fault = (call, _, path) => {
  if (path.startsWith(home) && (call === 'write' || call === 'makeFolder'))
    throw diskError('ENOSPC');
  return undefined;
};

describe('a room stored in another folder', () => {
  let disk: MemoryDisk;
  let clock: FakeClock;

  beforeEach(() => {
    disk = new MemoryDisk();
    clock = new FakeClock();
  });

  function archiveOn(fs: MemoryDisk): RoomArchive {
    return new RoomArchive({ folder: home, clock, onFailure: () => {}, fs });
  }

  /** What another process reads of the only room. */
  function found(fs: MemoryDisk) {
    const archive = archiveOn(fs);
    const rooms = archive.list();
    assert.ok(rooms.length <= 1, 'each room is listed once');
    const [room] = rooms;
    const records = (room && archive.open(room.id)?.records) ?? [];
    return { room, seqs: records.flatMap((record) => ('seq' in record ? record.seq : [])) };
  }

  /** A journal with one stored entry, and one that waits for the disk. */
  function stopped(archive = archiveOn(disk)): Journal {
    const journal = archive.create(hostHeader);
    journal.append(message(1));
    assert.ok(journal.commit());
    disk.fault = isFull;
    journal.append(message(2));
    assert.ok(!journal.commit());
    return journal;
  }

  async function move(journal: Journal, folder: string): Promise<MoveProblem | undefined> {
    const moving = journal.moveTo(folder);
    await clock.advance(10);
    return moving;
  }

  it('has the whole log, continues automatically, and is found after a restart', async () => {
    const archive = archiveOn(disk);
    const journal = stopped(archive);
    let changes = 0;
    journal.onDidChange(() => {
      changes += 1;
    });
    // There is space for a note once an old journal is removed.
    let removed = false;
    disk.fault = (call, count, path) => {
      if (call === 'remove' && path.endsWith('.ndjson')) removed = true;
      return removed ? undefined : isFull(call, count, path);
    };
    assert.equal(await move(journal, elsewhere), undefined);
    assert.deepEqual([journal.problem, changes], [undefined, 1]);
    journal.append(message(3));
    assert.ok(journal.commit());
    await clock.advance(1000);
    for (const copy of [disk.copy(false), disk.copy(true)]) {
      const { room, seqs } = found(copy);
      assert.deepEqual([room?.id, room?.name, room?.missing], [journal.id, '同桌', undefined]);
      assert.deepEqual(seqs, [1, 2, 3]);
    }
    assert.deepEqual(archive.list()[0]?.id, journal.id);
    assert.equal(disk.get(`${home}/${journal.id}.ndjson`), undefined);
    journal.close(false);
    archive.delete(journal.id);
    assert.deepEqual(disk.paths, []);
    assert.equal(clock.pending, 0);
  });

  it('can move back, or stay where it is', async () => {
    const journal = stopped();
    disk.fault = undefined;
    for (const folder of [elsewhere, elsewhere, '/other', home, home]) {
      assert.equal(await move(journal, folder), undefined, folder);
      assert.deepEqual(found(disk.copy(true)).seqs, [1, 2], folder);
      assert.equal(disk.paths.filter((path) => path.endsWith('.ndjson')).length, 1);
    }
    assert.deepEqual(disk.paths, [`${home}/${journal.id}.ndjson`]);
  });

  it('is listed as missing while its folder is, and isn’t forgotten', async () => {
    const journal = stopped();
    disk.fault = undefined;
    await move(journal, elsewhere);
    journal.close(false);
    const path = `${elsewhere}/${journal.id}.ndjson`;
    const bytes = disk.get(path);
    assert.ok(bytes);
    disk.remove(path);
    const { room, seqs } = found(disk);
    assert.deepEqual(room, {
      id: journal.id,
      ...{
        role: 'host',
        kind: 'group',
        name: '同桌',
        pin: room?.pin,
        firstPin: room?.pin,
        pins: [room?.pin],
        endpoints: [],
      },
      ...{ time: 0, entries: 0, bytes: 0, over: false, closed: false, missing: elsewhere },
    });
    assert.deepEqual(seqs, []);
    disk.put(path, bytes);
    assert.deepEqual(found(disk).seqs, [1, 2]);
  });

  it('reports that it won’t be found if that can’t be noted, and notes it later', async () => {
    const archive = archiveOn(disk);
    const journal = stopped(archive);
    assert.equal(await move(journal, elsewhere), 'not-noted');
    assert.equal(journal.problem, undefined);
    assert.deepEqual(archive.list()[0]?.id, journal.id);
    assert.equal(found(disk.copy(false)).room, undefined);
    await clock.advance(100_000);
    assert.equal(found(disk.copy(false)).room, undefined);
    disk.fault = undefined;
    await clock.advance(30_000);
    assert.deepEqual(found(disk.copy(true)).seqs, [1, 2]);
    assert.equal(clock.pending, 0);
  });

  for (const code of ['ENOSPC', 'EIO', 'EROFS', 'short']) {
    it(`keeps its guarantees whichever call fails with ${code} while it is moved`, async () => {
      const outcomes = new Set<MoveProblem | undefined>();
      for (let nth = 1; nth <= 40; nth += 1) {
        disk = new MemoryDisk();
        const archive = archiveOn(disk);
        const journal = stopped(archive);
        const first = disk.calls;
        disk.fault = (call, count, path) => {
          if (count !== first + nth) return isFull(call, count, path.startsWith(home) ? '' : path);
          if (code !== 'short') throw diskError(code);
          return 'short';
        };
        const outcome = await move(journal, elsewhere);
        outcomes.add(outcome);
        disk.fault = undefined;
        if (outcome === undefined) {
          assert.deepEqual(found(disk.copy(true)).seqs, [1, 2], `call ${nth}`);
        } else if (outcome !== 'not-noted') {
          assert.deepEqual(found(disk.copy(false)).seqs, [1], `call ${nth}`);
        }
        await clock.advance(60_000);
        assert.equal(journal.problem, undefined, `call ${nth}`);
        assert.deepEqual(found(disk.copy(true)).seqs, [1, 2], `call ${nth}`);
        journal.close(false);
        assert.equal(disk.openFiles, 0);
      }
      assert.ok(outcomes.has(undefined));
      assert.equal(outcomes.size > 1, code !== 'short', [...outcomes].join());
    });
  }

  it('isn’t moved if its room is closed meanwhile', async () => {
    const journal = stopped();
    const moving = journal.moveTo(elsewhere);
    journal.close(false);
    assert.equal(await moving, 'disk-error');
    assert.equal(await journal.moveTo(elsewhere), 'disk-error');
    assert.deepEqual(disk.paths, [`${home}/${journal.id}.ndjson`]);
  });
});
