import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { keepFocus } from '../base/focus';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { PanelReaction, PanelStrings } from '../base/messages';
import { isActable, type Said } from '../state/said';
import { openReactionPicker } from './reaction-picker';

/** What others and oneself have put to a message. Silent when it changes: it is not news. */
export function reactionsTemplate(message: Said, canAct: boolean, strings: PanelStrings): unknown {
  const { reactions } = message;
  if (message.deleted || !reactions?.length) return nothing;
  const actable = isActable(message, canAct);
  const chips = repeat(
    reactions,
    ({ emoji }) => emoji,
    (reaction) => chipTemplate(message.id, reaction, actable),
  );
  return html`<div
    class="reactions"
    role="group"
    aria-label=${strings.reactions}
    aria-live="off"
    @mousedown=${keepFocus}
  >${chips}${actable ? addTemplate(message, strings) : nothing}</div>`;
}

function chipTemplate(
  messageId: string,
  { emoji, count, own, title }: PanelReaction,
  actable: boolean,
): TemplateResult {
  const toggle = () => host.post({ type: 'react', messageId, emoji, on: !own });
  return html`<button
    type="button"
    class="chip"
    title=${title}
    aria-pressed=${own ? 'true' : 'false'}
    aria-disabled=${actable ? nothing : 'true'}
    @click=${actable ? toggle : nothing}
  ><span class="emoji">${emoji}</span><span class="chip-count">${count}</span><span class="hidden-text">${title}</span></button>`;
}

function addTemplate(message: Said, strings: PanelStrings): TemplateResult {
  const open = ({ currentTarget }: Event) =>
    openReactionPicker(currentTarget as HTMLElement, message, strings);
  return html`<button
    type="button"
    class="chip add"
    title=${strings.addReaction}
    aria-label=${strings.addReaction}
    aria-haspopup="dialog"
    @click=${open}
  >${icons.react}</button>`;
}
