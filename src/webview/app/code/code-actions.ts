import { html, type TemplateResult } from 'lit/html.js';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { PanelStrings } from '../base/messages';

/** How long a button shows that it has copied, in milliseconds. */
const copiedTime = 1500;

/**
 * The Insert and Copy buttons of a piece of code. Apart from code-view.ts, which loads only in a browser, so
 * that cards and the search through them load elsewhere, too.
 */
export function codeActions(text: string, strings: PanelStrings): TemplateResult {
  const copy = (event: Event) => {
    host.post({ type: 'copy', text });
    showCopied(event.currentTarget, strings);
  };
  const insert = () => host.post({ type: 'insert', text });
  return html`<span class="code-actions"><button
    type="button" class="code-action" title=${strings.insertAtCursor}
    aria-label=${strings.insertAtCursor} @click=${insert}
  >${icons.insert}</button><button
    type="button" class="code-action copy" title=${strings.copy}
    aria-label=${strings.copy} @click=${copy}
  >${icons.copy}${icons.tick}</button></span>`;
}

/** Shows the result on the button, and announces it to screen readers politely. */
function showCopied(button: EventTarget | null, strings: PanelStrings): void {
  if (!(button instanceof HTMLElement)) return;
  button.classList.add('done');
  button.title = strings.copied;
  liveRegion().textContent = strings.copied;
  setTimeout(() => {
    button.classList.remove('done');
    button.title = strings.copy;
    liveRegion().textContent = '';
  }, copiedTime);
}

function liveRegion(): HTMLElement {
  const existing = document.getElementById('code-status');
  if (existing) return existing;
  const region = document.createElement('div');
  region.id = 'code-status';
  region.className = 'hidden-text';
  region.role = 'status';
  document.body.append(region);
  return region;
}
