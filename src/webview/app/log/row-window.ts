import { estimateRow, RowSizes, RowSlots } from './row-slots';
import type { LogRows, Row } from './rows';

/** A place in the log: CSS pixels down from the upper edge of a row. */
export interface LogPlace {
  readonly index: number;
  readonly offset: number;
}

/** Where the log is to stand: at its end, or with a place at the top edge. */
export type Target = 'bottom' | LogPlace;

/** A range of rows, `to` not included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Rows are laid out again after they were measured, at most so often. */
const maxTurns = 8;
/** Rows drawn at the most because text in them is selected. */
const maxSelected = 300;
/** Height that keeps the browser from moving a log which is shorter for a moment. */
const room = 1e6;

/**
 * Draws the rows in sight and a screenful on either side, between two spaces that stand for all
 * others. A library (`@tanstack/virtual-core` was read for it) positions rows by sums of rounded
 * heights and corrects the scroll position whenever one turns out different. Here
 *
 * - rows stand in the page's own flow, so what is in sight is exact at any zoom and font;
 * - while a person scrolls, wrong guesses go into the space above and not into the scroll position,
 *   since to set that ends the browser's own smooth movement; when the movement is over, both are
 *   put right at once, and nothing in sight moves;
 * - the drawn rows are sticky on both sides, so that the browser, which scrolls without waiting for
 *   the page, never uncovers an empty area.
 */
export class RowWindow {
  private readonly sizes = new RowSizes();
  private readonly before = document.createElement('div');
  private readonly slots: RowSlots;
  private readonly after = document.createElement('div');
  private rows: LogRows | undefined;
  private scroller: HTMLElement | undefined;
  private drawn: Range = { from: 0, to: 0 };
  /** Height of the space above. */
  private above = 0;
  /** Where that space begins. */
  private origin = 0;

  /** `draw` puts a row into its slot. */
  constructor(draw: (row: Row, slot: HTMLElement) => void) {
    this.slots = new RowSlots(draw);
  }

  /** The element around the drawn rows. */
  get block(): HTMLElement {
    return this.slots.element;
  }

  /** Height of the drawn rows as they were laid out last. */
  get height(): number {
    return this.sizes.startOf(this.drawn.to) - this.sizes.startOf(this.drawn.from);
  }

  attach(scroller: HTMLElement, content: HTMLElement): void {
    this.scroller = scroller;
    content.replaceChildren(this.before, this.block, this.after);
  }

  /** Takes other rows. They are drawn with the next {@link place}. */
  replace(rows: LogRows, width: number): void {
    this.rows = rows;
    this.sizes.replace(
      rows.list.map(({ key }) => key),
      (index) => estimateRow(rows.at(index), width),
    );
    this.drawn = { from: 0, to: 0 };
  }

  /** All rows look different now. */
  invalidate(): void {
    this.slots.invalidate();
    this.drawn = { from: 0, to: 0 };
  }

  /** The element of a row, where it is drawn. */
  slotOf(key: string): HTMLElement | undefined {
    return this.slots.get(key);
  }

  /** Index of the row that a node is in. */
  rowOf(node: Node | null): number | undefined {
    return this.rows && this.slots.indexOf(this.rows, node);
  }

  /** Height of a row, guessed where it was never drawn. */
  sizeOf(index: number): number {
    return this.sizes.sizeOf(index);
  }

  /** The place so many pixels further down than another one. */
  below({ index, offset }: LogPlace, pixels: number): LogPlace {
    return this.placeOf(this.sizes.startOf(index) + offset + pixels);
  }

  /** What stands at the top edge of the log for its scroll position. */
  at(scrollTop: number): LogPlace {
    const { sizes, drawn, above } = this;
    const y = scrollTop - this.origin;
    const first = sizes.startOf(drawn.from);
    // The space above may be higher or lower than what it stands for.
    const inList = y < above && above > 0 ? (y / above) * first : first + (y - above);
    return this.placeOf(inList);
  }

