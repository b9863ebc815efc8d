import type { Person, Presence } from '../../protocol/frames';
import type { HubFrame } from '../../protocol/member-link';
import type { Place } from '../../protocol/place';
import type { WideStream } from '../../protocol/wide';
import { readStatus, type WideStatus } from '../../protocol/wide-acts';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Status } from '../paced-status';
import type { WideReducer } from './wide-reducer';

/** Times, in ms, as docs/WIDE.md says: with n members that are here, how often each tells that it is, and what it has. */
const here = { min: 15_000, perMember: 100, max: 300_000 };
const receipt = { min: 200, perMember: 10 };
/** Shortest time between two words of one's presence. */
const hereMs = 2000;
/** Above so many members, nobody tells that it types. */
const maxTypists = 50;
/** How many authors at most are told at once what this member has received. */
const maxAuthors = 50;
/** Shortest time between two nudges to the same member, in ms. */
const nudgeMs = 60_000;

export interface WideStatusesDeps {
  readonly clock: Clock;
  readonly reducer: WideReducer;
  readonly stream: WideStream;
  /** The user's name, as it says. */
  readonly name: () => string;
  readonly emit: (frame: HubFrame) => void;
  /** The others that were heard not so long ago, by id; outlives a connection. */
  readonly heard: Map<string, Heard>;
}

/** Someone who was heard. */
export interface Heard extends Status {
  readonly at: number;
}

/** What the members of a wide room tell each other that isn't stored: presence, typing, receipts, nudges. */
export class WideStatuses implements Disposable {
  private own: Status = { presence: 'here' };
  private stream: WideStream;
  private listening: Disposable;
  private hereTimer: Disposable | undefined;
  private receiptTimer: Disposable | undefined;
  private toldAt = Number.NEGATIVE_INFINITY;
  /** What this member has. */
  private received = 0;
  /** The authors of what isn't told yet, each with the number of its newest message. */
  private readonly authors = new Map<string, number>();
  private readonly nudged = new Map<string, number>();

  constructor(private readonly deps: WideStatusesDeps) {
    this.stream = deps.stream;
    this.listening = this.listen();
  }

  /** Goes on in the stream of the next epoch, where nobody has heard of this member yet. */
  use(stream: WideStream): void {
    this.listening.dispose();
    this.stream = stream;
    this.listening = this.listen();
    this.toldAt = Number.NEGATIVE_INFINITY;
  }

  /** Says that this member is here, now that the others know it. */
  announce(): void {
    this.tellHere();
  }

  /** How many members are here, this one included. */
  get count(): number {
    return this.deps.heard.size + 1;
  }

  /** The ids of the members that are here. */
  get present(): readonly string[] {
    return [...this.deps.heard.keys(), this.stream.member];
  }

  /** A member as others see it. */
  person(id: string, name: string): Person {
    const isSelf = id === this.stream.member;
    const status = isSelf ? this.own : this.deps.heard.get(id);
    const { presence, place } = status ?? { presence: 'away' as Presence, place: undefined };
    const host = id === this.deps.reducer.permissions.ownerId;
    return { id, name, host, presence, ...(place && { place }) };
  }

  /** The user's own presence. */
  set(presence: Presence, place: Place | undefined): void {
    this.own = { presence, place };
    // Before it has announced itself, nobody knows it.
    if (this.hereTimer) this.tellHere();
  }

  typing(): void {
    if (this.count <= maxTypists) this.tell({ type: 'typing' });
  }

  /** This member has the log up to `seq`: tells the authors soon. */
  has(seq: number): void {
    this.received = Math.max(this.received, seq);
    if (this.authors.size === 0 || this.receiptTimer) return;
    const wait = Math.max(receipt.min, this.count * receipt.perMember);
    this.receiptTimer = this.deps.clock.after(wait, () => {
      this.receiptTimer = undefined;
      this.tellReceived();
    });
  }

  /** A member has said something, so it is here, and wants to know who gets it. */
  said(author: string, seq: number): void {
    if (author === this.stream.member) return;
    this.authors.delete(author);
    if (this.authors.size < maxAuthors) this.authors.set(author, seq);
    const known = this.deps.heard.get(author);
    if (known) this.deps.heard.set(author, { ...known, at: this.deps.clock.now() });
  }

