import MarkdownIt from 'markdown-it';
import { findLiterals, type Literal } from './links';
import { Names } from './mentions';

/*
 * Which `*`, `_` and `~~` begin or end emphasis. Markdown's own rule reads marks into code that people type
 * without backticks: `i*2, i*3`, `__init__`, `src/*.c src/*.h`, `char* a; char **b`. Here a mark counts only
 * where hardly anything but emphasis looks like it; what is typed elsewhere stays.
 */

/** Scripts written without spaces, with the punctuation that goes with them. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u;
const punctuation = /[\p{P}\p{S}]/u;
const word = /[\p{L}\p{M}\p{N}_]/u;
/** Behind these, and behind whatever is not ASCII, one mark may begin emphasis. */
const beforeOpener = /[\s([{"'*_~,;:!?]/;
/** Behind these a name goes on, or a member's begins. */
const beforeMember = /[/\\@#$&=<.:)\]}-]/;
/** Nothing that is emphasised begins with one of these. */
const notFirst = /[)\]},;:/\\|=+%^>?]/;
/** Nothing that is emphasised ends with one of these. */
const notLast = /[([{=/\\|^<]/;
const ascii = /^\p{ASCII}$/u;
const noOne = new Names([]);

/** What the parser keeps while it goes through a paragraph: also where its literals and its code stand. */
export class InlineState extends MarkdownIt.StateInline {
  private readonly literals = findLiterals(
    this.src,
    this.env.names instanceof Names ? this.env.names : noOne,
  );
  /** Where each run of so many backticks begins. */
  private runs: ReadonlyMap<number, readonly number[]> | undefined;
  /** The word that was looked at last, and where it stands. */
  private name = { text: '', before: '', start: 0, end: 0 };

  /** The literal that begins at `position`. */
  literalAt(position: number): Literal | undefined {
    const literal = this.literals[this.literalFrom(position)];
    return literal?.start === position ? literal : undefined;
  }

  /** Where the next literal after `position` begins; Infinity when there is none. */
  nextLiteral(position: number): number {
    return this.literals[this.literalFrom(position + 1)]?.start ?? Number.POSITIVE_INFINITY;
  }

  /** Where the next run of exactly so many backticks begins, at `position` or later; -1 when none does. */
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
        // 好的~~明天见~~ takes nothing back.
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

  /** Whether the mark is part of a name as programs have them: `_tmp_file_`, `std::_Hash_`. */
  private isName(position: number): boolean {
    const { start, end } = this.name;
    if (position < start || position >= end) this.name = nameAt(this.src, position);
    const { text, before } = this.name;
    return /^_*[^_]+_+[^_]/.test(text) || (/^_+[^_]/.test(text) && beforeMember.test(before));
  }

  /** Index of the first literal that begins at `position` or later. */
  private literalFrom(position: number): number {
    return firstFrom(this.literals, position, ({ start }) => start);
  }
}

/** Between letters and digits, at a path or a comment, or in quotes by itself a `*` is no mark. */
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

/** Paths, members and calls have names with underscores around them. */
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

/** Marks also work where Chinese stands beside punctuation without a space: 请看**注意：**这里. */
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

/** Index of the first of the items, which are in order, that is at `position` or later. */
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
