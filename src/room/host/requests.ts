import { cleanCard } from '../../protocol/card';
import { checkName, proposeName } from '../../protocol/names';
import type { RefusalCode } from '../../protocol/net-error';
import { fitsEntry, notEmoji } from '../../protocol/room-text';
import type { Notice, RoomEntry } from '../../protocol/transport';
import type { Entries } from '../log/entries';
import type { RoomRequest } from '../log/journal';

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

/** An entry that has no number yet. */
export type Draft = RoomEntry extends infer E
  ? E extends RoomEntry
    ? Omit<E, 'seq' | 'time'>
    : never
  : never;

type Renamed = Extract<Draft, { readonly type: 'renamed' }>;

export type Refused = Extract<Notice, { readonly type: 'refused' }>;

/** Whoever asks. */
export interface Requester {
  readonly id: string;
  readonly name: string;
}

/** What becomes of a request: the entry that does it, or why it is not done. */
export function decide(
  { id: member, name }: Requester,
  request: RoomRequest,
  messages: Messages,
  othersNames: () => readonly string[],
): Draft | Refused {
  const { id } = request;
  const by = { author: member, name, id };
  const refuse = (code: RefusalCode): Refused => ({ type: 'refused', code, id });
  switch (request.type) {
    case 'say': {
      const { text, reply } = request;
      // What takes the place of a control character may be longer than it was.
      const card = request.card && cleanCard(request.card);
      if (!fitsEntry(text)) return refuse('text-too-long');
      if (card && !fitsEntry(text, card)) return refuse('too-large');
      if (reply !== undefined && !messages.isGiven(reply)) return refuse('no-such-message');
      const extras = { ...(reply !== undefined && { reply }), ...(card && { card }) };
      return { type: 'message', ...by, text, ...extras };
    }
    case 'edit': {
      const { target, text } = request;
      if (!fitsEntry(text)) return refuse('text-too-long');
      const problem = messages.whyNotChange(target, member);
      return problem ? refuse(problem) : { type: 'edited', ...by, target, text };
    }
    case 'delete': {
      const { target } = request;
      const problem = messages.whyNotChange(target, member);
      return problem ? refuse(problem) : { type: 'deleted', ...by, target };
    }
    case 'react': {
      const { target, emoji, on, applied } = request;
      if (notEmoji.test(emoji)) return refuse('bad-frame');
      const problem = messages.whyNotReact(target, emoji, on);
      if (problem) return refuse(problem);
      return { type: 'reacted', ...by, target, emoji, on, ...(applied && { applied }) };
    }
    case 'rename': {
      const renamed = rename({ id: member, name }, request.name, othersNames());
      if (!('problem' in renamed)) return renamed;
      return { ...refuse(renamed.problem), proposal: renamed.proposal };
    }
  }
}

/** Another name for somebody, or why it cannot be had and which one can. */
export function rename(
  { id: member, name: before }: Requester,
  wished: string,
  othersNames: readonly string[],
): Renamed | { readonly problem: 'bad-name' | 'name-taken'; readonly proposal: string } {
  const checked = checkName(wished);
  const proposal = proposeName(checked.ok ? checked.name : wished, othersNames);
  if (!checked.ok) return { problem: 'bad-name', proposal };
  if (proposal !== checked.name) return { problem: 'name-taken', proposal };
  return { type: 'renamed', member, name: proposal, before };
}
