import type { ReadingPosition } from '../base/host';
import type { RowWindow, ScrollPosition } from './row-window';
import { isMessageRow, type LogRows, messageOf, type Row } from './rows';

/** The distance from the bottom that still counts as the bottom, in CSS pixels. */
const tolerance = 8;
/** How much of the previous screenful stays visible, in CSS pixels. */
const overlap = 40;
/** Maximum number of corrections while scrolling to a row. */
const maxCorrections = 4;

/**
 * Keeps the reading position. At the bottom, the log stays at the bottom; anywhere else, the first visible
 * message stays in place, whatever is added, changed or removed around it.
 */
export class ScrollAnchor {
  atBottom = true;
  private element: HTMLElement | undefined;
  private rows: LogRows | undefined;
  private reading: ReadingPosition | undefined;
  private sizes: ResizeObserver | undefined;
  private lastTop = 0;
  /** The log's width and height at the last layout. */
  private size = '';
  /** Whether the user, not the page, is scrolling now. */
  private moving = false;

  /** @param scrolled called after {@link atBottom} was updated */
  constructor(
    private readonly window: RowWindow,
    private readonly scrolled: () => void,
  ) {}

  /**
   * Watches the element that scrolls, the element inside it that contains the rows, and what follows that:
   * files on their way.
   */
  attach(element: HTMLElement, content: HTMLElement): void {
    this.element = element;
    this.lastTop = 0;
    this.window.attach(element, content);
    this.sizes?.disconnect();
    this.sizes = new ResizeObserver((changes) => this.resize(changes));
    this.sizes.observe(element);
    this.sizes.observe(this.window.block);
    if (content.nextElementSibling) this.sizes.observe(content.nextElementSibling);
    element.addEventListener('scroll', () => this.follow(element));
    element.addEventListener('scrollend', () => this.rest());
  }

  /** The reading position; undefined at the bottom. */
  get position(): ReadingPosition | undefined {
    return this.atBottom ? undefined : this.reading;
  }

  /** Goes to an earlier {@link position} at the next {@link restore}. */
  setTarget(position: ReadingPosition | undefined): void {
    this.reading = position;
    this.atBottom = position === undefined;
    this.moving = false;
  }

  /** Replaces the rows; {@link restore} shows them. */
  replace(rows: LogRows): void {
    this.rows = rows;
    this.window.replace(rows, this.element?.clientWidth ?? 0);
  }

  /** Restores the reading position after any change. */
  restore(): void {
    const { element, rows } = this;
    if (!element || !rows) return;
    if (this.atBottom) this.window.place('bottom');
    else this.window.place(this.target(rows), this.moving);
    // When everything below is visible, the log is at the bottom.
    if (element.clientHeight > 0 && this.distance(element) < 1) this.atBottom = true;
    this.lastTop = element.scrollTop;
    this.resized(element);
  }

  /** Restores the reading position after something has changed its size by itself. */
  private resize(changes: readonly ResizeObserverEntry[]): void {
    const { window } = this;
    const isDrawn = changes.every(
      ({ target, contentRect }) =>
        target === window.block && Math.abs(contentRect.height - window.height) < 0.5,
    );
    if (isDrawn) return;
    window.remeasure();
    this.restore();
  }

  /**
   * Scrolls a row into view: as little as possible, or so that some rows above it show, too. Does nothing
   * when the row is fully visible.
   */
  show(index: number, how: 'nearest' | 'aside'): void {
    const { element, rows } = this;
    const id = rows && this.idAt(rows, index);
    if (!element || id === undefined) return;
    this.window.remeasure();
    // Rows drawn on the way may turn out taller or shorter than estimated.
    for (let turn = 0; turn < maxCorrections; turn++) {
      const offset = this.wayTo(element, index, how);
      if (offset === undefined) return;
      this.setTarget({ id, offset });
      this.restore();
      this.settleAt(element);
    }
  }

  /** The indexes of the first and last visible row. */
  visibleRange(): { readonly first: number; readonly last: number } {
    const { element } = this;
    if (!element) return { first: 0, last: 0 };
    const top = this.window.at(element.scrollTop);
    const bottom = this.window.below(top, Math.max(0, element.clientHeight - 1));
    return { first: top.index, last: bottom.index };
  }

