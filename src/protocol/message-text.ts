/** Maximum number of UTF-8 bytes in a message's text, as docs/PROTOCOL.md says. */
const maxBytes = 32 * 1024;
/** Maximum number of UTF-8 bytes of text and card together, written as JSON. */
export const maxJsonBytes = 60 * 1024;

/** What a client sends to leave a lab room. */
export const leaveCommand = /^q(?:\r\n?|\n)?$/;

/** Characters not allowed in a reaction: they would move or hide the text next to it. */
export const notEmoji = /[\p{Cc}\p{Surrogate}\p{Separator}\p{Bidi_Control}]/u;

/** Control characters except tab, line feed, and carriage return before a line feed. */
const control = /\r(?!\n)|[^\P{Cc}\t\n\r]/gu;
/** Like {@link control}, and halves of a character. */
const unclean = /\r(?!\n)|[^\P{Cc}\t\n\r]|\p{Surrogate}/gu;

/**
 * Makes control characters visible, so that none can act as a command in a terminal or page: the C0 set and
 * DEL as their Unicode control pictures (`␛`), the C1 set as U+FFFD.
 */
export function cleanText(text: string): string {
  return text.replace(control, visible);
}

/** Cleans a text for a room's log: valid Unicode without control characters. */
export function normalizeMessageText(text: string): string {
  return text.replace(unclean, visible);
}

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}

/** Cleans a path or a name to one line: also without line endings, tabs and direction characters. */
export function normalizeLine(text: string): string {
  return normalizeMessageText(text)
    .replace(/\p{Cc}/gu, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)))
    .replace(/[\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

/** Whether a log entry has room for this text and card, next to the other fields of its line. */
export function fitsEntry(text: string, card?: object): boolean {
  // A UTF-16 unit takes at most three bytes in UTF-8, and at most six in JSON.
  if (!card && text.length * 6 <= maxBytes) return true;
  const cardBytes = card ? jsonLength(card) : 0;
  return utf8Length(text) <= maxBytes && jsonLength(text) + cardBytes <= maxJsonBytes;
}

/** Bytes of `text` in UTF-8. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

function jsonLength(value: object | string): number {
  return utf8Length(JSON.stringify(value));
}
