import type { Row } from './rows';

/**
 * The measured or estimated height of each row and its start, in CSS pixels. Heights are stored by row key
 * as long as the key has a row.
 */
export class RowSizes {
  private rows: readonly Row[] = [];
  private known = new Map<string, number>();
  private readonly sizes: number[] = [];
  /** The start of each row up to {@link summed}. */
  private readonly starts: number[] = [0];
  /** The number of rows above the first one whose start must be added up again. */
  private summed = 0;

  get total(): number {
    return this.startOf(this.rows.length);
  }

  /**
   * Replaces the rows from the index `from` on.
   * @param estimate estimates the height of a row
   */
  replace(rows: readonly Row[], from: number, estimate: (row: Row) => number): void {
    this.rows = rows;
    if (this.known.size > 2 * rows.length + 100) this.forgetOthers();
    this.sizes.length = from;
    this.summed = Math.min(this.summed, from);
    for (let index = from; index < rows.length; index++) {
      const row = rows[index] as Row;
      let size = this.known.get(row.key);
      if (size === undefined) {
        size = estimate(row);
        this.known.set(row.key, size);
      }
      this.sizes.push(size);
    }
  }

  /** Stores the measured height of a row; returns whether it changed. */
  measure(index: number, size: number): boolean {
    const key = this.rows[index]?.key;
    if (key === undefined) return false;
    if (this.sizes[index] === size) return false;
    this.known.set(key, size);
    this.sizes[index] = size;
    this.summed = Math.min(this.summed, index);
    return true;
  }

  sizeOf(index: number): number {
    return this.sizes[index] ?? 0;
  }

  /** The start of a row; for the index after the last row, the end of all rows. */
  startOf(index: number): number {
    const at = Math.min(index, this.rows.length);
    for (; this.summed < at; this.summed++) {
      const { summed, starts, sizes } = this;
      starts[summed + 1] = (starts[summed] as number) + (sizes[summed] as number);
    }
    return this.starts[at] as number;
  }

  /** The index of the row that covers `offset`; the first or last row when it is outside. */
  indexAt(offset: number): number {
    let low = 0;
    let high = Math.max(0, this.rows.length - 1);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.startOf(middle + 1) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private forgetOthers(): void {
    const kept = new Map<string, number>();
    for (const { key } of this.rows) {
      const size = this.known.get(key);
      if (size !== undefined) kept.set(key, size);
    }
    this.known = kept;
  }
}
