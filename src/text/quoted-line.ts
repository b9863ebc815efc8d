/** The longest quoted line that is searched for, in UTF-16 units; the panel's messages take no longer one. */
const maxQuotedLine = 500;

/** The beginning of a Python frame; in a group of exceptions, bars precede it. */
const frame = /^([\s|]*)File ["“]/;

/** A source line as GCC and Clang quote it: its number and a bar. */
const numbered = /^\s*(\d{1,8}) \|(.*)$/;

/**
 * The source line that a tool quotes below the place that it names, without indentation: below a frame of a Python
 * traceback, or with its number below a compiler's message.
 * @param naming the line of output that names the place
 * @param line the line number that it names
 * @param next the line of output below; undefined when there is none
 * @returns undefined when nothing is quoted, or more than 500 characters
 */
export function quotedLine(
  naming: string,
  line: number,
  next: string | undefined,
): string | undefined {
  if (next === undefined) return undefined;
  const before = frame.exec(naming)?.[1];
  const [, number, text = ''] = numbered.exec(next) ?? [];
  let quoted = '';
  if (before !== undefined) {
    const isDeeper = next.startsWith(before) && /^\s/.test(next.slice(before.length));
    if (isDeeper) quoted = next.slice(before.length);
  } else if (Number(number) === line) {
    quoted = text;
  }
  quoted = quoted.trim();
  return quoted === '' || quoted.length > maxQuotedLine ? undefined : quoted;
}
