import type { Notice } from '../../protocol/transport';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Mark } from '../log/deliveries';

/** A member is told of others' marks at most once in this time, in ms. */
const everyMs = 250;

/** Members remembered who have left. */
const maxFormer = 1000;

export type ReceiptsNotice = Extract<Notice, { readonly type: 'receipts' }>;

export interface ReceiptsOptions {
  readonly clock: Clock;
  /** The host's member id: what is numbered here, it holds. */
  readonly host: string;
  /** Keeps what authors are told. */
  readonly keep: (notice: ReceiptsNotice) => void;
  /** Tells an author; false when it cannot be told now. */
  readonly tell: (author: string, notice: ReceiptsNotice) => boolean;
}

/**
 * How far each member has received the log, and whose messages are still on their way to somebody:
 * only those authors are told, and only of what changed.
 */
export class Receipts implements Disposable {
  /** Of those who are in the room. */
  private readonly marks = new Map<string, number>();
  /** Of those who were. */
  private readonly former = new BoundedMap<string, number>(maxFormer);
  /** Whose marks have changed since the authors were told. */
  private readonly changed = new Set<string>();
  /** Authors by the number of their last message, until everybody has it. */
  private readonly waiting = new Map<string, number>();
  private last = 0;
  private timer: Disposable | undefined;
  private toldAt = -Infinity;

  constructor(private readonly options: ReceiptsOptions) {
    this.marks.set(options.host, 0);
  }

  /** Somebody is in the room, and may hold nothing yet; whoever was here holds what it held. */
  add(member: string): void {
    this.marks.set(member, this.former.get(member) ?? 0);
    this.former.delete(member);
  }

  /** Takes the marks of a kept room whose entries are numbered; one beyond the last entry cannot be. */
  restore(marks: readonly Mark[]): void {
    for (const { member, seq } of marks) {
      const mark = Math.min(seq, this.last);
      if (this.marks.has(member)) this.received(member, mark);
      else this.retire(member, mark);
    }
  }

  /** Somebody is no longer in the room: nobody waits for it. */
  remove(member: string): void {
    this.retire(member, this.marks.get(member) ?? 0);
    this.marks.delete(member);
    this.changed.delete(member);
    this.waiting.delete(member);
  }

  /** An entry has been numbered; `author`: of a message. */
  numbered(seq: number, author?: string): void {
    this.last = seq;
    if (author === undefined) return;
    this.waiting.set(author, seq);
    this.received(this.options.host, seq);
  }

  /** A member says that it holds everything up to `seq`. What cannot be is ignored. */
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
   * A member has come back: it is told all marks, for what was told last may have gone into the
   * connection that broke, and a window that was loaded anew knows none.
   */
  cameBack(member: string): void {
    const marks = Array.from([...this.former, ...this.marks], ([id, seq]) => ({ member: id, seq }));
    const known = marks.filter(({ seq }) => seq > 0);
    if (known.length === 0) return;
    if (this.options.tell(member, { type: 'receipts', marks: known })) this.settle([member]);
  }

  dispose(): void {
    this.timer?.dispose();
  }

  /** Its messages' ticks do not go back because it has gone. */
  private retire(member: string, seq: number): void {
    if (seq > 0) this.former.set(member, seq);
  }

  private arm(): void {
    const { clock } = this.options;
    if (this.timer) return;
    const passed = clock.now() - this.toldAt;
    // A clock that was set back tells nothing.
    const wait = passed < 0 ? 0 : Math.max(0, everyMs - passed);
    this.timer = clock.after(wait, () => {
      this.timer = undefined;
      this.toldAt = clock.now();
      this.tell();
    });
  }

  private tell(): void {
    const marks = Array.from(this.changed, (member) => ({
      member,
      seq: this.marks.get(member) ?? 0,
    }));
    this.changed.clear();
    // One notice for all, to be encoded once.
    const notice = { type: 'receipts', marks } as const;
    this.options.keep(notice);
    const authors = Array.from(this.waiting.keys());
    this.settle(authors.filter((author) => this.options.tell(author, notice)));
  }

  /** Those of the authors told who know that everybody else has their last message wait no more. */
  private settle(told: readonly string[]): void {
    let [least, next] = [Infinity, Infinity];
    let slowest: string | undefined;
    for (const [member, seq] of this.marks) {
      if (seq < least) [least, next, slowest] = [seq, least, member];
      else if (seq < next) next = seq;
    }
    for (const author of told) {
      const seq = this.waiting.get(author) ?? 0;
      if ((author === slowest ? next : least) >= seq) this.waiting.delete(author);
    }
  }
}
