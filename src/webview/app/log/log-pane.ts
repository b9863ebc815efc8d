import { guard } from 'lit/directives/guard.js';
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { isFocusLost } from '../base/focus';
import type { ReadingPosition } from '../base/host';
import { icons } from '../base/icons';
import { ageTimes, type MessageContext, messageTemplate, RevealEvent } from '../message/message';
import { Times } from '../message/times';
import { MessageLog } from '../state/message-log';
import type { PanelStore } from '../state/panel-store';
import { type LogView, type RevealOptions, setStops } from './log-keys';
import { RowWindow } from './row-window';
import { LogRows, type Row, type SystemLine } from './rows';
import { ScrollAnchor } from './scroll-anchor';

/** Draws a row; skips the work when nothing has changed. */
function rowTemplate(row: Row, context: MessageContext, reached: boolean): unknown {
  const { strings, times, now } = context;
  switch (row.kind) {
    case 'day': {
      const label = times.day(row.time, now, strings);
      return html`<div class="line day" role="separator" aria-label=${label}><span>${label}</span></div>`;
    }
    case 'unread':
      return html`<div class="line unread" role="separator" aria-label=${strings.newMessages}>
        <span>${strings.newMessages}</span>
      </div>`;
    case 'said':
      return messageTemplate(row.message, { head: row.head, reached }, context);
    case 'happened':
      return guard([row.message, times], () => happenedTemplate(row.message, times));
  }
}

function happenedTemplate(message: SystemLine, times: Times): TemplateResult {
  const warning = message.tone === 'warning';
  return html`<p
    class=${warning ? 'row happened warning' : 'row happened'}
    data-id=${message.id}
    title=${[message.address, times.exact(message.time)].filter(Boolean).join(' · ')}
  >${warning ? icons.warning : nothing}<bdi>${message.text}</bdi></p>`;
}

/** Creates the context for drawing rows, and replaces it only when rows would look different. */
class RowContexts {
  private made: MessageContext | undefined;
  /** The inputs of the current context, as values that can be compared. */
  private of: readonly unknown[] = [];
  private times = new Times('en');
  private language = 'en';

  /** Undefined until the first {@link update}. */
  get current(): MessageContext | undefined {
    return this.made;
  }

  /** Updates to the panel's state; returns whether all rows must be drawn again. */
  update({ strings, status, reading, language }: PanelStore): boolean {
    if (!strings || !status) return false;
    if (language !== this.language) {
      this.language = language;
      this.times = new Times(language);
    }
    const { times } = this;
    const { canAct, canPin = false, isSaved = false } = status;
    const today = new Date().toDateString();
    const of = [strings, times, reading, canAct, canPin, isSaved, today];
    if (of.every((part, i) => part === this.of[i])) return false;
    this.of = of;
    this.made = {
      strings,
      times,
      reading,
      rights: { canAct, canPin, isSaved },
      get now() {
        return Date.now();
      },
    };
    return true;
  }
}

/** How long a message that was jumped to is highlighted, in milliseconds; as in the style sheet. */
const flashTime = 1600;
/** The height that the find widget may cover at the top of a narrow side bar, in CSS pixels. */
const covered = 72;
/** The height to keep free for the buttons at the bottom, in CSS pixels. */
const margin = 40;

/** The scrolling part of the log: its rows, which of them are drawn, and the scroll position. */
export class LogPane implements LogView {
  rows = new LogRows(new MessageLog(0), undefined);
  private readonly contexts = new RowContexts();
  private readonly window: RowWindow;
  private readonly scroll: ScrollAnchor;
  private element: HTMLElement | undefined;
  /** What {@link rows} show. */
  private drawn:
    | { readonly log: MessageLog; readonly version: number; readonly divider: string | undefined }
    | undefined;

