import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type {
  PanelClass,
  PanelLine,
  PanelPreview,
  PanelPrivateMessage,
  PanelStrings,
} from '../base/messages';
import { personName } from '../base/person-name';

/**
 * Chooses who gets the message: everyone, or only those on a private line.
 * @param to the student whose line it is; undefined for everyone
 */
export function recipientTemplate(
  to: string | undefined,
  classroom: PanelClass | undefined,
  strings: PanelStrings,
  choose: (to: string | undefined) => void,
): unknown {
  // A private draft says so also while the class isn't known, as after a reload.
  if (!classroom && to === undefined) return nothing;
  const { recipients = [], toEveryone = true } = classroom ?? {};
  const isKnown = to === undefined || recipients.some(({ id }) => id === to);
  return html`<label class=${to === undefined ? 'recipient' : 'recipient private'}>
    ${to === undefined ? icons.people : icons.lock}
    <span>${strings.recipient}</span>
    <select
      aria-label=${strings.recipient}
      .value=${live(to ?? '')}
      @change=${({ target }: Event) => choose((target as HTMLSelectElement).value || undefined)}
    >
      <option value="" ?selected=${to === undefined} ?disabled=${!toEveryone}>${strings.everyone}</option>
      ${isKnown ? nothing : html`<option value=${to ?? ''} selected>${strings.privately}</option>`}
      ${repeat(
        recipients,
        ({ id }) => id,
        ({ id, label }) => html`<option value=${id} ?selected=${id === to}>${label}</option>`,
      )}
    </select>
  </label>`;
}

/** What was said on the line that the message box writes to. */
export function privateLineTemplate(
  line: PanelLine | undefined,
  to: string | undefined,
  strings: PanelStrings,
): unknown {
  if (!line || line.id !== to) return nothing;
  const { student, title, messages } = line;
  return html`<section class="private-line" aria-label=${title}>
    <h2 class="private-title">${icons.lock}<bdi>${title}</bdi></h2>
    <ol class="private-messages" role="log" aria-live="polite" tabindex="0">
      ${
        messages.length === 0
          ? html`<li class="private-empty">${strings.noPrivateMessages}</li>`
          : repeat(
              messages,
              (message) => `${message.author} ${message.id}`,
              (message) => messageTemplate(student, message, strings),
            )
      }
    </ol>
  </section>`;
}

/** Keeps the newest private message in sight, unless the user has scrolled up. Call after drawing. */
export class PrivateScroll {
  private shown: string | undefined;

  afterRender(line: PanelLine | undefined): void {
    const list = document.querySelector('.private-messages');
    const last = line?.messages.at(-1);
    const key = list && line ? `${line.id} ${last?.author} ${last?.id}` : undefined;
    if (key !== this.shown) list?.scrollTo({ top: list.scrollHeight });
    this.shown = key;
  }
}

function messageTemplate(
  student: string,
  message: PanelPrivateMessage,
  strings: PanelStrings,
): TemplateResult {
  const { id, author, authorName, own, time, text, card, note, preview, queued } = message;
  const open = () => host.post({ type: 'openPrivateCard', student, author, privateId: id });
  const publish = message.canPublish
    ? html`<button
        type="button"
        class="link"
        @click=${() => host.post({ type: 'publish', student, privateId: id })}
      >${strings.publish}</button>`
    : nothing;
  return html`<li class=${queued ? 'private-message queued' : 'private-message'}>
    <span class="private-head">
      <strong>${own ? strings.you : personName(authorName)}</strong>
      <time>${time}</time>
      ${preview ? nothing : publish}
    </span>
    <p class="private-text" dir="auto">${text}</p>
    ${card === undefined ? nothing : html`<button type="button" class="link" @click=${open}>${card}</button>`}
    ${note === undefined ? nothing : html`<p class="private-note">${note}</p>`}
    ${preview ? previewTemplate(preview, publish, strings) : nothing}
  </li>`;
}

/** Shows what becomes public before the button that publishes it. */
function previewTemplate(
  { card, text, title }: PanelPreview,
  publish: unknown,
  strings: PanelStrings,
): TemplateResult {
  const reveal = ({ currentTarget }: Event) =>
    (currentTarget as HTMLElement).scrollIntoView({ block: 'nearest' });
  return html`<details class="private-preview" @toggle=${reveal}>
    <summary class="link">${strings.publishAnonymously}</summary>
    <p>${title}</p>
    <p class="private-text" dir="auto">${text}</p>
    ${card === undefined ? nothing : html`<pre dir="auto" tabindex="0">${card}</pre>`}
    ${publish}
  </details>`;
}
