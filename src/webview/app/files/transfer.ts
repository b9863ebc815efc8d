import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icons } from '../base/icons';
import type {
  PanelFileName,
  PanelStrings,
  PanelTransfer,
  PanelTransferAction,
} from '../base/messages';

/** How far a file is, and buttons that stop, repeat or forget its transfer. */
export function transferTemplate(
  { name }: PanelFileName,
  { part, text, stopped, actions }: PanelTransfer,
  strings: PanelStrings,
  act: (action: PanelTransferAction) => void,
): TemplateResult {
  const labels: Record<PanelTransferAction, string> = {
    cancel: strings.cancelTransfer,
    retry: strings.retryTransfer,
    remove: strings.removeTransfer,
  };
  // The words change several times a second, so screen readers find them but aren't told of each change.
  return html`<div class=${stopped ? 'transfer stopped' : 'transfer'} aria-live=${stopped ? nothing : 'off'}>
    ${
      stopped
        ? icons.warning
        : part === undefined
          ? nothing
          : html`<progress max="1" .value=${part} aria-label=${name} aria-valuetext=${text}></progress>`
    }
    ${
      // An alert is read when its element is new.
      stopped
        ? html`<span class="transfer-text" role="alert">${text}</span>`
        : html`<span class="transfer-text">${text}</span>`
    }
    ${repeat(
      actions,
      // A button never turns into another one under the focus: Enter twice would cancel what it repeats.
      (action) => action,
      (action) => {
        const label = labels[action];
        return html`<button
          type="button"
          class="transfer-action"
          data-action=${action}
          aria-label=${`${label}: ${name}`}
          @click=${() => act(action)}
        >${label}</button>`;
      },
    )}
  </div>`;
}
