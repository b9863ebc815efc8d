import type { PanelMessage, PanelStrings } from '../catalogue';

/** When more come at once, only their number is told. */
const mostAtOnce = 5;
/** Characters of a message that are read out; the rest is in the log. */
const mostCharacters = 500;
/** Milliseconds for which what was announced can still be found on the page. */
const keptFor = 10_000;
/** Announcements that can be found there at the most. */
const mostKept = 4 * mostAtOnce;

/**
 * Tells screen readers of each new message once. The log itself is silent: rows come and go in it as
 * it is scrolled, and history, changes and rows drawn again would all be announced as new.
 */
export class Announcer {
  private timer: number | undefined;

  /** `element` is a polite live region that nobody sees. */
  announce(element: HTMLElement, news: readonly PanelMessage[], strings: PanelStrings): void {
    const texts = news.map(spoken).filter((text) => text !== '');
    if (texts.length === 0) return;
    const lines =
      texts.length > mostAtOnce
        ? [strings.newMessagesCount.replace('{0}', `${texts.length}`)]
        : texts;
    for (const line of lines) {
      const paragraph = document.createElement('p');
      paragraph.textContent = line;
      element.append(paragraph);
    }
    while (element.childElementCount > mostKept) element.firstElementChild?.remove();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => element.replaceChildren(), keptFor);
  }
}

function spoken(message: PanelMessage): string {
  if (message.kind === 'system') return message.text;
  if (message.deleted) return '';
  const { card, authorName } = message;
  // A card may come without words.
  const text = message.text || (card?.kind === 'patch' ? card.title : (card?.place ?? ''));
  const cut = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
  return `${authorName}: ${cut}`;
}
