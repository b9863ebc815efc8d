import type { Locator } from 'playwright-core';

/** The visible part of the log; positions are in CSS pixels from its top. */
export interface LogViewport {
  readonly height: number;
  readonly belowBottom: number;
  /** The visible rows from top to bottom; `id` is empty for rows without a message. */
  readonly rows: readonly { readonly id: string; readonly top: number; readonly bottom: number }[];
}

/** Measures the visible part of the log. */
export function logViewport(log: Locator): Promise<LogViewport> {
  return log.evaluate((element) => {
    const edge = element.getBoundingClientRect().top + element.clientTop;
    const height = element.clientHeight;
    const rows = [];
    for (const slot of element.querySelectorAll('.slot:not(.kept)')) {
      const box = slot.getBoundingClientRect();
      const [top, bottom] = [box.top - edge, box.bottom - edge];
      const id = slot.querySelector<HTMLElement>('[data-id]')?.dataset.id ?? '';
      if (bottom > 0 && top < height) rows.push({ id, top, bottom });
    }
    const belowBottom = element.scrollHeight - element.scrollTop - element.clientHeight;
    return { height, belowBottom, rows };
  });
}

/** The largest vertical gap between visible rows, or between a row and an edge of the log. */
export function largestGap({ height, rows }: LogViewport): number {
  const edges = [0, ...rows.flatMap(({ top, bottom }) => [top, bottom]), height];
  let largest = 0;
  for (let i = 0; i < edges.length; i += 2) {
    largest = Math.max(largest, (edges[i + 1] as number) - (edges[i] as number));
  }
  return largest;
}
