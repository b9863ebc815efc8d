import { html, type TemplateResult } from 'lit/html.js';
import type { WireMarkView } from '../base/wire-messages';
import { markIcons } from './icons';

/** The marks by name, as the extension host words them. */
export type MarkLabels = ReadonlyMap<string, WireMarkView>;

/** The marks of a chunk, each with its icon and its words. */
export function marksTemplate(names: readonly string[], marks: MarkLabels): TemplateResult[] {
  return names.flatMap((name) => {
    const mark = marks.get(name);
    if (!mark) return [];
    return [
      html`<span class="mark ${mark.arrow}" title=${mark.hint}>${markIcons[mark.icon]}<span>${mark.label}</span></span>`,
    ];
  });
}
