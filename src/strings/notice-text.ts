import { cardStandIn } from '../protocol/card';
import type { LogEntry, MessageEntry } from '../room/log/log-entry';
import { cardTitle } from './card-title';
import { drawnBeginning } from './message-text';
import { nameInText } from './names';
import type { Translate } from './translate';

/** The maxLength text in a notification, in characters. */
const maxLength = 120;

/** Shortens a text from someone else to one line for a notification. */
export function noticeText(text: string): string {
  const characters = [
    ...text
      .slice(0, 4 * maxLength)
      .replace(/\s+/g, ' ')
      .trim(),
  ];
  return characters.length > maxLength
    ? `${characters.slice(0, maxLength - 1).join('')}…`
    : characters.join('');
}

/**
 * The notification about new messages; undefined when none is left to tell about.
 * @param last the latest message as it is now; undefined when the log no longer has it
 * @param plain whether the room carries plain text only
 */
export function alertWords(
  count: number,
  last: LogEntry | undefined,
  plain: boolean,
  t: Translate,
): string | undefined {
  if (last?.kind !== 'message') return undefined;
  // Notifications wait a while; a message deleted meanwhile must not be shown.
  if (last.deleted) return count === 1 ? undefined : t('{0} new messages', count);
  const name = noticeText(last.authorName);
  const text = noticeOf(last, plain, t);
  return count === 1
    ? t('{0}: {1}', name, text)
    : t('{0} new messages, the latest from {1}: {2}', count, name, text);
}

/** Says that others joined. `last` is the name of the latest one. */
export function arrivalWords(count: number, last: string, t: Translate): string {
  const name = nameInText(noticeText(last));
  if (count === 1) return t('{0} joined.', name);
  return count === 2
    ? t('{0} and 1 other joined.', name)
    : t('{0} and {1} others joined.', name, count - 1);
}

/** A message in a notification: its text as the panel draws it, or else its card's title. */
export function noticeOf({ text, card }: MessageEntry, plain: boolean, t: Translate): string {
  const isStandIn = card !== undefined && text === cardStandIn(card);
  return noticeText(isStandIn ? cardTitle(card, t) : drawnBeginning(text, plain));
}

/** Joins sentences; a full-width full stop needs no space after it. */
export function paragraph(sentences: readonly string[]): string {
  return sentences.join(' ').replaceAll('。 ', '。');
}

/** Messages from others that the person at this window hasn't seen. */
export interface Unseen {
  readonly count: number;
  /** How many of them mention the person at this window or reply to them. */
  readonly mentions: number;
}

/** Counts new messages. */
export function unseenWords({ count, mentions }: Unseen, t: Translate): string {
  const all = count === 1 ? t('1 new message') : t('{0} new messages', count);
  return mentions === 0 ? all : t('{0}, {1} for you', all, mentions);
}

/** Counts new messages for the status bar; empty when there are none. */
export function unseenInShort({ count, mentions }: Unseen, t: Translate): string[] {
  if (count === 0) return [];
  return [mentions === 0 ? t('{0} new', count) : t('{0} new, {1} for you', count, mentions)];
}
