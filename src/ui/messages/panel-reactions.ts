import type { MessageEntry } from '../../room/log/log-entry';
import { nameList } from '../../strings/names';
import type { Translate } from '../../strings/translate';
import type { PanelReaction } from '../../webview/messages';

/** Who is behind the ids of members. */
export interface Members {
  /** What somebody is, or was last, called here. */
  nameOf(memberId: string): string | undefined;
  isSelf(memberId: string): boolean;
}

/** The reactions to a message, in the order in which they were first put. */
export function panelReactions(
  reactions: NonNullable<MessageEntry['reactions']>,
  members: Members,
  language: string,
  t: Translate,
): readonly PanelReaction[] {
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
