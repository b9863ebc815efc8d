import type { Block } from '../text/blocks';
import { drawnText, mentionsSelf } from '../text/drawn-text';
import { Names } from '../text/mentions';
import type * as ReadText from '../text/read-text';
import type { Reading } from '../text/reading';

/** As much of a text as is looked at for a line or two of it, in UTF-16 units. */
const mostOfBeginning = 4096;

const nobody = new Names([]);

/** What a message's text says, as the panel draws it. */
export function readText(text: string, reading: Reading): readonly Block[] {
  return parser().readText(text, reading);
}

/** Whether a mention of the person at this window is drawn in a text. */
export function isMentioned(text: string, reading: Reading): boolean {
  return reading.names.mayMeanSelf(text) && mentionsSelf(readText(text, reading));
}

/**
 * The beginning of a text as the panel draws it, for a line or two of it.
 * @param plain whether it is of a room that carries plain text only
 */
export function drawnBeginning(text: string, plain: boolean): string {
  return drawnText(parser().readBeginning(text, { plain, names: nobody }, mostOfBeginning));
}

/** The parser is loaded with the first text that has to be read, not when the editor starts. */
function parser(): typeof ReadText {
  return require('../text/read-text') as typeof ReadText;
}