  /** @param scrolled called when other rows have become visible */
  constructor(private readonly scrolled: () => void) {
    this.window = new RowWindow((row, slot, reached) => {
      const context = this.contexts.current;
      if (!context) return;
      render(rowTemplate(row, context, reached), slot);
      slot.classList.toggle('follows', row.kind === 'happened' && row.follows);
      if (!slot.contains(document.activeElement)) setStops(slot, -1);
    });
    this.scroll = new ScrollAnchor(this.window, scrolled);
    this.block.addEventListener(RevealEvent.type, (event) => {
      if (event instanceof RevealEvent) this.reveal(event.messageId, { focus: true });
    });
  }

  get atBottom(): boolean {
    return this.scroll.atBottom;
  }

  get position(): ReadingPosition | undefined {
    return this.scroll.position;
  }

  get block(): HTMLElement {
    return this.window.block;
  }

  /** Goes to an earlier {@link position}, or to the bottom, at the next drawing. */
  setTarget(position: ReadingPosition | undefined): void {
    this.scroll.setTarget(position);
  }

  /**
   * Updates the rows.
   * @param element the element that scrolls
   * @param content the element inside it that contains only the rows
   */
  update(store: PanelStore, element: HTMLElement, content: HTMLElement): void {
    const isNew = this.element !== element;
    if (isNew) {
      this.element = element;
      this.scroll.attach(element, content);
    }
    const focused = this.block.contains(document.activeElement)
      ? slotAround(document.activeElement)
      : null;
    const { log, logVersion: version, divider } = store;
    const { drawn } = this;
    const sameRows = drawn?.version === version && drawn.divider === divider;
    if (!sameRows) {
      this.drawn = { log, version, divider };
      const changes = log.takeChanges();
      this.rows =
        drawn?.log === log
          ? new LogRows(log, divider, changes, this.rows)
          : new LogRows(log, divider);
      this.scroll.replace(this.rows);
    }
    const sameLook = !this.contexts.update(store);
    if (!sameLook) this.window.invalidate();
    if (isNew || !sameRows || !sameLook) this.scroll.restore();
    if (focused && isFocusLost()) {
      // The focused element is gone: a button of a deleted message, or the whole message.
      const { isConnected } = focused;
      ((isConnected && articleIn(focused)) || element).focus({ preventScroll: true });
    }
  }

  /** Updates the times shown in the rows. */
  age(): void {
    const context = this.contexts.current;
    if (context) ageTimes(this.block, context);
  }

  scrollToEnd(): void {
    this.scroll.setTarget(undefined);
    this.scroll.restore();
    this.scrolled();
  }

  reveal(messageId: string, { focus = false, quiet = false }: RevealOptions = {}): void {
    const index = this.rows.indexOf(messageId);
    if (index === undefined) return;
    this.scroll.show(index, 'aside');
    const slot = this.slotOf(index);
    if (focus) articleIn(slot)?.focus({ preventScroll: true });
    if (slot && !quiet) flash(slot);
    this.scrolled();
  }

  expose({ top, bottom }: DOMRect): void {
    const { element } = this;
    if (!element) return;
    const outer = element.getBoundingClientRect();
    const above = outer.top + covered - top;
    const below = bottom - outer.bottom + margin;
    if (above > 0) element.scrollTop -= above;
    else if (below > 0) element.scrollTop += below;
  }

  focus(index: number): void {
    this.scroll.show(index, 'nearest');
    articleIn(this.slotOf(index))?.focus({ preventScroll: true });
    this.scrolled();
  }

  focused(): number | undefined {
    return this.window.rowOf(document.activeElement);
  }

  visibleRange(): { readonly first: number; readonly last: number } {
    return this.scroll.visibleRange();
  }

  page(index: number, step: 1 | -1): number {
    return this.scroll.page(index, step);
  }

  slotOf(index: number): HTMLElement | undefined {
    const row = this.rows.list[index];
    return row && this.window.slotOf(row.key);
  }
}

function slotAround(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>('.slot') ?? null;
}

function articleIn(slot: HTMLElement | undefined): HTMLElement | undefined {
  return slot?.querySelector('article') ?? undefined;
}

function flash(slot: HTMLElement): void {
  slot.classList.add('revealed');
  setTimeout(() => slot.classList.remove('revealed'), flashTime);
}
