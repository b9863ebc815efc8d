import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { isInputMethodKey, isSendKey, keepFocus } from '../base/focus';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { PanelReaction, PanelStrings } from '../base/messages';
import { isActable, type Said } from '../state/message-log';

/** The reactions that people use most while working on an assignment. */
export const commonReactions = ['👍', '❤️', '😂', '🎉', '🤔', '👀', '✅', '❌'] as const;

/** Every emoji recommended for general interchange, including sequences. */
const emoji = /^\p{RGI_Emoji}$/v;

/** Requests the color form of a character that also has a text form: ❤ and ❤️. */
const colorSelector = '\ufe0f';

/** The typed text if it is exactly one emoji; undefined otherwise. */
export function asEmoji(typed: string): string | undefined {
  const text = typed.trim();
  return [text, text + colorSelector].find((candidate) => emoji.test(candidate));
}

/** The picker's CSS anchor; as in the style sheet. */
const anchorName = '--reaction-picker';

/**
 * Lets the person choose a reaction to a message. There is one picker at a time. It is outside the log,
 * where it would be cut off at the edges and announced.
 */
class ReactionPicker {
  private readonly root = document.createElement('div');
  private anchor: HTMLElement | undefined;
  /** The element that had the focus before: the button, or something else when the mouse was used. */
  private before: Element | null = null;
  private message: Said | undefined;
  private strings: PanelStrings | undefined;
  /** Whether the text in the field isn't an emoji. */
  private wrong = false;

  constructor() {
    const { root } = this;
    root.className = 'reaction-picker';
    root.popover = 'auto';
    root.setAttribute('role', 'dialog');
    root.addEventListener('keydown', (event) => this.keydown(event));
    root.addEventListener('toggle', (event) => {
      if (event.newState === 'closed') this.release();
    });
    document.body.append(root);
  }

  open(anchor: HTMLElement, message: Said, strings: PanelStrings): void {
    const { root } = this;
    root.hidePopover();
    this.release();
    this.message = message;
    this.strings = strings;
    this.wrong = false;
    this.anchor = anchor;
    this.before = document.activeElement;
    anchor.style.setProperty('anchor-name', anchorName);
    // Keeps the message's buttons visible although neither the pointer nor the focus is on it.
    anchor.closest<HTMLElement>('.said')?.toggleAttribute('data-picking', true);
    root.setAttribute('aria-label', strings.react);
    this.draw();
    this.field.value = '';
    root.showPopover();
    this.choices[0]?.focus();
  }

  private draw(): void {
    if (!this.strings || !this.message) return;
    render(this.template(this.message, this.strings), this.root);
  }

  private template({ reactions }: Said, strings: PanelStrings): TemplateResult {
    const own = new Set(reactions?.filter((reaction) => reaction.own).map(({ emoji }) => emoji));
    return html`<div class="choices">
        ${commonReactions.map(
          (emoji) => html`<button
            type="button"
            class="choice"
            aria-pressed=${own.has(emoji) ? 'true' : 'false'}
            @click=${() => this.choose(emoji, !own.has(emoji))}
          >${emoji}</button>`,
        )}
      </div>
      <input
        class="other-emoji"
        type="text"
        maxlength="32"
        autocomplete="off"
        aria-label=${strings.otherEmoji}
        aria-invalid=${this.wrong ? 'true' : nothing}
        placeholder=${strings.otherEmoji}
        @input=${() => this.judge(false)}
      />
      ${this.wrong ? html`<p class="wrong" role="alert">${strings.oneEmoji}</p>` : nothing}`;
  }

  private keydown(event: KeyboardEvent): void {
    if (isInputMethodKey(event)) return;
    const { field, choices } = this;
    const at = choices.indexOf(document.activeElement as HTMLButtonElement);
    let next: HTMLElement | undefined;
    if (event.key === 'Escape') {
      this.leave();
    } else if (event.key === 'Tab') {
      // Two Tab stops; Tab past the second one doesn't leave the page.
      next = at < 0 ? choices[0] : field;
    } else if (at < 0) {
      if (!isSendKey(event)) return;
      const emoji = asEmoji(field.value);
      if (emoji) this.choose(emoji, true);
      else this.judge(true);
    } else {
      const step = steps[event.key];
      if (step === undefined) return;
      next = choices.at((at + step) % choices.length);
    }
    // The picker has used the key; nothing behind it may.
    event.preventDefault();
    event.stopPropagation();
    next?.focus();
  }

  private judge(wrong: boolean): void {
    this.wrong = wrong;
    this.draw();
  }

  private choose(emoji: string, on: boolean): void {
    const { message } = this;
    this.leave();
    if (message) host.post({ type: 'react', messageId: message.id, emoji, on });
  }

  /**
   * Closes the picker and returns the focus. Focusing a button in the log by key focuses its message first.
   */
  private leave(): void {
    const { before } = this;
    if (before instanceof HTMLElement && before.isConnected) {
      before.closest<HTMLElement>('article')?.focus({ preventScroll: true });
      before.focus({ preventScroll: true });
    } else document.getElementById('log')?.focus();
    this.root.hidePopover();
  }

  private release(): void {
    this.anchor?.style.removeProperty('anchor-name');
    this.anchor?.closest('.said')?.removeAttribute('data-picking');
    this.anchor = undefined;
    this.before = null;
  }

  private get field(): HTMLInputElement {
    return this.root.querySelector('input') as HTMLInputElement;
  }

  private get choices(): HTMLButtonElement[] {
    return [...this.root.querySelectorAll<HTMLButtonElement>('.choice')];
  }
}

/** The steps of the arrow keys among the choices, which are in one or more rows. */
const steps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

let picker: ReactionPicker | undefined;

/** Opens the picker beside a button; closing it returns the focus to the button. */
export function openReactionPicker(
  anchor: HTMLElement,
  message: Said,
  strings: PanelStrings,
): void {
  picker ??= new ReactionPicker();
  picker.open(anchor, message, strings);
}

/** The reactions to a message. Silent for screen readers when they change. */
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
