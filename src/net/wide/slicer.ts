import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** How long a slice may take, in ms. */
export const sliceMs = 8;

/** Does work piece by piece, for at most {@link sliceMs} in a turn of the event loop. */
export class Slicer implements Disposable {
  private end = 0;
  private timer: Disposable | undefined;
  private running = false;
  /** The slice ended before the work did. */
  private isCut = false;
  private disposed = false;

  /**
   * @param work does one piece; returns whether there was one
   * @param onPause called after the last piece of a run
   */
  constructor(
    private readonly clock: Clock,
    private readonly work: () => boolean,
    private readonly onPause: () => void,
  ) {}

  /** There is work: does it now, or when the slice of this turn is used up, in another turn. */
  wake(): void {
    if (this.running || this.disposed) return;
    this.running = true;
    if (!this.timer) this.begin();
    let worked = false;
    this.isCut = true;
    while (!this.disposed && this.clock.now() < this.end) {
      if (!this.work()) {
        this.isCut = false;
        break;
      }
      worked = true;
    }
    if (worked && !this.disposed) this.onPause();
    this.running = false;
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
  }

  private begin(): void {
    this.end = this.clock.now() + sliceMs;
    this.timer = this.clock.after(0, () => {
      this.timer = undefined;
      if (this.isCut) this.wake();
    });
  }
}
