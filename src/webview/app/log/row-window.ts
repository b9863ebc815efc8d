import { RowSizes } from './row-sizes';
import { estimateRow, RowSlots } from './row-slots';
import type { LogRows, Row } from './rows';

/** A position in the log: CSS pixels down from the top of a row. */
export interface ScrollPosition {
  readonly index: number;
  readonly offset: number;
}

/** Where the log should be: at its end, or with a position at its top edge. */
export type Target = 'bottom' | ScrollPosition;

/** A range of rows; excludes `to`. */
interface Range {
  readonly from: number;
  readonly to: number;
}

const none: Range = { from: 0, to: 0 };

/** Maximum number of layout rounds; rows are laid out again after they are measured. */
const maxRounds = 8;
/** Maximum number of rows to draw because text in them is selected. */
const maxSelected = 300;
/** A height that keeps the browser from scrolling a log that is too short for a moment. */
const room = 1e6;

/**
 * Draws the visible rows and a screenful on either side, between two spacers that stand for all others.
 * Libraries such as `@tanstack/virtual-core` position rows by sums of rounded heights and correct the
 * scroll position whenever an estimate turns out wrong. This class differs:
 *
 * - Rows are in the page's normal flow, so the visible part is exact at any zoom and font.
 * - While the user scrolls, estimation errors change the spacer above and not the scroll position,
 *   because setting the position stops the browser's smooth scrolling. When scrolling ends, both are
 *   corrected at once, and nothing visible moves.
 * - The drawn rows are sticky on both sides. The browser scrolls without waiting for the page, and this way
 *   never uncovers an empty area.
 */
export class RowWindow {
  private readonly sizes = new RowSizes();
  private readonly before = document.createElement('div');
  private readonly slots: RowSlots;
  private readonly after = document.createElement('div');
  private rows: LogRows | undefined;
  private scroller: HTMLElement | undefined;
  private drawn = none;
  /** The height of the spacer above the rows. */
  private above = 0;
  /** The offset of that spacer. */
  private origin = 0;
  /** The height of the drawn rows when they were made {@link stick}y. */
  private stuck = 0;

  /** @param draw draws a row into its slot; `reached`: the pointer or the focus has been on it */
  constructor(draw: (row: Row, slot: HTMLElement, reached: boolean) => void) {
    this.slots = new RowSlots(draw);
  }

  /** The element that contains the drawn rows. */
  get block(): HTMLElement {
    return this.slots.element;
  }

  /** The height of the drawn rows at their last layout. */
  get height(): number {
    return this.sizes.startOf(this.drawn.to) - this.sizes.startOf(this.drawn.from);
  }

  attach(scroller: HTMLElement, content: HTMLElement): void {
    this.scroller = scroller;
    content.replaceChildren(this.before, this.block, this.after);
  }

  /** Replaces the rows. The next {@link place} draws them. */
  replace(rows: LogRows, width: number): void {
    this.rows = rows;
    this.sizes.replace(rows.list, rows.changed, (row) => estimateRow(row, width));
    const { from, to } = this.drawn;
    const changed = Math.min(rows.changed, ...rows.replaced.filter((index) => index >= from));
    this.drawn = from <= changed ? { from, to: Math.min(to, changed) } : none;
  }

  /** Marks all rows as outdated. */
  invalidate(): void {
    this.slots.invalidate();
    this.drawn = none;
  }

  /** Measures all drawn rows again at the next {@link place}: they may have changed by themselves. */
  remeasure(): void {
    this.slots.remeasure();
    this.stuck = Number.NaN;
  }

  /** The element of a row; undefined when it isn't drawn. */
  slotOf(key: string): HTMLElement | undefined {
    return this.slots.get(key);
  }

  /** The index of the row that contains a node. */
  rowOf(node: Node | null): number | undefined {
    return this.rows && this.slots.indexOf(this.rows, node);
  }

  /** The height of a row; an estimate if it was never drawn. */
  sizeOf(index: number): number {
    return this.sizes.sizeOf(index);
  }

  /** The position this many pixels below another one. */
  below({ index, offset }: ScrollPosition, pixels: number): ScrollPosition {
    return this.placeOf(this.sizes.startOf(index) + offset + pixels);
  }

  /** The position at the top edge of the log for its scroll position. */
  at(scrollTop: number): ScrollPosition {
    const { sizes, drawn, above } = this;
    const y = scrollTop - this.origin;
    const first = sizes.startOf(drawn.from);
    // The spacer's height may differ from the rows that it stands for.
    const inList = y < above && above > 0 ? (y / above) * first : first + (y - above);
    return this.placeOf(inList);
  }

  /** How far a position is below the top of the row at `index`, in CSS pixels. */
  offsetFrom(place: ScrollPosition, index: number): number {
    return this.sizes.startOf(place.index) + place.offset - this.sizes.startOf(index);
  }

  /**
   * Draws the rows that a target needs, and scrolls the log there.
   * @param moving whether the user is scrolling; if so, the scroll position stays unless there is no
   *   other way
   */
  place(target: Target, moving = false): void {
    const { scroller, rows } = this;
    const view = scroller?.clientHeight ?? 0;
    if (!scroller || !rows || view === 0) return;
    const { scrollTop } = scroller;
    this.measure();
    // An empty range would always count as covered, even when the log has been replaced.
    const covered = rows.length > 0 && this.covers(this.rangeOf(target, view, view / 2));
    if (!covered) this.draw(rows, target, view);
    this.lay(scroller, target, view, scrollTop, moving);
  }

