import type { CardOf, CardType, ExcerptCard } from '../protocol/card';
import { linesWords } from './code-words';
import type { Translate } from './translate';

const titles: { readonly [T in CardType]: (card: CardOf<T>, t: Translate) => string } = {
  code: (card, t) => codePlace(card, card.line, card.endLine, t),
  error: (card, t) => codePlace(card, card.at.line, card.at.endLine, t),
  patch: ({ files }, t) =>
    files.length === 1 ? t('Patch: 1 file') : t('Patch: {0} files', files.length),
};

/** What a card is about, in one line: its place, or what it would change. */
export function cardTitle<T extends CardType>(card: CardOf<T>, t: Translate): string {
  return titles[card.type as T](card, t);
}

/** Where lines of a file stand: "src/main.c, lines 10–12", "lab.ipynb, cell 3, line 2". */
function codePlace(
  { path, cell }: ExcerptCard,
  line: number,
  endLine: number,
  t: Translate,
): string {
  const lines = linesWords(line, endLine, t);
  return cell === undefined
    ? t('{0}, {1}', path, lines)
    : t('{0}, cell {1}, {2}', path, cell, lines);
}
