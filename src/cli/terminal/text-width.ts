import { eastAsianWidth } from 'get-east-asian-width';

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What takes no column of its own: marks on the character before, and what only joins or selects. */
const zeroWidth = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;

/**
 * The columns of a code point in a terminal: 0, 1 or 2, as wcwidth(3) counts them. Most terminals add up code points,
 * also in an emoji of several. Ambiguous ones take one column, as in Windows Terminal, GNOME Terminal and VS Code.
 */
export function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return code === 0xad ? 1 : Number(code >= 0x20 && (code < 0x7f || code > 0x9f));
  return zeroWidth.test(character) ? 0 : eastAsianWidth(code);
}

/** The columns of a text without controls. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** What users take for characters, such as an emoji of several code points. */
export function graphemesOf(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * Cuts a line that must not wrap, with an ellipsis. Counts each character outside ASCII as two columns, because
 * terminals disagree about some of them.
 */
export function cutLine(text: string, columns: number): string {
  let width = 0;
  let kept = '';
  for (const grapheme of graphemesOf(text)) {
    const added = cautiousWidth(grapheme);
    if (width + added > columns) return withEllipsis(kept, columns);
    kept += grapheme;
    width += added;
  }
  return kept;
}

function withEllipsis(text: string, columns: number): string {
  const parts = [...graphemesOf(text)];
  while (parts.length > 0 && cautiousWidth(parts.join('')) > columns - 2) parts.pop();
  return columns < 2 ? '' : `${parts.join('').trimEnd()}…`;
}

function cautiousWidth(text: string): number {
  let width = 0;
  for (const character of text) width += character < '\x7f' ? 1 : 2;
  return width;
}
