import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** Between an entry and the word that it was received, ms: one word serves all entries of that time. */
const gatherMs = 200;

/** Tells the hub how far the log was received, no more often than needed. */
export class ReceivedMark implements Disposable {
  private timer: Disposable | undefined;

  /** @param tell called when it is time to tell */
  constructor(
    private readonly clock: Clock,
    private readonly tell: () => void,
  ) {}

  /** Something was received. */
  moved(): void {
    this.timer ??= this.clock.after(gatherMs, () => {
      this.timer = undefined;
      this.tell();
    });
  }

  /** Nothing is to be told any more: a hub learns it anew when the guest comes back. */
  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }
}
