import type { StorageProblem } from '../room/storage-problem';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import { Emitter } from '../util/event';
import { storageProblemOf } from './file-system';

/** The shortest and the longest time between attempts on a failing disk, in ms. */
const minRetryMs = 1000;
const maxRetryMs = 30_000;

export interface DiskProblemOptions {
  readonly clock: Clock;
  /** Called with an error, once until the disk works again. */
  readonly report: (error: Error) => void;
  /** Called when the disk should be tried again. */
  readonly retry: () => void;
}

/** What is wrong with a disk, and when to try it again: ever less often, but for as long as it fails. */
export class DiskProblem implements Disposable {
  private readonly changes = new Emitter<void>();
  /** Fires when `current` changes. */
  readonly onDidChange = this.changes.event;
  private problem: StorageProblem | undefined;
  private timer: Disposable | undefined;
  private retryMs = minRetryMs;

  constructor(private readonly options: DiskProblemOptions) {}

  /** Undefined while the disk works. */
  get current(): StorageProblem | undefined {
    return this.problem;
  }

  /** The disk has failed, perhaps again. */
  begin(error: Error): void {
    const before = this.problem;
    this.problem = storageProblemOf(error);
    if (!before) this.options.report(error);
    this.retryLater();
    if (this.problem !== before) this.changes.fire();
  }

  /** The disk works. */
  end(): void {
    this.retryMs = minRetryMs;
    if (!this.problem) return;
    this.problem = undefined;
    this.changes.fire();
  }

  retryLater(): void {
    this.pause();
    this.timer = this.options.clock.after(this.retryMs, () => {
      this.timer = undefined;
      this.options.retry();
    });
    this.retryMs = Math.min(maxRetryMs, 2 * this.retryMs);
  }

  /** Doesn't try again until the next failure. */
  pause(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }

  dispose(): void {
    this.pause();
    this.changes.dispose();
  }
}
