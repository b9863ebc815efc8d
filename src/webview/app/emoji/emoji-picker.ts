import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { isInputMethodKey, isSendKey } from '../base/focus';
import type { PanelStrings } from '../base/messages';
import {
  type EmojiGroup,
  emojiGridTemplate,
  emojiGroups,
  firstCell,
  nextCell,
  setTabStop,
} from './emoji-grid';
import { emojiMemory } from './emoji-memory';
import { asEmoji, type EmojiTable, skinTones } from './emoji-table';
import { loadEmoji } from './load-emoji';

/** What the user is choosing an emoji for. */
export interface EmojiRequest {
  /** The button that opens the picker. */
  readonly anchor: HTMLElement;
  readonly label: string;
  readonly strings: PanelStrings;
  /** Choices above all others. */
  readonly common: readonly string[];
  /** The emoji that are chosen already; choosing one again takes it back. Undefined where that isn't possible. */
  readonly chosen?: ReadonlySet<string>;
  /** @param on whether the emoji was chosen, or taken back */
  choose(emoji: string, on: boolean): void;
  /** Returns the focus to where it was. Called before {@link choose}, while the picker is still open. */
  leave(): void;
  /** The picker has closed. */
  closed(): void;
}

/** The picker's CSS anchor; as in the style sheet. */
const anchorName = '--emoji-picker';
/** The width of a cell, in CSS pixels; as in the style sheet. */
const cellWidth = 28;
/** The space beside the grid: padding, border and scrollbar, in CSS pixels. */
const besides = 28;
const pickerWidth = 290;

/**
 * Lets the user choose an emoji by searching or browsing. There is one picker at a time. It is outside the log, where
 * it would be cut off at the edges and announced.
 */
class EmojiPicker {
  private readonly root = document.createElement('div');
  private request: EmojiRequest | undefined;
  private table: EmojiTable | undefined;
  /** Whether their script couldn't be loaded. */
  private failed = false;
  private groups: readonly EmojiGroup[] = [];
  private columns = 8;
  private typed = '';
  /** Whether Enter was pressed in the field and nothing in it can be chosen. */
  private wrong = false;

  constructor() {
    const { root } = this;
    root.className = 'emoji-picker';
    root.popover = 'auto';
    root.setAttribute('role', 'dialog');
    root.addEventListener('keydown', (event) => this.keydown(event));
    root.addEventListener('toggle', (event) => {
      if (event.newState === 'closed') this.release();
    });
    document.body.append(root);
  }

  open(request: EmojiRequest): void {
    const { root } = this;
    root.hidePopover();
    this.release();
    this.request = request;
    this.typed = '';
    this.wrong = false;
    const width = Math.min(pickerWidth, document.documentElement.clientWidth - 8);
    this.columns = Math.max(3, Math.floor((width - besides) / cellWidth));
    request.anchor.style.setProperty('anchor-name', anchorName);
    root.setAttribute('aria-label', request.label);
    this.list();
    root.showPopover();
    (this.choices[0] ?? this.field).focus();
    if (!this.table) void this.load();
  }

  private async load(): Promise<void> {
    this.failed = false;
    this.table = await loadEmoji();
    this.failed = !this.table;
    if (this.request) this.list();
  }

  /** Lists what fits the typed text, and draws. */
  private list(): void {
    const { table, request } = this;
    const { typed, columns } = this;
    this.groups = table && request ? emojiGroups(table, typed, columns, request.strings) : [];
    this.draw();
    setTabStop(this.root);
  }

  private draw(): void {
    if (this.request) render(this.template(this.request), this.root);
  }

  private template({ strings, common, chosen }: EmojiRequest): TemplateResult {
    const { wrong, typed, groups } = this;
    return html`${
      common.length === 0
        ? nothing
        : html`<div class="choices">${common.map(
            (each) => html`<button
              type="button"
              class="choice"
              aria-pressed=${chosen ? `${chosen.has(each)}` : nothing}
              @click=${() => this.choose(each)}
            >${each}</button>`,
          )}</div>`
    }
      <input
        class="emoji-search"
        type="text"
        maxlength="64"
        autocomplete="off"
        spellcheck="false"
        aria-label=${strings.searchEmoji}
        aria-invalid=${wrong ? 'true' : nothing}
        aria-controls="emoji-grid"
        placeholder=${strings.searchEmoji}
        .value=${typed}
        @input=${this.input}
      />
      ${wrong ? html`<p class="wrong" role="alert">${strings.oneEmoji}</p>` : nothing}
      ${emojiGridTemplate(groups, this.choose, strings)}
      ${groups.length === 0 && !wrong ? html`<p class="no-emoji" role="status">${this.emptyText(strings)}</p>` : nothing}
      ${this.toneTemplate(strings)}`;
  }

