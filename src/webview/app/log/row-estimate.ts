import { maxLines } from '../../../text/bounds';
import type { PanelCard } from '../base/messages';
import { foldedLines } from '../markdown/tall-text';
import type { Row } from './rows';

/** Heights in CSS pixels, as the style sheets have them at the usual font size. */
const line = 19;
const smallLine = 16;
const wideCharacter = 0x2e80;

/**
 * Guesses how high a row is that was never drawn. It only has to be near: it decides how far the
 * scroll bar reaches, not where anything stands.
 */
export function estimateRow(row: Row, width: number): number {
  switch (row.kind) {
    case 'day':
    case 'unread':
      return 32;
    case 'happened':
      return lines(row.message.text, width) * (line - 1) + (row.follows ? 2 : 8);
    case 'said': {
      const { message } = row;
      // A bubble leaves the edges of the log, and its own, free.
      let height = lines(message.text, width - 56) * line + 12;
      if (row.head) height += 31;
      if (message.reply) height += 26;
      if (message.reactions?.length) height += 28;
      if (message.card) height += cardHeight(message.card);
      return height;
    }
  }
}

function cardHeight(card: PanelCard): number {
  if (card.kind === 'patch') return 64 + card.files.length * 24;
  return 64 + Math.min(16, breaks(card.text) + 1) * smallLine;
}

/** Lines that a text takes at a width. */
function lines(text: string, width: number): number {
  const characterWidth = text.charCodeAt(0) >= wideCharacter ? 13 : 6.5;
  const ends = breaks(text);
  if (ends > maxLines) return foldedLines + 1;
  return ends + Math.max(1, Math.ceil((text.length * characterWidth) / Math.max(80, width)));
}

function breaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
