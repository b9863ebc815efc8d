import { repeat } from 'lit/directives/repeat.js';
import { html, nothing } from 'lit/html.js';
import { fold } from '../../../text/fold';
import { keepFocus } from '../base/focus';
import type { PanelStrings } from '../base/messages';
import { insertUndoable } from './composer-field';

export const completionListId = 'completion-list';

/** The start of something that can be completed, and what has been typed of it. */
export interface CompletionQuery {
  /** The position of its first character: `@`, `:` or `/`. */
  readonly start: number;
  /** What was typed after that character. */
  readonly typed: string;
}

/** One of the offered completions. */
export interface Completion {
  /** Unique among the completions of its source. */
  readonly id: string;
  /** How the list shows it. */
  readonly content: unknown;
  /** The text that replaces what was typed. */
  readonly text: string;
}

/** A kind of completion: people after `@`, commands after `/`. */
export interface CompletionSource {
  /** The list's label. */
  label(strings: PanelStrings): string;
  /** What is being typed at the caret, if this source can complete it. */
  query(text: string, caret: number): CompletionQuery | undefined;
  /** The completions, best first. */
  offer(typed: string): readonly Completion[];
  /** Whether the typed text may mean something else, so that Enter takes nothing before the user selects it. */
  isGuess?(typed: string): boolean;
  /** Whether the typed text says that it is complete, so that the only completion takes its place at once. */
  isComplete?(typed: string): boolean;
  /** Called with the completion that the user chose. */
  chosen?(id: string): void;
}

/** The properties of a key press that the list needs. */
type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

interface Open {
  readonly source: CompletionSource;
  readonly query: CompletionQuery;
  readonly offered: readonly Completion[];
}

/**
 * Completes what is typed in the message box, from several sources; the first one that can does.
 *
 * Enter takes the selected completion. If what is typed is that completion already, and could become no other
 * one, there is nothing to take: Enter then does what it does without a list. Tab always takes.
 */
export class CompletionList {
  private current: Open | undefined;
  /** The position of the selected option; -1 if none is. */
  private active = 0;
  /** Whether the user selected it, as opposed to typing on. */
  private isChosen = false;
  /** The position of the character for which the user closed the list. */
  private dismissed: number | undefined;

  /** @param pick replaces the text from a position to the caret */
  constructor(
    private readonly sources: readonly CompletionSource[],
    private readonly pick: (start: number, text: string) => void,
  ) {}

  get open(): boolean {
    return this.current !== undefined;
  }

  /** The id of the selected option. */
  get activeId(): string | undefined {
    return this.open && this.active >= 0 ? optionId(this.active) : undefined;
  }

  /** Updates the list after a source has other completions. The selected one stays selected. */
  refresh(): void {
    const { current } = this;
    if (!current) return;
    const chosen = current.offered[this.active]?.id;
    const { isChosen } = this;
    this.show(current.source, current.query);
    const again = this.offered.findIndex(({ id }) => id === chosen);
    if (again < 0) return;
    this.active = again;
    this.isChosen = isChosen;
  }

  /** Updates the list after the user typed. */
  typed(text: string, caret: number): void {
    for (const source of this.sources) {
      const query = source.query(text, caret);
      if (!query) continue;
      if (query.start !== this.dismissed) this.dismissed = undefined;
      if (query.start === this.dismissed) this.hide();
      else this.show(source, query);
      if (source.isComplete?.(query.typed)) this.take(this.offered[0]);
      return;
    }
    this.dismissed = undefined;
    this.hide();
  }

  /** Updates the list after the caret moved. It stays open while the caret is after the same typed text. */
  moved(text: string, caret: number): void {
    const { current } = this;
    if (current?.source.query(text, caret)?.typed !== current?.query.typed) this.hide();
  }

  /** Closes the list for now: the field has lost the focus or its text was replaced. */
  hide(): void {
    this.current = undefined;
    this.active = 0;
    this.isChosen = false;
  }

