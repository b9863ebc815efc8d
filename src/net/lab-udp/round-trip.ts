/** The first timeout, and the bounds of those measured later, in ms. */
export const firstTimeoutMs = 1000;
export const minTimeoutMs = 200;
export const maxTimeoutMs = 2000;

/**
 * How long to wait for an acknowledgement, by RFC 6298: the smoothed round trip plus four times its
 * variation. It doubles with each timeout and keeps that value until the next measurement (Karn's
 * algorithm), so that it also finds a round trip that is suddenly longer than it was.
 */
export class RoundTrip {
  private smoothed: number | undefined;
  private variation = 0;
  private timeout = firstTimeoutMs;

  get timeoutMs(): number {
    return this.timeout;
  }

  /** Records the round trip of a datagram that was sent once: of others, nobody knows which one it is. */
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

  /** Records that an acknowledgement didn't come in time. */
  timedOut(): void {
    this.timeout = Math.min(maxTimeoutMs, 2 * this.timeout);
  }
}
