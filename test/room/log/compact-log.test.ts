import assert from 'node:assert/strict';
import { restoreGuest } from '../../../src/room/guest/restored-guest';
import { restoreHosted } from '../../../src/room/host/restored-room';
import { compactLog } from '../../../src/room/log/compact-log';
import { Epochs } from '../../../src/room/log/epochs';
import type { JournalRecord } from '../../../src/room/log/journal';
import { withHeader } from '../../../src/room/log/journal-records';
import { guestHeader, hostHeader, message } from '../../helpers/journal-records';
import { LossyRoom } from '../../helpers/lossy-room';

describe('compactLog', () => {
  it('has what a guest’s log has after entries were taken back, and the guest’s own requests', async () => {
    let takenBack = 0;
    for (let seed = 1; seed <= 10; seed += 1) {
      const room = new LossyRoom(seed);
      await room.open();
      for (let step = 0; step < 60; step += 1) {
        await room.step();
        if (step % 10 !== 0) continue;
        for (const records of room.journals) {
          const guest = restoreGuest(records);
          const host = restoreHosted(withHeader(records, hostHeader))?.restored;
          assert.deepEqual(host?.entries, guest?.held.entries);
          assert.deepEqual(host?.asked, guest?.outbox);
          const last = guest?.held.last ?? 0;
          const epochs = new Epochs(host?.openings);
          assert.deepEqual(epochs.position(last), guest?.held.epochs.position(last));
          takenBack += records.filter(({ type }) => type === 'took-back').length;
        }
      }
    }
    assert.ok(takenBack > 0);
  });

  it('lowers what was received, and what was damaged, to where the log was taken back', () => {
    const records: readonly JournalRecord[] = [
      guestHeader,
      { type: 'opening', term: 1, opening: 1, after: 0 },
      message(1),
      { type: 'damaged', from: 2, to: 5 },
      { type: 'opening', term: 1, opening: 2, after: 5 },
      message(6),
      { type: 'marks', marks: [{ member: 'm0', seq: 6 }] },
      { type: 'took-back', keep: 3, time: 0, lost: 1, again: 1 },
      { type: 'opening', term: 2, opening: 3, after: 3 },
      message(4, 'other', 'm0'),
      { type: 'promised', term: 3, to: 'm1' },
    ];
    assert.deepEqual(compactLog(records), [
      { type: 'opening', term: 1, opening: 1, after: 0 },
      message(1),
      { type: 'damaged', from: 2, to: 3 },
      { type: 'opening', term: 2, opening: 3, after: 3 },
      message(4, 'other', 'm0'),
      { type: 'marks', marks: [{ member: 'm0', seq: 3 }] },
      { type: 'queued', request: { type: 'say', id: 'r6', text: 'message 6' } },
    ]);
  });
});
