import { live } from 'lit/directives/live.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { focusMessageBox, isInputMethodKey } from '../base/focus';
import { icons } from '../base/icons';
import type { PanelStrings } from '../base/messages';
import type { MessageList } from '../log/message-list';
import type { PanelStore } from '../state/panel-store';
import { Finder } from './finder';

/** The find widget: a search field at the top right of the log, like the editor's. */
export class FindWidget {
  private readonly finder: Finder;
  private isOpen = false;
  /** The element that had the focus before. */
  private from: Element | null = null;
  private asksFocus = false;

  constructor(
    private readonly list: MessageList,
    private readonly redraw: () => void,
  ) {
    this.finder = new Finder(list.view, redraw);
  }

  /** Opens the widget, or focuses it when it is open. */
  open(): void {
    this.asksFocus = true;
    if (!this.isOpen) {
      this.isOpen = true;
      this.from = document.activeElement;
      this.finder.begin();
      this.finder.find(this.finder.query);
    }
    this.redraw();
  }

  template(strings: PanelStrings): unknown {
    if (!this.isOpen) return nothing;
    const { text, matchCase } = this.finder.query;
    const none = this.finder.results.total === 0;
    return html`<div class="find" role="search" aria-label=${strings.find} @keydown=${this.keydown}>
      <input
        id="find"
        type="search"
        class=${none && text !== '' ? 'none' : ''}
        aria-label=${strings.find}
        placeholder=${strings.find}
        autocomplete="off"
        spellcheck="false"
        .value=${live(text)}
        @input=${this.input}
      >
      <div class="find-tools">
        <span class="find-count" role="status">${text === '' ? nothing : this.countText(strings)}</span>
        ${this.button(strings.matchCase, icons.matchCase, this.toggleCase, matchCase)}
        ${this.button(strings.findPrevious, icons.arrowUp, this.previous, undefined, none)}
        ${this.button(strings.findNext, icons.arrowDown, this.next, undefined, none)}
        ${this.button(strings.findClose, icons.close, this.close)}
      </div>
    </div>`;
  }

  /** Call after drawing: searches a changed log and moves the focus. */
  afterRender(store: PanelStore): void {
    this.finder.take(store);
    if (!this.asksFocus) return;
    const field = document.getElementById('find') as HTMLInputElement | null;
    this.asksFocus = false;
    field?.focus();
    field?.select();
  }

  /** Handles F3 anywhere in the panel while the widget is open. Returns whether it used the key. */
  use(event: KeyboardEvent): boolean {
    if (!this.isOpen || event.key !== 'F3' || event.ctrlKey || event.altKey || event.metaKey) {
      return false;
    }
    this.finder.step(event.shiftKey ? -1 : 1);
    return true;
  }

  private button(
    label: string,
    icon: unknown,
    click: () => void,
    pressed?: boolean,
    disabled = false,
  ): TemplateResult {
    return html`<button
      type="button"
      class="tool"
      title=${label}
      aria-label=${label}
      aria-pressed=${pressed ?? nothing}
      ?disabled=${disabled}
      @click=${click}
    >${icon}</button>`;
  }

  private countText(strings: PanelStrings): string {
    const { current, total, more } = this.finder.results;
    if (total === 0) return more ? '…' : strings.findNothing;
    const all = `${total}${more ? '+' : ''}`;
    return strings.findCount.replace('{0}', `${current || '?'}`).replace('{1}', all);
  }

  private readonly input = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    this.finder.find({ ...this.finder.query, text: value });
  };

  private readonly keydown = (event: KeyboardEvent): void => {
    if (isInputMethodKey(event) || !this.act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  private act(event: KeyboardEvent): boolean {
    const inField = (event.target as Element).id === 'find';
    if (event.key === 'Escape') this.close();
    else if (event.key === 'Enter' && inField) this.finder.step(event.shiftKey ? -1 : 1);
    else if (event.altKey && event.code === 'KeyC') this.toggleCase();
    else return false;
    return true;
  }

  private readonly next = (): void => this.finder.step(1);

  private readonly previous = (): void => this.finder.step(-1);

  private readonly toggleCase = (): void => {
    const { query } = this.finder;
    this.finder.find({ ...query, matchCase: !query.matchCase });
  };

  /** Closes the widget and returns the focus; if the focus was in the log, the current match gets it. */
  private readonly close = (): void => {
    const { from } = this;
    const index = this.finder.currentRow;
    this.isOpen = false;
    this.finder.end();
    const wasInLog = from?.closest('.log') !== null && from !== null;
    if (wasInLog && index !== undefined) this.list.view.focus(index);
    else if (from instanceof HTMLElement && from.isConnected && from !== document.body)
      from.focus();
    else if (!focusMessageBox()) this.list.enter();
    this.redraw();
  };
}
