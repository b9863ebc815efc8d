import { html, nothing, type TemplateResult } from 'lit/html.js';
import { runCommand } from '../base/components';
import { endFirst } from '../base/end-first';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { PanelMember, PanelNote, PanelStatus, PanelStrings } from '../base/messages';
import { personName } from '../base/person-name';

/** What drawing a member needs besides the member. */
export interface MemberView {
  readonly strings: PanelStrings;
  /** The members that have a menu now. */
  readonly buttons: ReadonlySet<PanelMember>;
  /** The id of the member that Tab leads to. */
  readonly current: string | undefined;
}

/** A member of the list; a button if it has a menu. */
export function memberTemplate(member: PanelMember, view: MemberView): TemplateResult {
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
  const role = member.role ?? (isHost ? strings.host : undefined);
  return html`${dotTemplate(member, strings)}${personName(name, address)}
    ${
      role || helper || self || typing || following || note
        ? html`<span class="tags">
            ${role ? html`<span class="tag">${role}</span>` : nothing}
            ${helper ? html`<span class="tag helper">${strings.helper}</span>` : nothing}
            ${self ? html`<span class="tag">${strings.you}</span>` : nothing}
            ${following ? html`<span class="tag following">${following}</span>` : nothing}
            ${typing ? writingTemplate(strings) : nothing}
            ${note ? html`<span class="member-note">${note}</span>` : nothing}
          </span>`
        : nothing
    }`;
}

/**
 * Where the partner is, and that the user's own location is shared, while the list is collapsed; nothing in larger
 * groups.
 */
export function partnerTemplate({ members }: PanelStatus, strings: PanelStrings): unknown {
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
function memberContext({
  id,
  self,
  host: isHost,
  helper,
  moderator,
  location,
  following,
}: PanelMember) {
  return JSON.stringify({
    webviewSection: 'member',
    memberId: id,
    memberIsSelf: self,
    memberIsHost: isHost,
    memberIsModerator: moderator === true,
    memberIsHelper: isHost || helper === true,
    memberHasPlace: location !== undefined,
    memberIsFollowed: following !== undefined,
  });
}
