import type { Successor } from '../../protocol/entry-frames';
import { maxSuccessorAddresses } from '../../protocol/frame-fields';
import type { Listener } from '../../protocol/frames';
import { isHostAddress } from '../../util/ip-address';
import { mayChangeList, nextVoters } from '../succession/hosting';
import type { SuccessionState } from '../succession/state';
import type { HostMembers } from './host-members';
import type { LogWriter } from './log-writer';
import type { Offers } from './offers';
import type { SeatedGuest } from './seats';
import type { SuccessorKeys } from './successor-keys';
import type { VoterLists } from './voter-lists';

export interface SuccessorsDeps {
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly lists: VoterLists;
  readonly offers: Offers;
  readonly keys: SuccessorKeys;
  /** Where the host itself listens. */
  readonly own: () => Listener;
  readonly voting: () => SuccessionState;
  /** Called when an entry of the log has a new list. */
  readonly onList: () => void;
  readonly onChange: () => void;
}

/**
 * The members who may take over a room: those who offer to, and whose port the hub has reached, so that the others can
 * follow them. One after the other gets into the list of voters, or out of it, as `nextVoters` allows.
 *
 * 1. Whoever is away stays a voter: it may be needed when it comes back.
 * 2. Whoever has been away for so long that it has lost its seat gives way: to someone else who wants to be a voter,
 *    and when the voters are even in number. The majority of such a list is no smaller without it, so it is
 *    never of use.
 */
export class Successors {
  /** The members who can be reached, in the order in which they were. */
  private readonly reached = new Map<string, Listener>();
  /** The members who have offered on their present connection, and were reached. */
  private readonly confirmed = new Set<string>();
  /** Voters who have left, were removed or no longer want to be one. */
  private readonly unwanted = new Set<string>();

  constructor(private readonly deps: SuccessorsDeps) {
    deps.offers.onDidReach(({ listener, member }) => this.confirm(member, listener));
  }

  /** The members to whom the host can hand the room over now. */
  get ready(): readonly SeatedGuest[] {
    return this.deps.lists.list.flatMap(({ member }) => {
      const guest = this.confirmed.has(member) ? this.deps.people.get(member) : undefined;
      return guest?.link ? [guest] : [];
    });
  }

  /** Whether more than half of the voters are connected, the host included. */
  get hasMajority(): boolean {
    const { lists, people } = this.deps;
    const here = lists.list.filter(
      ({ member }) => member === people.host.id || people.get(member)?.link,
    );
    return 2 * here.length > lists.list.length;
  }

  /** Whether this member waits to be listed. */
  isComing(member: string): boolean {
    const { list } = this.deps.lists;
    return this.confirmed.has(member) && !list.some((each) => each.member === member);
  }

  /** A member's connection has begun or ended: on the next one, it offers again. */
  disconnected(member: string): void {
    if (this.confirmed.delete(member)) this.deps.onChange();
    this.deps.offers.drop(member);
    this.deps.keys.forget(member);
  }

  /** A member offers to take over, or, without a listener, no longer does. */
  offer(member: string, listener: Listener | undefined): void {
    if (!listener) this.withdraw(member);
    else if (!this.isTaken(listener.pin, member)) this.deps.offers.add(member, listener);
  }

  /** A member has left or was removed, or doesn't want to take over. */
  withdraw(member: string): void {
    this.disconnected(member);
    this.reached.delete(member);
    this.unwanted.add(member);
    this.update();
  }

  /** A member has been away for so long that it has lost its seat. */
  vanished(member: string): void {
    this.disconnected(member);
    this.reached.delete(member);
    this.update();
  }

