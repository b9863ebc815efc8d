import type { NetError } from '../../protocol/net-error';
import type { MemberLink, Network, RetryTimer, Ticket } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

/** How long a guest goes on trying, ms: a day. */
const patienceMs = 24 * 60 * 60_000;

export interface ReconnectorEvents {
  /** What to come back with, as of now. */
  ticket(): Ticket;
  connected(link: MemberLink): void;
  /** A try failed; `last` when it was the last one. */
  failed(error: NetError, last: boolean): void;
}

/** Tries to come back until it succeeds, is stopped, or a day has gone by. */
export class Reconnector implements Disposable {
  private readonly retry: RetryTimer;
  private waiting: Disposable | undefined;
  private attempt: AbortController | undefined;
  /** When it began to try, ms since the Unix epoch. */
  private since: number | undefined;

  constructor(
    private readonly network: Network,
    private readonly clock: Clock,
    private readonly events: ReconnectorEvents,
  ) {
    this.retry = network.retryTimer();
  }

  /** Tries at once. */
  now(): void {
    this.dispose();
    this.since ??= this.clock.now();
    void this.try();
  }

  /** Tries when the retry timer says so. */
  later(): void {
    this.dispose();
    this.since ??= this.clock.now();
    this.waiting = this.retry.next(() => void this.try());
  }

  /** The room is back for good: the next waits are short again. */
  succeeded(): void {
    this.since = undefined;
    this.retry.reset();
  }

  /** Stops trying. */
  dispose(): void {
    this.waiting?.dispose();
    this.waiting = undefined;
    this.attempt?.abort();
    this.attempt = undefined;
  }

  private async try(): Promise<void> {
    const attempt = new AbortController();
    this.attempt = attempt;
    let link: MemberLink;
    try {
      link = await this.network.connectByInvite(this.events.ticket(), attempt.signal);
    } catch (error) {
      if (attempt.signal.aborted) return;
      const last = this.clock.now() - (this.since ?? 0) > patienceMs;
      this.events.failed(error as NetError, last);
      return;
    }
    // It may have come about in the moment when it was given up.
    if (attempt.signal.aborted) link.drop();
    else this.events.connected(link);
  }
}
