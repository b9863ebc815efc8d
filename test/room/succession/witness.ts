import { type Entry, isSame, type SimulatedDisk } from './simulated-disk';

/** What must never happen did. */
export class Violation extends Error {}

/** Sees everything that happens in a simulated room, and checks what must always hold. */
export class Witness {
  /** Hosts, by term. */
  private readonly hosts = new Map<number, string>();
  /** Contents, by epoch and number. */
  private readonly contents = new Map<string, number>();
  /** Entries that a majority held, by number, and the lowest term of a host that knew. */
  private readonly safe = new Map<number, { readonly entry: Entry; readonly term: number }>();

  /** How many took over. */
  get elections(): number {
    return this.hosts.size - 1;
  }

  /** How many entries were held by a majority. */
  get safeEntries(): number {
    return this.safe.size;
  }

  /** Someone becomes the host of a term. */
  host(member: string, term: number): void {
    const other = this.hosts.get(term) ?? member;
    if (other !== member) throw new Violation(`${other} and ${member} host in term ${term}`);
    this.hosts.set(term, member);
  }

  /** A host gives a number. */
  numbered(seq: number, { content, opening, term }: Entry): void {
    const id = `${term}/${opening}/${seq}`;
    const other = this.contents.get(id) ?? content;
    if (other !== content) throw new Violation(`two entries are ${id}`);
    this.contents.set(id, content);
  }

  /** A host says that a majority holds everything up to `seq`. */
  claimed(
    log: readonly Entry[],
    seq: number,
    { term, voters }: { readonly term: number; readonly voters: readonly SimulatedDisk[] },
  ): void {
    for (let at = seq; at > 0; at -= 1) {
      const entry = log[at - 1] as Entry;
      const known = this.safe.get(at);
      if (known && !isSame(known.entry, entry)) {
        throw new Violation(`a majority held two entries with number ${at}`);
      }
      if (known && known.term <= term) return;
      this.safe.set(at, { entry, term });
      if (known) continue;
      const holders = voters.filter((disk) => disk.isSafe(at, entry)).length;
      if (2 * holders <= voters.length) throw new Violation(`${holders} disks have ${at}`);
    }
  }

  /** A host opens its room in a term: it must have what a majority held in lower ones. */
  opened(log: readonly Entry[], term: number): void {
    for (const [seq, safe] of this.safe) {
      if (safe.term <= term && !isSame(log[seq - 1], safe.entry)) {
        throw new Violation(`the host of term ${term} lacks ${seq}, held in term ${safe.term}`);
      }
    }
  }

  /** A log must have everything that a majority held. */
  complete(log: readonly Entry[]): void {
    this.opened(log, Number.POSITIVE_INFINITY);
  }
}
