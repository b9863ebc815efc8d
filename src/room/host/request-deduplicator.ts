import type { Entries } from '../log/entries';

/**
 * How many requests of a member are remembered even after their entries are dropped: as many as a member may
 * send before their replies.
 */
const maxRecent = 64;

/** Maximum number of members remembered; those whose last request is oldest are forgotten first. */
const maxMembers = 2000;

/** The fewest slots of a table; always a power of two. */
const minSlots = 1024;

/** Where entries are found by their numbers. */
type FoundEntries = Pick<Entries, 'find' | 'first'>;

/**
 * Tracks which requests of which member are already in the log: a member that lost its connection repeats
 * requests without a reply. Remembers them as long as the entry is kept, and each member's last ones even
 * longer, so that a busy log doesn't cause a request to be handled twice.
 */
export class RequestDeduplicator {
  private readonly kept: RequestTable;
  private readonly members = new Map<string, RecentRequests>();

  constructor(
    private readonly entries: FoundEntries,
    key = randomKey(),
  ) {
    this.kept = new RequestTable(entries, key);
  }

  has(member: string, id: string): boolean {
    if (this.kept.has(member, id)) return true;
    return this.members.get(member)?.has(id, this.entries.first) ?? false;
  }

  /**
   * Records which request became the entry with this number.
   * @param isInEntry whether the entry contains the member as its author, and the id
   */
  add(member: string, id: string, seq: number, isInEntry: boolean): void {
    if (isInEntry) this.kept.add(member, id, seq);
    let recent = this.members.get(member);
    if (!recent) {
      if (this.members.size >= maxMembers) this.forgetMember();
      recent = new RecentRequests();
      this.members.set(member, recent);
    }
    recent.add(id, seq);
    if (!isInEntry) recent.others.set(id, seq);
  }

  /** Handles that entries before number `first` are no longer kept. */
  forgetBefore(first: number): void {
    for (const { others } of this.members.values()) {
      for (const [id, seq] of others) if (seq < first) others.delete(id);
    }
  }

  private forgetMember(): void {
    const oldest = [...this.members].reduce((a, b) => (a[1].last < b[1].last ? a : b));
    this.members.delete(oldest[0]);
  }
}

/** A member's last requests. */
class RecentRequests {
  /** Ids of requests whose entries are kept but don't contain them, and the numbers of these entries. */
  readonly others = new Map<string, number>();
  /** Number of the last entry. */
  last = 0;
  /** The last requests and the numbers of their entries; the oldest is at `next` once there are `maxRecent`. */
  private readonly ids: string[] = [];
  private readonly numbers: number[] = [];
  private next = 0;

  /** @param first number of the first entry that is kept: the ids in entries from there on needn't be here */
  has(id: string, first: number): boolean {
    if (this.others.has(id)) return true;
    const oldest = this.numbers[this.numbers.length < maxRecent ? 0 : this.next] ?? first;
    return oldest < first && this.ids.includes(id);
  }

  add(id: string, seq: number): void {
    this.ids[this.next] = id;
    this.numbers[this.next] = seq;
    this.next = (this.next + 1) % maxRecent;
    this.last = seq;
  }
}

/**
 * Finds the requests that kept entries contain. Every message is looked for, and nearly none is found. Sets of ids
 * take several times as long, because they visit strings all over the memory: this hash table (open addressing,
 * linear probing) has only numbers, and reads an entry only if all bits of the hash agree. How it hashes is a secret of
 * this process, so that members can't choose ids that agree.
 *
 * Its memory and the longest search are in proportion to the number of kept entries, whatever ids members choose.
 */
class RequestTable {
  /** 0 in an empty slot. */
  private hashes = new Int32Array(minSlots);
  /** Numbers of the entries. */
  private numbers = new Float64Array(minSlots);
  private used = 0;

  constructor(
    private readonly entries: FoundEntries,
    private readonly key: HashKey,
  ) {}

  has(author: string, id: string): boolean {
    const { hashes, numbers } = this;
    const hash = hashOf(this.key, author, id);
    const mask = hashes.length - 1;
    for (let slot = hash & mask; hashes[slot] !== 0; slot = (slot + 1) & mask) {
      if (hashes[slot] === hash && this.isFrom(numbers[slot] as number, author, id)) return true;
    }
    return false;
  }

  add(author: string, id: string, seq: number): void {
    // Half of the slots stay empty, so that searches end soon.
    if (2 * this.used >= this.hashes.length) this.rebuild();
    this.put(hashOf(this.key, author, id), seq);
  }

  private isFrom(seq: number, author: string, id: string): boolean {
    const entry = this.entries.find(seq);
    return entry !== undefined && 'id' in entry && entry.id === id && entry.author === author;
  }

  private put(hash: number, seq: number): void {
    const { hashes, numbers } = this;
    const mask = hashes.length - 1;
    let slot = hash & mask;
    while (hashes[slot] !== 0) slot = (slot + 1) & mask;
    hashes[slot] = hash;
    numbers[slot] = seq;
    this.used += 1;
  }

  /** Drops entries that are no longer kept, and makes room for three times as many as there are. */
  private rebuild(): void {
    const { hashes, numbers } = this;
    // Empty slots have 0.
    const first = Math.max(1, this.entries.first);
    // Iterating over a typed array makes an object for each slot, so only loops.
    let kept = 0;
    for (let slot = 0; slot < numbers.length; slot += 1) {
      if ((numbers[slot] as number) >= first) kept += 1;
    }
    let slots = minSlots;
    while (slots < 4 * kept) slots *= 2;
    this.hashes = new Int32Array(slots);
    this.numbers = new Float64Array(slots);
    this.used = 0;
    for (let slot = 0; slot < numbers.length; slot += 1) {
      const seq = numbers[slot] as number;
      if (seq >= first) this.put(hashes[slot] as number, seq);
    }
  }
}

/** What makes hashes of one table differ from those of others. */
export interface HashKey {
  readonly start: number;
  /** Odd. */
  readonly factor: number;
}

function randomKey(): HashKey {
  // All that a guess would gain is work for this computer, in proportion to the log.
  return { start: (Math.random() * 2 ** 32) | 0, factor: (Math.random() * 2 ** 32) | 1 };
}

/** As FNV-1a, with its upper bits mixed into the lower ones, which choose the slot. Never 0. */
function hashOf({ start, factor }: HashKey, author: string, id: string): number {
  const hash = hashed(hashed(start, factor, author), factor, id);
  return hash ^ (hash >>> 15) || 1;
}

function hashed(start: number, factor: number, text: string): number {
  let hash = start;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), factor);
  }
  return hash;
}
