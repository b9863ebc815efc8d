import { cardStandIn } from '../room/log/card-text';
import type { LogEntry, MessageEntry } from '../room/log/log-entry';
import { cardTitle } from './card-title';
import { drawnBeginning } from './message-text';
import { nameInText } from './names';
import type { Translate } from './translate';

/** A notification has room for a line or two, in characters. */
const longest = 120;

/** A stranger's text as a notification has room for it: one line, short. */
export function noticeText(text: string): string {
  const characters = [
    ...text
      .slice(0, 4 * longest)
      .replace(/\s+/g, ' ')
      .trim(),
  ];
  return characters.length > longest
    ? `${characters.slice(0, longest - 1).join('')}…`
    : characters.join('');
}

/**
 * What a notification says of new messages, or undefined when nothing is left to tell.
 * @param last the latest of them as it is now; absent when the log holds it no more
 * @param plain whether the room carries plain text only
 */
export function alertWords(
  count: number,
  last: LogEntry | undefined,
  plain: boolean,
  t: Translate,
): string | undefined {
  if (last?.kind !== 'message') return undefined;
  // Notifications wait a while, and what was taken back is not to be shown.
  if (last.deleted) return count === 1 ? undefined : t('{0} new messages', count);
  const name = noticeText(last.authorName);
  const text = noticeOf(last, plain, t);
  return count === 1
    ? t('{0}: {1}', name, text)
    : t('{0} new messages, the latest from {1}: {2}', count, name, text);
}

/** That others came in. `last`: the name of the latest of them. */
export function arrivalWords(count: number, last: string, t: Translate): string {
  const name = nameInText(noticeText(last));
  if (count === 1) return t('{0} joined.', name);
  return count === 2
    ? t('{0} and 1 other joined.', name)
    : t('{0} and {1} others joined.', name, count - 1);
}

/** A message as a notification may show it: its text as it is drawn, or else where its card leads. */
export function noticeOf({ text, card }: MessageEntry, plain: boolean, t: Translate): string {
  const isStandIn = card !== undefined && text === cardStandIn(card);
  return noticeText(isStandIn ? cardTitle(card, t) : drawnBeginning(text, plain));
}

/** Sentences one after the other; a full stop as wide as a character brings its own space. */
export function paragraph(sentences: readonly string[]): string {
  return sentences.join(' ').replaceAll('。 ', '。');
}
