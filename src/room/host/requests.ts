import type { FileId } from '../../protocol/card';
import { cardFile, cleanCard } from '../../protocol/card-rules';
import type { Notice } from '../../protocol/guest-link';
import { fitsEntry, notEmoji } from '../../protocol/message-text';
import { checkName, proposeName } from '../../protocol/names';
import type { RefusalCode } from '../../protocol/net-error';
import type { RoomEntry } from '../../protocol/room-entry';
import { mayPin } from '../../protocol/room-kinds';
import type { Entries } from '../log/entries';
import type { RoomRequest } from '../log/journal';
import { maxPins } from '../log/pins';
import type { HostClass } from './host-class';
import type { HostFiles } from './host-files';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';

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

  constructor(private readonly entries: Entries) {}

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

/** An entry without a number and time. */
export type Draft = RoomEntry extends infer E
  ? E extends RoomEntry
    ? Omit<E, 'seq' | 'time'>
    : never
  : never;

type SayRequest = Extract<RoomRequest, { readonly type: 'say' }>;

type Renamed = Extract<Draft, { readonly type: 'renamed' }>;

export type Refused = Extract<Notice, { readonly type: 'refused' }>;

/** The member who makes a request. */
export interface Requester {
  readonly id: string;
  readonly name: string;
}

/** What a decision depends on besides the requester and the messages. */
export interface Rules {
  /** The names that the requester can't have. */
  othersNames(): readonly string[];
  /** Whether the requester may pin messages. */
  mayPin(): boolean;
  /** Why the requester may not send messages to all, or announcements; undefined if it may. */
  refusesToSay(isAnnouncement: boolean): RefusalCode | undefined;
  /** Whether the hub has a whole file, which a card may then name. */
  hasFile(file: FileId): boolean;
}

/** The rules for a member of a hosted room, or for its host. */
export class MemberRules implements Rules {
  constructor(
    private readonly id: string,
    private readonly deps: {
      readonly state: HostState;
      readonly people: HostMembers;
      readonly files: HostFiles | undefined;
      readonly classroom: HostClass | undefined;
    },
  ) {}

  othersNames(): readonly string[] {
    return this.deps.people.namesExcept(this.id);
  }

  mayPin(): boolean {
    const { people, state } = this.deps;
    return mayPin(state.kind, this.id === people.host.id);
  }

  refusesToSay(isAnnouncement: boolean): RefusalCode | undefined {
    const { classroom } = this.deps;
    if (!classroom) return isAnnouncement ? 'not-a-helper' : undefined;
    return classroom.refusesToSay(this.id, isAnnouncement);
  }

  hasFile(file: FileId): boolean {
    return this.deps.files?.has(file, this.id) ?? false;
  }
}

/** Decides a request: returns the entry for it, or why it is refused. */
export function decide(
  requester: Requester,
  request: RoomRequest,
  messages: MessageIndex,
  rules: Rules,
): Draft | Refused {
  if (request.type === 'say') return decideMessage(requester, request, messages, rules);
  const { id: member, name } = requester;
  const { id } = request;
  const by = { author: member, name, id };
  const refuse = (code: RefusalCode): Refused => ({ type: 'refused', code, id });
  switch (request.type) {
    case 'edit': {
      const { target, text } = request;
      const unheard = rules.refusesToSay(false);
      if (unheard) return refuse(unheard);
      if (!fitsEntry(text)) return refuse('text-too-long');
      const problem = messages.changeProblem(target, member);
      return problem ? refuse(problem) : { type: 'edited', ...by, target, text };
    }
    case 'delete': {
      const { target } = request;
      const problem = messages.changeProblem(target, member);
      return problem ? refuse(problem) : { type: 'deleted', ...by, target };
    }
    case 'react': {
      const { target, emoji, on, applied, pin } = request;
      if (notEmoji.test(emoji)) return refuse('bad-frame');
      if (pin) {
        const problem = rules.mayPin() ? messages.pinProblem(target, on) : 'may-not-pin';
        return problem ? refuse(problem) : { type: 'reacted', ...by, target, emoji, on, pin };
      }
      const problem = messages.reactionProblem(target, emoji, on);
      if (problem) return refuse(problem);
      return { type: 'reacted', ...by, target, emoji, on, ...(applied && { applied }) };
    }
    case 'rename': {
      const renamed = rename(requester, request.name, rules.othersNames());
      if (!('problem' in renamed)) return renamed;
      return { ...refuse(renamed.problem), proposal: renamed.proposal };
    }
  }
}

function decideMessage(
  { id: author, name }: Requester,
  { announcement, id, text, reply, card: given }: SayRequest,
  messages: MessageIndex,
  rules: Rules,
): Draft | Refused {
  const unheard = rules.refusesToSay(announcement === true);
  if (unheard) return { type: 'refused', code: unheard, id };
  // Clean first: replacements for control characters may be longer.
  const card = given && cleanCard(given);
  if (!fitsEntry(text)) return { type: 'refused', code: 'text-too-long', id };
  if (card && !fitsEntry(text, card)) return { type: 'refused', code: 'too-large', id };
  const file = card && cardFile(card);
  if (file && !rules.hasFile(file)) return { type: 'refused', code: 'no-such-file', id };
  if (reply !== undefined && !messages.isGiven(reply)) {
    return { type: 'refused', code: 'no-such-message', id };
  }
  const message = { type: 'message', author, name, id, text } as const;
  if (reply === undefined && !card && !announcement) return message;
  return {
    ...message,
    ...(reply !== undefined && { reply }),
    ...(card && { card }),
    ...(announcement && { announcement }),
  };
}

/**
 * Checks a member's new name: returns the entry for it, or why it isn't available and a proposal that is.
 */
export function rename(
  { id: member, name: before }: Requester,
  requested: string,
  othersNames: readonly string[],
): Renamed | { readonly problem: 'bad-name' | 'name-taken'; readonly proposal: string } {
  const checked = checkName(requested);
  const proposal = proposeName(checked.ok ? checked.name : requested, othersNames);
  if (!checked.ok) return { problem: 'bad-name', proposal };
  if (proposal !== checked.name) return { problem: 'name-taken', proposal };
  return { type: 'renamed', member, name: proposal, before };
}
