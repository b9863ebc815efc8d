import type { PanelCard, PanelMessage } from '../catalogue';

/** All that can be found of a message: its text, and what its card shows, in the order on the page. */
export function searchText(message: PanelMessage): string {
  if (message.kind === 'system') return message.text;
  if (message.deleted) return '';
  const { text, card } = message;
  return card ? `${text}\n${cardText(card)}` : text;
}

function cardText(card: PanelCard): string {
  if (card.kind === 'patch') {
    return [card.title, ...card.files.map(({ path }) => path)].join('\n');
  }
  const { place, error, text } = card;
  return [error?.message ?? '', error?.origin ?? '', place, text].join('\n');
}

/** A text without regard to case, of the same length as before, so that places in it still count. */
export function foldCase(text: string): string {
  const folded = text.toLowerCase();
  if (folded.length === text.length) return folded;
  let kept = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charAt(i);
    const lower = unit.toLowerCase();
    kept += lower.length === 1 ? lower : unit;
  }
  return kept;
}
