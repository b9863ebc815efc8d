import { drawnBeginning } from './message-text';
import { shortName } from './names';

/** Longest quote, in characters as people count them. */
const longest = 120;

/** The first line of a text that says something, as it is drawn. */
export function quoteLine(text: string): string {
  const lines = drawnBeginning(text, false).split('\n');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return shortName(first, longest);
}
