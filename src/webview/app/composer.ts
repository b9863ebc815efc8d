import { live } from 'lit/directives/live.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { FromPanel, PanelStrings, ToPanel } from '../messages';
import { sends } from './composing';
import { icons } from './icons';
import { Outgoing } from './outgoing';

const mostLines = 8;

/** Hears what the person does in the composer. */
export interface ComposerListener {
  /** Changed what stands there. */
  typed(text: string): void;
  /** Sent it. */
  sent(): void;
}

/** Where messages are written. */
export class Composer {
  private readonly outgoing = new Outgoing();
  private composing = false;
  private hadFocus = false;

  /** `redraw` is called when the template has something new to say. */
  constructor(
    private readonly post: (message: FromPanel) => void,
    private readonly told: ComposerListener,
    private readonly redraw: () => void,
  ) {}

  apply(message: ToPanel, first: boolean): void {
    switch (message.type) {
      case 'snapshot':
        // Later snapshots may be older than what was typed since.
        if (first) this.outgoing.replace(message.snapshot.draft);
        return;
      case 'draft':
        if (!this.composing) this.outgoing.replace(message.draft);
        return;
      case 'sent':
        this.outgoing.sent(message.id);
        this.reportDraft();
        return;
      case 'refused':
        this.outgoing.refused(message.id, message.reason);
        this.reportDraft();
        return;
      default:
        return;
    }
  }

  template(canSend: boolean, strings: PanelStrings): TemplateResult {
    const { text, refusal } = this.outgoing;
    const lines = Math.min(mostLines, text.split('\n', mostLines).length);
    return html`<form class="composer" @submit=${this.submit}>
      ${refusal ? html`<p class="refusal" role="alert">${icons.error}<span dir="auto">${refusal}</span></p>` : nothing}
      <div class=${canSend ? 'field' : 'field off'}>
        <textarea
          id="composer"
          aria-label=${strings.message}
          aria-describedby="composer-hint"
          dir="auto"
          rows=${lines}
          placeholder=${canSend ? strings.placeholder : strings.placeholderOffline}
          .value=${live(text)}
          ?disabled=${!canSend}
          @input=${this.input}
          @keydown=${this.keydown}
          @compositionstart=${this.compositionStart}
          @compositionend=${this.compositionEnd}
        ></textarea>
        <button
          type="submit"
          class="send"
          aria-label=${strings.send}
          title=${strings.sendHint}
          ?disabled=${!canSend || text.trim() === ''}
        >${icons.send}</button>
      </div>
      <p class="hint" id="composer-hint">${strings.sendHint}</p>
    </form>`;
  }

  /** Before drawing: a field that is disabled loses the focus. */
  prepare(canSend: boolean): void {
    if (!canSend) this.hadFocus ||= document.activeElement?.id === 'composer';
  }

  /** After drawing: gives it back, unless the person has gone elsewhere in between. */
  settle(canSend: boolean): void {
    if (!canSend || !this.hadFocus) return;
    this.hadFocus = false;
    if (document.activeElement === document.body) this.focus();
  }

  focus(): void {
    document.getElementById('composer')?.focus();
  }

  /**
   * Tells the extension host what stands here, at every key: the page may be gone with the next one,
   * and what it posts while it goes is lost.
   */
  private reportDraft(): void {
    // While an answer is out, what stands here is not all that there is to keep.
    if (this.outgoing.settled) this.post({ type: 'draft', draft: this.outgoing.text });
  }

  private readonly input = (event: Event): void => {
    const { value } = event.target as HTMLTextAreaElement;
    this.outgoing.type(value);
    this.reportDraft();
    this.told.typed(value);
    this.redraw();
  };

  private readonly keydown = (event: KeyboardEvent): void => {
    if (!sends(event)) return;
    event.preventDefault();
    this.send();
  };

  private readonly compositionStart = (): void => {
    this.composing = true;
  };

  private readonly compositionEnd = (): void => {
    this.composing = false;
  };

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    this.send();
    this.focus();
  };

  private send(): void {
    const taken = this.outgoing.take();
    if (!taken) return;
    this.post({ type: 'send', id: taken.id, text: taken.text });
    this.told.sent();
  }
}
