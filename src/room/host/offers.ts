import type { Listener } from '../../protocol/frames';
import type { Network } from '../../protocol/network';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';

/** Minimum time between two checks whether a member can be reached, in ms. */
const checkGapMs = 250;

/**
 * How long to wait before checking the same member again, in ms: twice as long after each check, up to a limit, and
 * short again after some time without a check.
 */
const minWaitMs = 1000;
const maxWaitMs = 5 * 60_000;
const calmMs = 10 * 60_000;

/** For how long a listener that was reached isn't checked again when its member comes back, in ms. */
const freshMs = 60_000;

export interface OffersDeps {
  readonly network: Pick<Network, 'reach'>;
  readonly clock: Clock;
  /** Multiplies the times above. */
  readonly pace: number;
}

interface Offer {
  readonly listener: Listener;
  dueAt: number;
}

/** The checks of one member. */
interface Checks {
  checkedAt: number;
  wait: number;
  reached?: Listener | undefined;
}

/**
 * Checks where members listen that offer to take over the room: one after the other, each one again with growing
 * waits as long as its offer stands and fails. No member can make the hub dial many addresses.
 */
export class Offers implements Disposable {
  private readonly offers = new Map<string, Offer>();
  private readonly records = new Map<string, Checks>();
  private readonly stop = new AbortController();
  private timer: Disposable | undefined;
  private isChecking = false;
  private readonly reaches = new Emitter<{
    readonly member: string;
    readonly listener: Listener;
  }>();
  /** Fires when a member's listener was reached. */
  readonly onDidReach = this.reaches.event;

  constructor(private readonly deps: OffersDeps) {}

  /** The certificates of those who wait to be checked, by member. */
  get pins(): Iterable<readonly [string, string]> {
    return Array.from(this.offers, ([member, { listener }]) => [member, listener.pin] as const);
  }

  /** A member says where it listens. */
  add(member: string, listener: Listener): void {
    const now = this.deps.clock.now();
    const record = this.records.get(member);
    if (record?.reached && now - record.checkedAt < this.ms(freshMs)) {
      if (isSame(record.reached, listener)) {
        this.offers.delete(member);
        this.reaches.fire({ member, listener });
        return;
      }
    }
    const dueAt = record ? record.checkedAt + this.ms(record.wait) : now;
    this.offers.set(member, { listener, dueAt });
    this.schedule();
  }

  /** A member no longer offers that, or has no connection. */
  drop(member: string): void {
    this.offers.delete(member);
    this.schedule();
  }

  dispose(): void {
    this.stop.abort();
    this.timer?.dispose();
  }

  private schedule(): void {
    // The end of the check schedules the next one.
    if (this.isChecking || this.stop.signal.aborted) return;
    this.timer?.dispose();
    this.timer = undefined;
    let next: readonly [string, Offer] | undefined;
    for (const each of this.offers) if (!next || each[1].dueAt < next[1].dueAt) next = each;
    if (!next) return;
    const [member, offer] = next;
    const { clock } = this.deps;
    const wait = offer.dueAt - clock.now();
    if (wait <= 0) void this.check(member, offer);
    else this.timer = clock.after(wait, () => void this.check(member, offer));
  }

  private async check(member: string, offer: Offer): Promise<void> {
    this.isChecking = true;
    const { clock, network } = this.deps;
    const { listener } = offer;
    const record = this.begin(member);
    const isReached = await network.reach(listener, this.stop.signal).then(
      () => true,
      () => false,
    );
    if (this.stop.signal.aborted) return;
    record.checkedAt = clock.now();
    record.reached = isReached ? listener : undefined;
    // It may have offered something else meanwhile, or left.
    if (this.offers.get(member) === offer) {
      if (isReached) this.offers.delete(member);
      else offer.dueAt = record.checkedAt + this.ms(record.wait);
      if (isReached) this.reaches.fire({ member, listener });
    }
    this.timer = clock.after(this.ms(checkGapMs), () => {
      this.isChecking = false;
      this.schedule();
    });
  }

  /** Makes the member's next check wait longer. */
  private begin(member: string): Checks {
    const now = this.deps.clock.now();
    const before = this.records.get(member);
    const isCalm = !before || now - before.checkedAt > this.ms(calmMs);
    const wait = isCalm ? minWaitMs : Math.min(maxWaitMs, 2 * before.wait);
    const record = { checkedAt: now, wait };
    // Those who have left long ago need not be remembered.
    for (const [other, { checkedAt }] of this.records) {
      if (now - checkedAt > this.ms(calmMs)) this.records.delete(other);
    }
    this.records.set(member, record);
    return record;
  }

  private ms(time: number): number {
    return time * this.deps.pace;
  }
}

function isSame(one: Listener, other: Listener): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
