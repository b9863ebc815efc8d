import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icons } from '../base/icons';
import type { PanelPatch } from '../base/messages';
import type { TextContext } from '../base/text-context';

type PatchedFile = PanelPatch['files'][number];

/** Changes that somebody offers: each can be looked at before anything is applied. */
export function patchCard(
  messageId: string,
  card: PanelPatch,
  context: TextContext,
): TemplateResult {
  const { strings, post } = context;
  return html`<section class="card patch" data-card role="group" aria-label=${card.title}>
    <div class="card-head">
      <span class="card-title">${icons.patch}<bdi>${card.title}</bdi></span>
    </div>
    <ul class="patch-files">
      ${card.files.map((file, index) =>
        fileTemplate(file, context, () => post({ type: 'openCard', messageId, file: index })),
      )}
    </ul>
    ${card.applied.map((words) => html`<p class="card-note" dir="auto">${words}</p>`)}
    ${
      card.applicable
        ? html`<div class="card-foot">
            <button
              type="button"
              class="primary"
              @click=${() => post({ type: 'applyPatch', messageId })}
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

function fileTemplate(file: PatchedFile, { strings }: TextContext, preview: () => void) {
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
