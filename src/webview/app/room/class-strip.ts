import { html, nothing, type TemplateResult } from 'lit/html.js';
import { runCommand } from '../base/components';
import { icons } from '../base/icons';
import type { PanelClass, PanelRecipient } from '../base/messages';

const looks = {
  waiting: icons.clock,
  paused: icons.paused,
  taken: icons.help,
  none: icons.clock,
} as const;

/**
 * What has become of the user's request for help, and what the user can do about it; what to know about who may write; and
 * which private messages are new.
 * @param open called with the line whose messages the user wants to see
 */
export function classStripTemplate(
  classroom: PanelClass | undefined,
  open: (line: string) => void,
): unknown {
  if (!classroom) return nothing;
  const { request, actions, note, unseen } = classroom;
  // The live region is always there, so that what appears in it is announced.
  return html`<div class="class-strip">
    <div class="class-status" role="status" aria-live="polite">
      ${note === undefined ? nothing : html`<p class="class-note">${icons.info}<bdi>${note}</bdi></p>`}
      ${request ? requestTemplate(request) : nothing}
    </div>
    ${
      actions.length > 0
        ? html`<div class="class-actions">${actions.map(
            ({ command, label }) => html`<button
              type="button"
              class="bar-button"
              @click=${() => runCommand(command)}
            >${command === 'imStuck' ? icons.help : nothing}<span>${label}</span></button>`,
          )}</div>`
        : nothing
    }
    <div class="class-unseen" role="status" aria-live="polite">
      ${unseen.map((line) => unseenTemplate(line, open))}
    </div>
  </div>`;
}

function requestTemplate({
  text,
  topic,
  look,
}: NonNullable<PanelClass['request']>): TemplateResult {
  return html`<p class=${`class-request ${look}`}>
    ${looks[look]}<bdi class="class-place">${text}</bdi>
    ${topic === undefined ? nothing : html`<bdi class="class-topic" title=${topic}>${topic}</bdi>`}
  </p>`;
}

function unseenTemplate({ id, label }: PanelRecipient, open: (line: string) => void) {
  return html`<button type="button" class="bar-button private" @click=${() => open(id)}>
    ${icons.lock}<bdi>${label}</bdi>
  </button>`;
}
