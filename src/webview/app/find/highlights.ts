import { type FoldedText, fold, foldWithPlaces } from '../../../text/fold';
import { searchedInCards } from '../cards/card';
import type { Query } from './search';

/** As in the style sheet. */
const allName = 'deskmate-find';
const currentName = 'deskmate-find-current';
/** What of a row is searched, as `searchText` tells it: texts and cards, not names, times and buttons. */
const searched = `.markup, ${searchedInCards}, .happened bdi`;
/** Where something begins that is no part of the text before it. */
const block = 'p, li, pre, details, hr, .markup';
/** Matches that are marked in one row, besides the current one: each costs time whenever it is drawn. */
const maxInRow = 500;

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
 * that is chosen; none is where it is not drawn.
 */
function matchesIn(row: Element, { text, matchCase }: Query, nth: number | undefined): Matches {
  const marked: StaticRangeInit[] = [];
  let chosen: StaticRangeInit | undefined;
  const needle = fold(text, matchCase);
  if (needle === '') return { marked, chosen };
  let count = 0;
  for (const element of row.querySelectorAll(searched)) {
    const texts = new Texts(element, matchCase);
    const { whole } = texts;
    for (let at = whole.indexOf(needle); at >= 0; at = whole.indexOf(needle, at + needle.length)) {
      const isMarked = count < maxInRow;
      if (!isMarked && (nth === undefined || count > nth)) return { marked, chosen };
      const place = isMarked || count === nth ? texts.place(at, at + needle.length) : undefined;
      if (place && count === nth) chosen = place;
      if (place && isMarked) marked.push(place);
      count++;
    }
  }
  return { marked, chosen };
}

/** The texts in an element that are searched, as one, folded as the query is. */
class Texts {
  private readonly nodes: readonly Text[];
  private readonly folded: FoldedText;
  /** Where each of the nodes begins in the text of all. */
  private readonly begins: number[] = [];
  /** The node where a place was looked for last. */
  private node = 0;

  constructor(element: Element, matchCase: boolean) {
    const nodes: Text[] = [];
    let whole = '';
    for (const { node, begins } of textNodes(element)) {
      if (begins && nodes.length > 0) whole += '\n';
      this.begins.push(whole.length);
      nodes.push(node);
      whole += node.data;
    }
    this.nodes = nodes;
    this.folded = foldWithPlaces(whole, matchCase);
  }

  get whole(): string {
    return this.folded.text;
  }

  /** A part of the whole; each MUST begin where the one before has ended, or later. */
  place(from: number, to: number): StaticRangeInit {
    const { starts, ends } = this.folded;
    const [startContainer, startOffset] = this.point(starts[from] ?? 0, false);
    const [endContainer, endOffset] = this.point(ends[to - 1] ?? 0, true);
    return { startContainer, startOffset, endContainer, endOffset };
  }

  /** The node that a place is in; at the border of two, the first one where something `ends`. */
  private point(at: number, ends: boolean): [node: Text, offset: number] {
    for (;;) {
      const node = this.nodes[this.node] as Text;
      const offset = at - (this.begins[this.node] ?? 0);
      if (offset < node.length || (ends && offset === node.length)) return [node, offset];
      this.node++;
    }
  }
}

function rangeOf(place: StaticRangeInit): Range {
  const range = document.createRange();
  range.setStart(place.startContainer, place.startOffset);
  range.setEnd(place.endContainer, place.endOffset);
  return range;
}

/** The texts in an element, without the heads of code and what folds it; `begins`: a line, on the page. */
function* textNodes(
  element: Element,
): Generator<{ readonly node: Text; readonly begins: boolean }> {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const isLabel = element.closest('button') !== null;
  let inside: Element | null | undefined;
  let passed = false;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!(node instanceof Text)) {
      passed ||= (node as Element).matches(block);
    } else if (
      node.data !== '' &&
      (isLabel || !node.parentElement?.closest('button, summary, .code-head'))
    ) {
      const within = node.parentElement?.closest(block);
      yield { node, begins: passed || within !== inside };
      inside = within;
      passed = false;
    }
  }
}