  private draw(rows: LogRows, target: Target, view: number): void {
    const atEnd = target === 'bottom';
    if (!atEnd) this.after.style.height = `${room}px`;
    for (let turn = 0; turn < maxRounds; turn++) {
      const range = this.withSelection(rows, this.rangeOf(target, view, view));
      if (turn > 0 && this.covers(range)) return;
      this.drawn = atEnd ? this.withDrawn(range, view) : range;
      this.slots.draw(rows, this.drawn.from, this.drawn.to);
      // Already with the spacers that it will have, so that measuring is the only layout.
      if (atEnd) this.lift(this.sizes.startOf(this.drawn.from));
      this.measure();
    }
  }

  /** Sets the spacers and the scroll position, now that all heights are known. */
  private lay(
    scroller: HTMLElement,
    target: Target,
    view: number,
    scrollTop: number,
    moving: boolean,
  ): void {
    const { sizes, drawn } = this;
    const first = sizes.startOf(drawn.from);
    const below = sizes.total - sizes.startOf(drawn.to);
    this.stick(view, target === 'bottom' ? view : 0);
    this.after.style.height = `${below}px`;
    if (target === 'bottom') {
      this.lift(first);
      this.scrollTo(scroller, scroller.scrollHeight - scroller.clientHeight);
      this.origin = this.measureOrigin(scroller);
      return;
    }
    const inList = sizes.startOf(target.index) + target.offset;
    this.origin = this.measureOrigin(scroller);
    const kept = scrollTop - this.origin - (inList - first);
    const keeps = moving && (drawn.from === 0 ? Math.abs(kept) < 0.5 : kept >= 0);
    if (keeps) {
      this.lift(drawn.from === 0 ? 0 : kept);
      this.scrollTo(scroller, scrollTop);
      return;
    }
    this.lift(first);
    this.scrollTo(scroller, this.origin + inList);
    // The browser scrolls by whole device pixels; the spacer takes the rest.
    const rest = scroller.scrollTop - this.origin - inList;
    if (drawn.from > 0 && Math.abs(rest) < 1) this.lift(first + rest);
  }

  private lift(above: number): void {
    this.above = Math.max(0, above);
    this.before.style.height = `${this.above}px`;
  }

  /** Setting a scroll position stops smooth scrolling even if the position doesn't change. */
  private scrollTo(scroller: HTMLElement, top: number): void {
    if (Math.abs(scroller.scrollTop - top) >= 0.5) scroller.scrollTop = top;
  }

  private measureOrigin(scroller: HTMLElement): number {
    const { top } = this.before.getBoundingClientRect();
    return top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  }

  /**
   * Makes the drawn rows cover the log wherever the browser has scrolled it.
   * @param slack by how many pixels the rows may have grown without notice: no layout for each new message
   */
  private stick(view: number, slack: number): void {
    const { height } = this;
    if (height >= this.stuck && height <= this.stuck + slack) return;
    this.stuck = height;
    const inset = height > view ? `${view - height}px` : '';
    this.block.style.top = inset;
    this.block.style.bottom = inset;
  }

  private placeOf(inList: number): ScrollPosition {
    const index = this.sizes.indexAt(inList);
    return { index, offset: inList - this.sizes.startOf(index) };
  }

  private covers({ from, to }: Range): boolean {
    return this.drawn.from <= from && to <= this.drawn.to;
  }

  /** The visible rows, and those within `margin` pixels of them. */
  private rangeOf(target: Target, view: number, margin: number): Range {
    const { sizes } = this;
    const length = this.rows?.length ?? 0;
    if (length === 0) return { from: 0, to: 0 };
    const maxTop = Math.max(0, sizes.total - view);
    const wanted =
      target === 'bottom' ? maxTop : Math.max(0, sizes.startOf(target.index) + target.offset);
    const top = Math.min(wanted, maxTop);
    const to = target === 'bottom' ? length : sizes.indexAt(wanted + view + margin) + 1;
    return { from: sizes.indexAt(Math.max(0, top - margin)), to };
  }

  /** Also keeps rows with selected text, up to a limit; otherwise the selection is lost. */
  private withSelection(rows: LogRows, range: Range): Range {
    const selected = this.slots.selected(rows);
    if (!selected) return range;
    const from = Math.min(range.from, selected.from);
    const to = Math.max(range.to, selected.to);
    return to - from <= maxSelected ? { from, to } : range;
  }

  /**
   * At the end, also keeps the rows above that are drawn, and removes them a screenful at a time: each time
   * the first row changes, the browser visits all rows after it.
   */
  private withDrawn(range: Range, view: number): Range {
    const { from } = this.drawn;
    const isNear = this.sizes.startOf(range.from) - this.sizes.startOf(from) <= view;
    return from < range.from && isNear ? { from, to: range.to } : range;
  }

  private measure(): void {
    this.slots.measure(this.drawn.from, this.drawn.to, this.sizes);
  }
}
