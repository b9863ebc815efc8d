import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Region } from '../base/focus';
import { host } from '../base/host';
import { icons } from '../base/icons';
import type { MessageButton, PageAction, PanelStrings } from '../base/messages';
import { sendingTemplate } from '../files/sending';
import type { MessageLog } from '../state/message-log';
import type { PanelStore } from '../state/panel-store';
import { Announcer } from './announcer';
import { LogKeys, type LogView } from './log-keys';
import { LogPane } from './log-pane';
import { Pins } from './pins';
import type { Row } from './rows';

/** Milliseconds between two updates of the times. */
const minute = 60_000;

/** Milliseconds without scrolling after which the reading position is stored. */
const readingDelay = 100;

/** The log on the page, with its buttons, keys and commands. */
export class MessageList implements Region {
  private readonly pane = new LogPane(() => this.scrolled());
  private readonly keys = new LogKeys(this.pane);
  private readonly pins = new Pins(
    (id) => this.reveal(id),
    () => this.redraw(),
  );
  private readonly announcer = new Announcer();
  private store: PanelStore | undefined;
  private log: MessageLog | undefined;
  /** The message to go to once it is in the log. */
  private wanted: string | undefined;
  private attached: HTMLElement | undefined;
  /** The end of the log when its bottom was last visible. */
  private seenEnd = 0;
  /** The message whose "new messages" divider has been visible. */
  private seenDivider: string | undefined;
  /** The state that the buttons were drawn for. */
  private shown = '';
  private ageing: number | undefined;
  private readingTimer: number | undefined;
  /** The focused message whose menu the editor has opened; the menu returns the focus to the page only. */
  private menuOf: string | undefined;

  /** @param redraw called when the template has changed */
  constructor(private readonly redraw: () => void) {
    this.pane.setTarget(host.remembered().reading);
  }

  /** The log, for the find widget. */
  get view(): LogView {
    return this.pane;
  }

  get atBottom(): boolean {
    return this.pane.atBottom;
  }

  /** Call before drawing: updates to the current log. */
  beforeRender(store: PanelStore): void {
    this.store = store;
    if (store.log !== this.log) this.restart(store.log);
    if (this.pane.atBottom) this.seenEnd = store.log.end;
  }

  /** @param find the find widget */
  template(store: PanelStore, strings: PanelStrings, find: unknown): TemplateResult {
    // Silent for screen readers: rows come and go as the log scrolls. See Announcer.
    return html`<section class="talk">
      ${find}${this.pins.template(store, strings)}
      <div class="log" id="log" role="log" aria-live="off" aria-label=${strings.messages} tabindex="0">
        ${store.log.newest || store.sending.length > 0 ? nothing : html`<p class="empty">${strings.noMessages}</p>`}
        <div class="log-content" id="log-content"></div>
        <div class="log-end">${sendingTemplate(store.sending, strings)}</div>
      </div>
      <div class="hidden-text" id="log-news" aria-live="polite"></div>
      <div class="jumps">${this.unreadTemplate(store, strings)}${this.newestTemplate(strings)}</div>
    </section>`;
  }

  /** Call after drawing: updates the rows and keeps the reading position. */
  afterRender(): void {
    const { store } = this;
    const log = document.getElementById('log');
    const content = document.getElementById('log-content');
    if (!store?.strings || !log || !content) return;
    if (this.attached !== log) {
      this.attached = log;
      this.keys.attach(log);
      log.addEventListener('contextmenu', ({ target }) => this.noteMenu(target));
      this.ageing = setInterval(() => this.age(), minute);
    }
    this.pane.update(store, log, content);
    const news = document.getElementById('log-news');
    if (news) this.announcer.announce(news, store);
    this.redrawButtons();
    this.revealWanted();
  }

  /** The log isn't on the page for now. */
  detach(): void {
    this.attached = undefined;
    clearInterval(this.ageing);
  }

  jumpToNewest(): void {
    this.pane.scrollToEnd();
    this.redraw();
  }

  /** Goes to a message, as soon as it is in the log: another room's log may be on its way. */
  reveal(messageId: string): void {
    this.wanted = messageId;
    this.revealWanted();
  }

  /**
   * Call when the page gets the focus: returns it to the message whose menu was open. Returns whether there
   * was one.
   */
  restoreFocus(): boolean {
    const index = this.menuOf === undefined ? undefined : this.pane.rows.indexOf(this.menuOf);
    this.menuOf = undefined;
    if (index !== undefined) this.pane.focus(index);
    return index !== undefined;
  }

