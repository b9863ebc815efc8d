import { strict as assert } from 'node:assert';
import { Times } from '../../../../src/webview/app/message/times';
import type { PanelMessage } from '../../../../src/webview/messages';
import { said, snapshot, strings } from '../fixtures';
import { usePanel } from '../use-panel';

const minute = 60_000;
const noon = new Date(2025, 2, 4, 12, 0).getTime();
const at = (id: string, time: number) => said(id, id, { time } as Partial<PanelMessage>);

describe('dates and times', () => {
  const noon = new Date(2025, 2, 4, 12, 5, 7).getTime();

  it('name today and yesterday, and show other days as dates', () => {
    const times = new Times('en');
    const day = (date: number) => times.day(new Date(2025, 2, date, 23).getTime(), noon, strings);
    assert.equal(day(4), 'Today');
    assert.equal(day(3), 'Yesterday');
    assert.match(day(2), /Sunday.*March.*2/);
  });

  it('recognize yesterday on the first of a month', () => {
    const first = new Date(2025, 2, 1, 1).getTime();
    assert.equal(new Times('en').day(first - 7_200_000, first, strings), 'Yesterday');
  });

  it('are in the display language', () => {
    assert.match(new Times('zh-cn').exact(noon), /2025年3月4日/);
    assert.match(new Times('en').clock(noon), /^12:05/);
    assert.match(new Times('en').exact(noon), /12:05:07/);
  });

  it('fall back to another language if the tag is invalid', () => {
    assert.match(new Times('not a language').clock(noon), /05/);
  });
});

describe('the time of a message', () => {
  const label = (time: number, language = 'en') => new Times(language).label(time, noon);

  it('is relative for less than an hour', () => {
    assert.equal(label(noon - minute + 1), 'now');
    assert.equal(label(noon + minute - 1), 'now', 'a clock slightly ahead');
    assert.match(label(noon - minute), /^1 min/);
    assert.match(label(noon - 60 * minute + 1), /^59 min/);
    assert.match(label(noon - 5 * minute, 'zh-cn'), /^5\s?分钟前$/);
  });

  it('is then the time of day, with the day if it isn’t today', () => {
    assert.match(label(noon - 60 * minute), /^11:00/);
    assert.match(label(noon - 1440 * minute), /^yesterday 12:00/);
    assert.match(label(noon - 2880 * minute), /Mar 2.*12:00/);
    assert.match(label(noon - 2880 * minute, 'zh-cn'), /3月2日.*12:00/);
    assert.match(label(noon + 5 * minute), /^12:05/, 'a clock far ahead');
  });

  it('is empty for an invalid time', () => {
    const times = new Times('en');
    assert.deepEqual(
      [Number.NaN, 9e15].map((time) => times.label(time, noon)),
      ['', ''],
    );
    assert.deepEqual([times.exact(Number.NaN), times.clock(9e15)], ['', '']);
  });
});

describe('times in the log', () => {
  const panel = usePanel();
  const labels = () => panel.log.locator('.byline:not(.hidden-text) time').allTextContents();

  async function openAt(time: number, messages: PanelMessage[]): Promise<void> {
    await panel.load({ alone: true });
    await panel.page.clock.install({ time });
    await panel.show(snapshot({ messages }));
  }

  it('update every minute, and nothing else is redrawn', async () => {
    await openAt(noon, [at('1', noon - 10 * minute), at('2', noon)]);
    const [before, first] = await labels();
    assert.match(before ?? '', /^10 min/);
    assert.equal(first, 'now');
    await panel.log.evaluate((log) => {
      const changed = new Set<string>();
      new MutationObserver((records) => {
        for (const { target } of records) {
          changed.add((target instanceof Element ? target : target.parentElement)?.localName ?? '');
        }
      }).observe(log, { subtree: true, childList: true, characterData: true, attributes: true });
      Object.assign(globalThis, { changed });
    });
    await panel.page.clock.fastForward(3 * minute);
    const [later, second] = await labels();
    assert.match(later ?? '', /^13 min/);
    assert.match(second ?? '', /^3 min/);
    assert.deepEqual(await panel.page.evaluate('[...changed]'), ['time']);
  });

  it('are exact on hover and in the markup', async () => {
    await openAt(noon, [at('1', noon - minute)]);
    const time = panel.log.locator('time').first();
    assert.match((await time.getAttribute('title')) ?? '', /Tuesday, March 4, 2025.*11:59:00/);
    assert.equal(await time.getAttribute('datetime'), new Date(noon - minute).toISOString());
  });

  it('update the names of days after midnight', async () => {
    const night = new Date(2025, 2, 4, 23, 58).getTime();
    await openAt(night, [at('1', night)]);
    const day = panel.log.getByRole('separator').first();
    assert.equal(await day.textContent(), 'Today');
    await panel.page.clock.fastForward(5 * minute);
    assert.equal((await day.textContent())?.trim(), 'Yesterday');
  });
});
