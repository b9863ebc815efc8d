import { type EnterKey, isFocusLost, isInputMethodKey } from '../base/focus';
import type { PageAction } from '../base/messages';

declare global {
  /** Keys pressed before this script ran; the page's head collects them, see html.ts. */
  var earlyKeys: KeyboardEvent[] | undefined;
}

/** How long a key waits for the message box, in milliseconds. Nobody types for a room that opens later. */
const maxAgeMs = 30_000;

/** Maximum number of keys to keep; no one types more by hand in that time. */
const maxKeys = 1000;

/** The properties of a key press that decide what it types. */
export type TypedKey = Pick<EnterKey, 'key' | 'keyCode' | 'isComposing'> &
  Pick<KeyboardEvent, 'ctrlKey' | 'altKey' | 'metaKey' | 'timeStamp' | 'getModifierState'>;

/**
 * Collects what a user types before there is a message box: while the page loads, on the welcome page,
 * and while a room is being joined. It goes into the box once that is drawn.
 */
export class TypeAheadBuffer {
  private keys: { readonly key: string; readonly at: number }[] = [];

  /** Keeps the key if it types text and no element takes it. Returns whether the key was kept. */
  use(event: TypedKey): boolean {
    if (!isFocusLost() || !typesText(event)) return false;
    this.add(event);
    return true;
  }

  /** Returns the keys that were pressed before the page's script ran, and stops collecting them. */
  takeEarly(): void {
    for (const event of globalThis.earlyKeys ?? []) {
      if (typesText(event)) this.add(event);
    }
    globalThis.earlyKeys = undefined;
  }

  /** Adds text that was typed elsewhere just before. `now` uses the time scale of event time stamps. */
  prepend(text: string, now: number): void {
    const typed = [...text].map((key) => ({ key, at: now }));
    this.keys = [...typed, ...this.keys].slice(0, maxKeys);
  }

  /** Returns and removes the keys that aren't too old: characters, and `Enter` where it was pressed. */
  take(now: number): string[] {
    const { keys } = this;
    this.keys = [];
    return keys.filter(({ at }) => now - at <= maxAgeMs).map(({ key }) => key);
  }

  private add({ key, timeStamp }: TypedKey): void {
    if (key === 'Backspace') this.keys.pop();
    else if (this.keys.length < maxKeys) this.keys.push({ key, at: timeStamp });
  }
}

/** Whether a key press types, deletes or sends text. On some systems, AltGr reports as Ctrl and Alt. */
export function typesText(event: TypedKey): boolean {
  const { key, ctrlKey, altKey, metaKey } = event;
  if (isInputMethodKey(event)) return false;
  if ((ctrlKey || altKey || metaKey) && !event.getModifierState('AltGraph')) return false;
  return key === 'Enter' || key === 'Backspace' || [...key].length === 1;
}

/**
 * How long the editor may take to learn that the panel has the keyboard, in milliseconds. Until then, the
 * keys that package.json binds to `deskmate.panelFocused` have other meanings in the editor.
 */
const focusDelayMs = 2000;

/** The editor's key bindings while the panel has the keyboard; as in package.json. */
const shortcuts: Readonly<Record<string, PageAction>> = {
  'Ctrl+f': 'find',
  F8: 'nextMention',
  'Shift+F8': 'previousMention',
  F7: 'nextCard',
  'Shift+F7': 'previousCard',
  'Ctrl+F8': 'jumpToUnread',
  'Ctrl+F7': 'focusMessages',
};

/**
 * The action of a key that the editor doesn't yet bind. `focusedAt` uses the time scale of event time
 * stamps.
 */
export function earlyShortcut(event: KeyboardEvent, focusedAt: number): PageAction | undefined {
  const { key, shiftKey, altKey, ctrlKey, metaKey, timeStamp } = event;
  const isMac = /^Mac/.test(navigator.platform);
  if (timeStamp - focusedAt > focusDelayMs || altKey || (isMac ? ctrlKey : metaKey))
    return undefined;
  const pressed = `${ctrlKey || metaKey ? 'Ctrl+' : ''}${shiftKey ? 'Shift+' : ''}${key}`;
  return Object.hasOwn(shortcuts, pressed) ? shortcuts[pressed] : undefined;
}