  /** Why the grid is empty. */
  private emptyText(strings: PanelStrings): string {
    if (this.table) return strings.noEmoji;
    return this.failed ? strings.emojiFailed : strings.loadingEmoji;
  }

  private toneTemplate(strings: PanelStrings): TemplateResult {
    const { tone } = emojiMemory.kept;
    return html`<select
      class="emoji-tone"
      aria-label=${strings.skinTone}
      title=${strings.skinTone}
      @change=${({ target }: Event) => {
        emojiMemory.setTone((target as HTMLSelectElement).value);
        this.list();
      }}
    >${['', ...skinTones].map(
      (each) => html`<option value=${each} ?selected=${each === tone}>✋${each}</option>`,
    )}</select>`;
  }

  private readonly input = ({ target }: Event): void => {
    this.typed = (target as HTMLInputElement).value;
    this.wrong = false;
    this.list();
    this.root.querySelector('.emoji-grid')?.scrollTo(0, 0);
  };

  private keydown(event: KeyboardEvent): void {
    if (isInputMethodKey(event)) return;
    const next = this.nextOf(event);
    if (next === undefined) return;
    // The picker has used the key; nothing behind it may.
    event.preventDefault();
    event.stopPropagation();
    if (next instanceof HTMLElement) this.focus(next);
  }

  /** The element to focus; `true` when the key was used otherwise, undefined when it wasn't. */
  private nextOf(event: KeyboardEvent): HTMLElement | true | undefined {
    const { key } = event;
    const active = document.activeElement as HTMLElement | null;
    if (key === 'Escape') {
      this.close();
      return true;
    }
    if (key === 'Tab') return this.stopAfter(active, event.shiftKey ? -1 : 1);
    if (active === this.field) return this.nextFromField(event);
    const at = this.choices.indexOf(active as HTMLButtonElement);
    if (at >= 0) {
      const step = steps[key];
      if (step === undefined) this.searchBy(event);
      return step === undefined ? undefined : this.choices.at((at + step) % this.choices.length);
    }
    return active?.matches('.emoji') ? this.nextInGrid(active, event) : undefined;
  }

  /** The next Tab stop. Tab past the last one doesn't leave the page. */
  private stopAfter(active: Element | null, step: number): HTMLElement {
    const cell = this.root.querySelector<HTMLElement>('.emoji[tabindex="0"]');
    const tone = this.root.querySelector<HTMLElement>('.emoji-tone');
    const stops = [this.choices[0], this.field, cell, tone].filter((stop) => stop != null);
    const isAt = (stop: Element) =>
      stop === active ||
      (stop.parentElement !== this.root && stop.parentElement === active?.parentElement);
    const at = stops.findIndex(isAt);
    const from = at >= 0 ? at : stops.indexOf(cell as HTMLElement);
    return stops.at((from + step) % stops.length) as HTMLElement;
  }

  private nextFromField(event: KeyboardEvent): HTMLElement | true | undefined {
    const first = firstCell(this.root);
    if (event.key === 'ArrowDown') return first;
    if (!isSendKey(event)) return undefined;
    const typed = asEmoji(this.field.value);
    const found = this.typed.trim() === '' ? undefined : first?.textContent;
    const chosen = typed ?? found;
    if (chosen) this.choose(chosen);
    else {
      this.wrong = true;
      this.draw();
    }
    return true;
  }

  private nextInGrid(active: HTMLElement, event: KeyboardEvent): HTMLElement | undefined {
    const next = nextCell(this.root, active, event);
    if (next === 'above') return this.field;
    if (!next) this.searchBy(event);
    return next;
  }

  /** A letter goes to the field, wherever it is typed. */
  private searchBy({ key, ctrlKey, metaKey }: KeyboardEvent): void {
    const isLetter = [...key].length === 1 && key !== ' ' && !ctrlKey && !metaKey;
    if (isLetter) this.field.focus();
  }

  private focus(next: HTMLElement): void {
    if (next.matches('.emoji')) setTabStop(this.root, next);
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  }

  private readonly choose = (text: string): void => {
    const { request } = this;
    const on = !request?.chosen?.has(text);
    if (on) emojiMemory.used(text);
    this.close();
    request?.choose(text, on);
  };

  /** Closes the picker and returns the focus. */
  private close(): void {
    this.request?.leave();
    this.root.hidePopover();
  }

  private release(): void {
    const { request } = this;
    this.request = undefined;
    request?.anchor.style.removeProperty('anchor-name');
    request?.closed();
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

let picker: EmojiPicker | undefined;

/** Opens the picker beside a button. */
export function openEmojiPicker(request: EmojiRequest): void {
  picker ??= new EmojiPicker();
  picker.open(request);
}
