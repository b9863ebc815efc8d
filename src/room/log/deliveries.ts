import { BoundedMap, BoundedSet } from '../../util/bounded-map';
import type { Delivery } from './log-entry';

/** How far a member has received the log. */
export interface Mark {
  readonly member: string;
  readonly seq: number;
}

/** A mark as it is kept; `name`: of somebody whose coming the log may not hold. `seq` 0: nothing yet. */
export interface KeptMark extends Mark {
  readonly name?: string | undefined;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** The others who were members at one time, name by id; shared by the messages of that time. */
interface Crowd {
  readonly people: Map<string, string>;
  /** Their names, once they are wanted. */
  names?: readonly string[] | undefined;
}

/** A message of one's own that others may still have to receive. */
interface Pending {
  readonly id: string;
  readonly seq: number;
  readonly crowd: Crowd;
  readonly names: string[];
}

/** Messages followed at most, the newest. */
const maxPending = 10_000;
/** Members remembered at most. */
const maxMembers = 4096;
/**
 * Pairs of a message and a member that are followed at most, with the newest messages: one frame of a
 * hub that invents members and marks changes no more than these.
 */
export const maxPairs = 500_000;

/**
 * Knows who has received which of one's own messages. Each pair of member and message costs something
 * once, when the member's mark passes the message.
 */
export class Deliveries {
  /** The others who are members now, name by id. */
  private readonly others = new Map<string, string>();
  /** Everybody who ever was one, as far as known here. */
  private readonly met = new BoundedSet<string>(maxMembers);
  private crowd: Crowd | undefined;
  /** Also of those who have left: when they come back, nothing is counted twice. */
  private readonly marks = new BoundedMap<string, number>(maxMembers);
  private highest = 0;
  /** By ascending number. */
  private pending: Pending[] = [];
  /** Members of the crowds of all these messages together. */
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
   * Who is a member as of the last entry applied. Somebody whose coming the log does not hold was there
   * before what it holds.
   */
  replace(members: readonly Named[]): void {
    const before = members.filter(({ id }) => !this.met.has(id) && id !== this.selfId);
    if (before.length > 0) this.includeEarlier(before);
    this.others.clear();
    for (const { id, name } of members) this.join(id, name);
  }

  /** Somebody is a member from now on, or has another name. */
  join(id: string, name: string): void {
    if (id === this.selfId || this.others.size >= maxMembers) return;
    this.others.set(id, name);
    this.met.add(id);
    this.crowd = undefined;
  }

  /** Somebody is no member any more; whose coming the log does not hold was there before. */
  leave(id: string, name: string): void {
    if (!this.met.has(id) && id !== this.selfId) {
      this.includeEarlier([{ id, name }]);
      this.met.add(id);
    }
    this.forget(id);
  }

  /** Follows one's own message `id`, numbered now; gives how far it has come. */
  follow(id: string, seq: number): Delivery {
    this.crowd ??= { people: new Map(this.others) };
    const message: Pending = { id, seq, crowd: this.crowd, names: [] };
    // A mark may come before the entry, when that one has to be caught up with.
    if (this.highest >= seq) {
      for (const [member, name] of this.crowd.people) {
        if ((this.marks.get(member) ?? 0) >= seq) message.names.push(name);
      }
    }
    this.pending.push(message);
    this.pairs += this.crowd.people.size;
    // Many at a time: cutting one off would move all the others each time.
    if (this.pending.length > 2 * maxPending || this.pairs > 2 * maxPairs) this.trim();
    return deliveryOf(message);
  }

  /** Takes the marks of a kept room, whose entries were all applied. */
  restore(marks: readonly KeptMark[]): void {
    const earlier = marks.flatMap(({ member, name }) =>
      name === undefined || this.met.has(member) || member === this.selfId
        ? []
        : [{ id: member, name }],
    );
    if (earlier.length > 0) this.includeEarlier(earlier);
    for (const { id, name } of earlier) this.join(id, name);
    this.mark(marks);
  }

  /** Takes note of how far members have received the log; marks never go back. */
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

  /** Lets go of the oldest messages, so that each may have `more` members besides. */
  private trim(more = 0): void {
    let from = this.pending.length;
    let pairs = 0;
    for (const least = Math.max(0, from - maxPending); from > least; from -= 1) {
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
  if (received < of) return { received, of, names: [...names] };
  // All have it: one list of names serves all messages of that time.
  crowd.names ??= [...crowd.people.values()];
  return { received, of, names: crowd.names };
}
