import assert from 'node:assert/strict';
import { DiskProblem } from '../../src/store/disk-problem';
import { FakeClock } from '../helpers/fake-clock';
import { diskError } from '../helpers/memory-disk';

describe('DiskProblem', () => {
  it('tries again ever less often, and reports a failure once until the disk works', async () => {
    const clock = new FakeClock();
    const [reported, tries, changes]: [string[], number[], unknown[]] = [[], [], []];
    const begun = clock.now();
    const disk = new DiskProblem({
      clock,
      report: ({ message }) => reported.push(message),
      retry: () => {
        tries.push((clock.now() - begun) / 1000);
        disk.begin(diskError(tries.length < 3 ? 'ENOSPC' : 'EIO'));
      },
    });
    disk.onDidChange(() => changes.push(disk.current));
    disk.begin(diskError('ENOSPC'));
    await clock.advance(150_000);
    assert.deepEqual(tries, [1, 3, 7, 15, 31, 61, 91, 121]);
    assert.deepEqual([reported, changes], [['ENOSPC'], ['disk-full', 'disk-error']]);
    disk.end();
    disk.end();
    disk.pause();
    assert.equal(clock.pending, 0);
    disk.begin(diskError('EROFS'));
    assert.deepEqual(reported, ['ENOSPC', 'EROFS']);
    assert.deepEqual(changes, ['disk-full', 'disk-error', undefined, 'read-only']);
    tries.length = 0;
    await clock.advance(1000);
    assert.equal(tries.length, 1, 'at first soon again');
    disk.dispose();
    assert.equal(clock.pending, 0);
  });
});
