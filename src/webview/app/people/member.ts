import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PanelMember, PanelStrings } from '../base/messages';
import { personName } from '../base/person-name';

export interface MemberView {
  readonly strings: PanelStrings;
  /** Whether there is something to be done with a member: a room by invite. */
  readonly hasMenu: boolean;
  /** Id of the one that Tab leads to. */
  readonly current: string | undefined;
}

/** One person of the list. Where something can be done with them they are a button, with a menu. */
export function memberTemplate(member: PanelMember, view: MemberView): TemplateResult {
  const { strings, hasMenu, current } = view;
  const { id, presence } = member;
  const content = contentTemplate(member, strings);
  return html`<li
    role="listitem"
    class=${presence ? `member ${presence}` : 'member'}
    title=${presence ? strings[presence] : nothing}
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
  }</li>`;
}

function contentTemplate(member: PanelMember, strings: PanelStrings): TemplateResult {
  const { name, host, self, typing } = member;
  return html`${dotTemplate(member, strings)}${personName(name)}
    ${
      host || self || typing
        ? html`<span class="tags">
            ${host ? html`<span class="tag">${strings.host}</span>` : nothing}
            ${self ? html`<span class="tag">${strings.you}</span>` : nothing}
            ${typing ? writingTemplate(strings) : nothing}
          </span>`
        : nothing
    }`;
}

/** The member's colour; where the room tells presence, as a dot whose shape says whether they are there. */
function dotTemplate({ hue, presence }: PanelMember, strings: PanelStrings): TemplateResult {
  return presence
    ? html`<span class="dot hue-${hue}" role="img" aria-label=${strings[presence]}></span>`
    : html`<span class="swatch hue-${hue}"></span>`;
}

function writingTemplate(strings: PanelStrings): TemplateResult {
  return html`<span class="typing-dots" role="img" aria-label=${strings.typing} title=${strings.typing}
    ><i></i><i></i><i></i></span
  >`;
}

/** What the editor's own context menu goes by; see "webview/context" in package.json. */
function memberContext({ id, self }: PanelMember): string {
  return JSON.stringify({
    webviewSection: 'member',
    memberId: id,
    memberIsSelf: self,
    preventDefaultContextMenuItems: true,
  });
}
