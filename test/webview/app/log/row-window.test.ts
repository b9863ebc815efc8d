import { strict as assert } from 'node:assert';
import { seededRandom } from '../../../../src/util/seeded-random';
import type { PanelMessage } from '../../../../src/webview/messages';
import { happened, hosting, many, said, snapshot } from '../fixtures';
import { type LogViewport, largestGap, logViewport } from '../log-viewport';
import { usePanel } from '../use-panel';

/** The padding at both ends of the log plus the browser's rounding, in CSS pixels. */
const padding = 8 + 1;
const limit = 400;
const steps = 32;

describe('the virtual list of the log', () => {
  const panel = usePanel();
  const frames = () =>
    panel.page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
  const drawn = () => panel.log.locator('.slot').count();
  const scrollTo = async (top: number) => {
    await panel.log.evaluate((log, y) => log.scrollTo(0, y), top);
    await frames();
  };

  it('draws the visible rows of 10,000 messages and a few around them', async () => {
    await panel.open(snapshot({ messages: many(10_000) }));
    assert.ok((await drawn()) < 150);
    const last = panel.log.getByRole('article').last();
    assert.equal(await last.getAttribute('aria-posinset'), '10000');
    assert.equal(await last.getAttribute('aria-setsize'), '10000');
    for (const part of [0, 0.1, 0.5, 0.77, 1]) {
      const height = await panel.log.evaluate((log) => log.scrollHeight);
      await scrollTo(part * height);
      const viewport = await logViewport(panel.log);
      assert.ok(largestGap(viewport) <= padding, `${part}: ${JSON.stringify(viewport)}`);
      assert.ok((await drawn()) < 150);
    }
    await scrollTo(0);
    assert.equal((await logViewport(panel.log)).rows[1]?.id, 'm0');
  });

  it('covers the log with rows even before the page draws the new position', async () => {
    await panel.open(snapshot({ messages: many(5000) }));
    const gaps = await panel.log.evaluate(async (log) => {
      const gaps: number[] = [];
      const rows = log.querySelector('.rows') as HTMLElement;
      for (const top of [log.scrollHeight / 2, 0, log.scrollHeight, 5000, 100_000]) {
        // The scroll event hasn't fired yet, so the page hasn't drawn anything.
        log.scrollTop = top;
        const [inner, outer] = [rows.getBoundingClientRect(), log.getBoundingClientRect()];
        gaps.push(Math.max(inner.top - outer.top, outer.bottom - inner.bottom));
        await new Promise((next) => requestAnimationFrame(next));
      }
      return gaps;
    });
    for (const gap of gaps) assert.ok(gap <= padding, gaps.join());
  });

  it('doesn’t jump when actual row heights differ from the estimate', async () => {
    const messages = many(2000).map((message, i) =>
      i % 3 === 0 ? { ...message, text: `${i}\n`.repeat(1 + (i % 17)) } : message,
    );
    await panel.open(snapshot({ messages }));
    for (let turn = 0; turn < 8; turn++) {
      const before = await logViewport(panel.log);
      await panel.wheel(-150);
      const after = await logViewport(panel.log);
      const moved = shift(before, after) ?? Number.NaN;
      assert.ok(Math.abs(moved - 150) <= 1, `${turn}: moved by ${moved}`);
      assert.ok(largestGap(after) <= padding);
    }
  });

  it('keeps a selection when its rows scroll out of view', async () => {
    await panel.open(snapshot({ messages: many(400) }));
    const selected = () => panel.page.evaluate(() => document.getSelection()?.toString() ?? '');
    await panel.log.evaluate((log) => {
      const bubbles = log.querySelectorAll('.bubble');
      const [first, last] = [bubbles[bubbles.length - 3], bubbles[bubbles.length - 1]];
      if (first && last)
        document.getSelection()?.setBaseAndExtent(first, 0, last, last.childNodes.length);
    });
    const before = await selected();
    assert.match(before, /number 397(.|\n)*number 398(.|\n)*number 399/);
    for (let i = 0; i < 4; i++) {
      await panel.log.evaluate((log) => log.scrollBy(0, -1000));
      await frames();
    }
    assert.ok((await panel.topOf('Message number 399')) > 640);
    assert.equal(await selected(), before);
  });

  it('keeps the reading position when estimated rows are drawn', async () => {
    const messages = many(400).map((message, i) =>
      i % 5 === 0
        ? happened(`note${i}`, `${i}`)
        : { ...message, text: 'a few words, and some more\n'.repeat(1 + (i % 8)) },
    );
    for (const part of [0.83, 0.71, 0.59, 0.37, 0.11]) {
      await panel.open(snapshot({ messages }));
      await panel.log.evaluate((log, at) => log.scrollTo(0, at * log.scrollHeight), part);
      await frames();
      const anchor = anchorOf(await logViewport(panel.log));
      assert.ok(anchor);
      await panel.page.setViewportSize({ width: 240, height: 640 });
      await frames();
      assertAnchored(anchor, await logViewport(panel.log), `${part}`);
    }
  });

  it('draws and measures only the new row for a message at the end', async () => {
    await panel.open(snapshot({ messages: many(1000) }));
    await panel.log.evaluate((log) => {
      const work = { measured: 0, added: 0, removals: 0 };
      Object.assign(globalThis, { work });
      const measure = HTMLElement.prototype.getBoundingClientRect;
      HTMLElement.prototype.getBoundingClientRect = function () {
        if (this.className === 'slot') work.measured += 1;
        return measure.call(this);
      };
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) work.added += addedNodes.length;
        if (changes.some(({ removedNodes }) => removedNodes.length > 0)) work.removals += 1;
      }).observe(log.querySelector('.rows') as Element, { childList: true });
    });
    const count = 64;
    const later = many(1000 + count).slice(1000);
    for (const message of later) await panel.postMessages(message);
    const { measured, added, removals } = await panel.page.evaluate<Record<string, number>>('work');
    assert.deepEqual({ measured, added }, { measured: count, added: count });
    assert.ok(removals !== undefined && removals > 0 && removals < count / 8, `${removals} times`);
    assert.ok((await drawn()) < 150);
    assert.ok((await panel.distanceFromBottom()) <= 1);
  });

  it('keeps the reading position, or stays at the bottom, after any change', async () => {
    const seed = 20_261_123;
    const random = seededRandom(seed);
    const pick = (below: number) => Math.floor(random() * below);
    const model: PanelMessage[] = many(limit);
    let next = limit;
    await panel.open(snapshot({ messages: model, messageLimit: limit }));

    const text = () => 'a few words, and some more\n'.repeat(1 + pick(8));
    const add = (count: number): PanelMessage[] => {
      const news = Array.from({ length: count }, () => {
        const id = `n${next++}`;
        return pick(5) === 0 ? happened(id, id) : said(id, `${id} ${text()}`, laterBy(next));
      });
      model.push(...news);
      model.splice(0, Math.max(0, model.length - limit));
      return news;
    };
    const amend = (): PanelMessage => {
      const index = pick(model.length);
      const changed = { ...(model[index] as PanelMessage), text: text() };
      model[index] = changed;
      return changed;
    };
    const operations: Record<string, () => Promise<unknown>> = {
      scroll: () => panel.log.evaluate((log, by) => log.scrollBy(0, by), pick(1600) - 800),
      drag: () =>
        panel.log.evaluate((log, part) => log.scrollTo(0, part * log.scrollHeight), random()),
      bottom: () => panel.log.evaluate((log) => log.scrollTo(0, log.scrollHeight)),
      append: () => panel.postMessages(...add(1 + pick(3))),
      burst: () => panel.postMessages(...add(30)),
      amend: () => panel.postMessages(...Array.from({ length: 20 }, amend)),
      narrow: () => panel.page.setViewportSize({ width: 220 + pick(200), height: 600 + pick(300) }),
      status: () => panel.post({ type: 'status', status: { ...hosting, headline: `${pick(99)}` } }),
    };
    const isScroll = (name: string) => ['scroll', 'drag', 'bottom'].includes(name);
    let before = await logViewport(panel.log);
    let anchor = anchorOf(before);
    for (let step = 0; step < steps; step++) {
      const names = Object.keys(operations);
      const name = names[pick(names.length)] as string;
      await operations[name]?.();
      await frames();
      const after = await logViewport(panel.log);
      const where = `seed ${seed}, step ${step}, ${name}`;
      assert.ok(largestGap(after) <= padding, `${where}: a gap of ${largestGap(after)}`);
      assert.ok(isSliceOf(after, model), `${where}: rows differ from the model`);
      const wasAtBottom = before.belowBottom <= 1;
      const canCompare = !isScroll(name) && model.some(({ id }) => id === anchor?.id);
      if (wasAtBottom && !isScroll(name))
        assert.ok(after.belowBottom <= 1, `${where}: not at the bottom`);
      else if (canCompare && anchor && after.belowBottom > 1) assertAnchored(anchor, after, where);
      if (!canCompare || wasAtBottom) anchor = anchorOf(after);
      before = after;
    }
  });
});

