import type { RoomEntry } from '../../protocol/room-entry';
import { maxPins } from '../log/pins';
import type { KnownEntries } from './known-entries';

/** Maximum number of different reactions on a message. */
const maxReactions = 20;

/** Why a message can't be changed or reacted to. */
export type MessageProblem =
  | 'no-such-message'
  | 'not-yours'
  | 'deleted'
  | 'too-many'
  | 'too-many-pins';

/** The state of the kept messages: which are deleted or pinned, and who added which reaction. */
export class MessageIndex {
  private readonly deleted = new Set<number>();
  /** The members who added each reaction, by number and emoji. */
  private readonly reactions = new Map<number, Map<string, Set<string>>>();
  private readonly pins = new Set<number>();

  constructor(private readonly entries: KnownEntries) {}

  /** Whether a reply to this number is allowed; the entry may no longer be kept. */
  isGiven(seq: number): boolean {
    return seq <= this.entries.last;
  }

  /** Why `member` can't edit or delete this message; undefined if it can. */
  changeProblem(target: number, member: string): MessageProblem | undefined {
    const message = this.entries.find(target);
    if (message?.type !== 'message') return 'no-such-message';
    if (message.author !== member) return 'not-yours';
    return this.deleted.has(target) ? 'deleted' : undefined;
  }

  /** Why this reaction can't be added to this message, or removed; undefined if it can. */
  reactionProblem(target: number, emoji: string, on: boolean): MessageProblem | undefined {
    if (this.entries.find(target)?.type !== 'message') return 'no-such-message';
    if (this.deleted.has(target)) return 'deleted';
    const kinds = this.reactions.get(target);
    return on && kinds && kinds.size >= maxReactions && !kinds.has(emoji) ? 'too-many' : undefined;
  }

  /** Why this message can't be pinned or unpinned; undefined if it can. */
  pinProblem(target: number, on: boolean): MessageProblem | undefined {
    if (this.entries.find(target)?.type !== 'message') return 'no-such-message';
    if (this.deleted.has(target)) return 'deleted';
    return on && this.pins.size >= maxPins && !this.pins.has(target) ? 'too-many-pins' : undefined;
  }

  apply(entry: RoomEntry): void {
    if (entry.type === 'deleted') {
      this.deleted.add(entry.target);
      this.reactions.delete(entry.target);
      this.pins.delete(entry.target);
    } else if (entry.type === 'reacted') {
      if (entry.pin) this.pin(entry.target, entry.on);
      else if (entry.on) this.put(entry.target, entry.emoji, entry.author);
      else this.takeAway(entry.target, entry.emoji, entry.author);
    }
  }

  /** Forgets the entries before number `first`, which are no longer kept. */
  forgetBefore(first: number): void {
    for (const known of [this.deleted, this.reactions, this.pins]) {
      for (const seq of known.keys()) if (seq < first) known.delete(seq);
    }
  }

  private pin(target: number, on: boolean): void {
    // A restored journal may contain pins of messages that are gone.
    if (on && this.entries.find(target)) this.pins.add(target);
    else this.pins.delete(target);
  }

  private put(target: number, emoji: string, member: string): void {
    // A restored journal may contain reactions to messages that are gone.
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
