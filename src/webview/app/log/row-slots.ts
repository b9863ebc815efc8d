import type { RowSizes } from './row-sizes';
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
