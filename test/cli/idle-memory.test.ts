import assert from 'node:assert/strict';
import { type Heap, IdleMemory, processHeap } from '../../src/cli/idle-memory';
import { FakeClock } from '../helpers/fake-clock';
import { waitFor } from '../helpers/wait-for';

const MiB = 1024 * 1024;

/** A heap whose figures the test sets. */
class FakeHeap implements Heap {
  cpu = 0;
  young = MiB;
  collections = 0;
  /** What collecting leaves, in bytes. */
  least = MiB;

  cpuMs(): number {
    return this.cpu;
  }

  youngBytes(): number {
    return this.young;
  }

  collect(): void {
    this.collections += 1;
    this.young = this.least;
  }
}

describe('idle memory', () => {
  let clock: FakeClock;
  let heap: FakeHeap;
  let idle: IdleMemory;

  beforeEach(async () => {
    clock = new FakeClock();
    heap = new FakeHeap();
    idle = new IdleMemory(clock, heap);
    await clock.advance(1000);
    assert.equal(heap.collections, 1, 'what loading has left is returned');
    heap.collections = 0;
  });

  afterEach(() => idle.dispose());

  it('is returned once the process is idle, and not while it is busy', async () => {
    heap.young = 16 * MiB;
    for (let second = 0; second < 5; second += 1) {
      heap.cpu += 60;
      await clock.advance(1000);
    }
    assert.equal(heap.collections, 0);
    await clock.advance(1000);
    assert.equal(heap.collections, 1);
    await clock.advance(60_000);
    assert.equal(heap.collections, 1, 'nothing has grown since');
  });

  it('is left alone while there is little to return', async () => {
    heap.young = 2 * MiB;
    await clock.advance(60_000);
    assert.equal(heap.collections, 0);
  });

  it('is returned again after the next busy time', async () => {
    for (let time = 1; time <= 3; time += 1) {
      heap.young = 8 * MiB;
      await clock.advance(2000);
      assert.equal(heap.collections, time);
    }
  });

  it('is not asked for again and again if V8 keeps it', async () => {
    heap.least = 16 * MiB;
    heap.young = 16 * MiB;
    await clock.advance(60_000);
    assert.equal(heap.collections, 1);
  });

  it('is left alone after the end', async () => {
    idle.dispose();
    heap.young = 16 * MiB;
    await clock.advance(60_000);
    assert.equal(heap.collections, 0);
  });

  it('is really returned by V8', async () => {
    // What survives makes V8 enlarge the young generation.
    const kept: object[] = [];
    for (let turn = 0; turn < 1000 && processHeap.youngBytes() < 8 * MiB; turn += 1) {
      for (let index = 0; index < 10_000; index += 1) kept.push({ index });
    }

    const grown = processHeap.youngBytes();
    assert.ok(grown >= 8 * MiB, `the young generation grew to ${grown} bytes only`);
    processHeap.collect();
    await waitFor(() => processHeap.youngBytes() <= grown / 2, 'V8 returns memory');
  });
});
