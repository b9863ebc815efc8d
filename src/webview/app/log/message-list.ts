import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ReadingPosition } from '../base/host';
import { icons } from '../base/icons';
import type { PageAction, PanelStrings } from '../base/messages';
import { FindWidget } from '../find/find-widget';
import type { Region } from '../regions';
import type { MessageLog } from '../state/message-log';
import type { PanelStore } from '../state/panel-store';
import { Announcer } from './announcer';
import { actInLog } from './log-actions';
import { LogKeys } from './log-keys';
import { LogPane } from './log-pane';
import type { RevealOptions } from './log-view';
import type { RowHands } from './row-contexts';

/** Milliseconds between two looks at how old messages have become. */
const minute = 60_000;

/** What the log needs of the panel around it. */
export interface ListParts extends RowHands {
  /** The reading position changed. */
  moved(position: ReadingPosition | undefined): void;
  /** The template has something new to say. */
  redraw(): void;
  /** Goes on to the composer. */
  leave(): void;
}

/** The log on the page, with what leads through it: buttons, keys, and the find widget. */
export class MessageList implements Region {
  private readonly pane: LogPane;
  private readonly keys: LogKeys;
  private readonly finder: FindWidget;
  private readonly announcer = new Announcer();
  private store: PanelStore | undefined;
  private log: MessageLog | undefined;
  private attached: HTMLElement | undefined;
  /** End of the log when its bottom was last in sight. */
  private seenEnd = 0;
  /** Above this message the line "new messages" was in sight once. */
  private seenDivider: string | undefined;
  /** What the buttons were drawn for. */
  private shown = '';
  private ageing: number | undefined;

  constructor(private readonly parts: ListParts) {
    this.pane = new LogPane(parts, () => this.scrolled());
    this.keys = new LogKeys(this.pane, () => parts.leave());
    this.finder = new FindWidget(this.pane, this.pane.block, parts);
  }

  get atBottom(): boolean {
    return this.pane.atBottom;
  }

  /** Where to begin: at the bottom, or where the person was reading. */
  aim(position: ReadingPosition | undefined): void {
    this.pane.aim(position);
  }

  /** Before drawing: takes the log as it is now. */
  prepare(store: PanelStore): void {
    this.store = store;
    if (store.log !== this.log) this.restart(store.log);
    if (this.pane.atBottom) this.seenEnd = store.log.end;
  }

  template(store: PanelStore, strings: PanelStrings): TemplateResult {
    // The log is silent for screen readers: rows come and go in it as it is scrolled.
    return html`<section class="talk">
      ${this.finder.template(strings)}
      <div class="log" id="log" role="log" aria-live="off" aria-label=${strings.messages} tabindex="0">
        ${store.log.newest ? nothing : html`<p class="empty">${strings.noMessages}</p>`}
        <div class="log-content" id="log-content"></div>
      </div>
      <div class="hidden-text" id="log-news" aria-live="polite"></div>
      <div class="jumps">${this.unreadTemplate(store, strings)}${this.newestTemplate(strings)}</div>
    </section>`;
  }

  /** After drawing: the rows follow, and the reading position is kept. */
  settle(): void {
    const { store } = this;
    const log = document.getElementById('log');
    const content = document.getElementById('log-content');
    if (!store?.strings || !log || !content) return;
    if (this.attached !== log) {
      this.attached = log;
      this.keys.attach(log);
      this.ageing = setInterval(() => this.age(), minute);
    }
    this.pane.update(store, log, content);
    this.finder.settle(store);
    const news = document.getElementById('log-news');
    if (news) this.announcer.announce(news, store, store.takeNews());
    this.redrawButtons();
  }

  /** The log is not on the page for now. */
  detach(): void {
    this.attached = undefined;
    clearInterval(this.ageing);
  }

  jumpToNewest(): void {
    this.pane.toEnd();
    this.parts.redraw();
  }

  /** Brings a message into sight and shows for a moment which one it is. */
  reveal(messageId: string, options?: RevealOptions): void {
    this.pane.reveal(messageId, options);
  }

  /** Does what one of the editor's commands asks of the log; false when it is none for the log. */
  act(action: PageAction): boolean {
    if (action === 'find') this.finder.open();
    else if (action === 'focusMessages') this.keys.enter();
    else return actInLog(action, this.pane, this.store?.divider);
    return true;
  }

  /** Keys that work in all of the panel. Returns whether this one was used. */
  use(event: KeyboardEvent): boolean {
    return this.finder.use(event);
  }

  element(): Element | null {
    return this.attached?.closest('.talk') ?? null;
  }

  enter(): boolean {
    this.keys.enter();
    return this.attached !== undefined;
  }

  private restart(log: MessageLog): void {
    const { position } = this.pane;
    // What the page remembers from before it was loaded is all there is to go by at first.
    const isKnown = position && (this.log?.agrees(log, position.id) ?? log.get(position.id));
    if (!isKnown) this.pane.aim(undefined);
    this.log = log;
    this.seenEnd = log.end;
  }

  private unreadTemplate(store: PanelStore, strings: PanelStrings): unknown {
    if (!this.isDividerAbove()) return nothing;
    const { divider, unread } = store;
    const label = strings.jumpToUnread.replace('{0}', `${unread}`);
    const jump = () => divider !== undefined && this.reveal(divider, { focus: true });
    return html`<button
      type="button"
      class="jump unread-jump"
      title=${label}
      aria-label=${label}
      @click=${jump}
    >${icons.arrowUp}<span>${unread}</span></button>`;
  }

  private newestTemplate(strings: PanelStrings): unknown {
    if (this.pane.atBottom) return nothing;
    const jump = () => {
      this.jumpToNewest();
      this.keys.enter();
    };
    const news = this.hasNews();
    return html`<button
      type="button"
      class=${news ? 'jump news' : 'jump'}
      title=${strings.jumpToNewest}
      aria-label=${news ? strings.newMessages : strings.jumpToNewest}
      @click=${jump}
    >${icons.arrowDown}${news ? html`<span>${strings.newMessages}</span>` : nothing}</button>`;
  }

  private hasNews(): boolean {
    return this.store !== undefined && this.store.log.end > this.seenEnd;
  }

  /** Whether what is new begins further up, where the person has not been since. */
  private isDividerAbove(): boolean {
    const divider = this.store?.divider;
    if (divider === undefined || divider === this.seenDivider) return false;
    const index = this.pane.rows.indexOf(divider);
    return index !== undefined && index <= this.pane.sight().first;
  }

  private scrolled(): void {
    this.parts.moved(this.pane.position);
    this.redrawButtons();
  }

  /** Most scrolling changes nothing but the rows. */
  private redrawButtons(): void {
    this.noteDivider();
    const shown = `${this.pane.atBottom} ${this.hasNews()} ${this.isDividerAbove()}`;
    if (shown === this.shown) return;
    this.shown = shown;
    this.parts.redraw();
  }

  private noteDivider(): void {
    const divider = this.store?.divider;
    const index = divider === undefined ? undefined : this.pane.rows.indexOf(divider);
    const { first, last } = this.pane.sight();
    // The line itself stands right above the message.
    if (index !== undefined && index > first && index <= last) this.seenDivider = divider;
  }

  private age(): void {
    // A new day changes the words in rows; else the times alone have become older.
    this.parts.redraw();
    this.pane.age();
  }
}
