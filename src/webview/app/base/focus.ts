/**
 * A `mousedown` handler that leaves the focus where it is, so that a click here doesn't interrupt writing.
 * The keyboard can still reach the element.
 */
export function keepFocus(event: Event): void {
  event.preventDefault();
}

/** A `keydown` handler for what Delete and Backspace remove. */
export function removesByKey(remove: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    event.stopPropagation();
    remove();
  };
}

/**
 * Whether the panel has the keyboard but no element has the focus, because the one that had it is gone or
 * disabled. Only then may the panel move the focus by itself: while the user writes in the editor,
 * `focus()` in a frame would take the keyboard away from there.
 */
export function isFocusLost(): boolean {
  return document.hasFocus() && document.activeElement === document.body;
}

/** The text field of the composer; null when it isn't on the page. */
export function messageBox(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>('#composer');
}

/** Focuses the message box. Returns whether it took the focus; it doesn't while nothing can be sent. */
export function focusMessageBox(): boolean {
  const box = messageBox();
  box?.focus();
  return box !== null && document.activeElement === box;
}

const focusable =
  'button:enabled:not([tabindex="-1"]), vscode-button, vscode-toolbar-button, [tabindex="0"]';

/** A part of the panel that F6 stops at. */
export interface Region {
  /** Null while it isn't on the page. */
  element(): Element | null;
  /** Moves the focus into the region; returns false when nothing in it takes the focus. */
  enter(): boolean;
}

/**
 * Moves the focus to the next part of the panel on F6, and to the previous one on Shift+F6, like the editor
 * does between its own parts. Past the last part, the editor handles the key.
 * @returns whether the key was used
 */
export function moveBetweenRegions(event: KeyboardEvent, regions: readonly Region[]): boolean {
  if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return false;
  const step = event.shiftKey ? -1 : 1;
  const at = regions.findIndex((region) => region.element()?.contains(document.activeElement));
  let next = at < 0 && step < 0 ? regions.length - 1 : at + step;
  for (; next >= 0 && next < regions.length; next += step) {
    if (regions[next]?.enter()) return true;
  }
  return false;
}

/**
 * The region of one element. `enter` moves the focus into it; by default, the first focusable element gets
 * it.
 */
export function regionOf(selector: string, enter?: () => void): Region {
  const element = () => document.querySelector(selector);
  const toFirst = () => {
    const first = element()?.querySelector<HTMLElement>(focusable);
    // A toolbar button contains the native button that takes the focus.
    (first?.shadowRoot?.querySelector('button') ?? first)?.focus();
  };
  return {
    element,
    enter() {
      (enter ?? toFirst)();
      return element()?.contains(document.activeElement) ?? false;
    },
  };
}

/** The properties of a keyboard event that decide what Enter means. */
export interface EnterKey {
  readonly key: string;
  readonly keyCode: number;
  readonly isComposing: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/**
 * Whether a key press belongs to an input method: it picks a candidate or ends a composition. Chromium and
 * Firefox set `isComposing`; Safari fires `compositionend` just before the key press, which then has only
 * the key code 229.
 */
export function isInputMethodKey(event: Pick<EnterKey, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229;
}

/**
 * Whether this key press sends the message: Enter without modifiers that doesn't belong to an input method.
 */
export function isSendKey(event: EnterKey): boolean {
  if (event.key !== 'Enter' || isInputMethodKey(event)) return false;
  return !(event.shiftKey || event.ctrlKey || event.altKey || event.metaKey);
}
