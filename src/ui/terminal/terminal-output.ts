import { applyStyle, plainStyle, styleCodes, type TerminalStyle } from '../../text/terminal-style';
import { SequenceReader } from './sequence-reader';

/** A text in one style: parameters of Select Graphic Rendition, such as `1;31`; empty for the plain style. */
export interface StyledText {
  readonly text: string;
  readonly style: string;
}

/** A line without its line ending; no two texts in a row have the same style. */
export type OutputLine = readonly StyledText[];

/** The longest line, in columns; the rest of a longer one is dropped, and the line ends with `…`. */
export const maxColumns = 4000;
/** How far a sequence can move the cursor to the right, in columns; a window is hardly wider. */
const maxMove = 256;
/** Maximum number of characters that are drawn, and of UTF-16 units in one cell, with its combining marks. */
const maxDrawn = 1_000_000;
const maxCell = 16;
const tabWidth = 8;

/** Marks, joiners, variation selectors and skin tones, which are drawn over the character before them. */
const combining = /^(?:\p{M}|\u200d|\p{Emoji_Modifier})$/u;
/** Characters that take two columns (East Asian Width W and F, and emoji). */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2fb}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

/** A row of the screen. A wide character is followed by an empty one; a hole is a blank. */
interface Row {
  readonly characters: string[];
  /** Indexes of {@link TerminalOutput.styles}. */
  readonly styles: number[];
  isCut: boolean;
}

interface UsedStyle {
  /** As {@link styleCodes} writes it. */
  readonly codes: string;
  /** Whether a blank in this style can be seen. */
  readonly showsBlanks: boolean;
}

/**
 * Turns what a program writes to a terminal into the lines that a user sees at the end: carriage returns, erasing and
 * cursor movements of progress bars are resolved, colors are kept, and every other sequence is dropped.
 * - Reads may be cut anywhere.
 * - It MUST NOT lose text that stays visible: a movement to an absolute row starts a new line, because the size of the
 *   terminal isn't known.
 * - What a program draws on the alternate screen (editors, pagers) is dropped; clearing the screen drops what is above.
 * - Its memory is bounded by what is drawn, and that by {@link maxDrawn}.
 */
export class TerminalOutput {
  private readonly reader = new SequenceReader({
    draw: (character, code) => this.draw(character, code),
    control: (code) => this.control(code),
    sequence: (final, parameters) => this.applySequence(final, parameters),
    reset: () => this.clear(),
  });
  private rows: Row[] = [emptyRow()];
  private line = 0;
  private column = 0;
  private drawn = 0;
  private isAlternate = false;
  private style: TerminalStyle = plainStyle;
  private styleIndex = 0;
  private readonly styles: UsedStyle[] = [{ codes: '', showsBlanks: false }];
  private readonly styleIndexes = new Map<string, number>([['', 0]]);

  write(data: string): void {
    this.reader.write(data);
  }

  /** The lines so far, without blank lines and blanks at the end. */
  lines(): readonly OutputLine[] {
    const lines = this.rows.map((row) => this.lineOf(row));
    const last = lines.findLastIndex((line) => line.length > 0);
    return lines.slice(0, last + 1);
  }

  private control(code: number): void {
    switch (code) {
      case 0x0a:
      case 0x0b:
      case 0x0c:
      case 0x85:
        this.newLine();
        return;
      case 0x0d:
        this.column = 0;
        return;
      case 0x08:
        this.column = Math.max(this.column - 1, 0);
        return;
      case 0x09:
        this.moveTo(this.column - (this.column % tabWidth) + tabWidth);
        return;
    }
  }

  private applySequence(final: string, parameters: string): void {
    if (/^\?(?:.*;)?(?:47|1047|1049)(?:;|$)/.test(parameters)) {
      if (final === 'h' || final === 'l') this.isAlternate = final === 'h';
      return;
    }
    if (this.isAlternate || !/^[\d;:]*$/.test(parameters)) return;
    const [first = '', second = ''] = parameters.split(';');
    const count = Math.max(Number(first), 1);
    switch (final) {
      case 'm':
        this.setStyle(applyStyle(this.style, parameters));
        return;
      case 'A':
        this.moveLine(-count);
        return;
      case 'B':
      case 'e':
        this.moveLine(count);
        return;
      case 'C':
      case 'a':
        this.moveTo(this.column + count);
        return;
      case 'D':
        this.moveTo(this.column - count);
        return;
      case 'E':
        this.column = 0;
        this.moveLine(count);
        return;
      case 'F':
        this.column = 0;
        this.moveLine(-count);
        return;
      case 'G':
      case '`':
        this.moveTo(count - 1);
        return;
      case 'H':
      case 'f':
        if (this.lineOf(this.row).length > 0) this.newLine();
        this.moveTo(Math.max(Number(second), 1) - 1);
        return;
      case 'J':
        this.eraseScreen(Number(first));
        return;
      case 'K':
        this.eraseLine(Number(first));
        return;
      case 'P':
        this.row.characters.splice(this.column, count);
        this.row.styles.splice(this.column, count);
        return;
      case 'X':
        this.erase(this.column, this.column + count);
        return;
    }
  }

