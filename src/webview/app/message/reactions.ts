import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { keepFocus } from '../base/focus';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { PanelReaction, PanelStrings } from '../base/messages';
import { openEmojiPicker } from '../emoji/emoji-picker';
import { isActable, type UserMessage } from '../state/message-log';

/** The reactions that people use most while working on an assignment. */
export const commonReactions = ['👍', '❤️', '😂', '🎉', '🤔', '👀', '✅', '❌'] as const;

/** Opens the picker of emoji beside a button; closing it returns the focus to the button. */
export function openReactionPicker(
  anchor: HTMLElement,
  message: UserMessage,
  strings: PanelStrings,
): void {
  /** The element that had the focus before: the button, or something else when the mouse was used. */
  const before = document.activeElement;
  // Keeps the message's buttons visible although neither the pointer nor the focus is on it.
  anchor.closest<HTMLElement>('.said')?.toggleAttribute('data-picking', true);
  const own = message.reactions
    ?.filter((reaction) => reaction.own)
    .map((reaction) => reaction.emoji);
  openEmojiPicker({
    anchor,
    label: strings.react,
    strings,
    common: commonReactions,
    chosen: new Set(own),
    choose: (emoji, on) => host.post({ type: 'react', messageId: message.id, emoji, on }),
    leave: () => {
      if (before instanceof HTMLElement && before.isConnected) {
        // Focusing a button in the log by key focuses its message first.
        before.closest<HTMLElement>('article')?.focus({ preventScroll: true });
        before.focus({ preventScroll: true });
      } else document.getElementById('log')?.focus();
    },
    closed: () => anchor.closest('.said')?.removeAttribute('data-picking'),
  });
}

/** The reactions to a message. Silent for screen readers when they change. */
export function reactionsTemplate(
  message: UserMessage,
  canAct: boolean,
  strings: PanelStrings,
): unknown {
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

function addTemplate(message: UserMessage, strings: PanelStrings): TemplateResult {
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
