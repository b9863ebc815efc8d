import type { Translate } from './translate';

const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Names in a list before the rest is only counted. */
const mostListed = 10;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A name to be put into a sentence: one from right to left does not disturb the words around it. */
export function nameInText(name: string): string {
  return rightToLeft.test(name) ? `\u2068${name}\u2069` : name;
}

/** A name on one line, of at most `most` characters as people count them. */
export function shortName(name: string, most: number): string {
  const line = name.slice(0, 1024).replace(/\s+/g, ' ').trim();
  // No character has less than one UTF-16 unit, and counting them takes long.
  if (line.length <= most) return line;
  if (/^[ -~]*$/.test(line)) return `${line.slice(0, most - 1).trimEnd()}…`;
  const parts = [...graphemes.segment(line)];
  if (parts.length <= most) return line;
  const kept = parts.slice(0, most - 1).map(({ segment }) => segment);
  return `${kept.join('').trimEnd()}…`;
}

/** Names as a sentence lists them; of many, the first few. `language` is a BCP 47 tag. */
export function nameList(names: readonly string[], language: string, t: Translate): string {
  const listed = names.slice(0, mostListed).map(nameInText);
  const others = names.length - listed.length;
  if (others > 0) listed.push(others === 1 ? t('1 other') : t('{0} others', others));
  const [only] = listed;
  return listed.length === 1 && only !== undefined ? only : listFormat(language).format(listed);
}

const formats = new Map<string, Intl.ListFormat>();

/** Made once for the display language: a long log lists names thousands of times. */
function listFormat(language: string): Intl.ListFormat {
  const known = formats.get(language);
  if (known) return known;
  const made = new Intl.ListFormat(language, { type: 'conjunction' });
  formats.set(language, made);
  return made;
}
