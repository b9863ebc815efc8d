import type { Page } from 'playwright-core';

/**
 * The CPU time that `work` takes on a page's main thread, in ms, regardless of other load on the machine.
 * The work must be done when its promise resolves.
 */
export async function pageCpuTime(page: Page, work: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const before = await taskSeconds();
    await work();
    return ((await taskSeconds()) - before) * 1000;
  } finally {
    await session.detach();
  }

  async function taskSeconds(): Promise<number> {
    const { metrics } = await session.send('Performance.getMetrics');
    const found = metrics.find(({ name }) => name === 'TaskDuration');
    if (!found) throw new Error("The browser doesn't report the duration of its tasks.");
    return found.value;
  }
}
