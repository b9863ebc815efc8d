/**
 * Opens a block of code, also within lists, whose items may be indented by as much. With more before it,
 * it can mean anything.
 */
const opening = /^( {0,3})(`{3,}|~{3,})/;

/** What closes a block, with what stands before it. */
const closing = /^([ \t]*)(`+|~+)[ \t]*$/;

/** What might open or close a block where it is not seen: behind the sign of a list or a quote. */
const fencelike = /`{3}|~{3}/;

/** Lines looked through for the ends of indented blocks: somebody may leave them all open. */
const mostLooked = 20_000;

/**
 * The lines of a text. A tab is less wide in an item of a list than at the beginning of a line: before a
 * fence, where that counts, spaces take its place.
 */
export function markdownLines(text: string): string[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  return lines.map((line) => {
    const [lead = ''] = /^[ \t]*/.exec(line) ?? [];
    const rest = line.slice(lead.length);
    const isFence = rest.startsWith('```') || rest.startsWith('~~~');
    return isFence && lead.includes('\t') ? ' '.repeat(widthOf(lead)) + rest : line;
  });
}

function widthOf(lead: string): number {
  let width = 0;
  for (const character of lead) width += character === '\t' ? 4 - (width % 4) : 1;
  return width;
}

/** A block of code in somebody's Markdown. */
export interface CodeBlock {
  /** Its lines; one that was left open is closed. */
  readonly lines: readonly string[];
  /** Index of the line after it. */
  readonly end: number;
}

/**
 * Finds the blocks of code in a text that every reader takes for such. It MUST be asked line by line, from
 * the first one on, past what it found.
 */
export class CodeBlocks {
  /** Something before may be a block in a list or a quote: an indented fence could be its end. */
  private doubt = false;
  /** A block may have been left open: nothing after it is sure. */
  private lost = false;
  private left = mostLooked;

  constructor(private readonly lines: readonly string[]) {}

  /** The block that begins at this line; undefined when none does, or it is not sure. */
  at(start: number): CodeBlock | undefined {
    const line = this.lines[start] ?? '';
    const [begin = '', indent = '', fence = ''] = opening.exec(line) ?? [];
    const info = line.slice(begin.length);
    const opens = isFence(fence, info) && !this.lost;
    const end = opens ? this.endOf(start, indent, fence) : undefined;
    if (end === undefined) {
      this.lost ||= opens;
      this.doubt ||= fencelike.test(line);
      return undefined;
    }
    // What begins at the very beginning of a line ends all lists and quotes.
    if (indent === '') this.doubt = false;
    const first = `${indent}${fence}${info.replace(/[^\w+#.-]/g, '')}`;
    const rest = this.lines.slice(start + 1, end + 1);
    const isOpen = end === this.lines.length;
    return { lines: [first, ...rest, ...(isOpen ? [fence] : [])], end: end + 1 };
  }

  /** Index of the line that closes it; the number of lines when none does. */
  private endOf(start: number, indent: string, fence: string): number | undefined {
    if (indent !== '') return this.doubt ? undefined : this.indentedEnd(start, indent, fence);
    const isEnd = (line: string) => /^ {0,3}$/.test(closedBy(line, fence) ?? '\t');
    let end = start + 1;
    while (end < this.lines.length && !isEnd(this.lines[end] ?? '')) end += 1;
    return end;
  }

  /** A line with less before it may end the list, and the block with it. */
  private indentedEnd(start: number, indent: string, fence: string): number | undefined {
    for (let end = start + 1; end < this.lines.length && this.left > 0; end += 1) {
      const line = this.lines[end] ?? '';
      this.left -= 1;
      if (/^[ \t]*$/.test(line)) continue;
      if (!line.startsWith(indent)) return undefined;
      if (closedBy(line, fence) !== undefined)
        return /[ \t]/.test(line.charAt(indent.length)) ? undefined : end;
    }
    return undefined;
  }
}

/** What stands before the fence in a line that closes the block which `fence` opened. */
function closedBy(line: string, fence: string): string | undefined {
  const [, indent, end = ''] = closing.exec(line) ?? [];
  return end.startsWith(fence) ? indent : undefined;
}

/** What stands behind a row of backticks must have none, or it is inline code. */
function isFence(fence: string, info: string): boolean {
  return fence !== '' && (fence.startsWith('~') || !info.includes('`'));
}
