import { actionOf, shownText } from '../../../text/action';
import { drawnText } from '../../../text/blocks';
import type { ReadOptions } from '../../../text/mentions';
import { readText } from '../../../text/read-text';
import type { PanelMessage } from '../base/messages';
import { cardRenderer } from '../cards/card';
import { readingOf } from '../state/message-log';
import type { PanelStore } from '../state/panel-store';

/** When more messages arrive at once, only their number is announced. */
const maxAtOnce = 5;
/** Maximum number of UTF-16 units of a message to read out. */
const maxCharacters = 500;
/** How long an announcement stays on the page, in milliseconds. */
const keptFor = 10_000;
/** Maximum number of announcements on the page at once. */
const maxKept = 4 * maxAtOnce;

/**
 * Announces each new message and each new pin to screen readers once. The log itself is silent: its rows come
 * and go as it scrolls, and history, edits and redrawn rows would all be announced as new.
 */
export class Announcer {
  private timer: number | undefined;

  /** @param element a polite live region that is visually hidden */
  announce(element: HTMLElement, store: PanelStore): void {
    const { strings, reading } = store;
    const news = store
      .takeNewMessages()
      .filter((message) => message.kind === 'system' || !message.deleted);
    const pins = store.takeNewPins().slice(-maxAtOnce);
    if (news.length + pins.length === 0 || !strings) return;
    const lines =
      news.length > maxAtOnce
        ? [strings.newMessagesCount.replace('{0}', `${news.length}`)]
        : news.map((message) => spoken(message, reading));
    const pinLines = pins.map(({ pinned }) => `${pinned.title}: ${pinned.text}`);
    for (const line of [...lines, ...pinLines]) {
      const paragraph = document.createElement('p');
      paragraph.textContent = line;
      element.append(paragraph);
    }
    while (element.childElementCount > maxKept) element.firstElementChild?.remove();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => element.replaceChildren(), keptFor);
  }
}

function spoken(message: PanelMessage, reading: ReadOptions): string {
  if (message.kind === 'system') return message.text;
  const { card, authorName } = message;
  // A card may have no text.
  const text =
    drawnText(readText(shownText(message.text), readingOf(message, reading))) ||
    (card && cardRenderer(card.kind).oneLine(card)) ||
    '';
  const cut = text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
  return actionOf(message.text) === undefined ? `${authorName}: ${cut}` : `${authorName} ${cut}`;
}