function laterBy(count: number): Partial<PanelMessage> {
  return { time: new Date(2025, 2, 4, 13).getTime() + count * 1000 } as Partial<PanelMessage>;
}

/** How far down the first message visible both before and after has moved; undefined if there is none. */
function shift(before: LogViewport, after: LogViewport): number | undefined {
  for (const { id, top } of before.rows) {
    const row = id === '' ? undefined : after.rows.find((each) => each.id === id);
    if (row) return row.top - top;
  }
  return undefined;
}

/** Whether the visible messages are consecutive messages of the model. */
function isSliceOf(viewport: LogViewport, model: readonly PanelMessage[]): boolean {
  const ids = viewport.rows.map(({ id }) => id).filter((id) => id !== '');
  const start = model.findIndex(({ id }) => id === ids[0]);
  return start >= 0 && ids.every((id, i) => model[start + i]?.id === id);
}

/** The message being read: the first one that begins in the upper half, or else the one that fills it. */
function anchorOf({ height, rows }: LogViewport): LogViewport['rows'][number] | undefined {
  const messages = rows.filter(({ id }) => id !== '');
  return messages.find(({ top }) => top >= 0 && top < height / 2) ?? messages[0];
}

/** Asserts that the message being read hasn't moved. */
function assertAnchored(
  anchor: LogViewport['rows'][number],
  after: LogViewport,
  where: string,
): void {
  const now = after.rows.find(({ id }) => id === anchor.id);
  assert.ok(now, `${where}: ${anchor.id} isn’t visible`);
  assert.ok(Math.abs(now.top - anchor.top) < 1, `${where}: moved from ${anchor.top} to ${now.top}`);
}
