import type { PanelMessage } from '../../../../src/webview/messages';
import { said } from '../fixtures';

/** A card with one line of code. */
export const excerpt = {
  kind: 'code',
  place: 'src/main.c, line 3',
  path: 'src/main.c',
  line: 3,
  language: 'c',
  text: 'int gadget = 1;',
} as const;

/** A message with a card; only the fields that a search reads are needed. */
export function withCard(id: string, text: string, card: object): PanelMessage {
  return said(id, text, { card } as unknown as Partial<PanelMessage>);
}
