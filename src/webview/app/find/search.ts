import { drawnText } from '../../../text/blocks';
import { fold } from '../../../text/fold';
import type { Reading } from '../../../text/mentions';
import { readText } from '../../../text/read-text';
import type { PanelMessage } from '../base/messages';
import { cardView } from '../cards/card';

/** Matches that are counted at the most. */
export const maxMatches = 10_000;
/** Characters that are looked through between two looks at the clock; reading them costs most. */
const stretch = 16 * 1024;

export interface Match {
  readonly id: string;
  /** Which one of those in its message. */
  readonly nth: number;
}

export interface Query {
  readonly text: string;
  readonly matchCase: boolean;
}

/** Texts as they were searched last; kept as long as their messages are. */
const known = new WeakMap<
  PanelMessage,
  { readonly text: string; readonly reading: Reading; readonly matchCase: boolean }
>();

/** A search through messages in order, done in parts that take no longer than they may. */
export class Search {
  readonly matches: Match[] = [];
  private readonly needle: string;
  private at = 0;

  constructor(
    private readonly messages: readonly PanelMessage[],
    private readonly query: Query,
    private readonly reading: Reading,
  ) {
    this.needle = fold(query.text, query.matchCase);
    if (this.needle === '') this.at = messages.length;
  }

  /** Everything was looked through, or there are more matches than are counted. */
  get done(): boolean {
    return this.at >= this.messages.length || this.matches.length >= maxMatches;
  }

  /** There may be more matches than there are counted now. */
  get isCut(): boolean {
    return this.at < this.messages.length || this.matches.length >= maxMatches;
  }

  /** Goes on for about so many milliseconds. */
  advance(milliseconds: number): void {
    const until = performance.now() + milliseconds;
    let unchecked = 0;
    while (!this.done) {
      const message = this.messages[this.at++] as PanelMessage;
      const text = this.textOf(message);
      this.count(message.id, text);
      unchecked += text.length + 100;
      if (unchecked < stretch) continue;
      unchecked = 0;
      if (performance.now() >= until) return;
    }
  }

  private count(id: string, text: string): void {
    const { matches, needle } = this;
    let at = text.indexOf(needle);
    for (let nth = 0; at >= 0 && matches.length < maxMatches; nth++) {
      matches.push({ id, nth });
      at = text.indexOf(needle, at + needle.length);
    }
  }

  private textOf(message: PanelMessage): string {
    const { matchCase } = this.query;
    const before = known.get(message);
    if (before?.reading === this.reading && before.matchCase === matchCase) return before.text;
    const text = fold(searchText(message, this.reading), matchCase);
    known.set(message, { text, reading: this.reading, matchCase });
    return text;
  }
}

/**
 * All that can be found of a message, as it is drawn: its text, and what its card shows, in the order on the
 * page. What is no text of its own there begins a line.
 */
export function searchText(message: PanelMessage, reading: Reading): string {
  if (message.kind === 'system') return message.text;
  if (message.deleted) return '';
  const { text, card } = message;
  const drawn = drawnText(readText(text, reading));
  return card ? `${drawn}\n${cardView(card.kind).searchText(card)}` : drawn;
}
