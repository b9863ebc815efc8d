import { html, type TemplateResult } from 'lit/html.js';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { PanelStrings } from '../base/messages';

/** Milliseconds for which a button says that it has copied. */
const copiedTime = 1500;

/** The buttons of a piece of code. */
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

/** Shows it on the button itself, and tells screen readers politely. */
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
