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