  /** Presses a button of a message, for its menu. */
  press(button: MessageButton, messageId: string): void {
    this.menuOf = undefined;
    this.pane.reveal(messageId, { quiet: true });
    const index = this.pane.rows.indexOf(messageId);
    const slot = index === undefined ? undefined : this.pane.slotOf(index);
    // Its buttons are drawn once the pointer has been on it.
    slot?.firstElementChild?.dispatchEvent(new Event('pointerover', { bubbles: true }));
    slot?.querySelector<HTMLElement>(`[data-action="${button}"]`)?.click();
  }

  /** Runs one of the editor's commands on the log. */
  act(action: PageAction): void {
    this.wanted = undefined;
    switch (action) {
      case 'focusMessages':
        this.keys.enter();
        return;
      case 'nextMention':
        this.goTo(1, isMention);
        return;
      case 'previousMention':
        this.goTo(-1, isMention);
        return;
      case 'nextCard':
        this.goTo(1, hasCard);
        return;
      case 'previousCard':
        this.goTo(-1, hasCard);
        return;
      case 'jumpToUnread':
        this.jumpToUnread();
        return;
      default:
        return;
    }
  }

  element(): Element | null {
    return this.attached?.closest('.talk') ?? null;
  }

  enter(): boolean {
    this.keys.enter();
    return this.attached !== undefined;
  }

  private revealWanted(): void {
    const { wanted, attached } = this;
    if (wanted === undefined || !attached || this.pane.rows.indexOf(wanted) === undefined) return;
    this.wanted = undefined;
    this.pane.reveal(wanted, { focus: true });
  }

  private restart(log: MessageLog): void {
    const { position } = this.pane;
    // On the first load, the stored position is the only one known.
    const isKnown =
      position && (this.log?.hasSameMessage(log, position.id) ?? log.get(position.id));
    if (!isKnown) this.pane.setTarget(undefined);
    this.log = log;
    this.seenEnd = log.end;
  }

  private unreadTemplate(store: PanelStore, strings: PanelStrings): unknown {
    if (!this.isDividerAbove()) return nothing;
    const { unread } = store;
    const label = strings.jumpToUnread.replace('{0}', `${unread}`);
    return html`<button
      type="button"
      class="jump unread-jump"
      title=${label}
      aria-label=${label}
      @click=${() => this.jumpToUnread()}
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

  /** Whether the "new messages" divider is further up and hasn't been visible yet. */
  private isDividerAbove(): boolean {
    const divider = this.store?.divider;
    if (divider === undefined || divider === this.seenDivider) return false;
    const index = this.pane.rows.indexOf(divider);
    return index !== undefined && index <= this.pane.visibleRange().first;
  }

  private noteMenu(target: EventTarget | null): void {
    const article = target instanceof Element ? target.closest<HTMLElement>('article') : null;
    this.menuOf = article?.contains(document.activeElement) ? article.dataset.id : undefined;
  }

  private jumpToUnread(): void {
    const divider = this.store?.divider;
    if (divider !== undefined) this.pane.reveal(divider, { focus: true });
  }

  /** Goes to the next row that passes, starting at the focused or visible rows; wraps around at the ends. */
  private goTo(step: 1 | -1, passes: (row: Row) => boolean): void {
    const { rows } = this.pane;
    const { first, last } = this.pane.visibleRange();
    const focused = this.pane.focused();
    const from = focused === undefined ? (step > 0 ? first : last) : focused + step;
    const index =
      rows.find(from, step, passes) ?? rows.find(step > 0 ? 0 : rows.length - 1, step, passes);
    const row = index === undefined ? undefined : rows.at(index);
    if (row?.kind === 'said') this.pane.reveal(row.message.id, { focus: true });
  }

  private scrolled(): void {
    clearTimeout(this.readingTimer);
    const { position: reading } = this.pane;
    this.readingTimer = setTimeout(() => host.remember({ reading }), readingDelay);
    this.redrawButtons();
  }

  /** Redraws only if the buttons change; most scrolling changes only the rows. */
  private redrawButtons(): void {
    this.noteDivider();
    const shown = `${this.pane.atBottom} ${this.hasNews()} ${this.isDividerAbove()}`;
    if (shown === this.shown) return;
    this.shown = shown;
    this.redraw();
  }

  private noteDivider(): void {
    const divider = this.store?.divider;
    const index = divider === undefined ? undefined : this.pane.rows.indexOf(divider);
    const { first, last } = this.pane.visibleRange();
    // The divider is directly above the message.
    if (index !== undefined && index > first && index <= last) this.seenDivider = divider;
  }

  private age(): void {
    // A new day changes the text of rows; otherwise only the times have changed.
    this.redraw();
    this.pane.age();
  }
}

function isMention(row: Row): boolean {
  return row.kind === 'said' && row.message.mention === true;
}

function hasCard(row: Row): boolean {
  return row.kind === 'said' && row.message.card !== undefined && !row.message.deleted;
}