  /** A member left, or was removed. */
  forget(member: string): void {
    this.deps.heard.delete(member);
    this.authors.delete(member);
  }

  /** Returns why the nudge isn't passed on; undefined if it is. */
  nudge(id: string, member: string): 'too-soon' | 'not-here' | undefined {
    const { clock } = this.deps;
    if (member === this.stream.member || !this.deps.heard.has(member)) return 'not-here';
    const before = this.nudged.get(member) ?? Number.NEGATIVE_INFINITY;
    if (Math.abs(clock.now() - before) < nudgeMs) return 'too-soon';
    this.nudged.set(member, clock.now());
    this.tell({ type: 'nudge', id }, member);
    return undefined;
  }

  dispose(): void {
    this.listening.dispose();
    this.hereTimer?.dispose();
    this.receiptTimer?.dispose();
  }

  private listen(): Disposable {
    const { stream } = this;
    return stream.onStatus(({ author, status }) => {
      const read = readStatus(status);
      if (read && author !== stream.member) this.take(author, read);
    });
  }

  private take(author: string, status: WideStatus): void {
    const { deps } = this;
    if (!deps.reducer.members.get(author)) return;
    switch (status.type) {
      case 'here':
        this.hear(author, status);
        break;
      case 'typing':
        deps.emit({ type: 'typing', member: author });
        break;
      case 'received': {
        const seq = Math.min(status.seq, deps.reducer.last);
        deps.emit({ type: 'receipts', marks: [{ member: author, seq }] });
        break;
      }
      case 'nudge':
        deps.emit({ type: 'nudge', member: author });
        this.tell({ type: 'nudged', id: status.id }, author);
        break;
      case 'nudged':
        deps.emit({ type: 'nudged', id: status.id });
        break;
    }
  }

  private hear(member: string, { presence, place }: Extract<WideStatus, { type: 'here' }>): void {
    const known = this.deps.heard.get(member);
    this.deps.heard.set(member, { presence, place, at: this.deps.clock.now() });
    this.deps.emit({ type: 'presence', member, presence, ...(place && { place }) });
    if (known) return;
    // Who comes doesn't know who is here, nor who has its messages. In a larger room, that takes a while.
    if (this.count > maxTypists) return;
    if (this.hereTimer) this.tellHere();
    if (this.received === 0) return;
    this.authors.set(member, this.received);
    this.has(this.received);
  }

  /** Says that this member is here, at once or as soon as the pace allows, and again and again. */
  private tellHere(): void {
    const { clock } = this.deps;
    const elapsed = clock.now() - this.toldAt;
    const wait = elapsed < 0 ? 0 : hereMs - elapsed;
    this.hereTimer?.dispose();
    if (wait > 0) {
      this.hereTimer = clock.after(wait, () => this.tellHere());
      return;
    }
    this.toldAt = clock.now();
    const { reducer } = this.deps;
    const { presence, place } = this.own;
    const { chain } = this.stream;
    this.tell({
      ...{ type: 'here', presence, last: reducer.last },
      ...(place && { place }),
      ...(chain?.seq === reducer.last && { chain: chain.hash }),
    });
    this.hereTimer = clock.after(this.interval, () => {
      this.forgetSilent();
      this.tellHere();
    });
  }

  private get interval(): number {
    return Math.min(Math.max(here.min, this.count * here.perMember), here.max);
  }

  /** Who wasn't heard for a while is away. */
  private forgetSilent(): void {
    const oldest = this.deps.clock.now() - 3 * this.interval;
    for (const [member, { at }] of this.deps.heard) {
      if (at >= oldest) continue;
      this.deps.heard.delete(member);
      this.deps.emit({ type: 'presence', member, presence: 'away' });
    }
  }

  private tellReceived(): void {
    const { authors, received } = this;
    for (const [author, seq] of authors) {
      this.tell({ type: 'received', seq: received }, author);
      // Who has said something since, waits for the next receipt.
      if (seq <= received) authors.delete(author);
    }
  }

  private tell(status: WideStatus, member?: string): void {
    this.stream.tell(this.deps.name(), status, member);
  }
}
