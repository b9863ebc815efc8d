import { type Said, stateOf } from '../state/message-log';

/** What a message's menu depends on besides the message. */
export interface MenuRights {
  /** Whether the person may pin messages for everyone. */
  readonly canPin: boolean;
  /** Whether the log is of a saved room, whose messages can have bookmarks and links. */
  readonly isSaved: boolean;
}

/**
 * The context for the editor's context menu on a message; see "webview/context" in package.json. Undefined
 * for a deleted message. The editor's own items stay, to copy what is selected.
 */
export function messageContext(message: Said, rights: MenuRights): string | undefined {
  const { id, bookmarked, deleted, pinned } = message;
  if (deleted) return undefined;
  const isKept = stateOf(message) === 'kept';
  const canPin = rights.canPin && isKept;
  const isSaved = rights.isSaved && isKept;
  return JSON.stringify({
    webviewSection: 'message',
    messageId: id,
    messageHasLink: isSaved,
    messageCanPin: canPin && pinned === undefined,
    messageCanUnpin: canPin && pinned !== undefined,
    messageCanBookmark: isSaved && !bookmarked,
    messageIsBookmarked: isSaved && bookmarked === true,
  });
}

/** How far below a button its menu opens, in CSS pixels. */
const menuGap = 2;

/**
 * Opens the editor's menu for the message that a button is in, by dispatching a context menu event; the menu
 * key and Shift+F10 cause that event by themselves.
 */
export function openMessageMenu(button: HTMLElement): void {
  const { left, bottom } = button.getBoundingClientRect();
  const at = { clientX: left, clientY: bottom + menuGap };
  button.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }));
}
