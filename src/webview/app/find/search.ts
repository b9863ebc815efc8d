import { shownText } from '../../../text/action';
import { drawnText } from '../../../text/blocks';
import { fold } from '../../../text/fold';
import type { ReadOptions } from '../../../text/mentions';
import { readText } from '../../../text/read-text';
import type { PanelMessage } from '../base/messages';
import { cardRenderer } from '../cards/card';
import { readingOf } from '../state/message-log';

/** Maximum number of matches to count. */
export const maxMatches = 10_000;
/** The number of characters to search between two time checks. */
const stretch = 16 * 1024;

export interface Match {
  readonly id: string;
  /** The match's number within its message. */
  readonly nth: number;
}

export interface Query {
  readonly text: string;
  readonly matchCase: boolean;
}

/** The search text of each message, cached as long as the message exists. */
const known = new WeakMap<
  PanelMessage,
  { readonly text: string; readonly reading: ReadOptions; readonly matchCase: boolean }
>();

/** A search through messages in order, done in parts of limited time. */
export class Search {
  readonly matches: Match[] = [];
  private readonly needle: string;
  private at = 0;

  constructor(
    private readonly messages: readonly PanelMessage[],
    private readonly query: Query,
    private readonly reading: ReadOptions,
  ) {
    this.needle = fold(query.text, query.matchCase);
    if (this.needle === '') this.at = messages.length;
  }

  /** Whether every message has been searched or the limit of matches is reached. */
  get done(): boolean {
    return this.at >= this.messages.length || this.matches.length >= maxMatches;
  }

  /** Whether there may be more matches than found so far. */
  get isCut(): boolean {
    return this.at < this.messages.length || this.matches.length >= maxMatches;
  }

  /** Continues the search for about this many milliseconds. */
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
 * The searchable text of a message as drawn: its text and its card's, in the order on the page. Each
 * separate element starts a new line.
 */
export function searchText(message: PanelMessage, reading: ReadOptions): string {
  if (message.kind === 'system') return message.text;
  if (message.deleted) return '';
  const { text, card } = message;
  const drawn = drawnText(readText(shownText(text), readingOf(message, reading)));
  return card ? `${drawn}\n${cardRenderer(card.kind).searchText(card)}` : drawn;
}
