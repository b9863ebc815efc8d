import type { SVGTemplateResult, TemplateResult } from 'lit/html.js';
import type { PanelCard, PanelStrings } from '../base/messages';

/** What the page knows of one card type. */
export interface CardView<C extends PanelCard> {
  /** Stands on the chip above the message box while such a card waits to be sent. */
  readonly icon: SVGTemplateResult;
  /** Draws a card. Its buttons post what a click asks of the extension host. */
  template(messageId: string, card: C, strings: PanelStrings): TemplateResult;
  /** What can be found of a card, in the order on the page; each text of its own is a line. */
  searchText(card: C): string;
  /** Selectors of the elements that hold the search text. */
  readonly searched: readonly string[];
  /** Estimates the height in CSS pixels of a card that was never drawn. */
  height(card: C): number;
  /** What a card without words says in one line: in a quote, and to screen readers. */
  oneLine(card: C): string;
}
