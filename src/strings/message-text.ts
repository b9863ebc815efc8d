import type { MessageEntry } from '../room/log/log-entry';
import { actionOf, shownText } from '../text/action';
import { type Block, drawnText, mentionsSelf } from '../text/blocks';
import { noMentionNames, type ReadOptions } from '../text/mentions';
import type { LinkTargets } from '../text/message-link';
import type * as ReadText from '../text/read-text';
import { nameInText, noticeText, shortName } from './inline-text';
import type { Translate } from './translate';

/** Maximum number of UTF-16 units to parse for the first line or two of a text. */
const maxBeginning = 4096;

/** Parses a message's text as the panel draws it. */
export function readMessage(text: string, reading: ReadOptions): readonly Block[] {
  return parser().readText(shownText(text), reading);
}

/** Whether a text mentions the user. */
export function isMentioned(text: string, reading: ReadOptions): boolean {
  return reading.names.mayMeanSelf(text) && mentionsSelf(readMessage(text, reading));
}

/**
 * The beginning of a text as the panel draws it, enough for a line or two.
 * @param plain whether the room carries plain text only
 * @param links what links to messages in it lead to
 */
export function drawnBeginning(text: string, plain: boolean, links?: LinkTargets): string {
  return drawnText(
    parser().readBeginning(shownText(text), { plain, names: noMentionNames, links }, maxBeginning),
  );
}

/** Loads the parser when the first text is read, not when the editor starts. */
function parser(): typeof ReadText {
  return require('../text/read-text') as typeof ReadText;
}

/** Whose message it is, in words. What is published without its student's name isn't its author's, who published it. */
export function authorText(
  { anonymous, authorName }: Pick<MessageEntry, 'anonymous' | 'authorName'>,
  t: Translate,
): string {
  return anonymous ? t('Anonymous student') : authorName;
}

/** What else to say about where a message comes from, in a few words. */
export function originTexts(
  { announcement, anonymous, authorName }: MessageEntry,
  t: Translate,
): readonly string[] {
  return [
    ...(announcement ? [t('announcement')] : []),
    ...(anonymous ? [t('published by {0}', authorName)] : []),
  ];
}

/** A name and what the user said or does, in one line. */
export function attributedText(name: string, text: string, drawn: string, t: Translate): string {
  return actionOf(text) === undefined ? t('{0}: {1}', name, drawn) : `${name} ${drawn}`;
}

/** The longest quote, in graphemes. */
const maxQuoteLength = 120;

/** The first line of a text that isn't blank, as the panel draws it. @param links what links to messages lead to */
export function quoteLine(text: string, links?: LinkTargets): string {
  const lines = drawnBeginning(text, false, links).split('\n');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return shortName(first, maxQuoteLength);
}

/** Says that others joined. `last` is the name of the latest one. */
export function arrivalText(count: number, last: string, t: Translate): string {
  const name = nameInText(noticeText(last));
  if (count === 1) return t('{0} joined.', name);
  return count === 2
    ? t('{0} and 1 other joined.', name)
    : t('{0} and {1} others joined.', name, count - 1);
}

/** Says that someone asks for the user's attention. */
export function nudgeText(name: string, t: Translate): string {
  return t('{0} nudged you.', nameInText(noticeText(name)));
}

/** Messages from others that the user hasn't seen. */
export interface Unseen {
  readonly count: number;
  /** How many of them mention the user or reply to them. */
  readonly mentions: number;
}

/** Counts new messages. */
export function unseenText({ count, mentions }: Unseen, t: Translate): string {
  const all = count === 1 ? t('1 new message') : t('{0} new messages', count);
  return mentions === 0 ? all : t('{0}, {1} for you', all, mentions);
}

/** Counts new messages for the status bar; empty when there are none. */
export function unseenInShort({ count, mentions }: Unseen, t: Translate): string[] {
  if (count === 0) return [];
  return [mentions === 0 ? t('{0} new', count) : t('{0} new, {1} for you', count, mentions)];
}
