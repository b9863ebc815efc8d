/** Comparisons of lines that one search through a text may cost. */
const maxComparisons = 2_000_000;

/** Finds runs of lines in a text. */
export class LineIndex {
  private readonly places = new Map<string, number[]>();
  private comparisons = 0;

  constructor(private readonly lines: readonly string[]) {
    for (const [place, line] of lines.entries()) {
      const places = this.places.get(line);
      if (places) places.push(place);
      else this.places.set(line, [place]);
    }
  }

  /** Whether `wanted` stands at this place. */
  isAt(wanted: readonly string[], place: number): boolean {
    if (place < 0 || place + wanted.length > this.lines.length) return false;
    return wanted.every((line, offset) => {
      this.comparisons += 1;
      return line === this.lines[place + offset];
    });
  }

  /**
   * The place of `wanted` that is nearest to `expected`, and not before `least`. A text made to be slow
   * to search is searched as far as the bound allows.
   */
  nearest(wanted: readonly string[], expected: number, least: number): number | undefined {
    const rarest = this.comparisons < maxComparisons && this.rarest(wanted);
    if (!rarest) return undefined;
    this.comparisons += rarest.places.length;
    const starts = rarest.places.map((place) => place - rarest.offset);
    let after = starts.findIndex((start) => start >= expected);
    if (after < 0) after = starts.length;
    let before = after - 1;
    while ((before >= 0 || after < starts.length) && this.comparisons < maxComparisons) {
      const low = starts[before] ?? Number.NEGATIVE_INFINITY;
      const high = starts[after] ?? Number.POSITIVE_INFINITY;
      const takesHigh = high - expected <= expected - low;
      const start = takesHigh ? high : low;
      if (takesHigh) after += 1;
      else before -= 1;
      if (start >= least && this.isAt(wanted, start)) return start;
    }
    return undefined;
  }

  /** The line of `wanted` that stands in the fewest places. */
  private rarest(wanted: readonly string[]): { offset: number; places: number[] } | undefined {
    let found: { offset: number; places: number[] } | undefined;
    for (const [offset, line] of wanted.entries()) {
      const places = this.places.get(line);
      if (!places) return undefined;
      if (!found || places.length < found.places.length) found = { offset, places };
    }
    return found;
  }
}
