import type { Limits } from '../../protocol/limits';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Batch } from './batch';
import type { LabGuest } from './lab-guest';
import { readMs } from './paced-writer';

/** How often, in ms, it is looked whether those slowed down may go on. */
const lookAgainMs = 20;

/** A member that took nothing for this long, in ms, holds nobody up; it is left to its own limit. */
const stuckMs = 5 * readMs;

/**
 * Reads those slower who say more than the others can take, by TCP's own flow control: nothing is
 * lost, and no listener that keeps reading is cut off for another's flood. Who says little is never
 * slowed down, and a listener that stands still slows nobody.
 */
export class ReadThrottle implements Disposable {
  private readonly paused = new Set<LabGuest>();
  /** Bytes by guest in the second that began at `since`. */
  private said = new Map<LabGuest, number>();
  private since = 0;
  private timer: Disposable | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /** Looks at what was just published to `audience`. */
  note(batch: Batch<LabGuest>, audience: ReadonlySet<LabGuest>): void {
    const now = this.clock.now();
    if (Math.abs(now - this.since) >= 1000) {
      this.said = new Map();
      this.since = now;
    }
    const loud: LabGuest[] = [];
    for (const author of batch.authors) {
      const said = (this.said.get(author) ?? 0) + batch.bytesBy(author);
      this.said.set(author, said);
      if (said > this.limits.quietBytes) loud.push(author);
    }
    if (loud.length === 0 || !this.isBusy(audience)) return;
    for (const author of loud) {
      author.socket.pause();
      this.paused.add(author);
    }
    this.timer ??= this.clock.after(lookAgainMs, () => this.lookAgain(audience));
  }

  forget(guest: LabGuest): void {
    this.said.delete(guest);
    this.paused.delete(guest);
  }

  dispose(): void {
    this.timer?.dispose();
    this.paused.clear();
  }

  private lookAgain(audience: ReadonlySet<LabGuest>): void {
    this.timer = undefined;
    if (this.paused.size === 0) return;
    if (this.isBusy(audience)) {
      this.timer = this.clock.after(lookAgainMs, () => this.lookAgain(audience));
      return;
    }
    for (const guest of this.paused) guest.socket.resume();
    this.paused.clear();
  }

  private isBusy(audience: ReadonlySet<LabGuest>): boolean {
    const now = this.clock.now();
    for (const { socket } of audience) {
      const { queuedBytes, lastProgress } = socket.writer;
      if (queuedBytes > this.limits.busyBytes && now - lastProgress < stuckMs) return true;
    }
    return false;
  }
}
