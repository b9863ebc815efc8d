import { html, type TemplateResult } from 'lit/html.js';
import { icons } from '../base/icons';
import type { PanelStrings } from '../base/messages';
import { personName } from '../base/person-name';
import type { Said } from '../state/said';

/** Characters of a quoted text; no panel is so wide that it shows more on one line. */
const quoteLength = 300;

/** A message that is answered or edited. */
export interface ComposerAbout {
  readonly kind: 'reply' | 'edit';
  readonly message: Said;
}

/** What the composer is about, above its field. */
export function composerBarTemplate(
  { kind, message }: ComposerAbout,
  strings: PanelStrings,
  close: () => void,
): TemplateResult {
  const editing = kind === 'edit';
  const label = editing ? strings.stopEditing : strings.stopReplying;
  return html`<div class="composer-bar hue-${message.hue}" id="composer-bar">
    ${editing ? icons.edit : icons.reply}
    <span class="bar-title">${
      editing
        ? strings.editing
        : html`${strings.replyingTo} ${message.own ? strings.you : personName(message.authorName)}`
    }</span>
    <span class="quote-text" dir="auto">${oneLine(message)}</span>
    <button type="button" class="action" title=${label} aria-label=${label} @click=${close}>
      ${icons.close}
    </button>
  </div>`;
}

/** The beginning of what a message says; of a card, what it leads to. */
function oneLine({ text, card }: Said): string {
  const shown = text.trim();
  if (shown !== '' || !card) return shown.slice(0, quoteLength).replace(/\s+/g, ' ');
  return card.kind === 'patch' ? card.title : card.place;
}
