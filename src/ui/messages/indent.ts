/**
 * A block of code, indented for insertion after `before`, the beginning of a line: the line's indentation
 * replaces the one that all lines of the block share.
 */
export function indented(text: string, before: string): string {
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

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