  /** How far a place, given by one row, is below the upper edge of another row. */
  offsetFrom(place: LogPlace, index: number): number {
    return this.sizes.startOf(place.index) + place.offset - this.sizes.startOf(index);
  }

  /**
   * Draws what a target needs, and brings the log there. `moving`: the person scrolls, and the
   * scroll position is left to the browser unless there is no other way.
   */
  place(target: Target, moving = false): void {
    const { scroller, rows } = this;
    const view = scroller?.clientHeight ?? 0;
    if (!scroller || !rows || view === 0) return;
    const { scrollTop } = scroller;
    this.measure();
    // No rows are a range that is always covered, also by those of another log.
    const covered = rows.length > 0 && this.covers(this.rangeOf(target, view, view / 2));
    if (!covered) this.draw(rows, target, view);
    this.lay(scroller, target, view, scrollTop, moving);
  }

  private draw(rows: LogRows, target: Target, view: number): void {
    this.after.style.height = `${room}px`;
    for (let turn = 0; turn < maxTurns; turn++) {
      const range = this.withSelection(rows, this.rangeOf(target, view, view));
      if (turn > 0 && this.covers(range)) return;
      this.drawn = range;
      this.slots.draw(rows, range.from, range.to);
      this.measure();
    }
  }

  /** Puts the spaces and the scroll position where they belong, now that all heights are known. */
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
    this.stick(view);
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
    // The browser scrolls by whole pixels of the screen; the rest goes into the space above.
    const rest = scroller.scrollTop - this.origin - inList;
    if (drawn.from > 0 && Math.abs(rest) < 1) this.lift(first + rest);
  }

  private lift(above: number): void {
    this.above = Math.max(0, above);
    this.before.style.height = `${this.above}px`;
  }

  /** To set a scroll position ends a smooth movement even where it changes nothing. */
  private scrollTo(scroller: HTMLElement, top: number): void {
    if (Math.abs(scroller.scrollTop - top) >= 0.5) scroller.scrollTop = top;
  }

  private measureOrigin(scroller: HTMLElement): number {
    const { top } = this.before.getBoundingClientRect();
    return top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  }

  /** The drawn rows always cover the log, wherever the browser has scrolled it. */
  private stick(view: number): void {
    const inset = this.height > view ? `${view - this.height}px` : '';
    this.block.style.top = inset;
    this.block.style.bottom = inset;
  }

  private placeOf(inList: number): LogPlace {
    const index = this.sizes.indexAt(inList);
    return { index, offset: inList - this.sizes.startOf(index) };
  }

  private covers({ from, to }: Range): boolean {
    return this.drawn.from <= from && to <= this.drawn.to;
  }

  /** The rows in sight, and those that reach up to `margin` pixels beyond. */
  private rangeOf(target: Target, view: number, margin: number): Range {
    const { sizes } = this;
    const length = this.rows?.length ?? 0;
    if (length === 0) return { from: 0, to: 0 };
    const most = Math.max(0, sizes.total - view);
    const wanted =
      target === 'bottom' ? most : Math.max(0, sizes.startOf(target.index) + target.offset);
    const top = Math.min(wanted, most);
    const to = target === 'bottom' ? length : sizes.indexAt(wanted + view + margin) + 1;
    return { from: sizes.indexAt(Math.max(0, top - margin)), to };
  }

  /** Rows with selected text stay, as long as they are not too many: else the selection is lost. */
  private withSelection(rows: LogRows, range: Range): Range {
    const selected = this.slots.selected(rows);
    if (!selected) return range;
    const from = Math.min(range.from, selected.from);
    const to = Math.max(range.to, selected.to);
    return to - from <= maxSelected ? { from, to } : range;
  }

  private measure(): void {
    this.slots.measure(this.drawn.from, this.drawn.to, this.sizes);
  }
}
