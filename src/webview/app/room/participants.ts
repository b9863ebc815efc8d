import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { runCommand } from '../base/components';
import { endFirst } from '../base/end-first';
import { isFocusLost } from '../base/focus';
import { host } from '../base/host';
import { icons } from '../base/icons';
import { indexAfter } from '../base/list-keys';
import type {
  PanelMember,
  PanelNote,
  PanelStatus,
  PanelStrings,
  PanelWaiting,
} from '../base/messages';
import { personName } from '../base/person-name';

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

/**
 * Where the partner is, and that the user's own location is shared, while the list is collapsed; nothing in larger
 * groups.
 */
function partnerTemplate({ members }: PanelStatus, strings: PanelStrings): unknown {
  const self = members.find((member) => member.self);
  const [partner, ...more] = members.filter((member) => !member.self);
  if (!partner || more.length > 0 || !(partner.location || self?.shared)) return nothing;
  const { name, presence, following, location } = partner;
  const isElsewhere = presence !== undefined && presence !== 'here';
  return html`<div class="partner" data-vscode-context=${memberContext(partner)}>
    ${dotTemplate(partner, strings)}${personName(name)}
    ${isElsewhere ? html`<span class="tag" aria-hidden="true">${strings[presence]}</span>` : nothing}
    ${following ? html`<span class="tag following">${following}</span>` : nothing}
    ${location ? locationTemplate(partner, location) : nothing}
    ${self?.shared ? lockTemplate(self.shared) : nothing}
  </div>`;
}

/** @param tabindex `-1` in the list, which is a single Tab stop */
function locationTemplate({ id }: PanelMember, { label, title }: PanelNote, tabindex = '0') {
  return html`<button
    type="button"
    class="link location"
    tabindex=${tabindex}
    title=${title}
    @click=${() => host.post({ type: 'openPlace', memberId: id })}
  >${endFirst(label)}</button>`;
}

