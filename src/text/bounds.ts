import type { Token } from 'markdown-it';

/*
 * Texts beyond these are shown as they are: nobody writes them to be read, and the parser or the page
 * would take long for them. They keep the worst text under 50 ms.
 */

/** Longest text, in UTF-16 units: the longest that a room carries. */
const maxLength = 32 * 1024;
/** Characters that may begin or end something. */
const maxMarks = 4000;
export const maxLines = 1500;
/** What a drawn text may weigh: a token weighs one. */
const maxWeight = 4000;
/** A block of code has buttons and a frame. */
const codeWeight = 40;

/** Whether a text is worth parsing. */
export function isParsable(text: string): boolean {
  return text.length <= maxLength && !isTall(text) && !exceeds(text, /[*_~`[\]<>\\]/g, maxMarks);
}

/** Whether a text has so many lines that it is not to be shown at once. */
export function isTall(text: string): boolean {
  return exceeds(text, /\n/g, maxLines);
}

/** Whether what the parser made of it is worth drawing. */
export function isDrawable(tokens: readonly Token[]): boolean {
  let weight = 0;
  for (const { type, children } of tokens) {
    weight += type === 'fence' || type === 'code_block' ? codeWeight : 1;
    weight += children?.length ?? 0;
  }
  return weight <= maxWeight;
}

function exceeds(text: string, sign: RegExp, most: number): boolean {
  let count = 0;
  for (const _ of text.matchAll(sign)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}
