import type { Locator } from 'playwright-core';
import type { EditorWindow } from '../../scripts/editor/window';

/** The newest visible message that contains these words itself, not only in a quote. */
export function message(window: EditorWindow, words: string): Locator {
  const { articles, log } = window.panel();
  return articles.filter({ has: log.page().locator('.bubble', { hasText: words }) }).last();
}

/** The newest visible card with this title. */
export function card(window: EditorWindow, title: string): Locator {
  return window.panel().log.locator('[data-card]', { hasText: title }).last();
}

/** Points at a message, and presses one of its buttons. */
export async function press(window: EditorWindow, words: string, button: string): Promise<void> {
  const article = message(window, words);
  await article.locator('.bubble').hover();
  await article.locator('.message-actions').getByRole('button', { name: button }).click();
}

/** Waits until the focus is in the panel, on an element that this selects. */
export function waitForFocus(window: EditorWindow, selector: string): Promise<void> {
  return window.panel().frame.locator(`${selector}:focus`).first().waitFor();
}

/** Waits until a card with this title is above the message box, and the message box has the focus. */
export async function waitForAttachment(window: EditorWindow, title?: string): Promise<void> {
  const labelled = title === undefined ? '' : `[aria-label*=${JSON.stringify(title)}]`;
  await window.panel().frame.locator(`#attachment${labelled}`).waitFor();
  await waitForFocus(window, '#composer');
}

/** Selects whole lines of the file being edited, counted from 1. */
export async function selectLines(window: EditorWindow, from: number, to: number): Promise<void> {
  await window.press('Control+Home');
  for (let line = 1; line < from; line += 1) await window.press('ArrowDown');
  for (let line = from; line < to; line += 1) await window.press('Shift+ArrowDown');
  await window.press('Shift+End');
}

/** The visible lines of the visible editors. */
export async function shownLines({ page }: EditorWindow): Promise<string[]> {
  // The editor doesn't keep them in order.
  const texts = await page.locator('.editor-instance .view-line').evaluateAll((lines) =>
    lines
      .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? '' }))
      .sort((one, other) => one.top - other.top)
      .map(({ text }) => text),
  );
  return texts.map((text) => text.replaceAll('\u00a0', ' '));
}

/** In the page: pastes a picture, given in Base64, into the message box. */
const PASTE = new Function(
  'box',
  'base64',
  `const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], 'screen.png', { type: 'image/png' }));
  box.dispatchEvent(
    new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }),
  );`,
) as (box: object, base64: string) => void;

/** Pastes a picture (PNG) into the message box, as screen.png. */
export function pastePicture(window: EditorWindow, picture: Buffer): Promise<void> {
  return window.panel().composer.evaluate(PASTE, picture.toString('base64'));
}