  /** The index of the row a screenful above (-1) or below (1) this one; always another row. */
  page(index: number, step: 1 | -1): number {
    const screen = Math.max(0, (this.element?.clientHeight ?? 0) - overlap);
    const there = this.window.below({ index, offset: 0 }, step * screen).index;
    return there === index ? index + step : there;
  }

  /** The offset at which a row would be visible; undefined when it already is. */
  private wayTo(element: HTMLElement, index: number, how: 'nearest' | 'aside'): number | undefined {
    const view = element.clientHeight;
    const size = this.window.sizeOf(index);
    const top = -this.window.offsetFrom(this.window.at(element.scrollTop), index);
    const isAbove = top < -0.5;
    const isBelow = top + size > view + 0.5;
    // A row taller than the log counts as visible when it fills the log.
    if (!isAbove && !isBelow) return undefined;
    if (size >= view) return Math.abs(top) < 1 ? undefined : 0;
    if (how === 'aside') return -Math.min(view / 4, view - size);
    return isAbove ? 0 : size - view;
  }

  /** Accepts the position where the browser has stopped, which may be the end of the log. */
  private settleAt(element: HTMLElement): void {
    if (!this.rows) return;
    if (this.distance(element) <= tolerance) this.atBottom = true;
    else this.read(this.rows, element);
    this.lastTop = element.scrollTop;
  }

  /** Whether the log's size has changed since the last layout. */
  private resized({ clientWidth, clientHeight }: HTMLElement): boolean {
    const size = `${clientWidth} ${clientHeight}`;
    const isOther = size !== this.size;
    this.size = size;
    return isOther;
  }

  private distance(element: HTMLElement): number {
    return element.scrollHeight - element.scrollTop - element.clientHeight;
  }

  private idAt(rows: LogRows, index: number): string | undefined {
    return index < rows.length ? messageOf(rows.at(index)) : undefined;
  }

  private follow(element: HTMLElement): void {
    const { rows } = this;
    // A log without height shows nothing, so its scroll position means nothing.
    if (!rows || element.clientHeight === 0 || element.scrollTop === this.lastTop) return;
    // After the log's size changed, the browser itself may have scrolled it.
    if (this.resized(element)) {
      this.window.remeasure();
      this.restore();
      return;
    }
    const wasAtBottom = this.atBottom;
    // Only scrolling up leaves the bottom. A log that grew, or a field below it that grew, also causes a
    // distance until the next restore.
    if (this.distance(element) <= tolerance) this.atBottom = true;
    else if (element.scrollTop < this.lastTop) this.atBottom = false;
    this.moving = true;
    if (!this.atBottom) this.read(rows, element);
    // Don't undo the first step of slowly scrolling up from the bottom.
    if (!this.atBottom || !wasAtBottom) this.restore();
    // The estimated rows are now drawn and measured, so another message may be the first visible one.
    if (!this.atBottom) this.read(rows, element);
    this.lastTop = element.scrollTop;
    this.scrolled();
  }

  /**
   * Stores the reading position: the first message that starts in the upper half of the log, so that one
   * cut off at the edge may change its height; otherwise the message that fills the log. Prefers messages
   * to notes, whose ids change when the window is reloaded.
   */
  private read(rows: LogRows, element: HTMLElement): void {
    const { window } = this;
    const top = window.at(element.scrollTop);
    const half = element.clientHeight / 2;
    const isHigh = window.sizeOf(top.index) - top.offset > half;
    const begin = isHigh || top.offset <= 0 ? top.index : top.index + 1;
    const said = rows.find(begin, 1, isMessageRow);
    const index =
      said !== undefined && said <= this.visibleRange().last
        ? said
        : (rows.find(begin, 1, isMessage) ?? rows.find(begin, -1, isMessage));
    if (index === undefined) return;
    const id = this.idAt(rows, index);
    if (id !== undefined) this.reading = { id, offset: window.offsetFrom(top, index) };
  }

  private target(rows: LogRows): ScrollPosition {
    const index = this.reading && rows.indexOf(this.reading.id);
    // The message and everything above it are gone.
    if (index === undefined) return { index: 0, offset: 0 };
    return { index, offset: this.reading?.offset ?? 0 };
  }

  private rest(): void {
    if (!this.moving) return;
    this.moving = false;
    this.restore();
  }
}

function isMessage(row: Row): boolean {
  return messageOf(row) !== undefined;
}
