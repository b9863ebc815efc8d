import type { RoomEntry } from '../net/transport';
import type { MessageEntry } from './log-entry';

type Reaction = Extract<RoomEntry, { readonly type: 'reacted' }>;

/** What cannot stand in a reaction: it would move or hide what stands beside it. */
export const notEmoji = /[\p{Cc}\p{Surrogate}\p{Separator}\p{Bidi_Control}]/u;

/** Different reactions shown of one message; more are left out. */
const mostReactions = 64;

/** Members named at one reaction: more than any room holds, but a hub may invent them. */
const mostMembers = 1000;

/** The message with a reaction put or taken away; a deleted one has none. */
export function reacted(
  message: MessageEntry,
  { emoji, author, on }: Pick<Reaction, 'emoji' | 'author' | 'on'>,
): MessageEntry {
  if (message.deleted) return message;
  // A map, for an emoji comes from outside and may be any word, `__proto__` as well.
  const reactions = new Map(Object.entries(message.reactions ?? {}));
  const without = (reactions.get(emoji) ?? []).filter((member) => member !== author);
  const members = on && without.length < mostMembers ? [...without, author] : without;
  if (members.length === 0) reactions.delete(emoji);
  else if (reactions.has(emoji) || reactions.size < mostReactions) reactions.set(emoji, members);
  const { reactions: _, ...rest } = message;
  return reactions.size === 0 ? rest : { ...rest, reactions: Object.fromEntries(reactions) };
}
