/**
 * A text as patches see it: without a byte order mark, every line ending a line feed. The editor holds
 * documents the same way and keeps their own mark and endings.
 */
export function patchText(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}

/**
 * The lines of a text, each with its line feed, so that a last line without one differs from a line
 * with one. Joined they give the text again.
 */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const ended = lines.map((line) => `${line}\n`);
  return last === '' ? ended : [...ended, last];
}
