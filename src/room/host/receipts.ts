import type { Notice } from '../../protocol/guest-link';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Mark } from '../log/deliveries';

/** A member gets others' marks at most once in this time, in ms. */
const everyMs = 250;

/** Maximum number of members remembered after they have left. */
const maxFormer = 1000;

export type ReceiptsNotice = Extract<Notice, { readonly type: 'receipts' }>;

export interface ReceiptsDeps {
  readonly clock: Clock;
  /** The host's member id; it holds everything that is numbered. */
  readonly host: string;
  /** Stores what authors are told. */
  readonly store: (notice: ReceiptsNotice) => void;
  /** Tells an author; returns false if it can't be told now. */
  readonly tell: (author: string, notice: ReceiptsNotice) => boolean;
}

/**
 * Tracks how far each member has received the log. Tells only authors whose messages someone hasn't
 * received yet, and only what changed.
 */
export class Receipts implements Disposable {
  /** Marks of current members. */
  private readonly marks = new Map<string, number>();
  /** Marks of former members. */
  private readonly former = new BoundedMap<string, number>(maxFormer);
  /** Members whose marks have changed since the authors were told. */
  private readonly changed = new Set<string>();
  /** Members who came back since then. */
  private readonly returned = new Set<string>();
  /** The number of each author's last message, until everyone has it. */
  private readonly waiting = new Map<string, number>();
  private last = 0;
  /** Number of the last message of a member. */
  private lastSaid = 0;
  private timer: Disposable | undefined;
  private sentAt = -Infinity;

  constructor(private readonly deps: ReceiptsDeps) {
    this.marks.set(deps.host, 0);
  }

  /** Adds a member. A newcomer holds nothing yet; a former member holds what it held. */
  add(member: string): void {
    this.marks.set(member, this.former.get(member) ?? 0);
    this.former.delete(member);
  }

  /** Restores marks after the room's entries are numbered; limits them to the last entry. */
  restore(marks: readonly Mark[]): void {
    for (const { member, seq } of marks) {
      const mark = Math.min(seq, this.last);
      if (this.marks.has(member)) this.received(member, mark);
      else this.retire(member, mark);
    }
  }

  /** Removes a member: no one waits for it any more. */
  remove(member: string): void {
    this.retire(member, this.marks.get(member) ?? 0);
    this.marks.delete(member);
    this.changed.delete(member);
    this.returned.delete(member);
    this.waiting.delete(member);
  }

  /** Records a message of a member; call `numbered` afterwards. */
  said(author: string, seq: number): void {
    this.waiting.set(author, seq);
    this.lastSaid = seq;
  }

  /** Records that everything up to `last` is numbered: once for all entries of a turn. */
  numbered(last: number): void {
    this.last = last;
    this.received(this.deps.host, this.lastSaid);
  }

  /** Records that a member holds everything up to `seq`; ignores impossible values. */
  received(member: string, seq: number): void {
    const before = this.marks.get(member);
    if (before === undefined || seq <= before || seq > this.last) return;
    this.marks.set(member, seq);
    const others = this.waiting.size - (this.waiting.has(member) ? 1 : 0);
    if (others === 0) return;
    this.changed.add(member);
    this.arm();
  }

  /**
   * Tells a returning member all marks with the next notice: the last ones may have been lost with its
   * connection, and a reloaded window has none.
   */
  memberReturned(member: string): void {
    if (this.known().next().done) return;
    this.returned.add(member);
    this.arm();
  }

  dispose(): void {
    this.timer?.dispose();
  }

  /** The marks of everyone who has received something. */
  private *known(): Generator<Mark> {
    for (const marks of [this.former, this.marks]) {
      for (const [member, seq] of marks) if (seq > 0) yield { member, seq };
    }
  }

  /** Remembers a mark, so that ticks on messages don't go back after the member has left. */
  private retire(member: string, seq: number): void {
    if (seq > 0) this.former.set(member, seq);
  }

  private arm(): void {
    const { clock } = this.deps;
    if (this.timer) return;
    const passed = clock.now() - this.sentAt;
    // Don't wait if the clock was set back.
    const wait = passed < 0 ? 0 : Math.max(0, everyMs - passed);
    this.timer = clock.after(wait, () => {
      this.timer = undefined;
      this.sentAt = clock.now();
      this.tell();
    });
  }

  private tell(): void {
    const marks = Array.from(this.changed, (member) => ({
      member,
      seq: this.marks.get(member) ?? 0,
    }));
    this.changed.clear();
    const returned = new Set(this.returned);
    this.returned.clear();
    // One notice for all, so that it is encoded once.
    const notice = { type: 'receipts', marks } as const;
    if (marks.length > 0) this.deps.store(notice);
    const authors = Array.from(this.waiting.keys()).filter((author) => !returned.has(author));
    const told = marks.length > 0 ? authors.filter((author) => this.deps.tell(author, notice)) : [];
    this.settle([...told, ...this.tellAll(returned)]);
  }

  /** Tells members all marks. Returns those who were told. */
  private tellAll(members: ReadonlySet<string>): readonly string[] {
    if (members.size === 0) return [];
    const notice = { type: 'receipts', marks: Array.from(this.known()) } as const;
    return Array.from(members).filter((member) => this.deps.tell(member, notice));
  }

  /** Stops waiting for the informed authors whose last message everyone else has. */
  private settle(authors: readonly string[]): void {
    let [min, next] = [Infinity, Infinity];
    let slowest: string | undefined;
    for (const [member, seq] of this.marks) {
      if (seq < min) [min, next, slowest] = [seq, min, member];
      else if (seq < next) next = seq;
    }
    for (const author of authors) {
      const seq = this.waiting.get(author) ?? 0;
      if ((author === slowest ? next : min) >= seq) this.waiting.delete(author);
    }
  }
}
