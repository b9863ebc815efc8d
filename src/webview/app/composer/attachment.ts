import { html, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import { icons } from '../base/icons';
import type { PanelAttachment, PanelStrings } from '../base/messages';

/** Id of the chip: it says what goes with the message that is being written. */
export const attachmentId = 'attachment';

const kindIcons: Record<PanelAttachment['kind'], SVGTemplateResult> = {
  code: icons.selection,
  error: icons.error,
  patch: icons.patch,
};

/** A card that goes out with the message, above its field. Its button, Delete and Backspace take it away. */
export function attachmentTemplate(
  { kind, label, detail }: PanelAttachment,
  strings: PanelStrings,
  detach: () => void,
): TemplateResult {
  const remove = strings.detach.replace('{0}', () => label);
  const keydown = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    event.stopPropagation();
    detach();
  };
  return html`<div
    class="attachment ${kind}"
    id=${attachmentId}
    role="group"
    aria-label=${strings.attached.replace('{0}', () => label)}
    title=${`${label}\n${detail}`}
    @keydown=${keydown}
  >
    ${kindIcons[kind]}
    <bdi class="attachment-label">${label}</bdi>
    <span class="attachment-detail" dir="auto">${detail}</span>
    <button type="button" class="action" title=${remove} aria-label=${remove} @click=${detach}>
      ${icons.close}
    </button>
  </div>`;
}
