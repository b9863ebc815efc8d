import MarkdownIt from 'markdown-it';
import { findLiterals, type Literal } from './literals';
import { Names } from './mentions';

/** Scripts written without spaces, with the punctuation that goes with them. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u;
const punctuation = /[\p{P}\p{S}]/u;
const noOne = new Names([]);

/** What the parser keeps while it goes through a paragraph: also where its literals stand. */
export class InlineState extends MarkdownIt.StateInline {
  private readonly literals = findLiterals(
    this.src,
    this.env.names instanceof Names ? this.env.names : noOne,
  );

  /** The literal that begins at `position`. */
  literalAt(position: number): Literal | undefined {
    const literal = this.literals[this.indexFrom(position)];
    return literal?.start === position ? literal : undefined;
  }

  /** Where the next literal after `position` begins; Infinity when there is none. */
  nextLiteral(position: number): number {
    return this.literals[this.indexFrom(position + 1)]?.start ?? Number.POSITIVE_INFINITY;
  }

  /** Marks also work where Chinese stands beside punctuation without a space: 请看**注意：**这里. */
  override scanDelims(start: number, canSplitWord: boolean) {
    const scanned = super.scanDelims(start, canSplitWord);
    if (!canSplitWord) return scanned;
    const before = this.src.charAt(start - 1);
    const after = this.src.charAt(start + scanned.length);
    return {
      ...scanned,
      can_open: scanned.can_open || (unspaced.test(before) && punctuation.test(after)),
      can_close: scanned.can_close || (punctuation.test(before) && unspaced.test(after)),
    };
  }

  /** Index of the first literal that begins at `position` or later. */
  private indexFrom(position: number): number {
    let low = 0;
    let high = this.literals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.literals[middle]?.start ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
