import type { Limits } from '../../protocol/limits';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** How often to check, in ms, whether paused guests can continue. */
const recheckMs = 20;

/** A member that accepts nothing for this long, in ms, doesn't slow others down; its own limit applies. */
const stuckMs = 500;

/** A lab client, as far as it can be slowed down or slow others down. */
export interface ThrottledGuest {
  /** What is sent to it and not accepted yet; `lastProgress` is on the clock, in ms. */
  readonly backlog: { readonly queuedBytes: number; readonly lastProgress: number };
  /** Stops reading what it sends. */
  pause(): void;
  resume(): void;
}

/**
 * Slows down guests who send more than the others can read, using flow control: nothing is lost, and no
 * reader that keeps reading is disconnected because of another's flood. A guest who sends little is never
 * slowed down, and a reader that is stuck slows no one down.
 */
export class ReadThrottle<G extends ThrottledGuest> implements Disposable {
  private readonly paused = new Set<G>();
  /** Bytes sent by each guest in the second that began at `since`. */
  private said = new Map<G, number>();
  private since = 0;
  private timer: Disposable | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /**
   * Counts how many bytes of each author were just published to `audience`, and pauses loud authors if
   * someone is behind.
   */
  record(published: Iterable<readonly [G, number]>, audience: ReadonlySet<G>): void {
    const now = this.clock.now();
    if (Math.abs(now - this.since) >= 1000) {
      this.said = new Map();
      this.since = now;
    }
    const loud: G[] = [];
    for (const [author, bytes] of published) {
      const said = (this.said.get(author) ?? 0) + bytes;
      this.said.set(author, said);
      if (said > this.limits.quietBytes) loud.push(author);
    }
    if (loud.length === 0 || !this.isBusy(audience)) return;
    for (const author of loud) {
      author.pause();
      this.paused.add(author);
    }
    this.timer ??= this.clock.after(recheckMs, () => this.recheck(audience));
  }

  forget(guest: G): void {
    this.said.delete(guest);
    this.paused.delete(guest);
  }

  dispose(): void {
    this.timer?.dispose();
    this.paused.clear();
  }

  private recheck(audience: ReadonlySet<G>): void {
    this.timer = undefined;
    if (this.paused.size === 0) return;
    if (this.isBusy(audience)) {
      this.timer = this.clock.after(recheckMs, () => this.recheck(audience));
      return;
    }
    for (const guest of this.paused) guest.resume();
    this.paused.clear();
  }

  private isBusy(audience: ReadonlySet<G>): boolean {
    const now = this.clock.now();
    for (const { backlog } of audience) {
      const { queuedBytes, lastProgress } = backlog;
      if (queuedBytes > this.limits.busyBytes && now - lastProgress < stuckMs) return true;
    }
    return false;
  }
}
