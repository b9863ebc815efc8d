import { cardStandIn } from '../../../protocol/card';
import type { LogEntry, MessageEntry } from '../../../room/log/log-entry';
import { readMessage } from '../../../strings/message-words';
import type { Translate } from '../../../strings/translate';
import { plainMarkdown } from '../../../text/markdown-text';
import type { Reading } from '../../../text/mentions';
import { cardView } from '../../messages/card-types';
import { type Members, panelReactions, quoteWords } from '../../messages/panel-message';
import { textMarkdown } from './text-markdown';

export interface MessageContext {
  readonly members: Members;
  /** How the room's texts are read. */
  readonly reading: Reading;
  /** BCP 47 tag. */
  readonly language: string;
  /** The entry of this id, while the log holds it. */
  entry(id: string): LogEntry | undefined;
}

/** Lines of a document for one message: who and when, what it answers, what it says, what came of it. */
export function messageMarkdown(
  entry: MessageEntry,
  time: string,
  context: MessageContext,
  t: Translate,
): string[] {
  const head = [`**${plainMarkdown(entry.authorName)}** ${time}`, ...marks(entry, t)].join(' · ');
  if (entry.deleted) return [head, '', `*${t('This message was deleted')}*`];
  const { card, text, reactions } = entry;
  const isStandIn = card !== undefined && text === cardStandIn(card);
  const parts = [
    [head],
    quote(entry, context, t),
    isStandIn ? [] : textMarkdown(readMessage(text, context.reading)),
    card ? cardView(card).markdown(card, t) : [],
    reactions ? [reactionLine(reactions, context, t)] : [],
  ];
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index ? ['', ...part] : part));
}

/** What has to be known of a message besides what it says. */
function marks({ edited, delivery, apart }: MessageEntry, t: Translate): string[] {
  const unsent = delivery === 'queued' || delivery === 'unsent';
  return [
    ...(edited ? [t('edited')] : []),
    ...(unsent ? [t('not sent')] : []),
    ...(apart ? [t('lost by the host')] : []),
  ];
}

function quote({ reply }: MessageEntry, { entry }: MessageContext, t: Translate): string[] {
  if (!reply) return [];
  const target = reply.id === undefined ? undefined : entry(reply.id);
  if (target?.kind !== 'message') return [`> ${t('an earlier message')}`];
  return [`> **${plainMarkdown(target.authorName)}** ${plainMarkdown(quoteWords(target, t))}`];
}

function reactionLine(
  reactions: NonNullable<MessageEntry['reactions']>,
  { members, language }: MessageContext,
  t: Translate,
): string {
  return panelReactions(reactions, members, language, t)
    .map(({ emoji, title }) => `${plainMarkdown(emoji)} ${plainMarkdown(title)}`)
    .join(' · ');
}
