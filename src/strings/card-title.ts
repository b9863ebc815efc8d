import type { Card } from '../protocol/card';
import { exhaustive } from '../util/exhaustive';
import type { Translate } from './translate';

/** What a card is about, in one line: its place, or what it would change. */
export function cardTitle(card: Card, t: Translate): string {
  switch (card.type) {
    case 'code':
      return codePlace(card, card.line, card.endLine, t);
    case 'error':
      return codePlace(card, card.at.line, card.at.endLine, t);
    case 'patch':
      return card.files.length === 1
        ? t('Patch: 1 file')
        : t('Patch: {0} files', card.files.length);
    default:
      return exhaustive(card);
  }
}

/** Some lines, counted from 1: "line 3", "lines 3–5". */
export function linesWords(line: number, endLine: number, t: Translate): string {
  return line === endLine ? t('line {0}', line) : t('lines {0}–{1}', line, endLine);
}

/** Where lines of a file stand: "src/main.c, lines 10–12", "lab.ipynb, cell 3, line 2". */
function codePlace(
  { path, cell }: Exclude<Card, { readonly type: 'patch' }>,
  line: number,
  endLine: number,
  t: Translate,
): string {
  const lines = linesWords(line, endLine, t);
  return cell === undefined
    ? t('{0}, {1}', path, lines)
    : t('{0}, cell {1}, {2}', path, cell, lines);
}
