import type { Locator } from 'playwright-core';

/** What a person sees of the log, in CSS pixels from the top of its visible part. */
export interface Sight {
  readonly height: number;
  readonly belowBottom: number;
  /** Rows that are drawn and in sight, from top to bottom; `id` of those that show a message. */
  readonly rows: readonly { readonly id: string; readonly top: number; readonly bottom: number }[];
}

/** Looks at the log. */
export function lookAt(log: Locator): Promise<Sight> {
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

/** The widest gap without a row in sight; the padding at both ends of the log is none. */
export function widestGap({ height, rows }: Sight): number {
  const edges = [0, ...rows.flatMap(({ top, bottom }) => [top, bottom]), height];
  let widest = 0;
  for (let i = 0; i < edges.length; i += 2) {
    widest = Math.max(widest, (edges[i + 1] as number) - (edges[i] as number));
  }
  return widest;
}
