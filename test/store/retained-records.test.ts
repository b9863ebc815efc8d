import assert from 'node:assert/strict';
import { restoreGuest } from '../../src/room/guest/restored-guest';
import { restoreHosted } from '../../src/room/host/restored-room';
import { parseRecord } from '../../src/store/journal-line';
import { retentionLimits } from '../../src/store/journal-reader';
import { RetainedRecords } from '../../src/store/retained-records';
import { guestHeader, hostHeader, joined, message } from '../helpers/journal-records';
import { LossyRoom } from '../helpers/lossy-room';

describe('a guest’s journal with entries taken back', () => {
  it('gives the same room after a rewrite', async () => {
    let apart = 0;
    for (let seed = 1; seed <= 10; seed += 1) {
      const room = new LossyRoom(seed);
      await room.open();
      for (let step = 0; step < 60; step += 1) {
        await room.step();
        if (step % 10 !== 0) continue;
        for (const records of room.journals) {
          const kept = new RetainedRecords(retentionLimits);
          for (const record of records) {
            const line = JSON.stringify(record);
            assert.deepEqual(parseRecord(line), record, 'as it is read from a file');
            kept.take(record, line.length);
          }
          const [before, after] = [restoreGuest(records), restoreGuest(kept.records() ?? [])];
          assert.deepEqual(after?.held.entries, before?.held.entries);
          assert.deepEqual(after?.held.between, before?.held.between);
          assert.deepEqual(after?.outbox, before?.outbox);
          const last = before?.held.last ?? 0;
          assert.equal(after?.held.last, last);
          assert.deepEqual(after?.held.epochs.position(last), before?.held.epochs.position(last));
          apart += before?.held.between.length ?? 0;
        }
      }
    }
    assert.ok(apart > 0);
  });
});

describe('RetainedRecords', () => {
  it('keeps a bounded number of records of an endless journal', () => {
    const limits = { entries: 10, bytes: 10_000, members: 5 };
    const kept = new RetainedRecords(limits);
    kept.take(hostHeader, 100);
    for (let seq = 1; seq <= 1000; seq += 1) {
      kept.take(joined(seq, `m${seq}`, 'x'), 100);
      kept.take({ type: 'door', change: { type: 'key', member: `m${seq}`, hash: 'h' } }, 100);
      kept.take({ type: 'queued', request: { type: 'say', id: `q${seq}`, text: 'x' } }, 100);
      kept.take({ type: 'unqueued', id: `q${seq}` }, 100);
    }
    assert.equal(kept.records()?.length, 1 + 5 + 10 + 1 + 5);
  });

  it('forgets the members of the room that a room continues', () => {
    const kept = new RetainedRecords({ entries: 2, bytes: 10_000, members: 5 });
    const records = [
      hostHeader,
      joined(1, 'm1', 'Bo'),
      { type: 'continued', seq: 2, time: 2, member: 'm0', name: 'Ann' } as const,
      joined(3, 'm3', 'Cy'),
      ...[4, 5, 6, 7].map((seq) => message(seq, 'x', 'm0')),
    ];
    for (const record of records) kept.take(record, 100);
    const left = kept.records() ?? [];
    assert.ok(!JSON.stringify(left).includes('"continued"'), 'the entry is no longer kept');
    assert.deepEqual(restoreHosted(left)?.restored.members, [{ id: 'm3', name: 'Cy' }]);
  });

  it('keeps few huge entries of a long journal while reading', () => {
    const kept = new RetainedRecords({ entries: 1000, bytes: 10_000, members: 5 });
    kept.take(guestHeader, 100);
    for (let seq = 1; seq <= 1000; seq += 1) {
      kept.take(message(seq), 1000);
      assert.ok(kept.bytes < 25_000, `${kept.bytes} bytes`);
    }
  });
});
