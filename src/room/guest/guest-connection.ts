import type { HubFrame, MemberLink, Ticket } from '../../protocol/member-link';
import { type LinkEnd, NetError } from '../../protocol/net-error';
import type { Network, RetryTimer } from '../../protocol/network';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';

/** How long a guest keeps trying to reconnect, in ms: one day. */
const maxRetryMs = 24 * 60 * 60_000;

/**
 * With several hubs to try, how long to wait, in ms: for a connection; for one that couldn't be made a moment ago; for the
 * hub's first frame; and until the next series of attempts.
 */
const maxDialMs = 4000;
const maxNextDialMs = 2000;
const maxAnswerMs = 4000;
const maxWaitMs = 3000;

/** How long it tries that often, in ms: long enough for an election. */
const electionMs = 5 * 60_000;

/** How long the claim of a connection that this window gave up may take to reach the hub, in ms. */
const lateClaimMs = 60_000;

/** How long `leave()` waits for a clean close before it drops the connection, in ms. */
const closeTimeoutMs = 5000;

export interface GuestConnectionDeps {
  readonly network: Pick<Network, 'retryTimer' | 'connectByInvite'>;
  readonly clock: Clock;
  /** Returns the tickets to reconnect with, as of now, in the order to try. */
  readonly tickets: () => readonly [Ticket, ...Ticket[]];
  /** See {@link VoterDeps.pace}. */
  readonly pace: number;
}

/** A new connection, and the ticket that led to it. */
export interface OpenedConnection {
  readonly link: MemberLink;
  readonly ticket: Ticket;
}

/** A failed attempt to reconnect. */
export interface FailedReconnect {
  /** Why, by the pin of each hub that was tried, the first one first. */
  readonly errors: ReadonlyMap<string, NetError>;
  /** Whether the guest has tried for so long that it should give up. */
  readonly last: boolean;
}

/**
 * A guest's connection to its hub. Holds the current connection and makes attempts to reconnect until one
 * succeeds, `stop()` is called, or a day has passed.
 */
export class GuestConnection implements Disposable {
  private readonly frames = new Emitter<HubFrame>();
  readonly onFrame = this.frames.event;
  private readonly opens = new Emitter<OpenedConnection>();
  /** Fires when a new connection replaces the previous one, before the first frame is read from it. */
  readonly onOpen = this.opens.event;
  private readonly ends = new Emitter<LinkEnd>();
  /** Fires when the current connection ends, unless `drop()` or `leave()` ended it. */
  readonly onEnd = this.ends.event;
  private readonly failures = new Emitter<FailedReconnect>();
  /** Fires when an attempt to reconnect fails, unless `stop()` aborted it. */
  readonly onFailure = this.failures.event;
  private link: MemberLink | undefined;
  /** Whether the hub of that connection has said anything. */
  private isAnswered = false;
  /** When this window last gave up a connection whose hub hadn't said anything, in ms since the Unix epoch. */
  private gaveUpAt = Number.NEGATIVE_INFINITY;
  private readonly retry: RetryTimer;
  private waiting: Disposable | undefined;
  private attempt: AbortController | undefined;
  /** The pins of the hubs that were tried without success in this series of attempts. */
  private readonly tried = new Set<string>();
  /** The pins of those of them that couldn't be reached when they were tried last. */
  private readonly unreached = new Set<string>();
  /** Runs until the hub's first frame, while there are others to try. */
  private answer: Disposable | undefined;
  /** When the guest began to reconnect, in ms since the Unix epoch. */
  private since: number | undefined;

  constructor(private readonly deps: GuestConnectionDeps) {
    this.retry = deps.network.retryTimer();
  }

  /** The current connection. */
  get current(): MemberLink | undefined {
    return this.link;
  }

  /** Switches to this connection and drops the previous one. */
  use(link: MemberLink, ticket: Ticket = this.deps.tickets()[0]): void {
    const previous = this.link;
    if (previous) this.noteGivenUp();
    this.link = link;
    this.isAnswered = false;
    this.tried.add(ticket.pin);
    this.opens.fire({ link, ticket });
    previous?.drop();
    const end = (end: LinkEnd) => {
      if (this.link !== link) return;
      this.link = undefined;
      this.answer?.dispose();
      this.ends.fire(this.isOwnDoing(end) ? { reason: 'lost', error: replacedByOwn() } : end);
    };
    link.onFrame((frame) => {
      if (this.link !== link) return;
      this.isAnswered = true;
      this.answer?.dispose();
      this.frames.fire(frame);
    });
    link.onEnd(end);
    this.answer?.dispose();
    if (this.since !== undefined && this.deps.tickets().length > 1) {
      this.answer = this.deps.clock.after(maxAnswerMs, () => {
        this.noteGivenUp();
        end({ reason: 'lost', error: new NetError('timed-out', 'the hub doesn’t answer') });
        link.drop();
      });
    }
    link.start();
  }

