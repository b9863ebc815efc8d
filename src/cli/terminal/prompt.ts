import type { TerminalOutput } from '../terminal-io';
import { type Line, paint, plainText } from './colors';
import { type Layout, layOut, type Row } from './layout';
import { cutLine } from './text-width';

/** Where a prompt is drawn. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
}

/** The size of a terminal that doesn't say it. */
const defaultColumns = 80;
const defaultRows = 24;

/** The screen of a terminal, which may change its size at any time. */
export function screenOf(output: TerminalOutput): Screen {
  return {
    get columns() {
      return output.columns ?? defaultColumns;
    },
    get rows() {
      return output.rows ?? defaultRows;
    },
    write: (text) => void output.write(text),
  };
}

/** What the user is typing. */
export interface Draft {
  /** What is shown before it; one line. */
  readonly label: string;
  readonly text: string;
  /** In UTF-16 units of the text. */
  readonly cursor: number;
}

/** The room for a draft. */
interface Space {
  readonly columns: number;
  readonly height: number;
}

/** What was drawn, and in which space. */
interface Drawn {
  readonly status: readonly string[];
  readonly draft: Draft;
  readonly space: Space;
}

/** Moves the cursor up, to the left edge, to the right; erases from there to the end of the screen. */
const up = (count: number) => (count > 0 ? `\x1b[${count}A` : '');
const right = (count: number) => (count > 0 ? `\x1b[${count}C` : '');
const eraseBelow = '\x1b[J';

/** Rows that a long draft leaves for what is above it. */
const rowsAbove = 2;

/**
 * The last lines of the terminal: what goes on now, and the draft below it. Everything else is printed above them and
 * stays. Only these lines are ever drawn again, in one write, and not at all while the user types at the end of the
 * draft: input methods show an unfinished word at the cursor, which any other drawing would tear.
 */
export class Prompt {
  private status: readonly Line[] = [];
  private draft: Draft = { label: '', text: '', cursor: 0 };
  /** What is on the screen now; undefined: nothing of it. */
  private drawn: Drawn | undefined;

  constructor(
    private readonly screen: Screen,
    private readonly isColored: boolean,
  ) {}

  /** Prints lines above the prompt, and shows other lines above the draft. */
  print(lines: readonly Line[], status: readonly Line[] = this.status): void {
    const isSame = this.texts(status).join('\n') === this.texts(this.status).join('\n');
    if (lines.length === 0 && isSame && this.drawn) return;
    const erased = this.erasing();
    this.status = status;
    this.screen.write(erased + this.printed(lines) + this.drawing());
  }

  /** Prints lines instead of the prompt, which ends with them. */
  printLast(lines: readonly Line[]): void {
    this.screen.write(this.erasing() + this.printed(lines));
  }

  /** Shows another draft. */
  showDraft(draft: Draft): void {
    const added = this.addedAtEnd(draft);
    this.draft = draft;
    if (added === undefined || !this.drawn) this.redraw();
    else {
      this.drawn = { ...this.drawn, draft };
      this.screen.write(added);
    }
  }

  /** Draws the prompt again, in the terminal's present size. */
  redraw(): void {
    this.screen.write(this.erasing() + this.drawing());
  }

  /** Draws the prompt where the cursor is now, after another program had the terminal. */
  drawAgain(): void {
    this.drawn = undefined;
    this.screen.write(`\r${this.drawing()}`);
  }

  /** Removes the prompt; the cursor is where it began. The next call of another method draws it again. */
  erase(): void {
    this.screen.write(this.erasing());
  }

  private printed(lines: readonly Line[]): string {
    return lines.map((line) => `${paint(line, this.isColored)}\r\n`).join('');
  }

  /** What moves to the beginning of the prompt and erases it, with the terminal as wide as it is now. */
  private erasing(): string {
    const { drawn } = this;
    this.drawn = undefined;
    if (!drawn) return '';
    const { columns } = this;
    const above = drawn.status.map((text) => layOut(text, 0, columns).rows.length);
    const { draft, space } = drawn;
    const { rows, cursor } = visible(draft, { ...space, columns });
    // A row that became full with the terminal's new size has no row below it yet. Better to leave a row of the prompt
    // than to erase a message.
    const isMissing =
      cursor.row === rows.length - 1 && endsFull(rows) && !endsFull(visible(draft, space).rows);
    const height = cursor.row - (isMissing ? 1 : 0) + above.reduce((sum, count) => sum + count, 0);
    return `\r${up(height)}${eraseBelow}`;
  }

  private drawing(): string {
    const { draft, space } = this;
    const status = this.texts(this.status);
    this.drawn = { status, draft, space };
    const lines = this.status.map((line, index) => {
      const text = status[index] ?? '';
      // One that had to be cut has no room for its styles either.
      return `${text === plainText(line) ? paint(line, this.isColored) : text}\r\n`;
    });
    const { rows, cursor } = visible(draft, space);
    const input = rows.map(({ text, wraps }, index) =>
      wraps || index === rows.length - 1 ? text : `${text}\r\n`,
    );
    // After a full row, the terminal goes to the next one only when there is something to draw.
    const below = rows.length - 1 - cursor.row;
    return [
      ...lines,
      ...input,
      endsFull(rows) ? ' ' : '',
      `\r${up(below)}${right(Math.min(cursor.column, space.columns - 1))}`,
    ].join('');
  }

  /** What to write when the new draft only adds to the end of the last row; undefined if it does something else. */
  private addedAtEnd(next: Draft): string | undefined {
    const { label, text, cursor } = this.draft;
    if (next.label !== label || cursor !== text.length || next.cursor !== next.text.length)
      return undefined;
    if (!next.text.startsWith(text) || next.text.length === text.length) return undefined;
    const [before, after] = [this.draft, next].map((draft) => visible(draft, this.space)) as [
      Layout,
      Layout,
    ];
    if (before.rows.length !== after.rows.length || after.cursor.row !== before.cursor.row)
      return undefined;
    const [old = '', now = ''] = [before, after].map(({ rows }) => rows.at(-1)?.text);
    return now.startsWith(old) ? now.slice(old.length) : undefined;
  }

  private texts(lines: readonly Line[]): readonly string[] {
    return lines.map((line) => cutLine(plainText(line), this.columns - 1));
  }

  private get space(): Space {
    const height = Math.max(1, this.screen.rows - rowsAbove - this.status.length);
    return { columns: this.columns, height };
  }

  private get columns(): number {
    return Math.max(2, this.screen.columns);
  }
}

/** Whether the last row is empty because the one before it is full. */
function endsFull(rows: readonly Row[]): boolean {
  return rows.at(-2)?.wraps === true && rows.at(-1)?.text === '';
}

/** The draft as it is drawn: of a tall one, the rows around the cursor. */
function visible({ label, text, cursor }: Draft, { columns, height }: Space): Layout {
  const layout = layOut(label + text, label.length + cursor, columns);
  const { row, column } = layout.cursor;
  const first = Math.min(Math.max(0, row - height + 1), Math.max(0, layout.rows.length - height));
  const rows = layout.rows.slice(first, first + height);
  return { rows, cursor: { row: row - first, column } };
}
