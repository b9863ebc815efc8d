import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PanelStrings } from '../messages';
import type { ReadingPosition } from './host';
import { icons } from './icons';
import { LogWindow } from './log-window';
import { rowTemplate } from './message';
import type { PanelStore } from './panel-store';
import { toRows } from './rows';
import { ScrollKeeper } from './scroll-keeper';
import { Times } from './times';

/** Milliseconds for which rows that are no news are kept from screen readers' announcements. */
const settleTime = 200;

/** The log on the page: draws the part of it that is needed, and keeps the reading position. */
export class MessageList {
  private readonly window = new LogWindow();
  private readonly scroll = new ScrollKeeper(() => this.scrolled());
  private times = new Times('en');
  private timesLanguage = 'en';
  private snapshot = 0;
  private attached = false;
  /** End of the log when its bottom was last in sight. */
  private seenEnd = 0;
  private redraws = 0;

  /** `moved`: the reading position changed; `redraw`: the template has something new to say. */
  constructor(
    private readonly moved: (position: ReadingPosition | undefined) => void,
    private readonly redraw: () => void,
  ) {}

  get atBottom(): boolean {
    return this.scroll.atBottom;
  }

  /** Where to begin: at the bottom, or where the person was reading. */
  aim(position: ReadingPosition | undefined): void {
    this.scroll.aim(position);
  }

  /** Before drawing: takes the log as it is now. */
  prepare(store: PanelStore): void {
    this.scroll.note();
    if (store.snapshots !== this.snapshot) this.restart(store);
    if (this.scroll.atBottom) this.seenEnd = store.log.end;
  }

  template(store: PanelStore, strings: PanelStrings): TemplateResult {
    const { log } = store;
    const first = this.window.place(log, this.scroll.atBottom);
    const rows = () => {
      const context = { strings, times: this.times, now: Date.now() };
      return repeat(
        toRows(log.from(first), store.divider),
        (row) => row.key,
        (row) => rowTemplate(row, context),
      );
    };
    return html`<section class="talk">
      <div class="log" id="log" role="log" aria-label=${strings.messages} tabindex="0">
        <div class="log-content" id="log-content">
          ${first > log.start ? this.earlierTemplate(strings) : nothing}
          ${log.newest ? nothing : html`<p class="empty">${strings.noMessages}</p>`}
          ${guard([log, store.logVersion, first, store.divider, strings, this.times], rows)}
        </div>
      </div>
      ${this.scroll.atBottom ? nothing : this.jumpTemplate(log.end > this.seenEnd, strings)}
    </section>`;
  }

  /** After drawing: the reading position is kept. */
  settle(): void {
    const element = document.getElementById('log');
    const content = document.getElementById('log-content');
    if (element && content && !this.attached) {
      this.attached = true;
      this.quietly();
      this.scroll.attach(element, content);
    }
    this.scroll.restore();
  }

  /** The log is not on the page for now. */
  detach(): void {
    this.attached = false;
  }

  jumpToNewest(): void {
    this.scroll.aim(undefined);
    this.scroll.restore();
    this.redraw();
  }

  private restart(store: PanelStore): void {
    this.snapshot = store.snapshots;
    if (this.timesLanguage !== store.language) {
      this.timesLanguage = store.language;
      this.times = new Times(store.language);
    }
    this.window.reset();
    const { position } = this.scroll;
    const ordinal = position && store.log.ordinalOf(position.id);
    if (ordinal === undefined) this.scroll.aim(undefined);
    else this.window.reveal(ordinal);
    this.seenEnd = store.log.end;
    this.quietly();
  }

  private earlierTemplate(strings: PanelStrings): TemplateResult {
    const show = () => {
      this.window.showEarlier();
      // The button is at the top: what stood under it is what is being read.
      this.quietly();
      this.redraw();
    };
    return html`<button type="button" class="quiet earlier" @click=${show}>${strings.showEarlier}</button>`;
  }

  private jumpTemplate(news: boolean, strings: PanelStrings): TemplateResult {
    const jump = () => {
      this.jumpToNewest();
      document.getElementById('log')?.focus();
    };
    return html`<button
      type="button"
      class=${news ? 'jump news' : 'jump'}
      title=${strings.jumpToNewest}
      aria-label=${news ? strings.newMessages : strings.jumpToNewest}
      @click=${jump}
    >${icons.arrowDown}${news ? html`<span>${strings.newMessages}</span>` : nothing}</button>`;
  }

  private scrolled(): void {
    this.moved(this.scroll.position);
    this.redraw();
  }

  /** What is drawn now is history, not news: it is not announced. */
  private quietly(): void {
    const turn = ++this.redraws;
    document.getElementById('log')?.setAttribute('aria-busy', 'true');
    setTimeout(() => {
      if (turn === this.redraws) document.getElementById('log')?.removeAttribute('aria-busy');
    }, settleTime);
  }
}
