import type { FileId } from '../../protocol/card';
import { cardFile, cleanCard } from '../../protocol/card-rules';
import type { Notice } from '../../protocol/guest-link';
import { fitsEntry, notEmoji } from '../../protocol/message-text';
import { checkName, proposeName } from '../../protocol/names';
import type { RefusalCode } from '../../protocol/net-error';
import type { RoomEntry } from '../../protocol/room-entry';
import type { RoomRequest } from '../log/journal';
import type { MessageIndex } from './message-index';

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
