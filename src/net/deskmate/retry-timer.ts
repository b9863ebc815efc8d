import type { networkInterfaces } from 'node:os';
import type { RetryTimer } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** Tells this computer's networks; the real one is `os.networkInterfaces`. */
type ListInterfaces = typeof networkInterfaces;

export interface RetryTimerOptions {
  readonly clock: Clock;
  /** The least and the most a wait may last, in ms. */
  readonly minMs: number;
  readonly maxMs: number;
  readonly interfaces: ListInterfaces;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
}

/** How often, in ms, a waiting try looks at the clock and the networks. */
const tickMs = 2000;

/** A tick this much late, in ms, has slept with the computer. */
const sleptMs = 5000;

/**
 * Says when to connect again. The n-th wait is somewhere between half and whole of 2ⁿ · `minMs`,
 * at most `maxMs`, so that guests cut at one time do not come back at one time. When the networks
 * change or the computer wakes, the wait is over and the next ones are short again; but between two
 * tries there are always `minMs`.
 */
export class BackoffTimer implements RetryTimer {
  private waits = 0;
  private triedAt = Number.NEGATIVE_INFINITY;
  /** As of the last try, or of the first wait. */
  private networks: string | undefined;

  constructor(private readonly options: RetryTimerOptions) {}

  next(callback: () => void): Disposable {
    const { clock, interfaces } = this.options;
    let timer: Disposable;
    const wait = (ms: number) => {
      const tick = Math.min(ms, tickMs);
      const due = clock.now() + tick;
      timer = clock.after(tick, () => {
        const slept = clock.now() - due > sleptMs;
        const rest = slept || this.networksChanged() ? this.hurry(ms - tick) : ms - tick;
        if (rest > 0) return wait(rest);
        this.triedAt = clock.now();
        this.networks = networkPrint(interfaces);
        callback();
      });
    };
    this.networks ??= networkPrint(interfaces);
    // They may have changed since: while the last try was under way, or by which a connection was lost.
    wait(this.networksChanged() ? this.hurry(this.longWait()) : this.longWait());
    return { dispose: () => timer.dispose() };
  }

  reset(): void {
    this.waits = 0;
  }

  private longWait(): number {
    const { minMs, maxMs, random } = this.options;
    this.waits += 1;
    const whole = Math.min(maxMs, minMs * 2 ** this.waits);
    return (whole * (1 + random())) / 2;
  }

  /** What is left of a wait of `ms` that may end now; waits after it are short again. */
  private hurry(ms: number): number {
    this.waits = 0;
    // Also for a clock that was set back, no more than the least wait is left.
    const since = Math.max(0, this.options.clock.now() - this.triedAt);
    return Math.min(ms, Math.max(0, this.options.minMs - since));
  }

  private networksChanged(): boolean {
    return networkPrint(this.options.interfaces) !== this.networks;
  }
}

/** A string that changes when a network comes, goes, or gives another address. */
function networkPrint(list: ListInterfaces): string {
  try {
    return Object.entries(list())
      .flatMap(([name, addresses = []]) => addresses.map(({ cidr }) => `${name} ${cidr}`))
      .sort()
      .join('\n');
  } catch {
    // Some sandboxes forbid it: then no change is ever seen, and waits end by themselves.
    return '';
  }
}
