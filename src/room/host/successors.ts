import { maxSuccessorAddresses, maxSuccessors } from '../../protocol/frame-fields';
import type { Listener, Successor } from '../../protocol/frames';
import type { Network, RoomEntry } from '../../protocol/transport';
import { type Clock, delay } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { isHostAddress } from '../../util/ip-address';
import { successorsIn } from '../log/entries';
import type { HostMembers } from './host-members';
import type { LogWriter } from './log-writer';
import type { SeatedGuest } from './seats';

/** Minimum time between two checks whether a member can be reached, in ms. */
const checkGapMs = 250;

export interface SuccessorsDeps {
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly network: Pick<Network, 'reach'>;
  readonly clock: Clock;
  /** Where the host itself listens. */
  readonly own: () => Listener;
  readonly onChange: () => void;
}

/**
 * The members who may take over a room. One that offers to is listed, in an entry of the log, once the hub has
 * reached the port at which it listens: only then can the others follow it.
 */
export class Successors implements Disposable {
  /** Offers to check, by member. */
  private readonly offers = new Map<string, Listener>();
  /** The members who can be reached, in the order in which they were. */
  private readonly reached = new Map<string, Listener>();
  /** The members who have offered on their present connection, and were reached. */
  private readonly confirmed = new Set<string>();
  private listed: readonly Successor[] = [];
  /** Number of the entry with the list. */
  private listedAt = 0;
  private readonly stop = new AbortController();
  private isChecking = false;

  constructor(private readonly deps: SuccessorsDeps) {}

  /** Everyone who may host the room, according to the log: the host first. */
  get all(): readonly Successor[] {
    return this.listed;
  }

  /** The members to whom the host can hand the room over now. */
  get ready(): readonly SeatedGuest[] {
    return this.listed.flatMap(({ member }) => {
      const guest = this.confirmed.has(member) ? this.deps.people.get(member) : undefined;
      return guest?.link ? [guest] : [];
    });
  }

  /** Where this member listens. */
  listenerOf(member: string): Listener | undefined {
    return this.reached.get(member);
  }

  /** Restores the list of a reopened room. Members offer again when they come back. */
  restore(entries: readonly RoomEntry[]): void {
    this.listed = successorsIn(entries);
    this.listedAt = this.deps.writer.last;
    for (const { member, ...listener } of this.listed) {
      if (this.deps.people.get(member)) this.reached.set(member, listener);
    }
  }

  /** A member has a new connection: it offers again, if its window is still the same. */
  connected(member: string): void {
    this.confirmed.delete(member);
  }

  /** A member offers to take over, or, without a listener, no longer does. */
  offer(member: string, listener: Listener | undefined): void {
    this.offers.delete(member);
    if (!listener) {
      this.confirmed.delete(member);
      this.reached.delete(member);
      this.update();
      return;
    }
    if (this.isTaken(listener.pin, member)) return;
    this.offers.set(member, listener);
    void this.check();
  }

  /** A member has left. */
  forget(member: string): void {
    this.offer(member, undefined);
  }

  /** Writes an entry if the list has changed, or if its entry is no longer kept. */
  update(): void {
    const { onChange, own, people, writer } = this.deps;
    if (writer.isStopped) return;
    const members = Array.from(this.reached, ([member, listener]) => ({ member, ...listener }));
    const { addresses, ...rest } = own();
    const usable = addresses.filter(isHostAddress).slice(0, maxSuccessorAddresses);
    const host = { member: people.host.id, ...rest, addresses: usable };
    const list = usable.length > 0 ? [host, ...members].slice(0, maxSuccessors) : [];
    const isKept = this.listedAt >= writer.feed.first;
    // The host alone isn't worth an entry.
    const isNeeded = list.length > 1 || this.listed.length > 1;
    const isSame = isKept && JSON.stringify(list) === JSON.stringify(this.listed);
    if (!isNeeded || isSame) {
      onChange();
      return;
    }
    this.listed = list;
    writer.record({ type: 'successors', successors: list });
    this.listedAt = writer.last;
    onChange();
  }

  dispose(): void {
    this.stop.abort();
  }

  /** Checks the offers one by one, so that no member can make the hub dial many addresses at once. */
  private async check(): Promise<void> {
    if (this.isChecking) return;
    this.isChecking = true;
    const { signal } = this.stop;
    for (let [next] = this.offers; next && !signal.aborted; [next] = this.offers) {
      const [member, listener] = next;
      const isReached = await this.canReach(listener);
      if (signal.aborted) return;
      // It may have offered something else meanwhile, or left.
      if (this.offers.get(member) === listener) {
        this.offers.delete(member);
        if (isReached) {
          this.reached.set(member, listener);
          this.confirmed.add(member);
        } else this.reached.delete(member);
        this.update();
      }
      await delay(this.deps.clock, checkGapMs, signal);
    }
    this.isChecking = false;
  }

  /** Whether the certificate is the host's or another member's: everyone would follow the wrong one. */
  private isTaken(pin: string, member: string): boolean {
    const known = [...this.offers, ...this.reached];
    return (
      pin === this.deps.own().pin ||
      known.some(([other, listener]) => other !== member && listener.pin === pin)
    );
  }

  private canReach(listener: Listener): Promise<boolean> {
    return this.deps.network.reach(listener, this.stop.signal).then(
      () => true,
      () => false,
    );
  }
}
