import type { RoomEntry } from '../../protocol/transport';
import type { Entries } from '../log/entries';

/** Different reactions a message may have at a time. */
const maxReactions = 20;

export type MessageProblem = 'no-such-message' | 'not-yours' | 'deleted' | 'too-many';

/** What has become of the messages that are kept: which are deleted, and who put which reaction. */
export class Messages {
  private readonly deleted = new Set<number>();
  /** By number and emoji, the members who put it. */
  private readonly reactions = new Map<number, Map<string, Set<string>>>();

  constructor(private readonly entries: Entries) {}

  /** Whether one may reply to an entry of this number, also to one that is no longer kept. */
  isGiven(seq: number): boolean {
    return seq <= this.entries.last;
  }

  /** Why `member` cannot edit or delete this message, if so. */
  whyNotChange(target: number, member: string): MessageProblem | undefined {
    const message = this.entries.find(target);
    if (message?.type !== 'message') return 'no-such-message';
    if (message.author !== member) return 'not-yours';
    return this.deleted.has(target) ? 'deleted' : undefined;
  }

  /** Why nobody can put this reaction to this message, or take it away, if so. */
  whyNotReact(target: number, emoji: string, on: boolean): MessageProblem | undefined {
    if (this.entries.find(target)?.type !== 'message') return 'no-such-message';
    if (this.deleted.has(target)) return 'deleted';
    const kinds = this.reactions.get(target);
    return on && kinds && kinds.size >= maxReactions && !kinds.has(emoji) ? 'too-many' : undefined;
  }

  apply(entry: RoomEntry): void {
    if (entry.type === 'deleted') {
      this.deleted.add(entry.target);
      this.reactions.delete(entry.target);
    } else if (entry.type === 'reacted') {
      if (entry.on) this.put(entry.target, entry.emoji, entry.author);
      else this.takeAway(entry.target, entry.emoji, entry.author);
    }
  }

  /** The entry is no longer kept. */
  forget(seq: number): void {
    this.deleted.delete(seq);
    this.reactions.delete(seq);
  }

  private put(target: number, emoji: string, member: string): void {
    // The journal of a room that is restored may hold what was done to messages that are gone.
    if (!this.entries.find(target)) return;
    const kinds = this.reactions.get(target) ?? new Map<string, Set<string>>();
    const members = kinds.get(emoji) ?? new Set();
    this.reactions.set(target, kinds.set(emoji, members.add(member)));
  }

  private takeAway(target: number, emoji: string, member: string): void {
    const kinds = this.reactions.get(target);
    const members = kinds?.get(emoji);
    if (members?.delete(member) && members.size === 0) kinds?.delete(emoji);
  }
}
