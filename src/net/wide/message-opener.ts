import { idPattern } from '../../protocol/request-id';
import type { ChainPoint, OpenedEntry, StreamEntry, WideAlarm } from '../../protocol/wide';
import { BoundedSet } from '../../util/bounded-map';
import { Chain, messageDigest } from './chain';
import type { StoredMessage } from './engine';
import type { NumberedItem } from './entry-reader';
import type { EpochSeal, SealedEntry, Seen } from './epoch-seal';

/** How many authors' subjects it remembers. */
const maxUsers = 4096;

/**
 * How many genuine messages it remembers, and how much further than its author had read one may come. So what comes
 * again is either remembered or too late.
 */
const maxBehind = 10_000;

/** Opens the messages of a stream in order, and compares what their authors had seen with what was read here. */
export class MessageOpener {
  readonly chain = new Chain();
  private checkpoint: ChainPoint | undefined;
  /** Subjects on which a genuine entry was. */
  private readonly authors = new BoundedSet<string>(maxUsers);
  /** Digests of genuine messages, in Latin-1. */
  private readonly digests = new BoundedSet<string>(maxBehind);

  constructor(
    private readonly seal: EpochSeal,
    private readonly raise: (alarm: WideAlarm) => void,
  ) {}

  /** @param checkpoint the chain up to some number, as it was earlier */
  start(after: number, checkpoint?: ChainPoint): void {
    this.checkpoint = checkpoint;
    this.chain.start(after, checkpoint?.seq === after ? checkpoint.hash : undefined);
  }

  open(item: NumberedItem): StreamEntry {
    const entry = 'payload' in item ? this.openMessage(item) : this.skip(item.seq, item.isDropped);
    this.compareCheckpoint(item.seq);
    return entry ?? { seq: item.seq, time: item.time, rejected: true };
  }

  /** Compares the chain that a member names with the one read here. */
  compare({ seq, chain }: Seen): void {
    if (chain === undefined) return;
    const own = this.chain.hashAt(seq);
    if (own === undefined) this.chain.adopt(seq, chain);
    else if (own !== chain) this.raise('forked');
  }

  private openMessage(message: StoredMessage): OpenedEntry | undefined {
    const { user, id, payload } = message;
    const entry = idPattern.test(id) ? this.seal.openEntry(user, id, payload) : undefined;
    const digest = messageDigest(user, id, payload);
    const problem = this.problemOf(message, entry, digest.toString('latin1'));
    if (problem) this.raise(problem);
    if (!problem && entry) this.compare(entry.seen);
    this.chain.add(digest);
    return problem || !entry ? undefined : new Opened(message, entry, this.seal);
  }

  /** What is wrong with a message; undefined also for one that isn't of a member at all. */
  private problemOf(
    { seq, user }: StoredMessage,
    entry: SealedEntry | undefined,
    digest: string,
  ): WideAlarm | undefined {
    if (!entry) return this.authors.has(user) ? 'forged' : undefined;
    if (entry.seen.seq >= seq) return 'forged';
    this.authors.add(user);
    if (seq - entry.seen.seq > maxBehind || this.digests.has(digest)) return 'replayed';
    this.digests.add(digest);
    return undefined;
  }

  /** Others may know what was dropped, so the chain isn't known any more until someone names it. */
  private skip(seq: number, isDropped: boolean): undefined {
    if (isDropped) this.chain.start(seq);
    else this.chain.skip();
  }

  private compareCheckpoint(seq: number): void {
    const { checkpoint } = this;
    if (checkpoint?.seq !== seq) return;
    const own = this.chain.hashAt(seq);
    if (own === undefined) this.chain.adopt(seq, checkpoint.hash);
    else if (own !== checkpoint.hash) this.raise('rolled-back');
  }
}

/** A genuine entry. Its proof is made only where it is asked for. */
class Opened implements OpenedEntry {
  readonly seq: number;
  readonly time: number;
  readonly id: string;
  readonly author: string;
  readonly key: string;
  readonly name: string;
  readonly act: Readonly<Record<string, unknown>>;
  readonly #prove: () => string;

  constructor({ seq, time, user, id }: StoredMessage, entry: SealedEntry, seal: EpochSeal) {
    this.seq = seq;
    this.time = time;
    this.id = id;
    this.author = entry.author;
    this.key = entry.key;
    this.name = entry.name;
    this.act = entry.act;
    this.#prove = () => seal.proofOf(user, id, entry.content);
  }

  get proof(): string {
    return this.#prove();
  }
}
