import type { Browser } from 'playwright-core';
import { seededRandom } from '../../src/util/seeded-random';
import type { PanelMessage } from '../../src/webview/messages';
import { snapshot } from '../../test/webview/app/fixtures';
import { pair } from '../../test/webview/app/invited-scenes';
import { pageCpuTime } from '../../test/webview/app/page-cpu';
import { type PageFiles, PanelInBrowser } from '../../test/webview/app/panel-browser';
import { decimals, percent, type Row } from '../comparison';
import { percentile } from '../statistics';
import type { Probe } from './page-script';

const words =
  'the server closes its socket before mine has read everything and then recv gives me nothing at all 缓冲区 里 还有 数据'.split(
    ' ',
  );
const second = 1000;

declare global {
  var probe: Probe;
}

/** The figures from opening one page once. */
interface Figures {
  /** Milliseconds from the snapshot's arrival to the first paint with it. */
  readonly firstPaint: number;
  /** Milliseconds from a key in the composer to the next paint. */
  readonly keyP50: number;
  readonly keyP95: number;
  /** The main thread's time for a new message at the end of the log, in ms of CPU time. */
  readonly message: number;
  /** The share of frames over 32 ms while scrolling through the whole log, 0 to 1. */
  readonly slowFrames: number;
  /** The number of frames in which an area of the log was blank. */
  readonly blanks: number;
  /** JavaScript heap in use after a collection, in bytes. */
  readonly heap: number;
  readonly nodes: number;
}

export const rows: readonly Row<Figures>[] = [
  { title: 'first paint, ms', of: (run) => run.firstPaint, show: decimals(1) },
  { title: 'key to paint p50, ms', of: (run) => run.keyP50, show: decimals(1) },
  { title: 'key to paint p95, ms', of: (run) => run.keyP95, show: decimals(1) },
  { title: 'a new message, CPU ms', of: (run) => run.message, show: decimals(2) },
  {
    title: 'scrolling: frames over 32 ms',
    of: (run) => run.slowFrames,
    show: percent(1),
    ratio: false,
  },
  {
    title: 'scrolling: frames with blanks',
    of: (run) => run.blanks,
    show: decimals(0),
    ratio: false,
  },
  { title: 'JavaScript heap, MiB', of: (run) => run.heap / 2 ** 20, show: decimals(1) },
  { title: 'DOM nodes', of: (run) => run.nodes, show: decimals(0) },
];

interface Plan {
  readonly messages: number;
  readonly keys: number;
  /** The number of new messages. */
  readonly news: number;
  /** The number of frames in which to scroll through the whole log. */
  readonly frames: number;
}

/**
 * Opens a page with a log, uses it like a user, and closes it.
 * @param probeScript the bundled {@link Probe}
 */
export async function measure(
  browser: Browser,
  files: PageFiles,
  probeScript: string,
  plan: Plan,
): Promise<Figures> {
  const panel = await PanelInBrowser.open(browser, files, { prepare: probeScript });
  const { page } = panel;
  try {
    const content = snapshot({ status: pair, messages: chat(plan.messages) });
    const firstPaint = await page.evaluate((message) => probe.show(message), {
      type: 'snapshot',
      snapshot: content,
    } as const);
    await page.locator('#composer').focus();
    for (let i = 0; i < plan.keys; i++) {
      await page.keyboard.press(i % 6 === 5 ? 'Space' : 'KeyA');
    }
    const keys = await page.evaluate(() => probe.keys());
    const news = chat(plan.messages + plan.news).slice(plan.messages);
    const messages = await pageCpuTime(page, () =>
      page.evaluate((all) => probe.receive(all), news),
    );
    const { frames, blanks } = await page.evaluate((count) => probe.scroll(count), plan.frames);
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { nodes } = await session.send('Memory.getDOMCounters');
    return {
      firstPaint,
      keyP50: percentile(keys, 0.5),
      keyP95: percentile(keys, 0.95),
      message: messages / plan.news,
      slowFrames: frames.filter((time) => time > 32).length / frames.length,
      blanks,
      heap: usedSize,
      nodes,
    };
  } finally {
    await panel.close();
  }
}

/**
 * A chat between two students: mostly a line or two, sometimes a list, some code, or a long explanation. The
 * same count always gives the same messages.
 */
export function chat(count: number): PanelMessage[] {
  const random = seededRandom(count);
  const pick = (below: number) => Math.floor(random() * below);
  const randomText = (max: number) =>
    Array.from({ length: 1 + pick(max) }, () => words[pick(words.length)]).join(' ');
  const start = new Date(2025, 2, 4, 12).getTime();
  return Array.from({ length: count }, (_, i): PanelMessage => {
    const common = { id: `e${i + 1}`, time: start + i * 40 * second };
    if (pick(40) === 0) {
      return { ...common, kind: 'system', text: 'Ben joined', tone: 'quiet' };
    }
    const own = pick(2) === 0;
    return {
      ...common,
      kind: 'message',
      author: own ? 'm0' : 'm1',
      authorName: own ? 'Cai' : 'Ann',
      own,
      hue: own ? 0 : 1,
      text: textOf(pick(20), randomText),
    };
  });
}

function textOf(kind: number, randomText: (max: number) => string): string {
  switch (kind) {
    case 0:
      return `${randomText(6)}:\n\n\`\`\`c\nint n = recv(fd, buffer, sizeof buffer, 0);\nif (n <= 0) break;\n\`\`\``;
    case 1:
      return `- ${randomText(8)}\n- **${randomText(3)}** ${randomText(5)}\n- \`recv\` ${randomText(4)}`;
    case 2:
      return `${randomText(60)}\n\n${randomText(40)}`;
    default:
      return randomText(16);
  }
}
