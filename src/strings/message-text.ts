import type { Block } from '../text/blocks';
import { drawnText, mentionsSelf } from '../text/drawn-text';
import { Names } from '../text/mentions';
import type * as ReadText from '../text/read-text';
import type { Reading } from '../text/reading';
import { shortName } from './names';

/** How much of a text to parse for its first line or two, in UTF-16 units. */
const maxBeginning = 4096;

const nobody = new Names([]);

/** Parses a message's text as the panel draws it. */
export function readText(text: string, reading: Reading): readonly Block[] {
  return parser().readText(text, reading);
}

/** Whether a text mentions the person at this window. */
export function isMentioned(text: string, reading: Reading): boolean {
  return reading.names.mayMeanSelf(text) && mentionsSelf(readText(text, reading));
}

/**
 * The beginning of a text as the panel draws it, for a line or two of it.
 * @param plain whether the room carries plain text only
 */
export function drawnBeginning(text: string, plain: boolean): string {
  return drawnText(parser().readBeginning(text, { plain, names: nobody }, maxBeginning));
}

/** Loads the parser with the first text to read, not when the editor starts. */
function parser(): typeof ReadText {
  return require('../text/read-text') as typeof ReadText;
}

/** The longest quote, in graphemes. */
const maxQuoteLength = 120;

/** The first line of a text that isn't blank, as the panel draws it. */
export function quoteLine(text: string): string {
  const lines = drawnBeginning(text, false).split('\n');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return shortName(first, maxQuoteLength);
}