  /** Closes the connection without saying goodbye. */
  drop(): void {
    const { link } = this;
    if (link) this.noteGivenUp();
    this.link = undefined;
    this.answer?.dispose();
    link?.drop();
  }

  /** Says goodbye and closes the connection; resolves when it is closed, after at most `closeTimeoutMs`. */
  async leave(): Promise<void> {
    const { link } = this;
    if (!link) return;
    const late = this.deps.clock.after(closeTimeoutMs, () => link.drop());
    await link.leave();
    late.dispose();
  }

  /** Tries to reconnect now. */
  retryNow(): void {
    this.stop();
    this.since ??= this.deps.clock.now();
    this.tried.clear();
    this.unreached.clear();
    void this.try();
  }

  /**
   * Tries to reconnect: at once if a hub of this series hasn't been tried, otherwise when the retry timer fires, or after
   * a few seconds while another member may become the host.
   */
  retryLater(): void {
    this.stop();
    const { clock, pace } = this.deps;
    if (this.since !== undefined && this.tried.size > 0 && this.untried().length > 0) {
      void this.try();
      return;
    }
    this.since ??= clock.now();
    this.tried.clear();
    const waiting = new DisposableStore();
    const retry = () => {
      waiting.dispose();
      void this.try();
    };
    waiting.add(this.retry.next(retry));
    const isElection = clock.now() - this.since < electionMs * pace;
    if (isElection && this.deps.tickets().length > 1) {
      waiting.add(clock.after(maxWaitMs * pace, retry));
    }
    this.waiting = waiting;
  }

  /** Resets the retry timer and the time limit, because the guest is back in the room. */
  succeeded(): void {
    this.since = undefined;
    this.tried.clear();
    this.unreached.clear();
    this.retry.reset();
  }

  /** Stops all attempts to reconnect. */
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
    const { clock, network, tickets } = this.deps;
    const attempt = new AbortController();
    const { signal } = attempt;
    this.attempt = attempt;
    const errors = new Map<string, NetError>();
    const isOne = tickets().length === 1;
    for (let [ticket] = this.untried(); ticket; [ticket] = this.untried()) {
      this.tried.add(ticket.pin);
      const ms = this.unreached.has(ticket.pin) ? maxNextDialMs : maxDialMs;
      const dial = isOne ? { signal, dispose() {} } : limited(signal, clock, ms);
      try {
        const link = await network.connectByInvite(ticket, dial.signal);
        this.unreached.delete(ticket.pin);
        // The attempt may succeed just as it is aborted.
        if (signal.aborted) {
          this.gaveUpAt = clock.now();
          link.drop();
        } else this.use(link, ticket);
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.unreached.add(ticket.pin);
        const why = dial.signal.aborted
          ? new NetError('timed-out', 'the hub took too long to connect to')
          : (error as NetError);
        errors.set(ticket.pin, why);
      } finally {
        dial.dispose();
      }
    }
    const last = clock.now() - (this.since ?? 0) > maxRetryMs;
    if (errors.size > 0) this.failures.fire({ errors, last });
  }

  /** The current connection is given up. */
  private noteGivenUp(): void {
    if (!this.isAnswered) this.gaveUpAt = this.deps.clock.now();
  }

  /**
   * Whether the hub may have replaced this connection by an earlier one of this window, whose claim took longer: then
   * no other window is this member.
   */
  private isOwnDoing(end: LinkEnd): boolean {
    const isReplaced = end.reason === 'lost' && end.error.code === 'replaced';
    return isReplaced && this.deps.clock.now() - this.gaveUpAt < lateClaimMs;
  }

  /** The tickets of this series that are still to be tried: last those whose hubs couldn't be reached. */
  private untried(): readonly Ticket[] {
    const { tried, unreached } = this;
    const untried = this.deps.tickets().filter((ticket) => !tried.has(ticket.pin));
    const isReached = ({ pin }: Ticket) => !unreached.has(pin);
    return [...untried.filter(isReached), ...untried.filter((ticket) => !isReached(ticket))];
  }
}

function replacedByOwn(): NetError {
  return new NetError('connection-lost', 'replaced by an earlier connection of this window');
}

/** A signal that is aborted with another one, or after some time. */
function limited(
  signal: AbortSignal,
  clock: Clock,
  ms: number,
): { readonly signal: AbortSignal; dispose(): void } {
  const own = new AbortController();
  const abort = () => own.abort();
  const timer = clock.after(ms, abort);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  return {
    signal: own.signal,
    dispose() {
      timer.dispose();
      signal.removeEventListener('abort', abort);
    },
  };
}
