import { html, nothing, type TemplateResult } from 'lit/html.js';

/**
 * A place or a command on one line, shortened at its beginning where space is scarce: its end has the file's
 * name and the lines.
 * @param title all of it, unless the element around it says so
 */
export function endFirst(content: unknown, title?: string): TemplateResult {
  // The style sheet turns the outer element around, so that it overflows to the left; the text isn't. Nor may a
  // name in Hebrew or Arabic turn it around: what follows the name would be shown before it.
  return html`<span class="end-first" title=${title ?? nothing}><bdi dir="ltr">${content}</bdi></span>`;
}
