/**
 * Starts a message that says what its author is doing, as in IRC and XMPP (XEP-0245). It's sent as typed: programs that
 * don't support it show it as text, which people are used to.
 */
export const actionPrefix = '/me ';

/** What the author is doing, if the message is an action: one line after `/me`. */
export function actionOf(text: string): string | undefined {
  return /^\/me[ \t]+(\S[^\n]*)$/.exec(text.trimEnd())?.[1];
}

/** The part of a text to show beside its author's name; for an action, the text after `/me`. */
export function shownText(text: string): string {
  return actionOf(text) ?? text;
}
