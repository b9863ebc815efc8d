import { maxLines } from '../../../text/read-text';
import { cardRenderer } from '../cards/card';
import { foldedLines } from '../markdown/markup';
import { namedText } from '../state/message-log';
import type { RowSizes } from './row-sizes';
import { isSameRow, type LogRows, messageOf, type Row } from './rows';

interface Slot {
  readonly element: HTMLElement;
  row: Row;
  /** Whether the slot is in the page's flow; one kept only for its focus isn't. */
  isInFlow: boolean;
  isStale: boolean;
  /** Whether its height is known and the same as at its last measurement. */
  measured: boolean;
  /** Whether the pointer or the focus has been on it. */
  reached: boolean;
  /** The rows for which its position among all articles was set. */
  counted?: LogRows;
}

/** The elements of the drawn rows, in order. Their margins are isolated from each other. */
export class RowSlots {
  readonly element = document.createElement('div');
  private readonly slots = new Map<string, Slot>();
  private readonly byElement = new WeakMap<Element, Slot>();

  /** @param put draws a row into its slot; `reached`: the pointer or the focus has been on it */
  constructor(private readonly put: (row: Row, slot: HTMLElement, reached: boolean) => void) {
    this.element.className = 'rows';
    for (const type of ['pointerover', 'focusin']) {
      this.element.addEventListener(type, ({ target }) => this.reach(target));
    }
  }

  get(key: string): HTMLElement | undefined {
    return this.slots.get(key)?.element;
  }

  invalidate(): void {
    for (const slot of this.slots.values()) slot.isStale = true;
  }

  /** Forgets which heights are known. */
  remeasure(): void {
    for (const slot of this.slots.values()) slot.measured = false;
  }

  /** Draws the rows of a range, and also the row with the focus. */
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
    const place = (index: number, isInFlow: boolean) => {
      const { element } = this.slot(rows, index, isInFlow);
      if (element === next) next = element.nextElementSibling;
      else this.element.insertBefore(element, next);
    };
    if (focused !== undefined && focused < from) place(focused, false);
    for (let index = from; index < to; index++) place(index, true);
    if (focused !== undefined && focused >= to) place(focused, false);
  }

  /** Measures the drawn rows of a range whose height isn't known. */
  measure(from: number, to: number, sizes: RowSizes): void {
    let index = from;
    for (const element of this.element.children) {
      const slot = this.byElement.get(element);
      if (!slot?.isInFlow) continue;
      if (index >= to) return;
      if (!slot.measured) sizes.measure(index, element.getBoundingClientRect().height);
      slot.measured = true;
      index += 1;
    }
  }

  /** The rows from one end of the selection to the other, if both are drawn. */
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

  /** The index of the row that contains a node. */
  indexOf(rows: LogRows, node: Node | null): number | undefined {
    if (!node || !this.element.contains(node)) return undefined;
    const from = node instanceof Element ? node : node.parentElement;
    const slot = this.byElement.get(from?.closest('.slot') ?? this.element);
    const id = slot && messageOf(slot.row);
    return id === undefined ? undefined : rows.indexOf(id);
  }

  private slot(rows: LogRows, index: number, isInFlow: boolean): Slot {
    const row = rows.at(index);
    const known = this.slots.get(row.key);
    const slot = known ?? this.create(row);
    if (!known || slot.isStale || !isSameRow(slot.row, row)) {
      this.put(row, slot.element, slot.reached);
      slot.measured = false;
    }
    slot.row = row;
    slot.isStale = false;
    if (slot.counted !== rows) count(slot, rows, index);
    if (slot.isInFlow !== isInFlow) {
      slot.isInFlow = isInFlow;
      slot.element.classList.toggle('kept', !isInFlow);
    }
    return slot;
  }

  private reach(target: EventTarget | null): void {
    const element = target instanceof Element ? target.closest('.slot') : null;
    const slot = element && this.byElement.get(element);
    if (!slot || slot.reached) return;
    slot.reached = true;
    this.put(slot.row, slot.element, true);
  }

  private create(row: Row): Slot {
    const element = document.createElement('div');
    element.className = 'slot';
    const slot: Slot = {
      element,
      row,
      isInFlow: true,
      isStale: true,
      measured: false,
      reached: false,
    };
    this.slots.set(row.key, slot);
    this.byElement.set(element, slot);
    return slot;
  }
}

/** Gives assistive technology an article's position among all articles, most of which aren't drawn. */
function count(slot: Slot, rows: LogRows, index: number): void {
  slot.counted = rows;
  const article = slot.element.querySelector('article');
  article?.setAttribute('aria-posinset', `${rows.rank(index) + 1}`);
  article?.setAttribute('aria-setsize', `${rows.articles}`);
}

/** Heights in CSS pixels, as in the style sheets at the default font size. */
const line = 19;
const wideCharacter = 0x2e80;

/**
 * Estimates the height of a row that was never drawn, in CSS pixels. An approximation is enough: it affects
 * the length of the scroll bar, not the position of anything.
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
      // The bubble's distance from the edges of the log, and its padding.
      let height = lines(namedText(message), width - 56) * line + 12;
      if (row.head) height += 31;
      if (message.reply) height += 26;
      if (message.reactions?.length) height += 28;
      if (card) height += cardRenderer(card.kind).height(card);
      return height;
    }
  }
}

/** The number of lines of a text at a width. */
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
