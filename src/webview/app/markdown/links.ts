import { html, nothing, type TemplateResult } from 'lit/html.js';
import { findReferences, type Reference } from '../../../text/references';
import { host } from '../base/host';
import type { FromPanel } from '../base/messages';
import { codeText } from '../code/code-text';

/** A link that asks the extension host, which shows where it leads; the page itself goes nowhere. */
export function link(url: string, content: unknown): TemplateResult {
  return active({ type: 'openLink', url }, content, url, 'text-link');
}

/** A place in a file that a text names. */
export function reference(place: Reference, content: unknown): TemplateResult {
  const { path, line, column } = place;
  const message: FromPanel = {
    type: 'openReference',
    path,
    line,
    ...(column === undefined ? {} : { column }),
  };
  return active(message, content, undefined, 'text-link reference');
}

/** Places in one line of code that become links; what follows stays text. */
const maxPlaces = 40;

/** A line of code, which may be what a tool printed, with the places that it names as links. */
export function codeWithPlaces(text: string): unknown[] {
  const parts: unknown[] = [];
  let shown = 0;
  for (const { start, end, ...place } of findReferences(text)) {
    if (parts.length >= 2 * maxPlaces) break;
    parts.push(codeText(text.slice(shown, start)));
    parts.push(reference(place, codeText(text.slice(start, end))));
    shown = end;
  }
  return [...parts, codeText(text.slice(shown))];
}

/**
 * Without `href` there is nothing for a browser or an editor to open by itself: not by a middle click,
 * nor by dragging it elsewhere.
 */
function active(
  message: FromPanel,
  content: unknown,
  title: string | undefined,
  classes: string,
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
    @click=${open} @auxclick=${clicked} @keydown=${pressed} @dragstart=${stay}>${content}</a>`;
}
