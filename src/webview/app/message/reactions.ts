import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { keepFocus } from '../base/focus';
import { icons } from '../base/icons';
import type { FromPanel, PanelReaction, PanelStrings } from '../base/messages';
import { isActable, type Said } from '../state/said';
import { openReactionPicker } from './reaction-picker';

interface ReactionsContext {
  readonly strings: PanelStrings;
  readonly canAct: boolean;
  post(message: FromPanel): void;
}

/** What others and oneself have put to a message. Silent when it changes: it is not news. */
export function reactionsTemplate(message: Said, context: ReactionsContext): unknown {
  const { reactions } = message;
  if (message.deleted || !reactions?.length) return nothing;
  const { strings } = context;
  const actable = isActable(message, context.canAct);
  const chips = repeat(
    reactions,
    ({ emoji }) => emoji,
    (reaction) => chipTemplate(message.id, reaction, actable, context),
  );
  return html`<div
    class="reactions"
    role="group"
    aria-label=${strings.reactions}
    aria-live="off"
    @mousedown=${keepFocus}
  >${chips}${actable ? addTemplate(message, context) : nothing}</div>`;
}

function chipTemplate(
  messageId: string,
  { emoji, count, own, title }: PanelReaction,
  actable: boolean,
  { post }: ReactionsContext,
): TemplateResult {
  const toggle = () => post({ type: 'react', messageId, emoji, on: !own });
  return html`<button
    type="button"
    class="chip"
    title=${title}
    aria-pressed=${own ? 'true' : 'false'}
    aria-disabled=${actable ? nothing : 'true'}
    @click=${actable ? toggle : nothing}
  ><span class="emoji">${emoji}</span><span class="chip-count">${count}</span><span class="hidden-text">${title}</span></button>`;
}

function addTemplate(message: Said, context: ReactionsContext): TemplateResult {
  const { strings } = context;
  const open = ({ currentTarget }: Event) =>
    openReactionPicker(currentTarget as HTMLElement, message, context);
  return html`<button
    type="button"
    class="chip add"
    title=${strings.addReaction}
    aria-label=${strings.addReaction}
    aria-haspopup="dialog"
    @click=${open}
  >${icons.react}</button>`;
}
