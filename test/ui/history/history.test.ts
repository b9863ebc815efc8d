import assert from 'node:assert/strict';
import type { RoomSummary } from '../../../src/room/log/journal';
import { History } from '../../../src/ui/history/history';
import { Emitter } from '../../../src/util/event';
import { FakeClock } from '../../helpers/fake-clock';

const dayMs = 24 * 60 * 60_000;
const MiB = 1024 * 1024;

describe('the history', () => {
  /** Rooms last used these numbers of days ago, newest first. */
  function setUp(days: readonly number[], bytes = 1000, role: RoomSummary['role'] = 'host') {
    const clock = new FakeClock();
    let rooms = days.map(
      (age): RoomSummary => ({
        id: `r${age}`,
        role,
        kind: 'pair',
        name: 'Lab',
        pin: `pin of r${age}`,
        firstPin: `pin of r${age}`,
        pins: [],
        endpoints: [],
        time: clock.now() - age * dayMs,
        entries: 1,
        bytes,
        over: false,
        closed: false,
      }),
    );
    const changes = new Emitter<void>();
    const settings = {
      keepHistory: true,
      historyDays: 90,
      onDidChange: (listener: () => void) => changes.event(listener),
    };
    const session: { invited?: { journalId: string } | undefined; returning?: string } = {};
    const elsewhere = new Set<string>();
    /** What the files of rooms take, in bytes. */
    const files = new Map<string, number>();
    const archive = {
      list: () => rooms,
      *reading(): Generator<void, undefined, undefined> {
        yield;
      },
      forgetLog: (id: string) => {
        rooms = rooms.map((room) => (room.id === id ? { ...room, entries: 0 } : room));
      },
      delete: (id: string) => {
        rooms = rooms.filter((room) => room.id !== id);
      },
      fileBytes: (id: string) => files.get(id) ?? 0,
      removeFiles: (id: string) => void files.delete(id),
    };
    const history = new History({
      archive,
      session: session as never,
      settings,
      openRooms: {
        holder: (pin) => (elsewhere.has(pin) ? { role: 'guest', pid: 2, machine: '' } : undefined),
      },
      clock,
      returning: () => session.returning,
    });
    const ids = () => rooms.map(({ id }) => id);
    return { history, settings, archive, changes, session, elsewhere, files, ids };
  }

  it('keeps rooms on a disk that isn’t connected, and reports them', () => {
    const { history, archive, settings, changes, ids } = setUp([0, 91]);
    const { list } = archive;
    archive.list = () => list().map((room) => ({ ...room, missing: '/media/stick' }));
    settings.keepHistory = false;
    changes.fire();
    assert.deepEqual(
      history.clear().map(({ id }) => id),
      ['r0', 'r91'],
    );
    assert.deepEqual(ids(), ['r0', 'r91']);
    // A room that the user no longer wants to see is forgotten.
    history.delete(history.find('r91') ?? assert.fail());
    assert.deepEqual(ids(), ['r0']);
  });

  it('erases rooms that weren’t used for the time in the settings', () => {
    const { history, settings, ids } = setUp([0, 89, 91, 400]);
    history.tidy();
    assert.deepEqual(ids(), ['r0', 'r89']);
    settings.historyDays = 30;
    history.tidy();
    assert.deepEqual(ids(), ['r0']);
  });

  it('tells which rooms’ messages are erased, for what else is kept of them', () => {
    const { history, settings, changes, elsewhere } = setUp([0, 1, 2, 91], 1000, 'guest');
    const erased: string[] = [];
    history.onDidErase(({ id, firstPin }) => erased.push(`${id}, ${firstPin}`));
    history.tidy();
    assert.deepEqual(erased, ['r91, pin of r91']);
    elsewhere.add('pin of r0');
    for (const id of ['r0', 'r1']) history.delete(history.find(id) ?? assert.fail());
    assert.deepEqual(erased.slice(1), ['r1, pin of r1'], 'a window is in the other one');
    settings.keepHistory = false;
    changes.fire();
    assert.deepEqual(erased.slice(2), ['r2, pin of r2'], 'only its key stays');
  });

  it('keeps everything forever if set so, up to the size limit', () => {
    const { history, settings, ids } = setUp([0, 100, 5000], 100 * 1024 * 1024);
    settings.historyDays = 0;
    history.tidy();
    assert.deepEqual(ids(), ['r0', 'r100']);
  });

  it('never erases a room because of its files: only the files of the oldest rooms go', () => {
    const { history, session, elsewhere, files, ids } = setUp([0, 1, 2, 3, 4, 5, 6]);
    for (const id of ids()) files.set(id, 256 * MiB);
    history.tidy();
    assert.equal(ids().length, 7);
    assert.deepEqual([...files.keys()], ['r0', 'r1', 'r2', 'r3']);
    for (const id of ids()) files.set(id, 256 * MiB);
    session.invited = { journalId: 'r4' };
    elsewhere.add('pin of r5');
    session.returning = 'r6';
    history.tidy();
    assert.equal(files.size, 7, 'a window is in the others, or returns to them');
  });

  it('keeps only the open room when the history is turned off', () => {
    const { history, settings, changes, session, ids } = setUp([0, 1, 2]);
    session.invited = { journalId: 'r1' };
    settings.keepHistory = false;
    changes.fire();
    assert.deepEqual(ids(), ['r1']);
    session.invited = undefined;
    history.left('r1');
    assert.deepEqual(ids(), []);
  });

  it('keeps a guest’s way back into a room as long as rooms are kept', () => {
    const { history, settings, archive, ids } = setUp([0, 100], 1000, 'guest');
    settings.keepHistory = false;
    history.left('r0');
    assert.deepEqual(archive.list()[0], { ...history.find('r0'), entries: 0 });
    history.tidy();
    assert.deepEqual(ids(), ['r0']);
  });

  it('keeps a room that couldn’t be reopened yet, until the user clears it', () => {
    const { history, settings, session, ids } = setUp([0, 1]);
    session.returning = 'r1';
    settings.keepHistory = false;
    history.tidy();
    assert.deepEqual(ids(), ['r1']);
    history.clear();
    assert.deepEqual(ids(), []);
  });

  it('keeps a room after leaving if the history is on', () => {
    const { history, ids } = setUp([0]);
    history.left('r0');
    assert.deepEqual(ids(), ['r0']);
  });

  it('is cleared except for rooms that a window is in', () => {
    const { history, session, elsewhere, ids } = setUp([0, 1, 2, 3]);
    session.invited = { journalId: 'r0' };
    elsewhere.add('pin of r2');
    history.clear();
    assert.deepEqual(ids(), ['r0', 'r2']);
    elsewhere.clear();
    history.clear();
    assert.deepEqual(ids(), ['r0']);
  });
});
