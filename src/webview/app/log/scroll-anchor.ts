import type { ReadingPosition } from '../base/host';
import type { LogPlace, RowWindow } from './row-window';
import { type LogRows, messageOf, type Row } from './rows';

/** Distance from the bottom, in CSS pixels, that still counts as being there. */
const tolerance = 8;
/** What stays in sight of the last screenful, in CSS pixels. */
const overlap = 40;
/** Corrections on the way to a row. */
const maxTurns = 4;

/**
 * Keeps what a person reads where it is. At the bottom the log stays at the bottom; anywhere else
 * the first message in sight keeps its place, whatever is added, changed or taken away around it.
 */
export class ScrollAnchor {
  atBottom = true;
  private element: HTMLElement | undefined;
  private rows: LogRows | undefined;
  private reading: ReadingPosition | undefined;
  private sizes: ResizeObserver | undefined;
  private lastTop = 0;
  /** Width and height for which the log was laid out last. */
  private size = '';
  /** The person, not the page, scrolls at the moment. */
  private moving = false;

  /** `scrolled` is called after {@link atBottom} was brought up to date. */
  constructor(
    private readonly window: RowWindow,
    private readonly scrolled: () => void,
  ) {}

  /** Watches the element that scrolls, with the one in it that holds the rows. */
  attach(element: HTMLElement, content: HTMLElement): void {
    this.element = element;
    this.lastTop = 0;
    this.window.attach(element, content);
    this.sizes?.disconnect();
    this.sizes = new ResizeObserver(() => this.restore());
    this.sizes.observe(element);
    this.sizes.observe(this.window.block);
    element.addEventListener('scroll', () => this.follow(element));
    element.addEventListener('scrollend', () => this.rest());
  }

  /** Where the person reads; undefined at the bottom. */
  get position(): ReadingPosition | undefined {
    return this.atBottom ? undefined : this.reading;
  }

  /** Goes to a place as of a former {@link position} with the next {@link restore}. */
  aim(position: ReadingPosition | undefined): void {
    this.reading = position;
    this.atBottom = position === undefined;
    this.moving = false;
  }

  /** Takes other rows; {@link restore} shows them. */
  replace(rows: LogRows): void {
    this.rows = rows;
    this.window.replace(rows, this.element?.clientWidth ?? 0);
  }

  /** Brings the person back to where they were: after anything changed. */
  restore(): void {
    const { element, rows } = this;
    if (!element || !rows) return;
    if (this.atBottom) this.window.place('bottom');
    else this.window.place(this.target(rows), this.moving);
    // Where all that follows is in sight, there is nowhere else to be.
    if (element.clientHeight > 0 && this.distance(element) < 1) this.atBottom = true;
    this.lastTop = element.scrollTop;
    this.resized(element);
  }

  /**
   * Brings a row into sight: no further than needed, or where it has others above it. Does nothing
   * where it is wholly in sight.
   */
  show(index: number, how: 'nearest' | 'aside'): void {
    const { element, rows } = this;
    const id = rows && this.idAt(rows, index);
    if (!element || id === undefined) return;
    // What is drawn on the way there may turn out higher or lower than it was guessed to be.
    for (let turn = 0; turn < maxTurns; turn++) {
      const offset = this.wayTo(element, index, how);
      if (offset === undefined) return;
      this.aim({ id, offset });
      this.restore();
      this.settleAt(element);
    }
  }

  /** Indexes of the first and the last row in sight. */
  sight(): { readonly first: number; readonly last: number } {
    const { element } = this;
    if (!element) return { first: 0, last: 0 };
    const top = this.window.at(element.scrollTop);
    const bottom = this.window.below(top, Math.max(0, element.clientHeight - 1));
    return { first: top.index, last: bottom.index };
  }

  /** Index of the row a screenful above (-1) or below (1) another one, which it never is itself. */
  page(index: number, step: 1 | -1): number {
    const screen = Math.max(0, (this.element?.clientHeight ?? 0) - overlap);
    const there = this.window.below({ index, offset: 0 }, step * screen).index;
    return there === index ? index + step : there;
  }

  /** With which offset a row would be in sight; undefined where it is. */
  private wayTo(element: HTMLElement, index: number, how: 'nearest' | 'aside'): number | undefined {
    const view = element.clientHeight;
    const size = this.window.sizeOf(index);
    const top = -this.window.offsetFrom(this.window.at(element.scrollTop), index);
    const isAbove = top < -0.5;
    const isBelow = top + size > view + 0.5;
    // One that is higher than the log is in sight as far as it can be.
    if (!isAbove && !isBelow) return undefined;
    if (size >= view) return Math.abs(top) < 1 ? undefined : 0;
    if (how === 'aside') return -Math.min(view / 4, view - size);
    return isAbove ? 0 : size - view;
  }

  /** Takes the place where the browser has stopped, which may be the end of the log. */
  private settleAt(element: HTMLElement): void {
    if (!this.rows) return;
    if (this.distance(element) <= tolerance) this.atBottom = true;
    else this.read(this.rows, element);
    this.lastTop = element.scrollTop;
  }

  /** Whether the log has another size than when it was laid out last. */
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
    // A log without height shows nothing, and tells nothing about where one reads.
    if (!rows || element.clientHeight === 0 || element.scrollTop === this.lastTop) return;
    // A log of another size may have been scrolled by the browser, which has no more room for it.
    if (this.resized(element)) {
      this.restore();
      return;
    }
    const wasAtBottom = this.atBottom;
    // The bottom is left by scrolling up alone: a log that grew or a field that grew below it also
    // leave a distance, until it is made up for.
    if (this.distance(element) <= tolerance) this.atBottom = true;
    else if (element.scrollTop < this.lastTop) this.atBottom = false;
    this.moving = true;
    if (!this.atBottom) this.read(rows, element);
    // A slow way up from the bottom is not to be undone at its first step.
    if (!this.atBottom || !wasAtBottom) this.restore();
    // Rows that were guessed are drawn and measured now: another message may be the first in sight.
    if (!this.atBottom) this.read(rows, element);
    this.lastTop = element.scrollTop;
    this.scrolled();
  }

  /**
   * Notes what the person reads: the first message that begins in the upper half of the log, so that
   * one that is cut off at the edge may become shorter or longer; or else the one that fills the log.
   * Something said rather than a note, which has another id once the window was loaded anew.
   */
  private read(rows: LogRows, element: HTMLElement): void {
    const { window } = this;
    const top = window.at(element.scrollTop);
    const half = element.clientHeight / 2;
    const isHigh = window.sizeOf(top.index) - top.offset > half;
    const begin = isHigh || top.offset <= 0 ? top.index : top.index + 1;
    const said = rows.find(begin, 1, isSaid);
    const index =
      said !== undefined && said <= this.sight().last
        ? said
        : (rows.find(begin, 1, isMessage) ?? rows.find(begin, -1, isMessage));
    if (index === undefined) return;
    const id = this.idAt(rows, index);
    if (id !== undefined) this.reading = { id, offset: window.offsetFrom(top, index) };
  }

  private target(rows: LogRows): LogPlace {
    const index = this.reading && rows.indexOf(this.reading.id);
    // What was read is gone with all that was above it.
    if (index === undefined) return { index: 0, offset: 0 };
    return { index, offset: this.reading?.offset ?? 0 };
  }

  private rest(): void {
    if (!this.moving) return;
    this.moving = false;
    this.restore();
  }
}

function isSaid(row: Row): boolean {
  return row.kind === 'said';
}

function isMessage(row: Row): boolean {
  return messageOf(row) !== undefined;
}
