import assert from 'node:assert/strict';
import { SyncMark } from '../../src/store/sync-mark';

describe('SyncMark', () => {
  it('tells about what has risen once, after the calls that raised it', async () => {
    const mark = new SyncMark();
    const told: number[] = [];
    mark.onDidRise(() => {
      told.push(mark.ordinal);
      if (mark.ordinal === 3) mark.rise(4);
    });
    mark.rise(2);
    mark.rise(3);
    mark.rise(1);
    assert.deepEqual([mark.ordinal, told], [3, []]);
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual(told, [3, 4]);
  });

  it('doesn’t rise while the file may not be found, nor tells anything when it is disposed', async () => {
    const mark = new SyncMark();
    mark.onDidRise(() => assert.fail());
    mark.hold(true);
    mark.rise(2);
    assert.equal(mark.ordinal, 0);
    mark.hold(false);
    mark.rise(3);
    mark.dispose();
    await Promise.resolve();
    assert.equal(mark.ordinal, 3);
  });
});
