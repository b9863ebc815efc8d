import type { NetError } from '../../protocol/net-error';
import type {
  HubFrame,
  LinkEnd,
  MemberLink,
  Network,
  RetryTimer,
  Ticket,
} from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';

/** How long a guest goes on trying, ms: a day. */
const patienceMs = 24 * 60 * 60_000;

/** Time for leaving politely, ms. */
const farewellMs = 5000;

export interface GuestConnectionParts {
  readonly network: Network;
  readonly clock: Clock;
  /** What to come back with, as of now. */
  readonly ticket: () => Ticket;
}

/** A failed attempt to come back; `last` when no other follows. */
export interface FailedAttempt {
  readonly error: NetError;
  readonly last: boolean;
}

/**
 * A guest's connection to its hub: the present one, and the attempts to come back, which go on until one
 * succeeds, they are stopped, or a day has gone by.
 */
export class GuestConnection implements Disposable {
  private readonly frames = new Emitter<HubFrame>();
  readonly onFrame = this.frames.event;
  private readonly opens = new Emitter<MemberLink>();
  /** Fires when a new connection takes the place of the one before, before anything is read from it. */
  readonly onOpen = this.opens.event;
  private readonly ends = new Emitter<LinkEnd>();
  /** Fires when the present connection is gone, and not by `drop()` or `leave()`. */
  readonly onEnd = this.ends.event;
  private readonly failures = new Emitter<FailedAttempt>();
  readonly onFailure = this.failures.event;
  private link: MemberLink | undefined;
  private readonly retry: RetryTimer;
  private waiting: Disposable | undefined;
  private attempt: AbortController | undefined;
  /** When it began to try, ms since the Unix epoch. */
  private since: number | undefined;

  constructor(private readonly parts: GuestConnectionParts) {
    this.retry = parts.network.retryTimer();
  }

  get isOpen(): boolean {
    return this.link !== undefined;
  }

  /** Goes on over this connection. */
  use(link: MemberLink): void {
    const before = this.link;
    this.link = link;
    this.opens.fire(link);
    before?.drop();
    link.onFrame((frame) => {
      if (this.link === link) this.frames.fire(frame);
    });
    link.onEnd((end) => {
      if (this.link !== link) return;
      this.link = undefined;
      this.ends.fire(end);
    });
    link.start();
  }

  send(frame: Parameters<MemberLink['send']>[0]): void {
    this.link?.send(frame);
  }

  /** Closes without a word. */
  drop(): void {
    const { link } = this;
    this.link = undefined;
    link?.drop();
  }

  /** Says goodbye and closes; resolves when the connection is gone. */
  async leave(): Promise<void> {
    const { link } = this;
    if (!link) return;
    const late = this.parts.clock.after(farewellMs, () => link.drop());
    await link.leave();
    late.dispose();
  }

  /** Tries to come back at once. */
  retryNow(): void {
    this.stop();
    this.since ??= this.parts.clock.now();
    void this.try();
  }

  /** Tries to come back when the retry timer says so. */
  retryLater(): void {
    this.stop();
    this.since ??= this.parts.clock.now();
    this.waiting = this.retry.next(() => void this.try());
  }

  /** The guest is back for good: the next waits are short again. */
  succeeded(): void {
    this.since = undefined;
    this.retry.reset();
  }

  /** Stops trying. */
  stop(): void {
    this.waiting?.dispose();
    this.waiting = undefined;
    this.attempt?.abort();
    this.attempt = undefined;
  }

  dispose(): void {
    this.stop();
    this.drop();
  }

  private async try(): Promise<void> {
    const { clock, network, ticket } = this.parts;
    const attempt = new AbortController();
    this.attempt = attempt;
    let link: MemberLink;
    try {
      link = await network.connectByInvite(ticket(), attempt.signal);
    } catch (error) {
      if (attempt.signal.aborted) return;
      const last = clock.now() - (this.since ?? 0) > patienceMs;
      this.failures.fire({ error: error as NetError, last });
      return;
    }
    // It may have come about in the moment when it was given up.
    if (attempt.signal.aborted) link.drop();
    else this.use(link);
  }
}
