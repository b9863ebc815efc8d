import assert from 'node:assert/strict';
import { seededRandom } from '../../src/util/seeded-random';
import { type DiskCall, diskError, MemoryDisk } from './memory-disk';

/** What happens at a call of the disk: it fails once, it and all later ones fail, or the power fails. */
const failures = ['once', 'from then on', 'power'] as const;

const maxCalls = 200;

/** Disks that the same power failure may leave. */
const cutsOfEach = 8;

/** The calls that change something. */
const changing: ReadonlySet<DiskCall> = new Set([
  ...(['open', 'write', 'truncate', 'sync', 'syncLater'] as const),
  ...(['syncFolder', 'rename', 'remove', 'makeFolder'] as const),
]);

/**
 * Does something on a new disk for each call that it makes, with a failure at that call.
 * @param prepare puts something on the disk before
 * @param work what is done; returns whether it says that it was done
 * @param check checks a disk after the power has failed, or the process was killed, later
 */
export function atEachCall(
  prepare: (disk: MemoryDisk) => void,
  work: (disk: MemoryDisk) => boolean,
  check: (disk: MemoryDisk, isDone: boolean, what: string) => void,
): void {
  for (const failure of failures) {
    let isReached = true;
    for (let nth = 1; isReached; nth += 1) {
      assert.ok(nth < maxCalls, 'it ends');
      const disk = new MemoryDisk();
      prepare(disk);
      isReached = false;
      let calls = 0;
      disk.fault = (call) => {
        if (!changing.has(call) && failure !== 'power') return undefined;
        calls += 1;
        if (failure === 'once' ? calls !== nth : calls < nth) return undefined;
        isReached = true;
        throw diskError('EIO');
      };
      const isDone = work(disk);
      disk.fault = undefined;
      const what = `call ${nth}, ${failure}`;
      const random = seededRandom(nth);
      for (let cut = 0; cut < cutsOfEach; cut += 1) {
        check(disk.afterPowerCut(random), isDone, what);
      }
      if (failure !== 'power') check(disk.copy(false), isDone, `${what}, killed`);
    }
  }
}
