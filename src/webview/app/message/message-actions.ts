import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import { keepFocus } from '../base/focus';
import { icons } from '../base/icons';
import type { FromPanel, PanelStrings } from '../base/messages';
import { isActable, type Said } from '../state/said';
import { openReactionPicker } from './reaction-picker';

/** What the buttons of a message do in the panel itself. */
export interface MessageActs {
  /** Writes an answer to it. */
  answer(message: Said): void;
  /** Gives it, one's own, another text. */
  edit(message: Said): void;
}

interface ActionsContext {
  readonly strings: PanelStrings;
  readonly canAct: boolean;
  readonly act: MessageActs;
  post(message: FromPanel): void;
}

/**
 * The buttons of a message. They are there for whoever points at it or has the focus in it, and for
 * nobody else: neither in the order of Tab nor in what a screen reader says of a new message.
 */
export function actionsTemplate(message: Said, context: ActionsContext): unknown {
  if (!isActable(message, context.canAct)) return nothing;
  const { strings, act, post } = context;
  const { id: messageId, text, own } = message;
  const react = ({ currentTarget }: Event) =>
    openReactionPicker(currentTarget as HTMLElement, message, context);
  return html`<div class="actions-rail" aria-live="off">
    <div class="message-actions" role="group" aria-label=${strings.messageActions} @mousedown=${keepFocus}>
      ${button('answer', strings.reply, icons.reply, () => act.answer(message))}
      ${button('react', strings.react, icons.react, react, true)}
      ${text === '' ? nothing : button('copy', strings.copyText, icons.copy, () => post({ type: 'copy', text }))}
      ${own ? button('edit', strings.edit, icons.edit, () => act.edit(message)) : nothing}
      ${own ? button('delete', strings.delete, icons.remove, () => post({ type: 'delete', messageId })) : nothing}
    </div>
  </div>`;
}

function button(
  name: string,
  label: string,
  icon: SVGTemplateResult | TemplateResult,
  click: (event: Event) => void,
  opens = false,
): TemplateResult {
  return html`<button
    type="button"
    class="action"
    data-action=${name}
    title=${label}
    aria-label=${label}
    aria-haspopup=${opens ? 'dialog' : nothing}
    @click=${click}
  >${icon}</button>`;
}
