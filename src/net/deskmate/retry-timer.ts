import type { networkInterfaces } from 'node:os';
import type { RetryTimer } from '../../protocol/network';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** Lists this computer's network interfaces, like `os.networkInterfaces`. */
type ListInterfaces = typeof networkInterfaces;

export interface RetryTimerOptions {
  readonly clock: Clock;
  /** The shortest and the longest wait, in ms. */
  readonly minMs: number;
  readonly maxMs: number;
  readonly interfaces: ListInterfaces;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
}

/** How often a wait checks the clock and the networks, in ms. */
const tickMs = 2000;

/** If a tick is this late, in ms, the computer slept. */
const sleepMs = 5000;

/**
 * Decides when to reconnect, with exponential backoff. The n-th wait is a random time between half and all
 * of 2ⁿ · `minMs`, at most `maxMs`, so that guests disconnected together don't come back together. When the
 * networks change or the computer wakes, the wait ends and the next ones are short again, but attempts are
 * always at least `minMs` apart.
 */
export class BackoffTimer implements RetryTimer {
  private waits = 0;
  private lastAttempt = Number.NEGATIVE_INFINITY;
  /** The networks at the last attempt, or at the first wait. */
  private networks: string | undefined;

  constructor(private readonly options: RetryTimerOptions) {}

  next(callback: () => void): Disposable {
    const { clock, interfaces } = this.options;
    let timer: Disposable;
    const wait = (ms: number) => {
      const tick = Math.min(ms, tickMs);
      const due = clock.now() + tick;
      timer = clock.after(tick, () => {
        const slept = clock.now() - due > sleepMs;
        const rest = slept || this.networksChanged() ? this.shorten(ms - tick) : ms - tick;
        if (rest > 0) return wait(rest);
        this.lastAttempt = clock.now();
        this.networks = networkFingerprint(interfaces);
        callback();
      });
    };
    this.networks ??= networkFingerprint(interfaces);
    // The networks may have changed during the last attempt, or that is why the connection was lost.
    wait(this.networksChanged() ? this.shorten(this.nextWait()) : this.nextWait());
    return { dispose: () => timer.dispose() };
  }

  reset(): void {
    this.waits = 0;
  }

  private nextWait(): number {
    const { minMs, maxMs, random } = this.options;
    this.waits += 1;
    const whole = Math.min(maxMs, minMs * 2 ** this.waits);
    return (whole * (1 + random())) / 2;
  }

  /** Shortens a wait of `ms` to what `minMs` still requires; later waits are short again. */
  private shorten(ms: number): number {
    this.waits = 0;
    // Even if the clock was set back, at most `minMs` is left.
    const since = Math.max(0, this.options.clock.now() - this.lastAttempt);
    return Math.min(ms, Math.max(0, this.options.minMs - since));
  }

  private networksChanged(): boolean {
    return networkFingerprint(this.options.interfaces) !== this.networks;
  }
}

/** A string that changes when a network appears, disappears or assigns another address. */
function networkFingerprint(list: ListInterfaces): string {
  try {
    return Object.entries(list())
      .flatMap(([name, addresses = []]) => addresses.map(({ cidr }) => `${name} ${cidr}`))
      .sort()
      .join('\n');
  } catch {
    // Some sandboxes forbid it. Then no change is detected, and waits just run out.
    return '';
  }
}
