import { repeat } from 'lit/directives/repeat.js';
import { html, nothing } from 'lit/html.js';
import { personName } from '../base/components';
import { keepFocus } from '../base/focus';
import type { PanelMember, PanelStrings } from '../base/messages';
import { type MentionQuery, matchingPeople, mentionQuery } from './mention-query';

export const mentionListId = 'mention-list';

/** A key press, as far as the list is concerned. */
type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/** Offers the names of members while one is typed after an `@`. */
export class MentionList {
  private people: readonly PanelMember[] = [];
  private query: MentionQuery | undefined;
  private offered: readonly PanelMember[] = [];
  private active = 0;
  /** Where the `@` stands for which the person wants no list (any more). */
  private dismissed: number | undefined;

  /** `pick` replaces what stands from an `@` to the caret. */
  constructor(private readonly pick: (start: number, person: PanelMember) => void) {}

  get open(): boolean {
    return this.offered.length > 0;
  }

  /** Id of the option that Enter takes. */
  get activeId(): string | undefined {
    return this.open ? optionId(this.active) : undefined;
  }

  /** Who can be mentioned; nobody where the room carries no mentions. */
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

  /** The person has typed. */
  typed(text: string, caret: number): void {
    const query = mentionQuery(text, caret);
    if (query?.start !== this.dismissed) this.dismissed = undefined;
    if (!query || query.start === this.dismissed) this.hide();
    else this.show(query);
  }

  /** The caret has moved; where to does not matter as long as it is behind the same `@`. */
  moved(text: string, caret: number): void {
    if (this.open && mentionQuery(text, caret)?.typed !== this.query?.typed) this.hide();
  }

  /** Closes the list until another `@` is typed. */
  dismiss(): void {
    this.dismissed = this.query?.start;
    this.hide();
  }

  /** For the time being: the field has lost the focus, or holds something else. */
  hide(): void {
    this.query = undefined;
    this.offered = [];
    this.active = 0;
  }

  /** Whether the list takes this key; never one with which an input method has to do. */
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

  /** After drawing: what is chosen is in sight. */
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

/** Puts a name in place of what stands from an `@` to the caret. */
export function insertMention(field: HTMLTextAreaElement, start: number, name: string): void {
  const end = field.selectionEnd;
  field.focus();
  field.setSelectionRange(start, end);
  const space = /^\s/.test(field.value.slice(end)) ? '' : ' ';
  // The only way to change the text that can be undone with Ctrl+Z.
  document.execCommand('insertText', false, `@${name}${space}`);
}

/** Mentions somebody in the field that has the focus, at the cursor, apart from the words around it. */
export function mentionAtCursor(name: string): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement)) return;
  const before = /\S$/.test(field.value.slice(0, field.selectionStart)) ? ' ' : '';
  const after = /^\s/.test(field.value.slice(field.selectionEnd)) ? '' : ' ';
  // The only way to change the text that can be undone with Ctrl+Z.
  document.execCommand('insertText', false, `${before}@${name}${after}`);
}
