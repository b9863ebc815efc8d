import assert from 'node:assert/strict';
import { SyncProgress } from '../../../src/room/host/sync-progress';

describe('how far a log is on disk', () => {
  it('is told once per sync, and never more than there is', () => {
    const progress = new SyncProgress();
    assert.equal(progress.synced(1), undefined);
    progress.appended(2, 10);
    assert.equal(progress.synced(1), undefined);
    progress.appended(3, 11);
    assert.equal(progress.synced(3), 11);
    assert.equal(progress.synced(3), undefined);
  });

  it('follows a room in which someone always talks, one sync behind', () => {
    const progress = new SyncProgress();
    let synced = 0;
    const found: (number | undefined)[] = [];
    for (let record = 1; record <= 12; record += 1) {
      progress.appended(record, record);
      // Every fourth record, the disk has what there was two records ago.
      if (record % 4 === 0) {
        synced = record - 2;
        found.push(progress.synced(synced));
      }
    }
    assert.deepEqual(found, [1, 4, 8]);
    assert.equal(progress.synced(12), 12);
  });
});
