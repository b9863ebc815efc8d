/** How many steps double a value: a percentile is at most 1.1 % off. */
const steps = 32;
const smallest = 0.001;

/** Counts many values without keeping them. */
export class Histogram {
  private readonly counts: number[] = [];
  private total = 0;
  private largest = 0;

  get count(): number {
    return this.total;
  }

  get max(): number {
    return this.largest;
  }

  add(value: number): void {
    const at = value <= smallest ? 0 : Math.ceil(Math.log2(value / smallest) * steps);
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.total += 1;
    if (value > this.largest) this.largest = value;
  }

  /** The value below which the given share (0 to 1) of the values lies; NaN without values. */
  percentile(share: number): number {
    if (this.total === 0) return Number.NaN;
    let left = Math.floor(this.total * share);
    for (let at = 0; at < this.counts.length; at += 1) {
      left -= this.counts[at] ?? 0;
      if (left < 0) return Math.min(smallest * 2 ** ((at - 0.5) / steps), this.largest);
    }
    return this.largest;
  }
}
