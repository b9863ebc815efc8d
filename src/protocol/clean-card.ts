import type { Card } from './card';
import { hasItsLines, isWithin } from './excerpt';
import { lineText, roomText } from './room-text';

type Excerpt = Exclude<Card, { readonly type: 'patch' }>;

/**
 * A card as it may stand in a room's log: valid Unicode without control characters, lines ended by LF.
 * What turns the direction of text goes from paths and names; in code it stays, for it may be what the
 * code is about, and whoever shows it has to mark it.
 */
export function cleanCard(card: Card): Card {
  switch (card.type) {
    case 'code':
      return { ...card, ...cleanExcerpt(card) };
    case 'error': {
      const { message, source, code } = card;
      return {
        ...card,
        ...cleanExcerpt(card),
        message: roomText(message),
        ...(source !== undefined && { source: lineText(source) }),
        ...(code !== undefined && { code: lineText(code) }),
      };
    }
    case 'patch':
      return {
        ...card,
        files: card.files.map((file) => ({
          ...file,
          path: lineText(file.path),
          diff: codeText(file.diff),
          ...(file.folder !== undefined && { folder: lineText(file.folder) }),
        })),
      };
  }
}

/** Whether what a card says of its lines is true of its text. */
export function isSound(card: Card): boolean {
  if (card.type === 'patch') return true;
  return hasItsLines(card) && (card.type !== 'error' || isWithin(card.at, card));
}

function cleanExcerpt({ path, text }: Excerpt): { path: string; text: string } {
  return { path: lineText(path), text: codeText(text) };
}

function codeText(text: string): string {
  return roomText(text.replaceAll('\r\n', '\n'));
}
