import { maxLines } from '../../../text/read-text';
import { cardView } from '../cards/card';
import { foldedLines } from '../markdown/markup';
import { isSameRow, type LogRows, messageOf, type Row } from './rows';

interface Slot {
  readonly element: HTMLElement;
  row: Row;
  /** In the flow of the page; one that is only kept for its focus is not. */
  flows: boolean;
  outdated: boolean;
  /** Those that its place among all articles was told for. */
  counted?: LogRows;
}

/** The elements of the drawn rows, in order, each with margins that nothing around it can change. */
export class RowSlots {
  readonly element = document.createElement('div');
  private readonly slots = new Map<string, Slot>();
  private readonly byElement = new WeakMap<Element, Slot>();

  constructor(private readonly put: (row: Row, slot: HTMLElement) => void) {
    this.element.className = 'rows';
  }

  get(key: string): HTMLElement | undefined {
    return this.slots.get(key)?.element;
  }

  invalidate(): void {
    for (const slot of this.slots.values()) slot.outdated = true;
  }

  /** Draws the rows of a range, and the one that has the focus, wherever that is. */
  draw(rows: LogRows, from: number, to: number): void {
    const focused = this.indexOf(rows, document.activeElement);
    const wanted = new Set<string>();
    for (let index = from; index < to; index++) wanted.add(rows.at(index).key);
    if (focused !== undefined) wanted.add(rows.at(focused).key);
    for (const [key, { element }] of this.slots) {
      if (wanted.has(key)) continue;
      element.remove();
      this.slots.delete(key);
    }
    let next = this.element.firstElementChild;
    const place = (index: number, flows: boolean) => {
      const { element } = this.slot(rows, index, flows);
      if (element === next) next = element.nextElementSibling;
      else this.element.insertBefore(element, next);
    };
    if (focused !== undefined && focused < from) place(focused, false);
    for (let index = from; index < to; index++) place(index, true);
    if (focused !== undefined && focused >= to) place(focused, false);
  }

  /** Measures the rows of a range that is drawn. */
  measure(from: number, to: number, sizes: RowSizes): void {
    let index = from;
    for (const element of this.element.children) {
      if (!this.byElement.get(element)?.flows) continue;
      if (index >= to) return;
      sizes.measure(index++, element.getBoundingClientRect().height);
    }
  }

  /** The rows from one end of the selection to the other, where both are drawn. */
  selected(rows: LogRows): { readonly from: number; readonly to: number } | undefined {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) return undefined;
    const ends = [selection.anchorNode, selection.focusNode].map((node) =>
      this.indexOf(rows, node),
    );
    const [a, b] = ends;
    if (a === undefined || b === undefined) return undefined;
    return { from: Math.min(a, b), to: Math.max(a, b) + 1 };
  }

  /** Index of the row that a node is in. */
  indexOf(rows: LogRows, node: Node | null): number | undefined {
    if (!node || !this.element.contains(node)) return undefined;
    const from = node instanceof Element ? node : node.parentElement;
    const slot = this.byElement.get(from?.closest('.slot') ?? this.element);
    const id = slot && messageOf(slot.row);
    return id === undefined ? undefined : rows.indexOf(id);
  }

  private slot(rows: LogRows, index: number, flows: boolean): Slot {
    const row = rows.at(index);
    const known = this.slots.get(row.key);
    const slot = known ?? this.create(row);
    if (!known || slot.outdated || !isSameRow(slot.row, row)) this.put(row, slot.element);
    slot.row = row;
    slot.outdated = false;
    if (slot.counted !== rows) count(slot, rows, index);
    if (slot.flows !== flows) {
      slot.flows = flows;
      slot.element.classList.toggle('kept', !flows);
    }
    return slot;
  }

  private create(row: Row): Slot {
    const element = document.createElement('div');
    element.className = 'slot';
    const slot: Slot = { element, row, flows: true, outdated: true };
    this.slots.set(row.key, slot);
    this.byElement.set(element, slot);
    return slot;
  }
}

