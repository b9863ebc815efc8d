import { repeat } from 'lit/directives/repeat.js';
import { html, nothing } from 'lit/html.js';
import { keepFocus } from '../base/focus';
import type { PanelMember, PanelStrings } from '../base/messages';
import { personName } from '../base/person-name';
import { type MentionQuery, matchingPeople, mentionQuery } from './mention-query';

export const mentionListId = 'mention-list';

/** The properties of a key press that the list needs. */
type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/** Suggests the names of members after an `@`. */
export class MentionList {
  private people: readonly PanelMember[] = [];
  private query: MentionQuery | undefined;
  private offered: readonly PanelMember[] = [];
  private active = 0;
  /** The position of the `@` for which the person closed the list. */
  private dismissed: number | undefined;

  /** @param pick replaces the text from an `@` to the caret */
  constructor(private readonly pick: (start: number, person: PanelMember) => void) {}

  get open(): boolean {
    return this.offered.length > 0;
  }

  /** The id of the selected option. */
  get activeId(): string | undefined {
    return this.open ? optionId(this.active) : undefined;
  }

  /** Sets the people who can be mentioned; empty in a room without mentions. */
  offer(people: readonly PanelMember[]): void {
    if (people === this.people) return;
    this.people = people;
    if (!this.query) return;
    const chosen = this.offered[this.active]?.id;
    this.show(this.query);
    this.active = Math.max(
      0,
      this.offered.findIndex(({ id }) => id === chosen),
    );
  }

  /** Updates the list after the person typed. */
  typed(text: string, caret: number): void {
    const query = mentionQuery(text, caret);
    if (query?.start !== this.dismissed) this.dismissed = undefined;
    if (!query || query.start === this.dismissed) this.hide();
    else this.show(query);
  }

  /** Updates the list after the caret moved. It stays open while the caret is after the same typed text. */
  moved(text: string, caret: number): void {
    if (this.open && mentionQuery(text, caret)?.typed !== this.query?.typed) this.hide();
  }

  /** Closes the list until another `@` is typed. */
  dismiss(): void {
    this.dismissed = this.query?.start;
    this.hide();
  }

  /** Closes the list for now: the field has lost the focus or its text was replaced. */
  hide(): void {
    this.query = undefined;
    this.offered = [];
    this.active = 0;
  }

  /** Handles a key press that doesn't belong to an input method. Returns whether the list used it. */
  key({ key, shiftKey, ctrlKey, altKey, metaKey }: Key): boolean {
    if (!this.open || shiftKey || ctrlKey || altKey || metaKey) return false;
    const { length } = this.offered;
    switch (key) {
      case 'ArrowDown':
        this.active = (this.active + 1) % length;
        return true;
      case 'ArrowUp':
        this.active = (this.active + length - 1) % length;
        return true;
      case 'Enter':
      case 'Tab':
        this.take(this.offered[this.active]);
        return true;
      case 'Escape':
        this.dismiss();
        return true;
      default:
        return false;
    }
  }

  template(strings: PanelStrings): unknown {
    if (!this.open) return nothing;
    return html`<ul
      class="mention-list"
      id=${mentionListId}
      role="listbox"
      aria-label=${strings.peopleToMention}
      @mousedown=${keepFocus}
    >${repeat(
      this.offered,
      ({ id }) => id,
      (person, index) => html`<li
        id=${optionId(index)}
        role="option"
        aria-selected=${index === this.active ? 'true' : 'false'}
        @click=${() => this.take(person)}
      ><span class="swatch hue-${person.hue}"></span>${personName(person.name)}</li>`,
    )}</ul>`;
  }

  /** Call after drawing: scrolls the selected option into view. */
  settle(): void {
    if (this.activeId) document.getElementById(this.activeId)?.scrollIntoView({ block: 'nearest' });
  }

  private show(query: MentionQuery): void {
    this.query = query;
    this.offered = matchingPeople(query.typed, this.people);
    this.active = 0;
  }

  private take(person: PanelMember | undefined): void {
    const { query } = this;
    this.dismiss();
    if (query && person) this.pick(query.start, person);
  }
}

function optionId(index: number): string {
  return `mention-${index}`;
}

/** Replaces the text from an `@` to the caret with a mention. */
export function insertMention(field: HTMLTextAreaElement, start: number, name: string): void {
  const end = field.selectionEnd;
  field.focus();
  field.setSelectionRange(start, end);
  const space = /^\s/.test(field.value.slice(end)) ? '' : ' ';
  // The only way to insert text that Ctrl+Z can undo.
  document.execCommand('insertText', false, `@${name}${space}`);
}

/** Inserts a mention at the caret of the focused field, with spaces around it. */
export function mentionAtCursor(name: string): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement)) return;
  const before = /\S$/.test(field.value.slice(0, field.selectionStart)) ? ' ' : '';
  const after = /^\s/.test(field.value.slice(field.selectionEnd)) ? '' : ' ';
  // The only way to insert text that Ctrl+Z can undo.
  document.execCommand('insertText', false, `${before}@${name}${after}`);
}
