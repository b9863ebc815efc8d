import { characterWidth } from '../../src/cli/terminal/text-width';

interface Cell {
  text: string;
  /** The second half of a wide character. */
  isRest: boolean;
}

interface EmulatedRow {
  cells: (Cell | undefined)[];
  /** Whether the terminal wrapped here by itself. */
  wraps: boolean;
}

/**
 * A small VT100: text that wraps at the right edge as xterm does (the cursor stays on the last column until something
 * more is drawn), wide characters, CR, LF, cursor up, down, left and right, erasing, styles. A resize wraps lines again,
 * as most terminals do now. What scrolls off is kept, as in a terminal. Unknown sequences are recorded.
 */
export class TerminalEmulator {
  readonly unknown: string[] = [];
  /** The private modes that are on, by number. */
  readonly modes = new Set<number>();
  bells = 0;
  private lines: EmulatedRow[] = [emptyRow()];
  /** Index of the first row on the screen. */
  private top = 0;
  private row = 0;
  private column = 0;
  private pendingWrap = false;
  private rest = '';

  constructor(
    public columns = 40,
    public rows = 10,
  ) {}

  write(text: string): void {
    this.rest += text;
    while (this.rest !== '') {
      const length = this.step(this.rest);
      if (length === 0) return;
      this.rest = this.rest.slice(length);
    }
  }

  /** The rows that were drawn, scrolled-off ones included, without blanks at the end. */
  get history(): readonly string[] {
    const all = this.lines.map(rowText);
    while (all.length > 1 && all.at(-1) === '') all.pop();
    return all;
  }

  /** The rows on the screen, without blank ones at the end. */
  get shown(): readonly string[] {
    return this.history.slice(this.top);
  }

  /** The row with the cursor, and its column. */
  get cursor(): { readonly text: string; readonly row: number; readonly column: number } {
    const text = rowText(this.lines[this.row] ?? emptyRow());
    return { text, row: this.row - this.top, column: this.column };
  }

  /** Changes the size: lines that the terminal wrapped are wrapped again, and the cursor keeps its place in the text. */
  resize(columns: number, rows = this.rows): void {
    const wrapped: EmulatedRow[] = [];
    let place = { row: 0, column: 0 };
    for (let at = 0; at < this.lines.length; ) {
      let cells: (Cell | undefined)[] = [];
      let cursorAt: number | undefined;
      for (;;) {
        const line = this.lines[at] as EmulatedRow;
        if (at === this.row) cursorAt = cells.length + this.column;
        cells = [...cells, ...line.cells];
        at += 1;
        if (!line.wraps || at >= this.lines.length) break;
      }
      const first = wrapped.length;
      const starts = wrapCells(cells, columns, wrapped);
      if (cursorAt === undefined) continue;
      const index = starts.findLastIndex((start) => start <= (cursorAt as number));
      const column = cursorAt - (starts[index] ?? 0);
      place = { row: first + index, column: Math.min(column, columns - 1) };
    }
    this.lines = wrapped;
    this.columns = columns;
    this.rows = rows;
    this.row = place.row;
    this.column = place.column;
    this.pendingWrap = false;
    this.top = Math.max(0, this.lines.length - rows, this.row - rows + 1);
    if (this.row < this.top) this.top = this.row;
  }

  /** Applies what the text begins with. @returns its length; 0 if it isn't complete */
  private step(text: string): number {
    const code = text.codePointAt(0) as number;
    if (text[0] === '\x1b') return this.escape(text);
    if (code < 0x20 || code === 0x7f) {
      this.control(text[0] as string);
      return 1;
    }
    const character = String.fromCodePoint(code);
    if (code >= 0xd800 && code <= 0xdbff && text.length === 1) return 0;
    if (code >= 0x80 && code <= 0x9f) this.unknown.push(character);
    else this.draw(character);
    return character.length;
  }

  private control(character: string): void {
    if (character === '\r') {
      this.column = 0;
      this.pendingWrap = false;
    } else if (character === '\n') this.lineFeed();
    else if (character === '\b') this.column = Math.max(0, this.column - 1);
    else if (character === '\x07') this.bells += 1;
    else this.unknown.push(character);
  }

  private escape(text: string): number {
    const read = /^.\[([?]?)([0-9;]*)([@-~])/.exec(text);
    if (!read) {
      if (/^.(?:\[[?]?[0-9;]*)?$/.test(text)) return 0;
      this.unknown.push(text.slice(0, 8));
      return 1;
    }
    const [whole, mark, parameters = '', final = ''] = read;
    const count = Math.max(1, Number(parameters) || 1);
    if (mark) {
      if (final === 'h') this.modes.add(Number(parameters));
      else if (final === 'l') this.modes.delete(Number(parameters));
      else this.unknown.push(whole);
      return whole.length;
    }
    this.pendingWrap &&= final === 'm';
    if (final === 'A') this.row = Math.max(this.top, this.row - count);
    else if (final === 'B') this.row = Math.min(this.lines.length - 1, this.row + count);
    else if (final === 'C') this.column = Math.min(this.columns - 1, this.column + count);
    else if (final === 'D') this.column = Math.max(0, this.column - count);
    else if (final === 'J' && (parameters === '' || parameters === '0')) this.eraseBelow();
    else if (final === 'K' && parameters === '') this.eraseRight();
    else if (final !== 'm') this.unknown.push(whole);
    return whole.length;
  }

  private draw(character: string): void {
    const width = characterWidth(character);
    if (width === 0) {
      const before = this.pendingWrap ? this.column : this.column - 1;
      const cells = this.here.cells;
      const cell = cells[before]?.isRest ? cells[before - 1] : cells[before];
      if (cell) cell.text += character;
      return;
    }
    if (this.pendingWrap || this.column + width > this.columns) {
      this.here.wraps = true;
      this.lineFeed();
      this.column = 0;
    }
    const { cells } = this.here;
    cells[this.column] = { text: character, isRest: false };
    if (width === 2) cells[this.column + 1] = { text: '', isRest: true };
    this.pendingWrap = this.column + width >= this.columns;
    this.column = Math.min(this.columns - 1, this.column + width);
  }

  private lineFeed(): void {
    this.pendingWrap = false;
    this.row += 1;
    if (this.row >= this.lines.length) this.lines.push(emptyRow());
    this.top = Math.max(this.top, this.row - this.rows + 1);
  }

  private eraseBelow(): void {
    this.eraseRight();
    this.lines.length = this.row + 1;
  }

  private eraseRight(): void {
    this.here.cells.length = Math.min(this.here.cells.length, this.column);
    this.here.wraps = false;
  }

  private get here(): EmulatedRow {
    return this.lines[this.row] as EmulatedRow;
  }
}

function emptyRow(): EmulatedRow {
  return { cells: [], wraps: false };
}

function rowText({ cells }: EmulatedRow): string {
  return Array.from(cells, (cell) => cell?.text ?? ' ')
    .join('')
    .trimEnd();
}

/** Adds the cells as rows of this width. @returns the index of the first cell of each */
function wrapCells(
  cells: readonly (Cell | undefined)[],
  columns: number,
  rows: EmulatedRow[],
): readonly number[] {
  const starts = [0];
  let row = emptyRow();
  rows.push(row);
  for (const [index, cell] of cells.entries()) {
    const isCut = cells[index + 1]?.isRest === true && row.cells.length === columns - 1;
    if (!cell?.isRest && (row.cells.length >= columns || isCut)) {
      row.wraps = true;
      row = emptyRow();
      rows.push(row);
      starts.push(index);
    }
    row.cells.push(cell);
  }
  return starts;
}
