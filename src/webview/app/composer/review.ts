import { ref } from 'lit/directives/ref.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { PanelReview, PanelStrings } from '../base/messages';
import { commandTemplate, factsTemplate, terminalOutput } from '../cards/terminal-card';

/** All of an output that will be sent with the message, and what can be left out. */
export function reviewTemplate(
  id: number,
  review: PanelReview,
  strings: PanelStrings,
): TemplateResult {
  const { card, marked, markedCommand, parts, secrets } = review;
  const trim = (change: { part?: string; leaveOutMarked?: boolean }) => {
    const { part = parts.find(({ chosen }) => chosen)?.part ?? 'all' } =
      change.part === undefined ? {} : (parts[Number(change.part)] ?? {});
    const { leaveOutMarked = secrets?.leftOut ?? false } = change;
    host.post({ type: 'trim', id, part, leaveOutMarked });
  };
  const choosePart = ({ target }: Event) => trim({ part: (target as HTMLSelectElement).value });
  const leaveOut = ({ target }: Event) =>
    trim({ leaveOutMarked: (target as HTMLInputElement).checked });
  return html`<div class="review">
    <div class="review-output card terminal" role="group" tabindex="0" aria-label=${strings.reviewOutput} ${ref(showMark)}>
      <div class=${markedCommand ? 'review-command marked' : 'review-command'}>${commandTemplate(card)}</div>
      ${card.facts === '' ? nothing : factsTemplate(card)}
      ${terminalOutput(card, strings, { keeps: 'all', highlighted: marked })}
    </div>
    ${secrets ? html`<p class="review-warning" role="status">${icons.warning}<span>${secrets.warning}</span></p>` : nothing}
    <div class="review-tools">
      ${
        parts.length > 0
          ? html`<select aria-label=${strings.linesToSend} title=${strings.linesToSend} @change=${choosePart}>
        ${parts.map(({ label, chosen }, index) => html`<option value=${index} .selected=${chosen}>${label}</option>`)}
      </select>`
          : nothing
      }
      ${
        secrets
          ? html`<label><input type="checkbox" .checked=${secrets.leftOut} @change=${leaveOut} />${secrets.label}</label>`
          : nothing
      }
    </div>
  </div>`;
}

/** Scrolls to the first marked line, which may be out of view, once the output is drawn. */
function showMark(output: Element | undefined): void {
  if (!output) return;
  requestAnimationFrame(() => {
    const mark = output.querySelector('.marked');
    if (!mark) return;
    const below = mark.getBoundingClientRect().bottom - output.getBoundingClientRect().bottom;
    if (below > 0) output.scrollTop += below;
  });
}
