import type { FromWirePage, WireRow, WireState } from '../base/wire-messages';

/** How many rows to ask for beyond those that are drawn, on each side. */
const margin = 60;

/** The most rows kept. */
const maxRows = 1500;

/** The rows that the page has, out of all that the extension host keeps. */
export class RowCache {
  private readonly rows = new Map<number, WireRow>();
  private generation = -1;
  /** The last request, until it is answered. */
  private asked: { readonly from: number; readonly to: number } | undefined;

  constructor(private readonly post: (message: FromWirePage) => void) {}

  at(index: number): WireRow | undefined {
    return this.rows.get(index);
  }

  /** Asks for the rows from `from` up to but not including `to` that are missing. */
  want(from: number, to: number, { generation, start, end }: WireState): void {
    if (generation !== this.generation) {
      this.rows.clear();
      this.asked = undefined;
      this.generation = generation;
    }
    const first = Math.max(from, start);
    const last = Math.min(to, end);
    let missing = first;
    while (missing < last && this.rows.has(missing)) missing += 1;
    if (missing >= last) return;
    const { asked } = this;
    if (asked && missing >= asked.from && last <= asked.to) return;
    this.asked = { from: Math.max(start, missing - margin), to: Math.min(end, last + margin) };
    this.post({ type: 'rows', ...this.asked });
  }

  /** Keeps rows that have come. Returns whether they belong to the current list. */
  take(generation: number, rows: readonly WireRow[]): boolean {
    if (generation !== this.generation) return false;
    this.asked = undefined;
    for (const row of rows) this.rows.set(row.index, row);
    const near = rows[0]?.index ?? 0;
    for (const index of this.rows.keys()) {
      if (this.rows.size <= maxRows) break;
      if (Math.abs(index - near) > maxRows / 2) this.rows.delete(index);
    }
    return true;
  }
}
