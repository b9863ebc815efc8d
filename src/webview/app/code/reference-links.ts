import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Inline } from '../../../text/blocks';
import { quotedLine } from '../../../text/quoted-line';
import { findReferences, type Reference } from '../../../text/references';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { FromPanel } from '../base/messages';
import { codeText } from './code-text';

/** A link that asks the extension host to open its address; the page itself never navigates. */
export function link(url: string, content: unknown): TemplateResult {
  return active({ type: 'openLink', url }, content, url, 'text-link');
}

/** A link to a message: what it leads to, instead of its address. */
export function messageLink({
  url,
  text,
  quote,
}: Extract<Inline, { readonly kind: 'message' }>): TemplateResult {
  const content = html`${icons.message}<span>${text}</span>`;
  return active({ type: 'openLink', url }, content, url, 'text-link message-link', quote);
}

/**
 * A link to a place in a file that a text names.
 * @param quoted the line's source, as the text quotes it
 */
export function referenceLink(
  reference: Reference,
  content: unknown,
  quoted?: string,
): TemplateResult {
  const { path, line, column } = reference;
  const message: FromPanel = {
    type: 'openReference',
    path,
    line,
    ...(column === undefined ? {} : { column }),
    ...(quoted === undefined ? {} : { quoted }),
  };
  return active(message, content, undefined, 'text-link reference');
}

/** Maximum number of places in one line of code that become links; the rest stays text. */
const maxPlaces = 40;

/** Draws the part of a line from `start` to `end`. */
export type DrawPart = (text: string, start: number, end: number) => unknown;

/**
 * A line of code, which may be a tool's output, with the places that it names as links.
 * @param next the line below, which may quote the source
 * @param draw draws its parts; by default without colors
 */
export function codeWithReferences(
  text: string,
  next?: string,
  draw: DrawPart = (whole, start, end) => codeText(whole.slice(start, end)),
): unknown[] {
  const parts: unknown[] = [];
  let shown = 0;
  for (const { start, end, ...found } of findReferences(text)) {
    if (parts.length >= 2 * maxPlaces) break;
    parts.push(draw(text, shown, start));
    const quoted = quotedLine(text, found.line, next);
    parts.push(referenceLink(found, draw(text, start, end), quoted));
    shown = end;
  }
  return [...parts, draw(text, shown, text.length)];
}

/**
 * Without `href`, neither the browser nor the editor can open the link by itself, be it by a middle click
 * or by dragging it elsewhere.
 */
function active(
  message: FromPanel,
  content: unknown,
  address: string | undefined,
  classes: string,
  title = address,
): TemplateResult {
  const open = (event: Event) => {
    event.preventDefault();
    host.post(message);
  };
  const clicked = (event: MouseEvent) => {
    if (event.button === 1) open(event);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.isComposing) open(event);
  };
  const stay = (event: Event) => event.preventDefault();
  return html`<a class=${classes} role="link" tabindex="0" draggable="false" title=${title ?? nothing}
    data-address=${address ?? nothing}
    @click=${open} @auxclick=${clicked} @keydown=${pressed} @dragstart=${stay}>${content}</a>`;
}
