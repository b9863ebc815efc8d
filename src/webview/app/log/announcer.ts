import { drawnText } from '../../../text/drawn-text';
import { readText } from '../../../text/read-text';
import type { Reading } from '../../../text/reading';
import type { PanelMessage } from '../base/messages';
import { cardView } from '../cards/card';
import type { PanelStore } from '../state/panel-store';

/** When more come at once, only their number is told. */
const maxAtOnce = 5;
/** Characters of a message that are read out; the rest is in the log. */
const maxCharacters = 500;
/** Milliseconds for which what was announced can still be found on the page. */
const keptFor = 10_000;
/** Announcements that can be found there at the most. */
const maxKept = 4 * maxAtOnce;

/**
 * Tells screen readers of each new message once. The log itself is silent: rows come and go in it as
 * it is scrolled, and history, changes and rows drawn again would all be announced as new.
 */
export class Announcer {
  private timer: number | undefined;

  /** `element` is a polite live region that nobody sees. */
  announce(
    element: HTMLElement,
    { strings, reading }: PanelStore,
    all: readonly PanelMessage[],
  ): void {
    const news = all.filter((message) => message.kind === 'system' || !message.deleted);
    if (news.length === 0 || !strings) return;
    const lines =
      news.length > maxAtOnce
        ? [strings.newMessagesCount.replace('{0}', `${news.length}`)]
        : news.map((message) => spoken(message, reading));
    for (const line of lines) {
      const paragraph = document.createElement('p');
      paragraph.textContent = line;
      element.append(paragraph);
    }
    while (element.childElementCount > maxKept) element.firstElementChild?.remove();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => element.replaceChildren(), keptFor);
  }
}

function spoken(message: PanelMessage, reading: Reading): string {
  if (message.kind === 'system') return message.text;
  const { card, authorName } = message;
  // A card may come without words.
  const text =
    drawnText(readText(message.text, reading)) || (card && cardView(card.kind).oneLine(card)) || '';
  const cut = text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
  return `${authorName}: ${cut}`;
}
