import { html } from 'lit/html.js';
import type { Literal } from '../../../text/literals';
import { sameName } from '../../../text/mentions';
import type { TextContext } from '../text-context';
import { link, reference } from './links';

/** Draws a literal; `text` is what stands in the message. */
export function literalTemplate(literal: Literal, text: string, context: TextContext): unknown {
  switch (literal.kind) {
    case 'link':
      return link(literal.url, text, context);
    case 'reference':
      return reference(literal, text, context);
    case 'mention': {
      const own = context.ownName !== undefined && sameName(text.slice(1), context.ownName);
      return html`<bdi class=${own ? 'mention-pill own' : 'mention-pill'}>${text}</bdi>`;
    }
  }
}
