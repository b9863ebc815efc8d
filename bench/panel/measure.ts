import type { Browser } from 'playwright-core';
import { snapshot } from '../../test/webview/app/fixtures';
import { pair } from '../../test/webview/app/invited-scenes';
import { type PageFiles, PanelInBrowser } from '../../test/webview/app/panel-browser';
import { percentile } from '../statistics';
import type { Probe } from './page-script';
import { talk } from './talk';

declare global {
  var probe: Probe;
}

/** What one opening of one page gives. */
export interface Figures {
  /** Milliseconds from the snapshot's arrival to the first paint with it. */
  readonly firstPaint: number;
  /** Milliseconds from a key in the composer to the next paint. */
  readonly keyP50: number;
  readonly keyP95: number;
  /** Share of the frames that took more than 32 ms while everything was scrolled through, 0 to 1. */
  readonly slowFrames: number;
  /** Frames in which an area of the log was blank. */
  readonly blanks: number;
  /** JavaScript heap in use after a collection, in bytes. */
  readonly heap: number;
  readonly nodes: number;
}

export interface Plan {
  readonly messages: number;
  readonly keys: number;
  /** In how many frames everything is scrolled through. */
  readonly frames: number;
}

/** `probeScript`: {@link Probe} as it runs in a page. Opens a page with a log, uses it as a person would, and closes it. */
export async function measure(
  browser: Browser,
  files: PageFiles,
  probeScript: string,
  plan: Plan,
): Promise<Figures> {
  const panel = await PanelInBrowser.open(browser, files, { prepare: probeScript });
  const { page } = panel;
  try {
    const content = snapshot({ status: pair, messages: talk(plan.messages) });
    const firstPaint = await page.evaluate((given) => probe.show(given), {
      type: 'snapshot',
      snapshot: content,
    } as const);
    await page.locator('#composer').focus();
    for (let i = 0; i < plan.keys; i++) {
      await page.keyboard.press(i % 6 === 5 ? 'Space' : 'KeyA');
    }
    const keys = await page.evaluate(() => probe.keys());
    const { frames, blanks } = await page.evaluate((count) => probe.scroll(count), plan.frames);
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { nodes } = await session.send('Memory.getDOMCounters');
    return {
      firstPaint,
      keyP50: percentile(keys, 0.5),
      keyP95: percentile(keys, 0.95),
      slowFrames: frames.filter((time) => time > 32).length / frames.length,
      blanks,
      heap: usedSize,
      nodes,
    };
  } finally {
    await panel.close();
  }
}
