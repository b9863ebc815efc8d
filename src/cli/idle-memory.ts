import { Session } from 'node:inspector';
import { cpuUsage } from 'node:process';
import { getHeapSpaceStatistics } from 'node:v8';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';

/** What {@link IdleMemory} measures and does; all of it concerns the whole process. */
export interface Heap {
  /** Processor time used since the process started, in ms. */
  cpuMs(): number;
  /** Size of the young generation, in bytes. */
  youngBytes(): number;
  /** Collects all garbage, soon, and returns what is then unused to the operating system. */
  collect(): void;
}

/** How often to check, in ms. */
const checkMs = 1000;
/** The process is idle if it used less than this share of a core since the last check. */
const idleShare = 0.05;
/** Growth of the young generation that is worth a collection, in bytes. */
const worthwhileBytes = 2 * 1024 * 1024;

/** The heap of this process. */
export const processHeap: Heap = {
  cpuMs() {
    const { user, system } = cpuUsage();
    return (user + system) / 1000;
  },
  youngBytes: () =>
    getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0,
  /**
   * Through the inspector, as if memory were short: the function behind `--expose-gc` keeps the pages of the young
   * generation. Disconnecting within the callback would block the process.
   */
  collect() {
    const inspector = new Session();
    inspector.connect();
    inspector.post('HeapProfiler.collectGarbage', () => setImmediate(() => inspector.disconnect()));
  },
};

/**
 * Returns memory to the operating system once the program has started, and after each busy time. Loading leaves 2 MiB
 * of garbage. V8 lets the young generation grow to tens of MiB while many members arrive or talk, and shrinks it
 * only when it is short of memory, which a hub whose members have fallen silent never is. Collecting stops the
 * program for 10 to 50 ms, so it waits until the process is idle, and doesn't happen again before the young
 * generation has grown again.
 */
export class IdleMemory implements Disposable {
  private timer: Disposable | undefined;
  private cpuMs: number;
  /** Size of the young generation when there was nothing to return; at first, there always is something. */
  private youngBytes = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly heap: Heap = processHeap,
  ) {
    this.cpuMs = heap.cpuMs();
    this.schedule();
  }

  dispose(): void {
    this.timer?.dispose();
  }

  private schedule(): void {
    this.timer = this.clock.after(checkMs, () => {
      this.check();
      this.schedule();
    });
  }

  private check(): void {
    const used = this.heap.cpuMs() - this.cpuMs;
    this.cpuMs += used;
    const young = this.heap.youngBytes();
    this.youngBytes = Math.min(this.youngBytes, young);
    if (used >= checkMs * idleShare || young < this.youngBytes + worthwhileBytes) return;
    // If V8 keeps it, once is enough.
    this.youngBytes = young;
    this.heap.collect();
  }
}
