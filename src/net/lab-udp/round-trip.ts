/** The first timeout, and the bounds of those measured later, in ms. */
export const firstTimeoutMs = 1000;
export const minTimeoutMs = 200;
export const maxTimeoutMs = 2000;

/**
 * How long to wait for an acknowledgement, by RFC 6298: the smoothed round trip plus four times its
 * variation.
 */
export class RoundTrip {
  private smoothed: number | undefined;
  private variation = 0;
  private timeout = firstTimeoutMs;

  /**
   * How long to wait after a datagram was sent for the last time: twice as long with each repeat, 2 s at
   * most.
   * @param repeats how often it was sent again
   */
  timeoutMs(repeats = 0): number {
    return Math.min(maxTimeoutMs, this.timeout * 2 ** repeats);
  }

  /** Records how long an acknowledgement took, since the datagram that caused it was sent. */
  measured(ms: number): void {
    if (this.smoothed === undefined) {
      this.smoothed = ms;
      this.variation = ms / 2;
    } else {
      this.variation = 0.75 * this.variation + 0.25 * Math.abs(this.smoothed - ms);
      this.smoothed = 0.875 * this.smoothed + 0.125 * ms;
    }
    const timeout = Math.round(this.smoothed + 4 * this.variation);
    this.timeout = Math.min(maxTimeoutMs, Math.max(minTimeoutMs, timeout));
  }
}