  /** Handles a key press that doesn't belong to an input method. Returns whether the list used it. */
  key({ key, shiftKey, ctrlKey, altKey, metaKey }: Key): boolean {
    if (!this.open || shiftKey || ctrlKey || altKey || metaKey) return false;
    const { length } = this.offered;
    switch (key) {
      case 'ArrowDown':
        this.active = (this.active + 1) % length;
        this.isChosen = true;
        return true;
      case 'ArrowUp':
        this.active = (Math.max(this.active, 0) + length - 1) % length;
        this.isChosen = true;
        return true;
      case 'Enter':
        if (this.active < 0 || this.isTypedOut) return false;
        this.take(this.offered[this.active]);
        return true;
      case 'Tab':
        this.take(this.offered[Math.max(this.active, 0)]);
        return true;
      case 'Escape':
        this.dismiss();
        return true;
      default:
        return false;
    }
  }

  template(strings: PanelStrings): unknown {
    if (!this.current) return nothing;
    return html`<ul
      class="completions"
      id=${completionListId}
      role="listbox"
      aria-label=${this.current.source.label(strings)}
      @mousedown=${keepFocus}
    >${repeat(
      this.offered,
      ({ id }) => id,
      (completion, index) => html`<li
        id=${optionId(index)}
        role="option"
        aria-selected=${index === this.active ? 'true' : 'false'}
        @click=${() => this.take(completion)}
      >${completion.content}</li>`,
    )}</ul>`;
  }

  /** Call after drawing: scrolls the selected option into view. */
  afterRender(): void {
    if (this.activeId) document.getElementById(this.activeId)?.scrollIntoView({ block: 'nearest' });
  }

  private get offered(): readonly Completion[] {
    return this.current?.offered ?? [];
  }

  /** Whether the selected completion is typed as a whole, and no other one starts with it. */
  private get isTypedOut(): boolean {
    const { current, active, isChosen } = this;
    const selected = current?.offered[active];
    if (!current || !selected || isChosen) return false;
    const typed = fold(current.query.typed);
    // Without the character that starts it, which input methods type in other widths.
    const wordOf = ({ text }: Completion) => fold(text).slice(1);
    const starting = current.offered.filter((each) => wordOf(each).startsWith(typed));
    return wordOf(selected) === typed && starting.length === 1;
  }

  private show(source: CompletionSource, query: CompletionQuery): void {
    const offered = source.offer(query.typed);
    this.current = offered.length > 0 ? { source, query, offered } : undefined;
    this.active = source.isGuess?.(query.typed) ? -1 : 0;
    this.isChosen = false;
  }

  /** Closes the list until something else is typed that can be completed. */
  private dismiss(): void {
    this.dismissed = this.current?.query.start;
    this.hide();
  }

  private take(completion: Completion | undefined): void {
    const { current } = this;
    this.dismiss();
    if (!current || !completion) return;
    current.source.chosen?.(completion.id);
    this.pick(current.query.start, completion.text);
  }
}

function optionId(index: number): string {
  return `completion-${index}`;
}

/** Replaces the text from a position to the caret, and puts a space after it unless there is one. */
export function insertCompletion(field: HTMLTextAreaElement, start: number, text: string): void {
  const end = field.selectionEnd;
  field.focus();
  field.setSelectionRange(start, end);
  const space = /^\s/.test(field.value.slice(end)) ? '' : ' ';
  insertUndoable(`${text}${space}`);
}

/** Inserts a text at the caret of the focused field, with spaces around it. */
export function insertAtCaret(text: string): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement)) return;
  const before = /\S$/.test(field.value.slice(0, field.selectionStart)) ? ' ' : '';
  const after = /^\s/.test(field.value.slice(field.selectionEnd)) ? '' : ' ';
  insertUndoable(`${before}${text}${after}`);
}
