import { html } from 'lit/html.js';
import type { PanelMember, PanelStrings } from '../base/messages';
import { personName } from '../base/person-name';
import type { Completion, CompletionQuery, CompletionSource } from './completion-list';
import { matchingPeople, mentionQuery } from './mention-query';

/** Completes the names of members after an `@`. */
export class PeopleSource implements CompletionSource {
  /** The people who can be mentioned; empty in a room without mentions. */
  people: readonly PanelMember[] = [];

  label(strings: PanelStrings): string {
    return strings.peopleToMention;
  }

  query(text: string, caret: number): CompletionQuery | undefined {
    return mentionQuery(text, caret);
  }

  offer(typed: string): readonly Completion[] {
    return matchingPeople(typed, this.people).map(({ id, name, hue }) => ({
      id,
      content: html`<span class="swatch hue-${hue}"></span>${personName(name)}`,
      text: `@${name}`,
    }));
  }
}
