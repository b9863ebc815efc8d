import assert from 'node:assert/strict';
import { runInSlices, runToEnd } from '../../src/util/slices';

describe('slices of work', () => {
  function* counting(to: number): Generator<void, string, undefined> {
    for (let step = 0; step < to; step += 1) yield;
    return 'done';
  }

  /** Takes longer than a slice may. */
  function* slow(steps: number): Generator<void, string, undefined> {
    for (let step = 0; step < steps; step += 1) {
      const end = performance.now() + 15;
      while (performance.now() < end);
      yield;
    }
    return 'done';
  }

  it('do all of it, with the same result', async () => {
    assert.equal(await runInSlices(counting(1000)), 'done');
    assert.equal(runToEnd(counting(1000)), 'done');
  });

  it('let other work run between them', async () => {
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    assert.equal(await runInSlices(slow(5), undefined, pause), 'done');
    assert.equal(pauses, 5);
  });

  it('end when they are cancelled, and release what they hold', async () => {
    const log: string[] = [];
    function* work(): Generator<void, string, undefined> {
      try {
        return yield* slow(3);
      } finally {
        log.push('closed');
      }
    }
    const stop = new AbortController();
    assert.equal(await runInSlices(work(), stop.signal, async () => stop.abort()), undefined);
    assert.deepEqual(log, ['closed']);
  });

  it('fail as the work does', async () => {
    // biome-ignore lint/correctness/useYield: it fails before its first step ends
    function* failing(): Generator<void, void, undefined> {
      throw new Error('no');
    }
    await assert.rejects(runInSlices(failing()), /no/);
  });
});