  private get row(): Row {
    return this.rows[this.line] ?? emptyRow();
  }

  private setStyle(style: TerminalStyle): void {
    this.style = style;
    const codes = styleCodes(style);
    const known = this.styleIndexes.get(codes);
    const { background, inverse, underline, strike } = style;
    const showsBlanks = background !== undefined || Boolean(inverse || underline || strike);
    this.styleIndex = known ?? this.styles.push({ codes, showsBlanks }) - 1;
    if (known === undefined) this.styleIndexes.set(codes, this.styleIndex);
  }

  private draw(character: string, code: number): void {
    if (this.isAlternate || this.drawn >= maxDrawn) return;
    const { row, column } = this;
    if (code >= 0x300 && combining.test(character)) {
      const at = row.characters[column - 1] === '' ? column - 2 : column - 1;
      const cell = row.characters[at];
      if (cell !== undefined && cell.length < maxCell) row.characters[at] = cell + character;
      return;
    }
    if (column >= maxColumns - 1) {
      row.isCut = true;
      return;
    }
    this.drawn += 1;
    this.put(row, column, character);
    this.column = column + 1;
    if (code >= 0x1100 && wide.test(character)) {
      this.put(row, column + 1, '');
      this.column = column + 2;
    }
  }

  /** Overwrites a cell; half of a wide character that is left over becomes a blank. */
  private put(row: Row, column: number, character: string): void {
    const { characters, styles } = row;
    if (characters[column] === '' && character !== '') characters[column - 1] = ' ';
    if (characters[column + 1] === '') characters[column + 1] = ' ';
    // Arrays with holes are slow, so blanks fill the gap.
    while (characters.length < column) {
      characters.push(' ');
      styles.push(0);
    }
    characters[column] = character;
    styles[column] = this.styleIndex;
  }

  private newLine(): void {
    if (this.isAlternate) return;
    this.column = 0;
    this.line += 1;
    if (this.line === this.rows.length) this.rows.push(emptyRow());
  }

  /** Moves up or down among the lines so far: a terminal doesn't scroll for this. */
  private moveLine(by: number): void {
    this.line = Math.min(Math.max(this.line + by, 0), this.rows.length - 1);
  }

  private moveTo(column: number): void {
    const limit = Math.max(this.column, maxMove);
    this.column = Math.min(Math.max(column, 0), limit);
  }

  private eraseScreen(part: number): void {
    if (part === 2 || part === 3) {
      this.clear();
    } else if (part === 1) {
      for (let line = 0; line < this.line; line += 1) this.rows[line] = emptyRow();
      this.eraseLine(1);
    } else {
      this.rows.length = this.line + 1;
      this.eraseLine(0);
    }
  }

  private clear(): void {
    this.rows = [emptyRow()];
    this.line = 0;
    this.column = 0;
  }

  private eraseLine(part: number): void {
    const { row } = this;
    if (part === 1) this.erase(0, this.column + 1);
    else {
      const from = part === 2 ? 0 : this.column;
      row.characters.length = Math.min(row.characters.length, from);
      row.styles.length = row.characters.length;
      row.isCut = false;
    }
  }

  private erase(from: number, to: number): void {
    const { characters, styles } = this.row;
    const end = Math.min(to, characters.length);
    for (let at = from; at < end; at += 1) {
      characters[at] = ' ';
      styles[at] = 0;
    }
  }

  private lineOf({ characters, styles, isCut }: Row): OutputLine {
    const line: { text: string; style: string }[] = [];
    let indexOfLast = -1;
    const end = this.visibleEnd(characters, styles);
    for (let at = 0; at < end; at += 1) {
      const index = styles[at] ?? 0;
      const last = line.at(-1);
      if (last && index === indexOfLast) last.text += characters[at] ?? '';
      else line.push({ text: characters[at] ?? '', style: this.styles[index]?.codes ?? '' });
      indexOfLast = index;
    }
    if (isCut) line.push({ text: '…', style: '' });
    return line;
  }

  /** The end of a row without the blanks at its end that nobody sees. */
  private visibleEnd(characters: readonly string[], styles: readonly number[]): number {
    let end = characters.length;
    while (
      end > 0 &&
      characters[end - 1] === ' ' &&
      !this.styles[styles[end - 1] ?? 0]?.showsBlanks
    ) {
      end -= 1;
    }
    return end;
  }
}

/** A text as a terminal shows it, without colors. */
export function withoutSequences(data: string): string {
  const output = new TerminalOutput();
  output.write(data);
  return output
    .lines()
    .map((line) => line.map(({ text }) => text).join(''))
    .join('\n');
}

function emptyRow(): Row {
  return { characters: [], styles: [], isCut: false };
}
