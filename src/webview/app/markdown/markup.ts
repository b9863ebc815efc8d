import { guard } from 'lit/directives/guard.js';
import { html } from 'lit/html.js';
import { readText } from '../../../text/read-text';
import type { TextContext } from '../base/text-context';
import { blocksTemplate } from './blocks';
import { directionOf } from './direction';

/**
 * Draws somebody's text. Drawing it again costs a comparison. The text comes from others; it only ever
 * becomes text nodes.
 */
export function markup(text: string, context: TextContext): unknown {
  const { strings, reading } = context;
  return guard([text, strings, reading], () => {
    const content = blocksTemplate(readText(text, reading), context);
    return html`<div class="markup" dir=${directionOf(text)}>${content}</div>`;
  });
}
