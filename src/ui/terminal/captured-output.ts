import { type OutputLine, TerminalOutput } from './terminal-output';

/** How much of a command's output is kept from its beginning and from its end, in UTF-16 units. */
const headLength = 32 * 1024;
const tailLength = 224 * 1024;

/** Lines that were left out: how many, and after how many of the other lines. */
export interface OutputGap {
  readonly after: number;
  readonly lines: number;
}

/** The lines of an output, and where some are missing. */
export interface OutputLines {
  readonly lines: readonly OutputLine[];
  readonly gaps: readonly OutputGap[];
}

/** What a command writes, raw; of more than 256 KiB only the beginning and the end. */
export class CapturedOutput {
  private head = '';
  private readonly tail: string[] = [];
  private tailUnits = 0;
  /** How many line feeds were dropped between head and tail. */
  private droppedLines = 0;
  private isWhole = true;

  push(data: string): void {
    const room = headLength - this.head.length;
    if (room > 0) this.head += data.slice(0, room);
    const rest = data.slice(Math.max(room, 0));
    if (rest === '') return;
    this.tail.push(rest);
    this.tailUnits += rest.length;
    // Whole chunks are dropped, so the rest is still long enough.
    while (this.tailUnits - (this.tail[0]?.length ?? 0) >= tailLength) this.drop(this.tail.shift());
    const [first = ''] = this.tail;
    const excess = this.tailUnits - tailLength;
    // One read may be longer than all that is kept.
    if (excess > tailLength) {
      this.tail[0] = first.slice(excess);
      this.drop(first.slice(0, excess));
    }
  }

  /** The output as a terminal shows it. */
  read(): OutputLines {
    const { head, isWhole } = this;
    const tail = this.tail.join('');
    if (isWhole) return { lines: linesOf(head + tail), gaps: [] };
    // Cut at line ends, so that neither part begins or ends within a line or a sequence.
    const headEnd = head.lastIndexOf('\n') + 1;
    const tailStart = tail.indexOf('\n') + 1;
    const before = linesOf(head.slice(0, headEnd));
    const after = linesOf(tail.slice(tailStart));
    const lines = this.droppedLines + (tailStart > 0 ? 1 : 0);
    return {
      lines: [...before, ...after],
      gaps: [{ after: before.length, lines: Math.max(lines, 1) }],
    };
  }

  private drop(chunk = ''): void {
    this.isWhole = false;
    this.tailUnits -= chunk.length;
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', at + 1)) {
      this.droppedLines += 1;
    }
  }
}

function linesOf(data: string): readonly OutputLine[] {
  const output = new TerminalOutput();
  output.write(data);
  return output.lines();
}
