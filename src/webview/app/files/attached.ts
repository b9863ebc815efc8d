import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { removesByKey } from '../base/focus';
import { icons } from '../base/icons';
import type { PanelAttachedFile, PanelStrings } from '../base/messages';
import './thumbnail-view';

/** The list's id; it describes what is sent with the message. */
export const attachedFilesId = 'attached-files';

/** The files above the message box. Each one's button, Delete and Backspace remove it. */
export function attachedTemplate(
  files: readonly PanelAttachedFile[],
  strings: PanelStrings,
  remove: (id: number) => void,
): TemplateResult | typeof nothing {
  if (files.length === 0) return nothing;
  return html`<ul class="attached-files" id=${attachedFilesId} aria-label=${strings.filesToSend}>
    ${repeat(
      files,
      ({ id }) => id,
      (file) => chipTemplate(file, strings, () => remove(file.id)),
    )}
  </ul>`;
}

function chipTemplate(
  { name, size, thumbnail, read, problem }: PanelAttachedFile,
  strings: PanelStrings,
  remove: () => void,
): TemplateResult {
  const label = strings.detach.replace('{0}', () => name);
  return html`<li class=${problem ? 'attached-file refused' : 'attached-file'} title=${name} @keydown=${removesByKey(remove)}>
    ${
      thumbnail
        ? html`<file-thumbnail class="small" .thumbnail=${thumbnail}></file-thumbnail>`
        : problem
          ? icons.error
          : icons.anyFile
    }
    <span class="file-text">
      <bdi class="file-name">${name}</bdi> <span class="file-size">${size}</span>
      ${problem ? html`<span class="file-problem" role="alert">${problem}</span>` : nothing}
      ${
        read === undefined
          ? nothing
          : html`<progress max="1" .value=${read} aria-label=${strings.readingFile.replace('{0}', () => name)}></progress>`
      }
    </span>
    <button type="button" class="action" title=${label} aria-label=${label} @click=${remove}>
      ${icons.close}
    </button>
  </li>`;
}
