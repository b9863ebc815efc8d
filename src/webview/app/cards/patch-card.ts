import { html, nothing, type TemplateResult } from 'lit/html.js';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { PanelPatch, PanelStrings } from '../base/messages';
import type { CardView } from './card-view';

type PatchedFile = PanelPatch['files'][number];

/** As in the style sheet: all around the list of files, and a file, in CSS pixels. */
const frameHeight = 64;
const fileHeight = 24;

/** Changes that somebody offers: each can be looked at before anything is applied. */
export const patchCard: CardView<PanelPatch> = {
  icon: icons.patch,
  template: patchTemplate,
  searchText: ({ title, files }) => [title, ...files.map(({ path }) => path)].join('\n'),
  searched: ['.card-title bdi', '.patch-preview bdi'],
  height: ({ files }) => frameHeight + files.length * fileHeight,
  oneLine: ({ title }) => title,
};

function patchTemplate(messageId: string, card: PanelPatch, strings: PanelStrings): TemplateResult {
  const { title, files, applied, applicable } = card;
  return html`<section class="card patch" data-card role="group" aria-label=${title}>
    <div class="card-head">
      <span class="card-title">${icons.patch}<bdi>${title}</bdi></span>
    </div>
    <ul class="patch-files">
      ${files.map((file, index) =>
        fileTemplate(file, strings, () => host.post({ type: 'openCard', messageId, file: index })),
      )}
    </ul>
    ${applied.map((words) => html`<p class="card-note" dir="auto">${words}</p>`)}
    ${
      applicable
        ? html`<div class="card-foot">
            <button
              type="button"
              class="primary"
              @click=${() => host.post({ type: 'applyPatch', messageId })}
            >${strings.applyPatch}</button>
          </div>`
        : nothing
    }
  </section>`;
}

const changeIcons = {
  modified: icons.changed,
  added: icons.added,
  deleted: icons.deleted,
} as const;

function fileTemplate(file: PatchedFile, strings: PanelStrings, preview: () => void) {
  const { path, change, changeLabel, added, removed, note } = file;
  const counts = strings.linesChanged.replace('{0}', `${added}`).replace('{1}', `${removed}`);
  const [, folder = '', name = path] = /^(.*\/)?([^/]+)$/.exec(path) ?? [];
  return html`<li class="patch-file">
    <span class="patch-change ${change}" role="img" aria-label=${changeLabel} title=${changeLabel}
      >${changeIcons[change]}</span>
    <button type="button" class="patch-preview" title="${strings.preview}: ${path}"
      aria-label="${strings.preview}: ${path}" @click=${preview}
      ><bdi><span class="patch-folder">${folder}</span>${name}</bdi></button>
    <span class="patch-counts" role="img" aria-label=${counts} title=${counts}
      ><span class="added">+${added}</span><span class="removed">−${removed}</span></span>
    ${note ? html`<span class="card-note">${note}</span>` : nothing}
  </li>`;
}
