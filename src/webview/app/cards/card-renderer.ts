import type { SVGTemplateResult, TemplateResult } from 'lit/html.js';
import type { PanelCard, PanelStrings } from '../base/messages';

/** Everything that depends on a card's type. */
export interface CardRenderer<C extends PanelCard> {
  /** Shown on the chip above the message box while the card waits to be sent. */
  readonly icon: SVGTemplateResult;
  /** Draws a card. Its buttons post their actions to the extension host. */
  template(messageId: string, card: C, strings: PanelStrings): TemplateResult;
  /** A card's searchable text, in the order on the page; each element's text is a separate line. */
  searchText(card: C): string;
  /** Selectors of the elements that contain the search text. */
  readonly searched: readonly string[];
  /** Estimates the height of a card that was never drawn, in CSS pixels. */
  height(card: C): number;
  /** What the message's menu offers for the card, as keys of "webview/context" in package.json. */
  menu?(card: C): Readonly<Record<string, boolean>>;
  /** Describes a card without text in one line, for quotes and screen readers. */
  oneLine(card: C): string;
}

/** The height of the frame around a card's code or files, in CSS pixels; as in the style sheet. */
export const frameHeight = 64;
/** The height of a line of code. */
export const lineHeight = 16;
/** Longer code is folded to this many lines. */
export const foldedLines = 16;
