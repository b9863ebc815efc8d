import type { Clock } from './clock';
import type { Disposable } from './disposable';

/** Calls back a while after the first of several changes, so that many of them cost little. */
export class RunOnceScheduler implements Disposable {
  private timer: Disposable | undefined;
  private disposed = false;

  /** @param ms how long to collect changes */
  constructor(
    private readonly clock: Clock,
    private readonly ms: number,
    private readonly callback: () => void,
  ) {}

  schedule(): void {
    if (this.disposed) return;
    this.timer ??= this.clock.after(this.ms, () => {
      this.timer = undefined;
      this.callback();
    });
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
  }
}
