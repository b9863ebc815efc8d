import { fold } from '../../../text/fold';
import { MentionNames, type ReadOptions } from '../../../text/mentions';
import type { CodeView } from '../code/code-view';
import type { LogView } from '../log/log-keys';
import type { MessageLog } from '../state/message-log';
import type { PanelStore } from '../state/panel-store';
import { Highlights } from './highlights';
import { type Match, type Query, Search } from './search';

/** The most milliseconds that one part of a search may block the page. */
const slice = 6;

/** The search results that the widget shows. */
export interface FindResults {
  /** Counts from 1; 0 when there is no current match. */
  readonly current: number;
  readonly total: number;
  /** Whether there may be more matches than `total`: the search is still running or has reached its limit. */
  readonly more: boolean;
}

/** Searches all messages of the log, steps through the matches, and highlights the visible ones. */
export class Finder {
  query: Query = { text: '', matchCase: false };
  private readonly highlights = new Highlights();
  private search: Search | undefined;
  private current = -1;
  /** The index of the row where the search starts. */
  private base = 0;
  private log: MessageLog | undefined;
  private version = -1;
  private reading: ReadOptions = { plain: true, names: new MentionNames([]) };
  private turn = 0;
  private readonly drawn = new MutationObserver(() => this.mark());

  /** @param changed called when there are new results to show */
  constructor(
    private readonly view: LogView,
    private readonly changed: () => void,
  ) {}

  get results(): FindResults {
    const { search, current } = this;
    const total = search?.matches.length ?? 0;
    return { current: current + 1, total, more: search?.isCut ?? false };
  }

  /** The index of the row with the current match. */
  get currentRow(): number | undefined {
    const match = this.search?.matches[this.current];
    return match && this.view.rows.indexOf(match.id);
  }

  /** Starts at the visible rows, and highlights matches from now on. */
  begin(): void {
    this.base = this.view.visibleRange().first;
    this.drawn.observe(this.view.block, { childList: true, characterData: true, subtree: true });
  }

  end(): void {
    this.drawn.disconnect();
    this.highlights.clear();
    this.search = undefined;
    this.current = -1;
    this.turn++;
  }

  /** Searches for another text, and goes to the match nearest to where the search began. */
  find(query: Query): void {
    this.query = query;
    this.current = -1;
    this.run(() => this.choose());
  }

  /** Updates to the current log; the current match stays the same. */
  take({ log, logVersion, reading }: PanelStore): void {
    const isSame = this.log === log && this.version === logVersion && this.reading === reading;
    this.log = log;
    this.version = logVersion;
    this.reading = reading;
    if (isSame || !this.search) return;
    const kept = this.search.matches[this.current];
    this.run(() => this.keep(kept));
  }

  /** Goes to the next match (1) or the previous one (-1), and wraps around at the ends. */
  step(by: 1 | -1): void {
    const total = this.search?.matches.length ?? 0;
    if (total === 0) return;
    const from = this.current < 0 && by < 0 ? 0 : this.current;
    this.go((from + by + total) % total);
  }

  /** Searches the whole log again, in parts. */
  private run(done: () => void): void {
    const { log } = this;
    if (!log) return;
    const search = new Search(log.from(log.start), this.query, this.reading);
    const turn = ++this.turn;
    this.search = search;
    const goOn = () => {
      if (turn !== this.turn) return;
      search.advance(slice);
      if (search.done) done();
      else setTimeout(goOn);
      this.mark();
      this.changed();
    };
    goOn();
  }

  private choose(): void {
    const { matches } = this.search ?? { matches: [] };
    if (matches.length === 0) return;
    const found = matches.findIndex(({ id }) => (this.view.rows.indexOf(id) ?? 0) >= this.base);
    this.go(found < 0 ? matches.length - 1 : found, false);
  }

  private keep(kept: Match | undefined): void {
    const matches = this.search?.matches ?? [];
    this.current = kept
      ? matches.findIndex(({ id, nth }) => id === kept.id && nth === kept.nth)
      : -1;
  }

  private go(index: number, moves = true): void {
    const match = this.search?.matches[index];
    if (!match) return;
    this.current = index;
    this.view.reveal(match.id, { quiet: true });
    if (moves) this.base = this.view.rows.indexOf(match.id) ?? this.base;
    this.unfold();
    const range = this.mark();
    const folded = range?.startContainer.parentElement?.closest('details');
    if (folded) folded.open = true;
    // A message may be taller than the log, and the widget may cover it.
    if (range) this.view.expose(range.getBoundingClientRect());
    this.changed();
  }

  /** Unfolds the code in the message with the current match. */
  private unfold(): void {
    const { text, matchCase } = this.query;
    const needle = fold(text, matchCase);
    for (const view of this.currentSlot?.querySelectorAll<CodeView>('code-view') ?? []) {
      view.unfoldFor((hidden) => fold(hidden, matchCase).includes(needle));
    }
  }

  private get currentSlot(): HTMLElement | undefined {
    const { currentRow } = this;
    return currentRow === undefined ? undefined : this.view.slotOf(currentRow);
  }

  private mark(): Range | undefined {
    if (!this.search) return undefined;
    const slot = this.currentSlot;
    const nth = this.search.matches[this.current]?.nth ?? 0;
    return this.highlights.show(this.view.block.children, this.query, slot, nth);
  }
}
