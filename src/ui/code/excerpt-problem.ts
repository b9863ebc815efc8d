import type { ExcerptCard } from '../../protocol/card';
import { fitsEntry } from '../../protocol/room-text';
import { tooLargeWords } from '../../strings/code-words';
import type { Translate } from '../../strings/translate';

/** Why lines of a file can't go into one message with these words, for people; undefined when they can. */
export function excerptProblem(card: ExcerptCard, words: string, t: Translate): string | undefined {
  return fitsEntry(words, card) ? undefined : tooLargeWords(card, fittingLines(card, words), t);
}

/** How many of a card's lines, from the first one on, fit a message. */
function fittingLines(card: ExcerptCard, words: string): number {
  const lines = card.text.split('\n');
  let fits = 0;
  let tooMany = lines.length;
  while (tooMany - fits > 1) {
    const half = Math.floor((fits + tooMany) / 2);
    const text = lines.slice(0, half).join('\n');
    if (fitsEntry(words, { ...card, text })) fits = half;
    else tooMany = half;
  }
  return fits;
}
