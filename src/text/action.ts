/**
 * What a message starts with whose author says what they do, as in IRC and XMPP (XEP-0245). It travels as it was
 * typed: programs that don't know it show a text that people have long been used to.
 */
export const actionPrefix = '/me ';

/** What the author does, if a message says that: one line after `/me`. */
export function actionOf(text: string): string | undefined {
  return /^\/me[ \t]+(\S[^\n]*)$/.exec(text.trimEnd())?.[1];
}

/** The part of a text that is drawn beside its author's name: for an action, what they do. */
export function shownText(text: string): string {
  return actionOf(text) ?? text;
}
