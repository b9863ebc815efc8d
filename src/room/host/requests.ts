import { cleanCard } from '../../protocol/card';
import type { RefusalCode } from '../../protocol/codes';
import { checkName, proposeName } from '../../protocol/names';
import { fitsEntry, notEmoji } from '../../protocol/room-text';
import type { Notice, RoomEntry } from '../../protocol/transport';
import type { RoomRequest } from '../log/room-request';
import type { Messages } from './messages';

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
