import type { ReadingPosition } from './host';

/** Distance from the bottom, in CSS pixels, that still counts as being there. */
const tolerance = 8;

/**
 * Keeps what a person reads where it is. At the bottom the log stays at the bottom; anywhere else
 * the first message in sight keeps its place, whatever is added, changed or taken away around it.
 */
export class ScrollKeeper {
  atBottom = true;
  private element: HTMLElement | undefined;
  private reading: ReadingPosition | undefined;
  private sizes: ResizeObserver | undefined;
  private lastTop = 0;

  /** `scrolled` is called after {@link atBottom} was brought up to date. */
  constructor(private readonly scrolled: () => void) {}

  /** Watches the element that scrolls and the one in it that holds the rows. */
  attach(element: HTMLElement, content: HTMLElement): void {
    this.element = element;
    this.sizes?.disconnect();
    this.sizes = new ResizeObserver(() => this.restore());
    this.sizes.observe(element);
    this.sizes.observe(content);
    element.addEventListener('scroll', () => this.follow(element));
  }

  /** Where the person reads; undefined at the bottom. */
  get position(): ReadingPosition | undefined {
    return this.atBottom ? undefined : this.reading;
  }

  /** Goes to a place as of a former {@link position} with the next {@link restore}. */
  aim(position: ReadingPosition | undefined): void {
    this.reading = position;
    this.atBottom = position === undefined;
  }

  /** Notes what the person reads: before the rows change. */
  note(): void {
    const { element } = this;
    // A log without height shows nothing, and tells nothing about where one reads.
    if (!element || element.clientHeight === 0 || this.atBottom) return;
    const top = element.getBoundingClientRect().top;
    const row = firstEndingBelow(element.querySelectorAll<HTMLElement>('[data-id]'), top);
    if (!row?.dataset.id) return;
    this.reading = { id: row.dataset.id, offset: top - row.getBoundingClientRect().top };
  }

  /** Brings the person back to where they were: after the rows changed. */
  restore(): void {
    const { element, reading } = this;
    if (!element) return;
    if (this.atBottom) {
      element.scrollTop = element.scrollHeight;
      this.lastTop = element.scrollTop;
      return;
    }
    const row =
      reading && element.querySelector<HTMLElement>(`[data-id="${CSS.escape(reading.id)}"]`);
    if (!row) return;
    const offset = element.getBoundingClientRect().top - row.getBoundingClientRect().top;
    element.scrollTop += reading.offset - offset;
    this.lastTop = element.scrollTop;
  }

  private follow(element: HTMLElement): void {
    if (element.clientHeight === 0) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    // The bottom is left by scrolling up alone: a log that grew or a field that grew below it also
    // leave a distance, until it is made up for.
    if (below <= tolerance) this.atBottom = true;
    else if (element.scrollTop < this.lastTop) this.atBottom = false;
    this.lastTop = element.scrollTop;
    this.note();
    this.scrolled();
  }
}

/** The first row whose lower edge is below `y`; rows stand in order, so halving finds it. */
function firstEndingBelow(rows: NodeListOf<HTMLElement>, y: number): HTMLElement | undefined {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const bottom = rows[middle]?.getBoundingClientRect().bottom ?? y;
    if (bottom > y) high = middle;
    else low = middle + 1;
  }
  return rows[low];
}
