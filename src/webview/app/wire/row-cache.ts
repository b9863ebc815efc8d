import type { FromWirePage, WireRow, WireState } from '../base/wire-messages';

/** How many rows to ask for beyond those that are drawn, on each side. */
const margin = 60;

/** Maximum number of rows kept. */
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
  want(from: number, to: number, { start, end }: WireState): void {
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

  /** Forgets all rows if those of `generation` are others. */
  turnTo(generation: number): void {
    if (generation === this.generation) return;
    this.rows.clear();
    this.asked = undefined;
    this.generation = generation;
  }

  /** Keeps the rows asked for. Returns whether they belong to the current list. */
  answer(generation: number, rows: readonly WireRow[]): boolean {
    if (generation !== this.generation) return false;
    this.asked = undefined;
    this.take(generation, rows);
    return true;
  }

  /** Keeps rows that have come. */
  take(generation: number, rows: readonly WireRow[]): void {
    if (generation !== this.generation) return;
    for (const row of rows) this.rows.set(row.index, row);
    const near = rows[0]?.index ?? 0;
    for (const index of this.rows.keys()) {
      if (this.rows.size <= maxRows) break;
      if (Math.abs(index - near) > maxRows / 2) this.rows.delete(index);
    }
  }
}
