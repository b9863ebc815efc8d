import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { host } from '../base/host';
import type { PanelMember, PanelStatus, PanelStrings, PanelWaiting } from '../base/messages';
import { personName } from '../base/person-name';
import { memberTemplate, partnerTemplate } from './member-row';
import { PeopleKeys } from './people-keys';

/** The list of members, and of people waiting to be let in. */
export class Participants {
  private readonly keys: PeopleKeys;

  constructor(redraw: () => void) {
    this.keys = new PeopleKeys(redraw);
  }

  /** The member that Tab leads to; the template must be drawn again when this changes. */
  get current(): string | undefined {
    return this.keys.current;
  }

  /** Call before drawing. */
  beforeRender(status: PanelStatus): void {
    this.keys.beforeRender(withMenu(status).map(({ id }) => id));
  }

  /**
   * Call when the page gets the focus: returns it to the member whose menu was open. Returns whether there
   * was one.
   */
  restoreFocus(): boolean {
    return this.keys.restoreFocus();
  }

  /** Call after drawing. */
  afterRender(): void {
    this.keys.afterRender();
  }

  /**
   * @param open whether the list is visible; when it isn't, only screen readers find it and it takes no
   *   focus
   */
  template(status: PanelStatus, strings: PanelStrings, open: boolean): unknown {
    if (status.members.length === 0 && status.waiting.length === 0) return nothing;
    return html`<section
      class=${open ? 'people' : 'people hidden-text'}
      data-vscode-context=${status.invited ? peopleContext : nothing}
    >
      <h2 class="people-heading">
        <span class="people-title">${strings.participants}</span>
        ${countTemplate(status.members.length)}
      </h2>
      ${this.body(status, strings, open)}
    </section>
    ${open ? nothing : partnerTemplate(status, strings)}`;
  }

  private body(status: PanelStatus, strings: PanelStrings, open: boolean): TemplateResult {
    const { current, keydown, clicked, focused, menu } = this.keys;
    const buttons = new Set(open ? withMenu(status) : []);
    const view = { strings, buttons, current };
    // Without buttons, the list itself must take the focus to scroll by keyboard.
    return html`<div class="people-body" tabindex=${open && buttons.size === 0 ? '0' : nothing}>
      ${applicantsTemplate(status, strings, open)}
      <ul
        role="list"
        aria-label=${strings.participants}
        @keydown=${keydown}
        @click=${clicked}
        @focusin=${focused}
        @contextmenu=${menu}
      >
        ${repeat(
          status.members,
          (member) => member.id,
          (member) => memberTemplate(member, view),
        )}
      </ul>
      ${lineTemplate(status, strings)}
    </div>`;
  }
}

function countTemplate(count: number): TemplateResult {
  return html`<vscode-badge variant="counter">${count}</vscode-badge>`;
}

/** The members with a menu: in a lab room, one's own address has nothing to offer. */
function withMenu({ members, invited }: PanelStatus): readonly PanelMember[] {
  return invited ? members : members.filter(({ self }) => !self);
}

/** The context of the whole list, for menu items about the room instead of one member. */
const peopleContext = JSON.stringify({ webviewSection: 'people' });

/** Those about whom the user decides, above everyone else: they wait for the user. */
function applicantsTemplate(
  { waiting }: PanelStatus,
  strings: PanelStrings,
  open: boolean,
): unknown {
  const applicants = waiting.filter(({ applicant }) => applicant !== undefined);
  return waitingTemplate(applicants, strings.applicants, (person) =>
    applicantTemplate(person, strings, open),
  );
}

/** Those who wait for a seat. */
function lineTemplate({ waiting }: PanelStatus, strings: PanelStrings): unknown {
  const line = waiting.filter(({ applicant }) => applicant === undefined);
  return waitingTemplate(
    line,
    strings.waitingLine,
    ({ name }) => html`<div class="person">${personName(name)}</div>`,
  );
}

function waitingTemplate(
  people: readonly PanelWaiting[],
  title: string,
  template: (person: PanelWaiting) => TemplateResult,
): unknown {
  if (people.length === 0) return nothing;
  return html`<h3 class="people-heading waiting-heading">
      <span class="people-title">${title}</span>
      ${countTemplate(people.length)}
    </h3>
    <ol role="list" class="waiting" aria-label=${title}>
      ${people.map((person) => html`<li role="listitem" class="member">${template(person)}</li>`)}
    </ol>`;
}

/** @param open whether the list is visible, and can take the focus */
function applicantTemplate(
  { name, note, applicant = 0 }: PanelWaiting,
  strings: PanelStrings,
  open: boolean,
): TemplateResult {
  const button = (label: string, admit: boolean) =>
    html`<button
      type="button"
      class="bar-button"
      aria-label="${label}: ${name}"
      @click=${() => host.post({ type: 'decide', applicant, admit })}
    >${label}</button>`;
  return html`<div class="person applicant">
    ${personName(name)} <span class="member-note">${note}</span>
    ${
      open
        ? html`<span class="request-actions">
            ${button(strings.admit, true)} ${button(strings.turnAway, false)}
          </span>`
        : nothing
    }
  </div>`;
}
