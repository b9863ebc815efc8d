import { TokenBucket } from '../../net/socket/read-limiter';
import type { Clock } from '../../util/clock';

/** How many checks other extensions may start in a minute. */
export const checksPerMinute = 6;

/**
 * Lets other extensions check invites one at a time and a few a minute: each check connects to up to 24 addresses
 * that the invite names, and Deskmate must not become their port scanner.
 */
export class CheckLimit {
  private readonly bucket: TokenBucket;
  private isBusy = false;

  constructor(clock: Clock) {
    this.bucket = new TokenBucket(clock, checksPerMinute / 60, checksPerMinute);
  }

  /** Does the work, or returns undefined at once if another one isn't done or there were too many. */
  async run<T>(work: () => PromiseLike<T>): Promise<T | undefined> {
    if (this.isBusy || this.bucket.waitMs > 0) return undefined;
    this.bucket.take();
    this.isBusy = true;
    try {
      return await work();
    } finally {
      this.isBusy = false;
    }
  }
}
