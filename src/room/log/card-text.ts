import type { Card } from '../../protocol/card';

/** Longest stand-in, in UTF-16 units. */
const longest = 500;

/**
 * What a card says in one line of plain text: the text of its message when the person wrote none, for
 * programs that show no cards. Two equal cards have the same.
 */
export function cardStandIn(card: Card): string {
  switch (card.type) {
    case 'code':
      return cut(`${cardSource(card)}:${card.line}`);
    case 'error': {
      const { at, message } = card;
      return cut(`${cardSource(card)}:${at.line}:${at.column}: ${firstLine(message)}`);
    }
    case 'patch':
      return cut(card.files.map(({ path }) => path).join(', '));
  }
}

/** UTF-16 units of a card's texts, for whoever bounds what is kept. */
export function cardLength(card: Card): number {
  if (card.type !== 'patch') {
    return card.path.length + card.text.length + (card.type === 'error' ? card.message.length : 0);
  }
  return card.files.reduce(
    (sum, { path, diff, folder = '' }) => sum + path.length + diff.length + folder.length,
    0,
  );
}

/** Where a card's lines are from, as tools would write it: `lab.ipynb#3` is the third cell. */
export function cardSource({ path, cell }: { path: string; cell?: number | undefined }): string {
  return cell === undefined ? path : `${path}#${cell}`;
}

function firstLine(text: string): string {
  return text.trim().split(/\r?\n/, 1)[0] ?? '';
}

function cut(text: string): string {
  if (text.length <= longest) return text;
  // Not within a character.
  return `${text.slice(0, longest - 1).replace(/\p{Surrogate}$/u, '')}…`;
}
