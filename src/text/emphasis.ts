import MarkdownIt from 'markdown-it';
import { findLiterals, type Literal } from './links';
import { MentionNames, noMentionNames } from './mentions';

/*
 * Decides which `*`, `_` and `~~` begin or end emphasis. Standard Markdown finds emphasis in code that
 * people type without backticks: `i*2, i*3`, `__init__`, `src/*.c src/*.h`, `char* a; char **b`. Here a
 * mark counts only where almost nothing but emphasis looks like it; anywhere else it stays text.
 */

/** Scripts written without spaces, and their punctuation. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u;
const punctuation = /[\p{P}\p{S}]/u;
const word = /[\p{L}\p{M}\p{N}_]/u;
/** After one of these, or after any character outside ASCII, a single mark may begin emphasis. */
const beforeOpener = /[\s([{"'*_~,;:!?]/;
/** After one of these, a name continues or a member's name begins. */
const beforeMember = /[/\\@#$&=<.:)\]}-]/;
/** Emphasized text never begins with one of these. */
const notFirst = /[)\]},;:/\\|=+%^>?]/;
/** Emphasized text never ends with one of these. */
const notLast = /[([{=/\\|^<]/;
const ascii = /^\p{ASCII}$/u;

/** The parser's state for one paragraph, with the positions of its literals and its backticks. */
export class InlineState extends MarkdownIt.StateInline {
  private readonly literals = findLiterals(
    this.src,
    this.env.names instanceof MentionNames ? this.env.names : noMentionNames,
  );
  /** The start positions of backtick runs, by their length. */
  private runs: ReadonlyMap<number, readonly number[]> | undefined;
  /** The most recent word that was checked, and its position. */
  private name = { text: '', before: '', start: 0, end: 0 };

  /** The literal that begins at `position`; undefined when none does. */
  literalAt(position: number): Literal | undefined {
    const literal = this.literals[this.literalFrom(position)];
    return literal?.start === position ? literal : undefined;
  }

  /** The start of the next literal after `position`; Infinity when there is none. */
  nextLiteral(position: number): number {
    return this.literals[this.literalFrom(position + 1)]?.start ?? Number.POSITIVE_INFINITY;
  }

  /**
   * The start of the next run of exactly `length` backticks, at `position` or later; -1 when there is none.
   */
  nextBackticks(length: number, position: number): number {
    this.runs ??= backtickRuns(this.src);
    const starts = this.runs.get(length) ?? [];
    return starts[firstFrom(starts, position)] ?? -1;
  }

  override scanDelims(start: number, canSplitWord: boolean) {
    const scanned = super.scanDelims(start, canSplitWord);
    const { src } = this;
    const mark = src.charAt(start);
    const end = start + scanned.length;
    const before = start === 0 ? ' ' : characterBefore(src, start);
    const after = end < this.posMax ? String.fromCodePoint(src.codePointAt(end) ?? 32) : ' ';
    const length = scanned.length;
    switch (mark) {
      case '~': {
        // In 好的~~明天见~~ the tildes only end a phrase; nothing is struck out.
        const can_open = scanned.can_open && length === 2 && !word.test(before);
        return { ...scanned, can_open, can_close: scanned.can_close && length === 2 };
      }
      case '_': {
        const isMark = length === 1 && !this.isName(start);
        const can_open = scanned.can_open && isMark && mayOpenAtName(before, after);
        const next = src.charAt(end + 1);
        const can_close = scanned.can_close && isMark && mayCloseAtName(before, after, next);
        return { ...scanned, can_open, can_close };
      }
      default: {
        const isMark = !isOperator(before, after, length);
        const amid = amidUnspaced(scanned, before, after);
        const can_open = amid.can_open && isMark && mayOpen(before, after, length);
        return {
          ...scanned,
          can_open,
          can_close: amid.can_close && isMark && mayClose(before, after, length),
        };
      }
    }
  }

  /** Whether the mark belongs to an identifier, as in `_tmp_file_` or `std::_Hash_`. */
  private isName(position: number): boolean {
    const { start, end } = this.name;
    if (position < start || position >= end) this.name = nameAt(this.src, position);
    const { text, before } = this.name;
    return /^_*[^_]+_+[^_]/.test(text) || (/^_+[^_]/.test(text) && beforeMember.test(before));
  }

  /** The index of the first literal that begins at `position` or later. */
  private literalFrom(position: number): number {
    return firstFrom(this.literals, position, ({ start }) => start);
  }
}

/** Whether a `*` is an operator, a wildcard or a comment: between letters and digits, or beside a slash. */
function isOperator(before: string, after: string, length: number): boolean {
  if (length === 1) {
    return before === '/' || after === '/' || (word.test(before) && word.test(after));
  }
  if (isSpacedWord(before) && isSpacedWord(after)) return true;
  return (before === '/' && !word.test(after)) || (after === '/' && !word.test(before));
}

function isSpacedWord(character: string): boolean {
  return word.test(character) && !unspaced.test(character);
}

/** Paths, members and calls contain names with underscores around them, so `_` has stricter rules. */
function mayOpenAtName(before: string, after: string): boolean {
  return !beforeMember.test(before) && !notFirst.test(after);
}

function mayCloseAtName(before: string, after: string, next: string): boolean {
  if (notLast.test(before) || /[/\\@#$&=<([{-]/.test(after)) return false;
  return !(/[.:]/.test(after) && word.test(next));
}

function mayOpen(before: string, after: string, length: number): boolean {
  if (/[)\]}]/.test(before) || notFirst.test(after)) return false;
  if (/["']/.test(before) && before === after) return false;
  if (length > 1) return true;
  return after !== '.' && (beforeOpener.test(before) || !ascii.test(before));
}

function mayClose(before: string, after: string, length: number): boolean {
  return !notLast.test(before) && (length > 1 || !/[([{]/.test(after));
}

/** Also accepts marks where Chinese meets punctuation without a space: 请看**注意：**这里. */
function amidUnspaced(
  scanned: { readonly can_open: boolean; readonly can_close: boolean },
  before: string,
  after: string,
) {
  return {
    can_open: scanned.can_open || (unspaced.test(before) && punctuation.test(after)),
    can_close: scanned.can_close || (punctuation.test(before) && unspaced.test(after)),
  };
}

function characterBefore(text: string, position: number): string {
  const low = text.charCodeAt(position - 1);
  const isPair = low >= 0xdc00 && low <= 0xdfff && position > 1;
  return text.slice(isPair ? position - 2 : position - 1, position);
}

/** The run of letters, digits and underscores around a position. */
function nameAt(text: string, position: number) {
  let start = position;
  while (start > 0 && /\w/.test(text.charAt(start - 1))) start -= 1;
  let end = position;
  while (end < text.length && /\w/.test(text.charAt(end))) end += 1;
  return { text: text.slice(start, end), before: text.charAt(start - 1), start, end };
}

function backtickRuns(text: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const starts = runs.get(run.length);
    if (starts) starts.push(index);
    else runs.set(run.length, [index]);
  }
  return runs;
}

/** The index of the first item at `position` or later; the items must be in order. */
function firstFrom(items: readonly number[], position: number): number;
function firstFrom<T>(items: readonly T[], position: number, of: (item: T) => number): number;
function firstFrom<T>(items: readonly T[], position: number, of = (item: T) => item as number) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(items[middle] as T) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
