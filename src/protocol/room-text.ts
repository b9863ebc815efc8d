/** What docs/PROTOCOL.md allows a text: bytes of UTF-8, as such and written as JSON. */
const maxBytes = 32 * 1024;
/** Also of text and card together. */
export const maxJsonBytes = 60 * 1024;

/** A client leaves a lab room by sending exactly this. */
export const leaveWord = /^q(?:\r\n?|\n)?$/;

/** What cannot stand in a reaction: it would move or hide what stands beside it. */
export const notEmoji = /[\p{Cc}\p{Surrogate}\p{Separator}\p{Bidi_Control}]/u;

/** Control characters but tab, line feed, and carriage return before a line feed. */
const control = /\r(?!\n)|[^\P{Cc}\t\n\r]/gu;

/**
 * Makes control characters visible, so that none reaches a terminal or a page as a command:
 * the C0 set and DEL as their Unicode control pictures (`␛`), the C1 set as U+FFFD.
 */
export function cleanText(text: string): string {
  return text.replace(control, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** A text as it may stand in a room's log: valid Unicode without control characters. */
export function roomText(text: string): string {
  return cleanText(text).replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A path or a name in one line: also without line ends, tabs and what turns the direction of text. */
export function lineText(text: string): string {
  return roomText(text)
    .replace(/\p{Cc}/gu, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)))
    .replace(/[\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

/** Whether an entry can carry this text, and this card with it: a line has other fields besides. */
export function fitsEntry(text: string, card?: object): boolean {
  // No UTF-16 unit takes more than three bytes, nor more than six in JSON.
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
