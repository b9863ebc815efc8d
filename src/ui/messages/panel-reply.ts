import { cardStandIn } from '../../protocol/card';
import type { LogEntry, MessageEntry, ReplyTo } from '../../room/log/log-entry';
import { cardTitle } from '../../strings/card-title';
import { quoteLine } from '../../strings/message-text';
import type { Translate } from '../../strings/translate';
import type { Hue, PanelReply } from '../../webview/messages';

/** Lines by their messages, which never change themselves: thousands may answer the same one. */
const lines = new WeakMap<MessageEntry, string>();

/** A message in one line, for whoever answers it. */
export function quoteWords(message: MessageEntry, t: Translate): string {
  if (message.deleted) return t('This message was deleted');
  const { card } = message;
  return card && message.text === cardStandIn(card) ? cardTitle(card, t) : lineOf(message);
}

function lineOf(message: MessageEntry): string {
  const line = lines.get(message) ?? quoteLine(message.text);
  lines.set(message, line);
  return line;
}

/** The message that another one answers; `target`: its entry, while the log holds it. */
export function panelReply(
  { id }: ReplyTo,
  target: LogEntry | undefined,
  hueOf: (memberId: string) => Hue,
  t: Translate,
): PanelReply {
  if (id === undefined || target?.kind !== 'message') {
    return { authorName: '', hue: 0, text: t('an earlier message') };
  }
  const { author, authorName } = target;
  return { id, authorName, hue: hueOf(author), text: quoteWords(target, t) };
}
