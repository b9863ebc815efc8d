import { cleanRoomName } from '../protocol/names';
import type { Translate } from './translate';

const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Maximum number of names in a list; the others are only counted. */
const maxListed = 10;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Isolates a right-to-left name so that it doesn't disturb the sentence around it. */
export function nameInText(name: string): string {
  return rightToLeft.test(name) ? `\u2068${name}\u2069` : name;
}

/** A name on one line, of at most `max` graphemes. */
export function shortName(name: string, max: number): string {
  const line = name.slice(0, 1024).replace(/\s+/g, ' ').trim();
  // Counting graphemes is slow, and none is shorter than one UTF-16 unit.
  if (line.length <= max) return line;
  if (/^[ -~]*$/.test(line)) return `${line.slice(0, max - 1).trimEnd()}…`;
  const parts = [...graphemes.segment(line)];
  if (parts.length <= max) return line;
  const kept = parts.slice(0, max - 1).map(({ segment }) => segment);
  return `${kept.join('').trimEnd()}…`;
}

/** The longest text in a notification, in characters. */
const maxNoticeLength = 120;

/** Shortens a text from someone else to one line for a notification. */
export function noticeText(text: string): string {
  const characters = [
    ...text
      .slice(0, 4 * maxNoticeLength)
      .replace(/\s+/g, ' ')
      .trim(),
  ];
  return characters.length > maxNoticeLength
    ? `${characters.slice(0, maxNoticeLength - 1).join('')}…`
    : characters.join('');
}

/** Lists names in a sentence, only the first few of many. `language` is a BCP 47 tag. */
export function nameList(names: readonly string[], language: string, t: Translate): string {
  const listed = names.slice(0, maxListed).map(nameInText);
  const others = names.length - listed.length;
  if (others > 0) listed.push(others === 1 ? t('1 other') : t('{0} others', others));
  const [only] = listed;
  return listed.length === 1 && only !== undefined ? only : listFormat(language).format(listed);
}

const formats = new Map<string, Intl.ListFormat>();

/** Caches the format, because a long log lists names thousands of times. */
function listFormat(language: string): Intl.ListFormat {
  const known = formats.get(language);
  if (known) return known;
  const made = new Intl.ListFormat(language, { type: 'conjunction' });
  formats.set(language, made);
  return made;
}

/** The longest room name that a question shows, in graphemes. */
const maxNameLength = 64;

/**
 * A room name chosen by someone else, as a question or a list shows it: one line of at most 64
 * graphemes, without characters that are invisible or reverse the text.
 */
export function linkName(name: string): string {
  return nameInText(shortName(cleanRoomName(name), maxNameLength));
}

/** The name of an invite room whose host gave it none. */
export function defaultRoomName(host: string, t: Translate): string {
  return t('{0}’s room', host);
}