  /** Changes the list in the log if there is something to change, and if that is allowed now. */
  update(): void {
    const { lists, onChange, onList, people, writer } = this.deps;
    const present = new Set(lists.list.map(({ member }) => member));
    for (const member of this.unwanted) {
      if (!present.has(member) && !people.get(member)) this.unwanted.delete(member);
    }
    const successors = writer.isStopped || writer.isUnsaved ? undefined : this.next();
    // A host that forgot a list after a power failure would take its voters for strangers.
    if (!successors || !writer.store([], { type: 'successors', successors })) return;
    const entry = writer.find(writer.last);
    if (entry?.type === 'successors') lists.add(entry);
    onList();
    onChange();
  }

  private confirm(member: string, listener: Listener): void {
    const { keys, people } = this.deps;
    if (!people.get(member)?.link || this.isTaken(listener.pin, member)) return;
    this.unwanted.delete(member);
    this.reached.delete(member);
    this.reached.set(member, listener);
    this.confirmed.add(member);
    keys.inform(member, listener.pin);
    this.deps.onChange();
    this.update();
  }

  /** The next list to put in the log; undefined if it has to stay as it is for now. */
  private next(): readonly Successor[] | undefined {
    const { lists, own, voting, writer } = this.deps;
    const { addresses, ...rest } = own();
    const usable = addresses.filter(isHostAddress).slice(0, maxSuccessorAddresses);
    if (usable.length === 0) return undefined;
    const state = voting();
    const voters = nextVoters(state, this.wanted());
    const list = this.describe(voters ?? state.log.voters, { ...rest, addresses: usable });
    if (voters) return list;
    // The host alone isn't worth an entry.
    if (lists.list.length < 2 || !mayChangeList(state)) return undefined;
    // Newcomers and those who come back get only the entries that are kept, and everyone needs the addresses.
    const { first, last } = writer.feed;
    const isKept = first === 1 || lists.seq >= (first + last) / 2;
    return isKept && isSame(list, lists.list) ? undefined : list;
  }

  /** Who should be voters, in order. */
  private wanted(): readonly string[] {
    const { lists, people } = this.deps;
    const listed = lists.list.filter(
      ({ member, pin }) =>
        member !== people.host.id &&
        !this.unwanted.has(member) &&
        // A new certificate is a new voter: it may not have what the old one had on its disk.
        (this.reached.get(member)?.pin ?? pin) === pin,
    );
    const ids = listed.map(({ member }) => member);
    const coming = [...this.reached.keys()].filter((member) => this.isComing(member));
    const gone = ids.find((member) => !people.get(member));
    const isEven = (1 + ids.length) % 2 === 0;
    const givesWay = coming.length > 0 || isEven ? gone : undefined;
    return [...ids.filter((member) => member !== givesWay), ...coming];
  }

  private describe(voters: readonly string[], own: Listener): readonly Successor[] {
    const { lists, people } = this.deps;
    return voters.flatMap((member) => {
      const listed = lists.list.find((each) => each.member === member);
      const reached = this.reached.get(member);
      // Until it is taken out of the list, it keeps its old certificate there.
      const isSameVoter = !listed || listed.pin === reached?.pin;
      const listener = member === people.host.id ? own : isSameVoter ? reached : listed;
      return listener ? [{ ...listener, member }] : [];
    });
  }

  /** Whether the certificate is the host's or another member's: everyone would follow the wrong one. */
  private isTaken(pin: string, member: string): boolean {
    const { lists, offers, own } = this.deps;
    const reached = Array.from(this.reached, ([other, listener]) => [other, listener.pin] as const);
    const listed = lists.list.map((each) => [each.member, each.pin] as const);
    const known = [...offers.pins, ...reached, ...listed];
    return own().pin === pin || known.some(([other, its]) => other !== member && its === pin);
  }
}

/** Whether two lists say the same; a computer lists its addresses in any order. */
function isSame(one: readonly Successor[], other: readonly Successor[]): boolean {
  return JSON.stringify(one.map(inOrder)) === JSON.stringify(other.map(inOrder));
}

function inOrder({ addresses, member, pin, port }: Successor) {
  return { member, pin, port, addresses: addresses.toSorted() };
}
