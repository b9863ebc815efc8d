import assert from 'node:assert/strict';
import type { ToHub } from '../../../src/protocol/frames';
import { LogReports } from '../../../src/room/guest/log-reports';
import { Emitter } from '../../../src/util/event';
import { FakeClock } from '../../helpers/fake-clock';

/** Reports about a journal of which the test says how far it is; `done` has what was done, in order. */
function setUp() {
  const clock = new FakeClock();
  const done: unknown[] = [];
  const syncs = new Emitter<void>();
  const journal = {
    appended: 0,
    synced: 0,
    onDidSync: syncs.event,
    commit: () => {
      done.push('commit');
    },
    store: () => {
      journal.synced = journal.appended;
      done.push('store');
      return true;
    },
  };
  let last = 0;
  const reports = new LogReports({ clock, journal, last: () => last });
  const add = (seq: number) => {
    last = seq;
    journal.appended += 1;
    reports.add(seq);
    reports.scheduleReceipt();
  };
  const sync = () => {
    journal.synced = journal.appended;
    syncs.fire();
  };
  const connect = () => reports.connect((frame: ToHub) => done.push(frame));
  return { clock, reports, add, sync, connect, done: () => done.splice(0) };
}

describe('LogReports', () => {
  it('sends one receipt for all entries of 200 ms, after they are in the journal', async () => {
    const { clock, add, connect, done } = setUp();
    connect();
    add(1);
    await clock.advance(150);
    add(2);
    assert.deepEqual(done(), []);
    await clock.advance(50);
    assert.deepEqual(done(), ['commit', { type: 'received', seq: 2 }]);
    await clock.advance(1000);
    assert.deepEqual(done(), []);
  });

  it('sends no receipt over a connection that has ended, nor for its entries over the next one', async () => {
    const { clock, reports, add, connect, done } = setUp();
    connect();
    add(1);
    reports.disconnect();
    connect();
    await clock.advance(1000);
    assert.deepEqual(done(), []);
    add(2);
    await clock.advance(200);
    assert.deepEqual(done(), ['commit', { type: 'received', seq: 2 }]);
  });

  it('tells how far the log is on disk only for voters, and once', () => {
    const { reports, add, sync, connect, done } = setUp();
    connect();
    add(1);
    sync();
    assert.deepEqual(done(), []);
    reports.acknowledge(true);
    assert.deepEqual(done(), [{ type: 'held', seq: 1 }]);
    sync();
    assert.deepEqual(done(), []);
  });

  it('writes everything to disk before a voter leaves', () => {
    const { reports, add, connect, done } = setUp();
    connect();
    reports.flush();
    assert.deepEqual(done(), [], 'not a voter');
    reports.acknowledge(true);
    add(1);
    reports.flush();
    assert.deepEqual(done(), ['store', { type: 'held', seq: 1 }]);
  });
});
