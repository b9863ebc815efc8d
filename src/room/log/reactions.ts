import { canBeApplied } from '../../protocol/card-rules';
import type { Applied } from '../../protocol/frames';
import type { RoomEntry } from '../../protocol/room-entry';
import type { MessageEntry } from './log-entry';

type Reaction = Extract<RoomEntry, { readonly type: 'reacted' }>;

/** Maximum number of different reactions shown on a message; more are left out. */
const maxReactions = 64;

/** Maximum number of members listed for one reaction: more than any room holds, but a hub may invent them. */
const maxMembers = 1000;

/** The reaction that says that its author applied the patch. */
export const appliedMark = '✅';

/** Returns the message with a reaction added or removed; a deleted message has none. */
export function withReaction(
  message: MessageEntry,
  reaction: Pick<Reaction, 'emoji' | 'author' | 'on' | 'applied'>,
): MessageEntry {
  if (message.deleted) return message;
  const { emoji, author, on } = reaction;
  // Use a map: an emoji is untrusted text and could be `__proto__`.
  const reactions = new Map(Object.entries(message.reactions ?? {}));
  const without = (reactions.get(emoji) ?? []).filter((member) => member !== author);
  // The card shows a partly applied patch; the mark means that all of it is applied.
  const marks = on && (!reaction.applied || reaction.applied.files === reaction.applied.of);
  const members = marks && without.length < maxMembers ? [...without, author] : without;
  if (members.length === 0) reactions.delete(emoji);
  else if (reactions.has(emoji) || reactions.size < maxReactions) reactions.set(emoji, members);
  const applied = appliedBy(message, reaction);
  const { reactions: _, applied: __, ...rest } = message;
  return {
    ...rest,
    ...(reactions.size > 0 && { reactions: Object.fromEntries(reactions) }),
    ...(applied.size > 0 && { applied: Object.fromEntries(applied) }),
  };
}

/** Who has applied the patch; removing the mark takes that back. */
function appliedBy(
  message: MessageEntry,
  { emoji, author, on, applied }: Pick<Reaction, 'emoji' | 'author' | 'on' | 'applied'>,
): ReadonlyMap<string, Applied> {
  const all = new Map(Object.entries(message.applied ?? {}));
  const isCounted =
    message.card !== undefined &&
    canBeApplied(message.card) &&
    (all.has(author) || all.size < maxMembers);
  if (on && applied && isCounted) all.set(author, applied);
  else if (!on && emoji === appliedMark) all.delete(author);
  return all;
}
