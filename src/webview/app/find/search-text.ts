import { drawnText } from '../../../text/drawn-text';
import { readText } from '../../../text/read-text';
import type { Reading } from '../../../text/reading';
import type { PanelCard, PanelMessage } from '../base/messages';

/**
 * All that can be found of a message, as it is drawn: its text, and what its card shows, in the order on the
 * page. What is no text of its own there begins a line.
 */
export function searchText(message: PanelMessage, reading: Reading): string {
  if (message.kind === 'system') return message.text;
  if (message.deleted) return '';
  const { text, card } = message;
  const drawn = drawnText(readText(text, reading));
  return card ? `${drawn}\n${cardText(card)}` : drawn;
}

function cardText(card: PanelCard): string {
  if (card.kind === 'patch') {
    return [card.title, ...card.files.map(({ path }) => path)].join('\n');
  }
  const { place, error, text } = card;
  return [...(error ? [`${error.message} ${error.origin}`] : []), place, text].join('\n');
}
