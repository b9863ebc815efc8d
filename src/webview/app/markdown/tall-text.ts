import { html, type TemplateResult } from 'lit/html.js';
import type { PanelStrings } from '../base/messages';

/** Lines that are left of a folded text. */
export const foldedLines = 100;

/** A text with more lines than anybody writes, as it is, and folded: else it pushes all others away. */
export function tallText(text: string, strings: PanelStrings): TemplateResult {
  const lines = text.split('\n');
  const beginning = lines.slice(0, foldedLines).join('\n');
  const rest = lines.slice(foldedLines).join('\n');
  const all = strings.showAllLines.replace('{0}', `${lines.length}`);
  return html`${beginning}<details class="text-rest"><summary><span class="unfold">${all}</span><span class="fold">${strings.showFewerLines}</span></summary>${rest}</details>`;
}
