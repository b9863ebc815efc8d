import type { Query } from './search';
import { foldCase } from './search-text';

/** As in the style sheet. */
const allName = 'deskmate-find';
const currentName = 'deskmate-find-current';
/** What of a row is searched: texts and cards, not names, times and buttons. */
const searched = '.bubble, [data-card], .happened bdi';
/** Matches that are marked in one row, besides the current one: each costs time whenever it is drawn. */
const mostInRow = 500;

/**
 * Marks what was found in the rows that are drawn. The browser paints it over the text; the page
 * itself stays as it is.
 */
export class Highlights {
  /**
   * Marks the matches in the rows, and the `nth` one in `current` as the current one.
   *
   * @returns the current one
   */
  show(
    rows: Iterable<Element>,
    query: Query,
    current: Element | undefined,
    nth: number,
  ): Range | undefined {
    const all = new Highlight();
    const one = new Highlight();
    one.priority = 1;
    let found: Range | undefined;
    for (const row of rows) {
      const { marked, chosen } = matchesIn(row, query, row === current ? nth : undefined);
      for (const place of marked) all.add(new StaticRange(place));
      found ??= chosen && rangeOf(chosen);
    }
    if (found) one.add(found);
    CSS.highlights.set(allName, all);
    CSS.highlights.set(currentName, one);
    return found;
  }

  clear(): void {
    CSS.highlights.delete(allName);
    CSS.highlights.delete(currentName);
  }
}

interface Matches {
  readonly marked: readonly StaticRangeInit[];
  readonly chosen: StaticRangeInit | undefined;
}

/**
 * Places in a row where the text stands, also across the parts that code is coloured by. `nth`: the one
 * that is chosen; a text is not always shown letter by letter, and the last one stands for it then.
 */
function matchesIn(row: Element, { text, matchCase }: Query, nth: number | undefined): Matches {
  const marked: StaticRangeInit[] = [];
  let chosen: StaticRangeInit | undefined;
  const needle = matchCase ? text : foldCase(text);
  if (needle === '') return { marked, chosen };
  let count = 0;
  for (const element of row.querySelectorAll(searched)) {
    if (element.parentElement?.closest(searched)) continue;
    const texts = new Texts(element);
    const whole = matchCase ? texts.whole : foldCase(texts.whole);
    for (let at = whole.indexOf(needle); at >= 0; at = whole.indexOf(needle, at + needle.length)) {
      const mayBeChosen = nth !== undefined && count <= nth;
      const isMarked = count < mostInRow;
      if (!mayBeChosen && !isMarked) return { marked, chosen };
      const place = texts.place(at, at + needle.length);
      if (mayBeChosen) chosen = place;
      if (isMarked) marked.push(place);
      count++;
    }
  }
  return { marked, chosen };
}

/** The texts in an element that are searched, as one. */
class Texts {
  readonly whole: string;
  private readonly nodes: readonly Text[];
  /** Where places were looked for last: the node, and where that begins in the whole. */
  private node = 0;
  private begin = 0;

  constructor(element: Element) {
    this.nodes = textNodes(element);
    this.whole = this.nodes.map(({ data }) => data).join('');
  }

  /** A part of the whole; each MUST begin where the one before has ended, or later. */
  place(from: number, to: number): StaticRangeInit {
    const [startContainer, startOffset] = this.point(from, false);
    const [endContainer, endOffset] = this.point(to, true);
    return { startContainer, startOffset, endContainer, endOffset };
  }

  /** The node that a place is in; at the border of two, the first one where something `ends`. */
  private point(at: number, ends: boolean): [node: Text, offset: number] {
    for (;;) {
      const node = this.nodes[this.node] as Text;
      const offset = at - this.begin;
      if (offset < node.length || (ends && offset === node.length)) return [node, offset];
      this.node++;
      this.begin += node.length;
    }
  }
}

function rangeOf(place: StaticRangeInit): Range {
  const range = document.createRange();
  range.setStart(place.startContainer, place.startOffset);
  range.setEnd(place.endContainer, place.endOffset);
  return range;
}

function textNodes(element: Element): Text[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    const parent = node.parentElement;
    // Names of files are buttons, too; those stand in an element of their own.
    const isLabel = parent?.closest('button') && !parent.closest('bdi');
    if (!isLabel && !parent?.closest('[aria-hidden="true"], .hidden-text')) nodes.push(node);
  }
  return nodes;
}
