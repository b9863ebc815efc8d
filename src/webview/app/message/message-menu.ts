import { cardMenu } from '../cards/card';
import { isActable, stateOf, type UserMessage } from '../state/message-log';

/** What a message's menu depends on besides the message. */
export interface MenuRights {
  /** Whether the user can reply to, react to, edit and delete messages now. */
  readonly canAct: boolean;
  /** Whether the user may pin messages for everyone. */
  readonly canPin: boolean;
  /** Whether the log is of a saved room, whose messages can have bookmarks and links. */
  readonly isSaved: boolean;
}

/**
 * The context for the editor's context menu on a message; see "webview/context" in package.json. Undefined
 * for a deleted message.
 */
export function messageContext(message: UserMessage, rights: MenuRights): string | undefined {
  const { id, bookmarked, card, deleted, own, pinned, text } = message;
  if (deleted) return undefined;
  const isKept = stateOf(message) === 'kept';
  const canAct = isActable(message, rights.canAct);
  const canPin = rights.canPin && isKept;
  const isSaved = rights.isSaved && isKept;
  return JSON.stringify({
    webviewSection: 'message',
    messageId: id,
    messageCanReply: canAct,
    messageCanChange: own && canAct,
    messageHasText: text !== '',
    ...(card && cardMenu(card)),
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
