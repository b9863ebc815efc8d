import type { PageAction } from './base/messages';

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