/** Tells assistive technology where an article stands among all, most of which are not drawn. */
function count(slot: Slot, rows: LogRows, index: number): void {
  slot.counted = rows;
  const article = slot.element.querySelector('article');
  article?.setAttribute('aria-posinset', `${rows.rank(index) + 1}`);
  article?.setAttribute('aria-setsize', `${rows.articles}`);
}

/**
 * Heights of all rows in CSS pixels, measured ones and estimated ones, and where each row begins.
 * They are kept by the row's key for as long as there is a row of that key.
 */
export class RowSizes {
  private keys: readonly string[] = [];
  private known = new Map<string, number>();
  private sizes = new Float64Array(0);
  /** Where each row begins, and at the end where the last one ends. */
  private starts = new Float64Array(1);
  private stale = false;

  get total(): number {
    return this.startOf(this.keys.length);
  }

  /** Takes other rows; `estimate` guesses the height of the one at an index. */
  replace(keys: readonly string[], estimate: (index: number) => number): void {
    this.keys = keys;
    this.sizes = new Float64Array(keys.length);
    this.starts = new Float64Array(keys.length + 1);
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] as string;
      let size = this.known.get(key);
      if (size === undefined) {
        size = estimate(index);
        this.known.set(key, size);
      }
      this.sizes[index] = size;
    }
    this.stale = true;
    if (this.known.size > 2 * keys.length + 100) this.forgetOthers();
  }

  /** Notes what a row really takes; false when that was known. */
  measure(index: number, size: number): boolean {
    const key = this.keys[index];
    if (key === undefined) return false;
    if (this.sizes[index] === size) return false;
    this.known.set(key, size);
    this.sizes[index] = size;
    this.stale = true;
    return true;
  }

  sizeOf(index: number): number {
    return this.sizes[index] ?? 0;
  }

  /** Where a row begins; for the index after the last one, where all end. */
  startOf(index: number): number {
    if (this.stale) this.addUp();
    return this.starts[Math.min(index, this.keys.length)] ?? 0;
  }

  /** Index of the row that covers `offset`; the first or last one where none does. */
  indexAt(offset: number): number {
    let low = 0;
    let high = Math.max(0, this.keys.length - 1);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.startOf(middle + 1) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private addUp(): void {
    this.stale = false;
    let sum = 0;
    for (let index = 0; index < this.sizes.length; index++) {
      sum += this.sizes[index] as number;
      this.starts[index + 1] = sum;
    }
  }

  private forgetOthers(): void {
    const kept = new Map<string, number>();
    for (const key of this.keys) {
      const size = this.known.get(key);
      if (size !== undefined) kept.set(key, size);
    }
    this.known = kept;
  }
}

/** Heights in CSS pixels, as the style sheets have them at the default font size. */
const line = 19;
const wideCharacter = 0x2e80;

/**
 * Guesses how high a row is that was never drawn. It only has to be near: it decides how far the
 * scroll bar reaches, not where anything stands.
 */
export function estimateRow(row: Row, width: number): number {
  switch (row.kind) {
    case 'day':
    case 'unread':
      return 32;
    case 'happened':
      return lines(row.message.text, width) * (line - 1) + (row.follows ? 2 : 8);
    case 'said': {
      const { message } = row;
      const { card } = message;
      // A bubble leaves the edges of the log, and its own, free.
      let height = lines(message.text, width - 56) * line + 12;
      if (row.head) height += 31;
      if (message.reply) height += 26;
      if (message.reactions?.length) height += 28;
      if (card) height += cardView(card.kind).height(card);
      return height;
    }
  }
}

/** Lines that a text takes at a width. */
function lines(text: string, width: number): number {
  const characterWidth = text.charCodeAt(0) >= wideCharacter ? 13 : 6.5;
  const ends = breaks(text);
  if (ends > maxLines) return foldedLines + 1;
  return ends + Math.max(1, Math.ceil((text.length * characterWidth) / Math.max(80, width)));
}

function breaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
