import { type FoldedText, fold, foldWithPositions } from '../../../text/fold';
import { searchedInCards } from '../cards/card';
import type { Query } from './search';

/** The highlight names; as in the style sheet. */
const allName = 'deskmate-find';
const currentName = 'deskmate-find-current';
/**
 * Selects the searched parts of a row, in line with `searchText`: texts and cards, not names, times and
 * buttons.
 */
const searched = `.markup, ${searchedInCards}, .happened bdi`;
/** Elements that start a new line of the searched text. */
const block = 'p, li, pre, details, hr, .markup';
/** Maximum number of matches to highlight in one row, besides the current one; each makes the row slower to draw. */
const maxInRow = 500;

/**
 * Highlights the matches in the drawn rows. The browser paints highlights over the text, so the page's
 * elements don't change.
 */
export class Highlights {
  /**
   * Highlights the matches in the rows, and match number `nth` in `current` as the current match.
   * @returns the current match; undefined when it isn't drawn
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
 * Finds the text in a row, also across the elements that color code.
 * @param nth the number of the match to return as the chosen one
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

/** The searched text nodes of an element as one text, folded like the query. */
class Texts {
  private readonly nodes: readonly Text[];
  private readonly folded: FoldedText;
  /** The start of each node in the combined text. */
  private readonly begins: number[] = [];
  /** The node of the latest lookup. */
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
    this.folded = foldWithPositions(whole, matchCase);
  }

  get whole(): string {
    return this.folded.text;
  }

  /** The range of a part of the text. Parts MUST be requested in order, without overlaps. */
  place(from: number, to: number): StaticRangeInit {
    const { starts, ends } = this.folded;
    const [startContainer, startOffset] = this.point(starts[from] ?? 0, false);
    const [endContainer, endOffset] = this.point(ends[to - 1] ?? 0, true);
    return { startContainer, startOffset, endContainer, endOffset };
  }

  /**
   * The node and offset at a position. Between two nodes, an end belongs to the first and a start to the
   * second.
   */
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

/**
 * The text nodes of an element, without code headers and fold buttons. `begins`: the node starts a line on
 * the page.
 */
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
