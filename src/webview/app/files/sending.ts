import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { PanelSentFile, PanelStrings } from '../base/messages';
import './thumbnail-view';
import { transferTemplate } from './transfer';

/** The user's own files on their way, where they will be messages. */
export function sendingTemplate(
  sending: readonly PanelSentFile[],
  strings: PanelStrings,
): TemplateResult | typeof nothing {
  if (sending.length === 0) return nothing;
  return html`<ul class="sending" aria-label=${strings.filesBeingSent}>
    ${repeat(
      sending,
      ({ id }) => id,
      (file) => sentTemplate(file, strings),
    )}
  </ul>`;
}

function sentTemplate(file: PanelSentFile, strings: PanelStrings): TemplateResult {
  const { id, name, size, thumbnail, transfer } = file;
  return html`<li class="sent-file">
    <div class="file-line">
      ${
        thumbnail
          ? html`<file-thumbnail class="small" .thumbnail=${thumbnail}></file-thumbnail>`
          : icons.anyFile
      }
      <span class="file-text"><bdi class="file-name">${name}</bdi> <span class="file-size">${size}</span></span>
    </div>
    ${transferTemplate(file, transfer, strings, (action) => host.post({ type: 'sending', id, action }))}
  </li>`;
}
