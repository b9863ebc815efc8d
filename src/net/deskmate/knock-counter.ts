import type { Limits } from '../../protocol/limits';
import type { Clock } from '../../util/clock';
import { type Disposable, toDisposable } from '../../util/disposable';

/** How long a knock counts, in ms. */
export const knockWindowMs = 10 * 60_000;

/**
 * Decides whether there may be another knock. Each is one guess at a code, whether it is opened or not, so
 * those in ten minutes bound what someone between the two sides can try.
 */
export class KnockCounter {
  /** The networks that have a knock open. */
  private readonly open = new Set<string>();
  /** The knocks of the last ten minutes, oldest first. */
  private recent: { readonly time: number; readonly network: string }[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly limits: Pick<Limits, 'openKnocks' | 'newKnocks' | 'newKnocksPerAddress'>,
  ) {}

  /** Counts a knock from a network until the result is disposed; undefined if there may be none. */
  enter(network: string): Disposable | undefined {
    const { open, limits } = this;
    const now = this.clock.now();
    // A time in the future is from before the clock was set back.
    this.recent = this.recent.filter(({ time }) => time <= now && now - time < knockWindowMs);
    const own = this.recent.filter((knock) => knock.network === network).length;
    if (
      open.size >= limits.openKnocks ||
      open.has(network) ||
      this.recent.length >= limits.newKnocks ||
      own >= limits.newKnocksPerAddress
    ) {
      return undefined;
    }
    this.recent.push({ time: now, network });
    open.add(network);
    return toDisposable(() => open.delete(network));
  }
}