/** Says that others see the user's location; a click leads to the setting. */
function lockTemplate(label: string, tabindex = '0') {
  return html`<button
    type="button"
    class="shared"
    tabindex=${tabindex}
    aria-label=${label}
    title=${label}
    @click=${() => runCommand('sharePlace')}
  >${icons.lock}</button>`;
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

/** What drawing a member needs besides the member. */
interface MemberView {
  readonly strings: PanelStrings;
  /** The members that have a menu now. */
  readonly buttons: ReadonlySet<PanelMember>;
  /** The id of the member that Tab leads to. */
  readonly current: string | undefined;
}

/** A member of the list; a button if it has a menu. */
function memberTemplate(member: PanelMember, view: MemberView): TemplateResult {
  const { strings, buttons, current } = view;
  const hasMenu = buttons.has(member);
  const { id, presence, nudges } = member;
  const content = contentTemplate(member, strings);
  return html`<li
    role="listitem"
    class=${['member', presence, nudges && 'nudges'].filter(Boolean).join(' ')}
    title=${presence ? presenceText(member, strings, presence) : nothing}
    data-vscode-context=${hasMenu ? memberContext(member) : nothing}
  >${
    hasMenu
      ? html`<button
          type="button"
          class="person"
          aria-haspopup="menu"
          tabindex=${id === current ? '0' : '-1'}
          data-member=${id}
        >${content}</button>`
      : html`<div class="person">${content}</div>`
  }${asideTemplate(member, hasMenu)}</li>`;
}

/** What is beside a member and can be clicked. By keyboard, the member's menu has the same. */
function asideTemplate(member: PanelMember, hasMenu: boolean): unknown {
  const { location, shared } = member;
  if (location) return locationTemplate(member, location, '-1');
  return shared !== undefined && hasMenu ? lockTemplate(shared, '-1') : nothing;
}

function contentTemplate(member: PanelMember, strings: PanelStrings): TemplateResult {
  const { name, address, host: isHost, helper, self, typing, following, note } = member;
  return html`${dotTemplate(member, strings)}${personName(name, address)}
    ${
      isHost || helper || self || typing || following || note
        ? html`<span class="tags">
            ${isHost ? html`<span class="tag">${strings.host}</span>` : nothing}
            ${helper ? html`<span class="tag helper">${strings.helper}</span>` : nothing}
            ${self ? html`<span class="tag">${strings.you}</span>` : nothing}
            ${following ? html`<span class="tag following">${following}</span>` : nothing}
            ${typing ? writingTemplate(strings) : nothing}
            ${note ? html`<span class="member-note">${note}</span>` : nothing}
          </span>`
        : nothing
    }`;
}

/** The member's color. If the room reports presence, it is a dot whose shape shows the presence. */
function dotTemplate(member: PanelMember, strings: PanelStrings): TemplateResult {
  const { hue, presence } = member;
  return presence
    ? html`<span
        class="dot hue-${hue} ${presence}"
        role="img"
        aria-label=${presenceText(member, strings, presence)}
      ></span>`
    : html`<span class="swatch hue-${hue}"></span>`;
}

/** A member's presence, and whether it may take the room over. */
function presenceText(
  { mayHost }: PanelMember,
  strings: PanelStrings,
  presence: NonNullable<PanelMember['presence']>,
): string {
  return [strings[presence], ...(mayHost ? [strings.mayHost] : [])].join(' · ');
}

function writingTemplate(strings: PanelStrings): TemplateResult {
  return html`<span class="typing-dots" role="img" aria-label=${strings.typing} title=${strings.typing}
    ><i></i><i></i><i></i></span
  >`;
}

/** The context for the editor's context menu; see "webview/context" in package.json. */
function memberContext({ id, self, host: isHost, helper, location, following }: PanelMember) {
  return JSON.stringify({
    webviewSection: 'member',
    memberId: id,
    memberIsSelf: self,
    memberIsHelper: isHost || helper === true,
    memberHasPlace: location !== undefined,
    memberIsFollowed: following !== undefined,
  });
}

/** How far from an item's bottom left corner its menu opens, in CSS pixels. */
const menuInset = 16;

/**
 * Keyboard navigation in the list, which is a single Tab stop: the arrow keys, Home and End. A click and
 * Enter open the editor's own menu, by dispatching a context menu event at the item; the menu key and
 * Shift+F10 cause that event by themselves.
 */
class PeopleKeys {
  private ids: readonly string[] = [];
  private chosen: string | undefined;
  private hadFocus = false;
  /** Whether the editor's menu is open; it takes the focus and returns it only to the page as a whole. */
  private menuOpened = false;

  constructor(private readonly redraw: () => void) {}

  /** The id of the member that Tab leads to. */
  get current(): string | undefined {
    return this.chosen;
  }

  /** Call before drawing: replaces the current member if it has left. */
  beforeRender(ids: readonly string[]): void {
    const at = this.ids.indexOf(this.chosen ?? '');
    if (this.chosen === undefined || !ids.includes(this.chosen)) {
      this.hadFocus = button(document.activeElement) !== null;
      this.chosen = ids[Math.min(Math.max(at, 0), ids.length - 1)];
    }
    this.ids = ids;
  }

  /** Call after drawing: if the focused member has left, focuses the one in its place. */
  afterRender(): void {
    if (!this.hadFocus) return;
    this.hadFocus = false;
    if (isFocusLost()) this.focus();
  }

  readonly keydown = (event: KeyboardEvent): void => {
    const { key, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey) return;
    const at = this.ids.indexOf(button(event.target)?.dataset.member ?? '');
    const next = at < 0 ? undefined : this.ids[indexAfter(key, at, this.ids.length)];
    if (next === undefined) return;
    event.preventDefault();
    this.choose(next);
    this.focus();
  };

  readonly clicked = (event: MouseEvent): void => {
    const item = button(event.target);
    if (!item) return;
    // A click by Enter has no position.
    this.choose(item.dataset.member ?? '');
    const { left, bottom } = item.getBoundingClientRect();
    const [clientX, clientY] =
      event.detail === 0 ? [left + menuInset, bottom] : [event.clientX, event.clientY];
    item.dispatchEvent(
      new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX, clientY }),
    );
  };

  /** Notes that the editor opens its menu, whatever caused it. */
  readonly menu = (event: MouseEvent): void => {
    this.menuOpened = button(event.target) !== null;
  };

  /** Returns the focus to the member whose menu was open; returns whether there was one. */
  restoreFocus(): boolean {
    const comes = this.menuOpened;
    this.menuOpened = false;
    if (comes) this.focus();
    return comes;
  }

  readonly focused = (event: FocusEvent): void => {
    const id = button(event.target)?.dataset.member;
    if (id !== undefined) this.choose(id);
  };

  private choose(id: string): void {
    if (id === this.chosen) return;
    this.chosen = id;
    this.redraw();
  }

  private focus(): void {
    const id = CSS.escape(this.chosen ?? '');
    const item = document.querySelector<HTMLElement>(`[data-member="${id}"]`);
    // When the list is folded, its button gets the focus.
    (item ?? document.querySelector<HTMLElement>('.people-toggle'))?.focus();
  }
}

function button(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-member]') : null;
}
