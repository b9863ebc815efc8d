import { live } from 'lit/directives/live.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icons } from '../base/icons';
import type { PanelAttachment, PanelStrings } from '../base/messages';
import { attachmentId, attachmentTemplate } from './attachment';
import { type ComposerAbout, composerBarTemplate } from './composer-bar';
import { type MentionList, mentionListId } from './mention-list';

const maxLines = 8;

/** What the composer looks like. */
export interface ComposerView {
  readonly canSend: boolean;
  readonly text: string;
  /** Why the last text was not sent. */
  readonly refusal: string | undefined;
  /** The card that goes with the message. */
  readonly attachment: PanelAttachment | undefined;
  /** The message that is answered or edited. */
  readonly about: ComposerAbout | undefined;
  readonly mentions: MentionList;
}

/** What happens in it. */
export interface ComposerEvents {
  readonly submit: (event: Event) => void;
  /** The bar was closed. */
  readonly close: () => void;
  /** The card is not to go with the message. */
  readonly detach: () => void;
  readonly input: (event: Event) => void;
  readonly keydown: (event: KeyboardEvent) => void;
  readonly caretMoved: (event: Event) => void;
  readonly blur: () => void;
  readonly compositionStart: () => void;
  readonly compositionEnd: (event: Event) => void;
}

export function composerTemplate(
  { canSend, text, refusal, attachment, about, mentions }: ComposerView,
  on: ComposerEvents,
  strings: PanelStrings,
): TemplateResult {
  const editing = about?.kind === 'edit';
  const hint = editing ? strings.saveHint : strings.sendHint;
  const described = [about && 'composer-bar', attachment && attachmentId, 'composer-hint'];
  const isEmpty = text.trim() === '' && !attachment;
  return html`<form class="composer" @submit=${on.submit}>
    ${mentions.template(strings)}
    ${refusal ? html`<p class="refusal" role="alert">${icons.error}<span dir="auto">${refusal}</span></p>` : nothing}
    ${about ? composerBarTemplate(about, strings, on.close) : nothing}
    ${attachment ? attachmentTemplate(attachment, strings, on.detach) : nothing}
    <div class=${canSend ? 'field' : 'field off'}>
      <textarea
        id="composer"
        aria-label=${strings.message}
        aria-describedby=${described.filter(Boolean).join(' ')}
        aria-autocomplete="list"
        aria-controls=${mentions.open ? mentionListId : nothing}
        aria-activedescendant=${mentions.activeId ?? nothing}
        dir="auto"
        rows=${Math.min(maxLines, text.split('\n', maxLines).length)}
        placeholder=${canSend ? strings.placeholder : strings.placeholderOffline}
        .value=${live(text)}
        ?disabled=${!canSend}
        @input=${on.input}
        @keydown=${on.keydown}
        @selectionchange=${on.caretMoved}
        @blur=${on.blur}
        @compositionstart=${on.compositionStart}
        @compositionend=${on.compositionEnd}
      ></textarea>
      <button
        type="submit"
        class="send"
        aria-label=${editing ? strings.save : strings.send}
        title=${hint}
        ?disabled=${!canSend || (isEmpty && !editing)}
      >${editing ? icons.tick : icons.send}</button>
    </div>
    <p class="hint" id="composer-hint">${hint}</p>
  </form>`;
}
