import type { MessageEntry } from '../room/log/log-entry';
import { nameList } from './inline-text';
import type { Members } from './member-names';
import type { Translate } from './translate';

/** An emoji under a message, and who chose it. */
export interface ReactionText {
  readonly emoji: string;
  readonly count: number;
  /** Whether the user is among them. */
  readonly own: boolean;
  /** Their names, as a list. */
  readonly title: string;
}

/** The reactions to a message, in the order in which each emoji was first used. */
export function reactionTexts(
  reactions: NonNullable<MessageEntry['reactions']>,
  members: Members,
  language: string,
  t: Translate,
): readonly ReactionText[] {
  return Object.entries(reactions).map(([emoji, ids]) => {
    const names = ids.map((id) =>
      members.isSelf(id) ? t('you') : (members.nameOf(id) ?? t('someone')),
    );
    return {
      emoji,
      count: ids.length,
      own: ids.some((id) => members.isSelf(id)),
      title: nameList(names, language, t),
    };
  });
}
