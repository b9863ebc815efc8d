import type { Page } from 'playwright-core';

/**
 * Processor time that work takes of a page's main thread, ms: whatever else runs on the machine does not
 * count. The work must not leave anything to later tasks.
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
    if (!found) throw new Error('The browser does not tell how long its tasks take.');
    return found.value;
  }
}
