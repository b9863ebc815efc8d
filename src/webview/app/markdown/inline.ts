import { html } from 'lit/html.js';
import type { Inline } from '../../../text/blocks';
import type { TextContext } from '../base/text-context';
import { codeText } from '../code/code-text';
import { codeWithPlaces, link, reference } from './links';

/** Draws what stands in a paragraph. */
export function inlineTemplate(content: readonly Inline[], context: TextContext): unknown[] {
  return content.map((part) => partTemplate(part, context));
}

function partTemplate(part: Inline, context: TextContext): unknown {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'strong':
      return html`<strong>${inlineTemplate(part.content, context)}</strong>`;
    case 'emphasis':
      return html`<em>${inlineTemplate(part.content, context)}</em>`;
    case 'strike':
      return html`<s>${inlineTemplate(part.content, context)}</s>`;
    case 'code': {
      const { text, place } = part;
      const shown = place ? codeText(text) : codeWithPlaces(text, context);
      const drawn = html`<code class="inline-code" dir="ltr">${shown}</code>`;
      return place ? reference(place, drawn, context) : drawn;
    }
    case 'link':
      return link(part.url, inlineTemplate(part.content, context), context);
    case 'place':
      return reference(part.place, part.text, context);
    case 'mention':
      return html`<bdi class=${part.self ? 'mention-pill own' : 'mention-pill'}>${part.text}</bdi>`;
  }
}
