/** On `mousedown`: a person who clicks here while writing goes on writing. The keyboard still gets here. */
export function keepFocus(event: Event): void {
  event.preventDefault();
}

/**
 * Whether the keyboard is in the panel, but on nothing in it: what had the focus is gone or disabled.
 * Only then may the panel move the focus by itself. While the person writes in the editor, `focus()`
 * in a frame would take the keyboard away from there.
 */
export function focusIsLost(): boolean {
  return document.hasFocus() && document.activeElement === document.body;
}

/** The field that messages are written in. */
export function messageBox(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>('#composer');
}

/** Returns whether the message box takes the focus: not while nothing can be sent. */
export function focusMessageBox(): boolean {
  const box = messageBox();
  box?.focus();
  return box !== null && document.activeElement === box;
}

const focusable =
  'button:enabled:not([tabindex="-1"]), vscode-button, vscode-toolbar-button, [tabindex="0"]';

/** A part of the panel that F6 stops at. */
export interface Region {
  /** Null while it is not on the page. */
  element(): Element | null;
  /** Gives it the focus; false when there is nothing in it that takes it. */
  enter(): boolean;
}

/**
 * Takes F6 on to the next part of the panel, and Shift+F6 back to the one before, as the editor goes
 * through its own parts. Beyond the last one the key is the editor's.
 *
 * @returns whether the key was used
 */
export function goThroughRegions(event: KeyboardEvent, regions: readonly Region[]): boolean {
  if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return false;
  const step = event.shiftKey ? -1 : 1;
  const at = regions.findIndex((region) => region.element()?.contains(document.activeElement));
  let next = at < 0 && step < 0 ? regions.length - 1 : at + step;
  for (; next >= 0 && next < regions.length; next += step) {
    if (regions[next]?.enter()) return true;
  }
  return false;
}

/** A region that is an element; what takes the focus first in it gets it, if `enter` says nothing else. */
export function regionOf(selector: string, enter?: () => void): Region {
  const element = () => document.querySelector(selector);
  const toFirst = () => {
    const first = element()?.querySelector<HTMLElement>(focusable);
    // A toolbar's button has the one that takes the focus inside.
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

/** The part of a keyboard event that tells what Enter means. */
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
 * Whether a key press belongs to an input method: it picks a candidate, or ends a composition. Chromium
 * and Firefox say so with `isComposing`; Safari fires `compositionend` just before the key press, which
 * then has only the key code 229 to show for it.
 */
export function isOfInputMethod(event: Pick<EnterKey, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Whether this key press sends: Enter alone, unless it belongs to an input method. */
export function sends(event: EnterKey): boolean {
  if (event.key !== 'Enter' || isOfInputMethod(event)) return false;
  return !(event.shiftKey || event.ctrlKey || event.altKey || event.metaKey);
}
