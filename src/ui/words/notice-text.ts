import { cardStandIn } from '../../room/card-text';
import type { MessageEntry } from '../../room/log-entry';
import { cardTitle } from './panel-card';
import type { Translate } from './translate';

/** A notification has room for a line or two, in characters. */
const longest = 120;

/**
 * A stranger's text as a notification may show it: one line, short, and without the
 * `[words](command:…)` links that notifications would make clickable.
 */
export function noticeText(text: string): string {
  const characters = [
    ...text
      .slice(0, 4 * longest)
      .replace(/\s+/g, ' ')
      .trim(),
  ];
  const line =
    characters.length > longest
      ? `${characters.slice(0, longest - 1).join('')}…`
      : characters.join('');
  return line.replaceAll('](', '] (');
}

/** A message as a notification may show it: its text, or else where its card leads. */
export function noticeOf({ text, card }: MessageEntry, t: Translate): string {
  return noticeText(card && text === cardStandIn(card) ? cardTitle(card, t) : text);
}
