import { BoundedMap, BoundedSet } from '../../util/bounded-map';
import type { Delivery } from './log-entry';

/** How far a member has received the log. */
export interface Mark {
  readonly member: string;
  readonly seq: number;
}

/** A mark as stored; `name`: for a member whose joining the log may not contain. `seq` 0: nothing yet. */
export interface StoredMark extends Mark {
  readonly name?: string | undefined;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** The other members at one time, names by id; shared by the messages of that time. */
interface Crowd {
  readonly people: Map<string, string>;
  /** The names of these members; computed when first needed. */
  names?: readonly string[] | undefined;
}

/** An own message that others may still have to receive. */
interface Pending {
  readonly id: string;
  readonly seq: number;
  readonly crowd: Crowd;
  readonly names: string[];
}

/** Above so many others, nobody reads their names, and each receipt would copy them: they are a count. */
const maxNamed = 200;

/** Maximum number of messages followed; the newest ones. */
const maxPending = 10_000;
/** Maximum number of members remembered. */
const maxMembers = 4096;
/**
 * Maximum number of pairs of a message and a member that are followed. It bounds the work for one frame from a hub that
 * invents members and marks.
 */
export const maxPairs = 500_000;

/**
 * Tracks who has received which own messages. Each pair of member and message costs work once, when the
 * member's mark passes the message.
 */
export class Deliveries {
  /** The other current members, names by id. */
  private readonly others = new Map<string, string>();
  /** Everyone known to have been a member. */
  private readonly met = new BoundedSet<string>(maxMembers);
  private crowd: Crowd | undefined;
  /** Includes members who have left, so that nothing is counted twice when they come back. */
  private readonly marks = new BoundedMap<string, number>(maxMembers);
  private highest = 0;
  /** By ascending number. */
  private pending: Pending[] = [];
  /** Total number of crowd members over all pending messages. */
  private pairs = 0;

  constructor(
    private selfId: string,
    /** Called when a message's delivery has changed. */
    private readonly show: (id: string, delivery: Delivery) => void,
  ) {}

  become(selfId: string): void {
    this.selfId = selfId;
    this.forget(selfId);
  }

  /**
   * Sets the members as of the last entry applied. A member whose joining isn't in the log was there before
   * it begins.
   */
  replace(members: readonly Named[]): void {
    const before = members.filter(({ id }) => !this.met.has(id) && id !== this.selfId);
    if (before.length > 0) this.includeEarlier(before);
    this.others.clear();
    for (const { id, name } of members) this.join(id, name);
  }

  /** Adds a member, or changes its name. */
  join(id: string, name: string): void {
    if (id === this.selfId || this.others.size >= maxMembers) return;
    this.others.set(id, name);
    this.met.add(id);
    this.crowd = undefined;
  }

  /** Removes a member. One whose joining isn't in the log was there before it begins. */
  leave(id: string, name: string): void {
    if (!this.met.has(id) && id !== this.selfId) {
      this.includeEarlier([{ id, name }]);
      this.met.add(id);
    }
    this.forget(id);
  }

  /** Follows the own message `id`, which has just been numbered; returns its delivery. */
  follow(id: string, seq: number): Delivery {
    this.crowd ??= { people: new Map(this.others) };
    const message: Pending = { id, seq, crowd: this.crowd, names: [] };
    // During catch-up, a mark may come before the entry.
    if (this.highest >= seq) {
      for (const [member, name] of this.crowd.people) {
        if ((this.marks.get(member) ?? 0) >= seq) message.names.push(name);
      }
    }
    this.pending.push(message);
    this.pairs += this.crowd.people.size;
    // Drop many at once: dropping one by one would move all others each time.
    if (this.pending.length > 2 * maxPending || this.pairs > 2 * maxPairs) this.trim();
    return deliveryOf(message);
  }

  /** Restores the marks of a stored room, after all its entries were applied. */
  restore(marks: readonly StoredMark[]): void {
    const earlier = marks.flatMap(({ member, name }) =>
      name === undefined || this.met.has(member) || member === this.selfId
        ? []
        : [{ id: member, name }],
    );
    if (earlier.length > 0) this.includeEarlier(earlier);
    for (const { id, name } of earlier) this.join(id, name);
    this.mark(marks);
  }

  /** Records how far members have received the log; marks never go back. */
  mark(marks: readonly Mark[]): void {
    const changed = new Set<Pending>();
    for (const { member, seq } of marks) {
      const before = this.marks.get(member) ?? 0;
      if (member === this.selfId || seq <= before) continue;
      this.remember(member, seq);
      for (let i = this.indexAfter(before); i < this.pending.length; i += 1) {
        const message = this.pending[i] as Pending;
        if (message.seq > seq) break;
        const name = message.crowd.people.get(member);
        if (name === undefined) continue;
        message.names.push(name);
        changed.add(message);
      }
    }
    this.showAll(changed);
  }

  private forget(id: string): void {
    if (this.others.delete(id)) this.crowd = undefined;
  }

  private includeEarlier(members: readonly Named[]): void {
    this.trim(members.length);
    for (const crowd of new Set(this.pending.map((message) => message.crowd))) {
      crowd.names = undefined;
      for (const { id, name } of members) crowd.people.set(id, name);
    }
    this.trim();
    const changed = new Set<Pending>();
    for (const { id, name } of members) {
      const mark = this.marks.get(id) ?? 0;
      for (const message of this.pending) {
        if (message.seq > mark) break;
        message.names.push(name);
        changed.add(message);
      }
    }
    this.showAll(changed);
  }

  /** Drops the oldest messages, so that each remaining one can get `more` additional members. */
  private trim(more = 0): void {
    let from = this.pending.length;
    let pairs = 0;
    for (const min = Math.max(0, from - maxPending); from > min; from -= 1) {
      const { people } = (this.pending[from - 1] as Pending).crowd;
      if (pairs + people.size + more > maxPairs) break;
      pairs += people.size + more;
    }
    this.pending = this.pending.slice(from);
    this.pairs = pairs;
  }

  private showAll(messages: Iterable<Pending>): void {
    for (const message of messages) this.show(message.id, deliveryOf(message));
  }

  private remember(member: string, seq: number): void {
    this.marks.set(member, seq);
    this.highest = Math.max(this.highest, seq);
  }

  /** Index of the first message whose number is above `seq`. */
  private indexAfter(seq: number): number {
    let low = 0;
    let high = this.pending.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.pending[middle] as Pending).seq > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function deliveryOf({ crowd, names }: Pending): Delivery {
  const received = names.length;
  const of = crowd.people.size;
  if (received === 0) return 'hub';
  if (of > maxNamed) return { received, of, names: [] };
  if (received < of) return { received, of, names: [...names] };
  // Everyone has it: all messages of that time share one list of names.
  crowd.names ??= [...crowd.people.values()];
  return { received, of, names: crowd.names };
}
