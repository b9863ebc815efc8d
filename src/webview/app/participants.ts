import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PanelMember, PanelStatus, PanelStrings } from '../messages';
import { icons } from './icons';
import { personName } from './person-name';

export interface ParticipantsView {
  readonly status: PanelStatus;
  readonly strings: PanelStrings;
  /** In a column of its own there is nothing to fold. */
  readonly folds: boolean;
  readonly open: boolean;
  readonly toggle: () => void;
}

/** Who is in the room, and who waits to be let in. */
export function participantsTemplate(view: ParticipantsView): unknown {
  const { status, strings } = view;
  if (status.members.length === 0 && status.waiting.length === 0) return nothing;
  const shown = view.open || !view.folds;
  return html`<section
    class="people"
    data-vscode-context=${status.invited ? peopleContext : nothing}
  >
    ${heading(view)}
    ${
      shown
        ? html`<div class="people-body">
            <ul role="list" aria-label=${strings.participants}>
              ${repeat(
                status.members,
                (member) => member.id,
                (member) => memberTemplate(member, view),
              )}
            </ul>
            ${status.waiting.length > 0 ? waitingTemplate(status, strings) : nothing}
          </div>`
        : nothing
    }
  </section>`;
}

function heading(view: ParticipantsView): TemplateResult {
  const { status, strings } = view;
  const waits = status.waiting.length;
  const content = html`<span class="people-title">${strings.participants}</span>
    <span class="count">${status.members.length}</span>
    ${
      waits > 0 && view.folds && !view.open
        ? html`<span class="people-title">${strings.waitingLine}</span><span class="count">${waits}</span>`
        : nothing
    }`;
  if (!view.folds) return html`<h2 class="people-heading">${content}</h2>`;
  return html`<h2 class="people-heading">
    <button
      type="button"
      class="people-toggle"
      aria-expanded=${view.open ? 'true' : 'false'}
      @click=${view.toggle}
    >${icons.chevron}${content}</button>
  </h2>`;
}

function memberTemplate(
  member: PanelMember,
  { status, strings }: ParticipantsView,
): TemplateResult {
  const { presence } = member;
  return html`<li
    role="listitem"
    class=${presence ? `person ${presence}` : 'person'}
    title=${presence ? strings[presence] : nothing}
    data-vscode-context=${status.invited ? memberContext(member) : nothing}
  >
    ${dotTemplate(member, strings)}${personName(member.name)}
    ${
      member.host || member.self
        ? html`<span class="tags">
            ${member.host ? html`<span class="tag">${icons.home}${strings.host}</span>` : nothing}
            ${member.self ? html`<span class="tag">${icons.person}${strings.you}</span>` : nothing}
          </span>`
        : nothing
    }
  </li>`;
}

/** The member's colour, whose shape tells whether they are there. */
function dotTemplate({ hue, presence }: PanelMember, strings: PanelStrings): TemplateResult {
  return presence
    ? html`<span class="dot hue-${hue}" role="img" aria-label=${strings[presence]}></span>`
    : html`<span class="dot hue-${hue}"></span>`;
}

/** Of the whole list, for what is about the room rather than about somebody in it. */
const peopleContext = JSON.stringify({
  webviewSection: 'people',
  preventDefaultContextMenuItems: true,
});

/** What the editor's own context menu goes by; see "webview/context" in package.json. */
function memberContext({ id, self }: PanelMember): string {
  return JSON.stringify({
    webviewSection: 'member',
    memberId: id,
    memberIsSelf: self,
    preventDefaultContextMenuItems: true,
  });
}

function waitingTemplate(status: PanelStatus, strings: PanelStrings): TemplateResult {
  return html`<h3 class="people-heading waiting-heading">
      <span class="people-title">${strings.waitingLine}</span>
      <span class="count">${status.waiting.length}</span>
    </h3>
    <ol role="list" class="waiting" aria-label=${strings.waitingLine}>
      ${status.waiting.map(
        (person) => html`<li role="listitem" class="person">${personName(person.name)}</li>`,
      )}
    </ol>`;
}
