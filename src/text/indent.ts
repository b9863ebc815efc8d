/**
 * A block of code, indented for insertion after `before`, the beginning of a line: the line's indentation
 * replaces the one that all lines of the block share.
 */
export function indent(text: string, before: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const shared = sharedIndent(lines);
  const lead = indentOf(before);
  return lines
    .map((line, index) => {
      const own = line.slice(shared.length);
      return index === 0 || own === '' ? own : lead + own;
    })
    .join('\n');
}

/** The columns between two tab stops where code is shown; as in code.css. */
const tabSize = 4;

/**
 * Code without the indentation that all its lines share, to be shown where space is scarce. The lines keep
 * their number, and their places relative to each other.
 */
export function dedent(text: string): string {
  const lines = text.split('\n');
  let shared = sharedIndent(lines);
  // A tab after spaces ends at the next tab stop, so only whole tab stops can be taken away before it.
  const hasTabBehind = lines.some((line) => indentOf(line).includes('\t', shared.length));
  while (hasTabBehind && widthOf(shared) % tabSize > 0) shared = shared.slice(0, -1);
  // A blank line may have less of it.
  return lines.map((line) => line.slice(Math.min(shared.length, indentOf(line).length))).join('\n');
}

/** The white space that all non-blank lines begin with. */
function sharedIndent(lines: readonly string[]): string {
  let shared: string | undefined;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const indent = indentOf(line);
    if (shared === undefined) shared = indent;
    while (!indent.startsWith(shared)) shared = shared.slice(0, -1);
  }
  return shared ?? '';
}

function widthOf(indent: string): number {
  let width = 0;
  for (const character of indent) width += character === '\t' ? tabSize - (width % tabSize) : 1;
  return width;
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
