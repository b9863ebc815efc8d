import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import { keepFocus } from '../base/focus';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { PanelStrings } from '../base/messages';
import { isActable, stateOf, type UserMessage } from '../state/message-log';
import { type MenuRights, openMessageMenu } from './message-menu';
import { openReactionPicker } from './reactions';

/** Bubbles from a message to the composer when the user wants to reply to or edit the message. */
export class ComposeEvent extends Event {
  static readonly type = 'deskmate-compose';

  constructor(
    readonly purpose: 'reply' | 'edit',
    readonly message: UserMessage,
  ) {
    super(ComposeEvent.type, { bubbles: true });
  }
}

/**
 * The buttons of a message. They are visible only while the pointer or the focus is on the message, so they
 * are neither in the Tab order nor part of what a screen reader announces.
 */
export function actionsTemplate(
  message: UserMessage,
  rights: MenuRights,
  strings: PanelStrings,
): unknown {
  const isOpen = isActable(message, rights.canAct);
  // In a transcript, there is still something to do with a message.
  if (!isOpen && !(rights.isSaved && stateOf(message) === 'kept')) return nothing;
  const { id: messageId, text, own } = message;
  const compose = (purpose: ComposeEvent['purpose']) => (event: Event) =>
    event.currentTarget?.dispatchEvent(new ComposeEvent(purpose, message));
  const react = ({ currentTarget }: Event) =>
    openReactionPicker(currentTarget as HTMLElement, message, strings);
  const copy = () => host.post({ type: 'copy', text });
  const remove = () => host.post({ type: 'delete', messageId });
  const openMenu = ({ currentTarget }: Event) => openMessageMenu(currentTarget as HTMLElement);
  return html`<div class="actions-rail" aria-live="off">
    <div class="message-actions" role="group" aria-label=${strings.messageActions} @mousedown=${keepFocus}>
      ${isOpen ? button('reply', strings.reply, icons.reply, compose('reply')) : nothing}
      ${isOpen ? button('react', strings.react, icons.react, react, 'dialog') : nothing}
      ${text === '' ? nothing : button('copy', strings.copyText, icons.copy, copy)}
      ${isOpen && own ? button('edit', strings.edit, icons.edit, compose('edit')) : nothing}
      ${isOpen && own ? button('delete', strings.delete, icons.remove, remove) : nothing}
      ${button('more', strings.moreActions, icons.more, openMenu, 'menu')}
    </div>
  </div>`;
}

function button(
  name: string,
  label: string,
  icon: SVGTemplateResult | TemplateResult,
  click: (event: Event) => void,
  opens: 'dialog' | 'menu' | typeof nothing = nothing,
): TemplateResult {
  return html`<button
    type="button"
    class="action"
    data-action=${name}
    title=${label}
    aria-label=${label}
    aria-haspopup=${opens}
    @click=${click}
  >${icon}</button>`;
}
