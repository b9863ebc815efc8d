import { type EnterKey, focusIsLost, isOfInputMethod } from '../base/focus';
import type { PageAction } from '../base/messages';

declare global {
  /** Keys pressed before this script ran, as the page's head collects them; see html.ts. */
  var earlyKeys: KeyboardEvent[] | undefined;
}

/** How long a key waits for the message box, ms: nobody means a room that opens later. */
const patienceMs = 30_000;

/** Keys kept; more are not typed by hand in that time. */
const maxKeys = 1000;

/** A key press, as far as what it types is concerned. */
export type TypedKey = Pick<EnterKey, 'key' | 'keyCode' | 'isComposing'> &
  Pick<KeyboardEvent, 'ctrlKey' | 'altKey' | 'metaKey' | 'timeStamp' | 'getModifierState'>;

/**
 * What a person types before there is a message box to type into: while the page loads, on the welcome
 * page that the room replaces, while a room is being joined. It goes into the box once that is drawn.
 */
export class TypedAhead {
  private keys: { readonly key: string; readonly at: number }[] = [];

  /** Whether the key types something, on nothing that would take it. It is kept then. */
  use(event: TypedKey): boolean {
    if (!focusIsLost() || !typesText(event)) return false;
    this.add(event);
    return true;
  }

  /** Keeps the keys that came before the page's script, and ends their collection. */
  takeEarly(): void {
    for (const event of globalThis.earlyKeys ?? []) {
      if (typesText(event)) this.add(event);
    }
    globalThis.earlyKeys = undefined;
  }

  /** What was typed elsewhere, on the way here; `now` as in the time stamps of events. */
  prepend(text: string, now: number): void {
    const typed = [...text].map((key) => ({ key, at: now }));
    this.keys = [...typed, ...this.keys].slice(0, maxKeys);
  }

  /** Takes out what is not too old: characters, and `Enter` where it was pressed. */
  take(now: number): string[] {
    const { keys } = this;
    this.keys = [];
    return keys.filter(({ at }) => now - at <= patienceMs).map(({ key }) => key);
  }

  private add({ key, timeStamp }: TypedKey): void {
    if (key === 'Backspace') this.keys.pop();
    else if (this.keys.length < maxKeys) this.keys.push({ key, at: timeStamp });
  }
}

/** Whether a key press writes, deletes or sends text. AltGr is Ctrl and Alt at once on some systems. */
export function typesText(event: TypedKey): boolean {
  const { key, ctrlKey, altKey, metaKey } = event;
  if (isOfInputMethod(event)) return false;
  if ((ctrlKey || altKey || metaKey) && !event.getModifierState('AltGraph')) return false;
  return key === 'Enter' || key === 'Backspace' || [...key].length === 1;
}

/**
 * How long the editor may take to learn that the panel has the keyboard, ms. Until it knows, the keys that
 * package.json binds while `deskmate.panelFocused` mean something else to it.
 */
const learningMs = 2000;

const isMac = /^Mac/.test(navigator.platform);

/** What the editor's keys do while the panel has the keyboard; as in package.json. */
const shortcuts: Readonly<Record<string, PageAction>> = {
  'Ctrl+f': 'find',
  F8: 'nextMention',
  'Shift+F8': 'previousMention',
  F7: 'nextCard',
  'Shift+F7': 'previousCard',
  'Ctrl+F8': 'jumpToUnread',
  'Ctrl+F7': 'focusMessages',
};

/** What a key means that comes too early for the editor to know; `focusedAt` as in time stamps of events. */
export function earlyShortcut(event: KeyboardEvent, focusedAt: number): PageAction | undefined {
  const { key, shiftKey, altKey, ctrlKey, metaKey, timeStamp } = event;
  if (timeStamp - focusedAt > learningMs || altKey || (isMac ? ctrlKey : metaKey)) return undefined;
  const pressed = `${ctrlKey || metaKey ? 'Ctrl+' : ''}${shiftKey ? 'Shift+' : ''}${key}`;
  return Object.hasOwn(shortcuts, pressed) ? shortcuts[pressed] : undefined;
}
