import { strict as assert } from 'node:assert';
import { waitFor } from '../../../helpers/wait-for';
import { happened, many, said, snapshot } from '../fixtures';
import { pair } from '../invited-scenes';
import { logViewport } from '../log-viewport';
import { usePanel } from '../use-panel';
import { excerpt, withCard } from './fixtures';

describe('the find widget', () => {
  const panel = usePanel();
  const field = () => panel.page.getByRole('searchbox', { name: 'Find in chat' });
  const count = () => panel.page.locator('.find-count').textContent();
  /** Waits until a search ends, which yields every few milliseconds. */
  const waitForCount = (text: string) =>
    waitFor(async () => (await count()) === text, `the count is ${text}`);
  const find = () => panel.post({ type: 'do', action: 'find' });
  const highlights = (name: string) =>
    panel.page.evaluate(
      (key) =>
        [...(CSS.highlights.get(key) ?? [])].map((place) => {
          const range = document.createRange();
          range.setStart(place.startContainer, place.startOffset);
          range.setEnd(place.endContainer, place.endOffset);
          return range.toString();
        }),
      name,
    );

  it('counts matches and cycles through them', async () => {
    const messages = many(2000).map((message, i) =>
      i % 500 === 0 ? { ...message, text: `A needle, no ${i}` } : message,
    );
    await panel.open(snapshot({ messages }));
    await find();
    await panel.page.keyboard.type('needle');
    await waitForCount('4 of 4');
    assert.deepEqual(await highlights('deskmate-find-current'), ['needle']);
    const visible = async () => (await logViewport(panel.log)).rows.map(({ id }) => id);
    assert.ok((await visible()).includes('m1500'));
    await field().press('Enter');
    await waitForCount('1 of 4');
    assert.ok((await visible()).includes('m0'));
    await field().press('Shift+Enter');
    await field().press('Shift+F3');
    await waitForCount('3 of 4');
    await panel.composer.press('F3');
    await waitForCount('4 of 4');
  });

  it('highlights each visible match without changing the log’s elements', async () => {
    await panel.open(snapshot({ messages: [said('1', 'aXa xa'), happened('2', 'x')] }));
    const before = await panel.log.innerHTML();
    await find();
    await panel.page.keyboard.type('x');
    await waitForCount('1 of 3');
    assert.deepEqual(await highlights('deskmate-find'), ['X', 'x', 'x']);
    await panel.page.getByRole('button', { name: 'Match case' }).click();
    await waitForCount('1 of 2');
    assert.deepEqual(await highlights('deskmate-find'), ['x', 'x']);
    assert.equal(await panel.log.innerHTML(), before);
  });

  it('highlights matches in cards across syntax colors', async () => {
    await panel.open(snapshot({ status: pair, messages: [withCard('1', '', excerpt)] }));
    await find();
    await panel.page.keyboard.type('int gadget =');
    await waitForCount('1 of 1');
    assert.deepEqual(await highlights('deskmate-find-current'), ['int gadget =']);
    await field().fill('src/main');
    await waitForCount('1 of 1');
    assert.deepEqual(await highlights('deskmate-find-current'), ['src/main']);
  });

  it('limits the highlights in a message, but always highlights the current match', async () => {
    await panel.open(snapshot({ messages: [said('1', `${'ab'.repeat(16_000)}c`)] }));
    await find();
    await panel.page.keyboard.type('b');
    await waitForCount('1 of 10000+');
    assert.equal((await highlights('deskmate-find')).length, 500);
    await field().press('Shift+Enter');
    await waitForCount('10000 of 10000+');
    assert.deepEqual(await highlights('deskmate-find-current'), ['b']);
    assert.equal((await highlights('deskmate-find')).length, 500);
  });

  it('highlights matches across emphasis and code, in any Unicode form', async () => {
    const messages = [said('1', '**use** `recv` here\n- ＴＣＰ\n\n> Cafe\u0301 ﬁne')];
    await panel.open(snapshot({ status: pair, messages }));
    await find();
    for (const [query, marked] of [
      ['use recv here', 'use recv here'],
      ['tcp', 'ＴＣＰ'],
      ['CAF\u00c9', 'Cafe\u0301'],
      ['in', 'ﬁn'],
    ] as const) {
      await field().fill(query);
      await waitForCount('1 of 1');
      assert.deepEqual(await highlights('deskmate-find-current'), [marked]);
    }
    await field().fill('**');
    await waitForCount('No results');
  });

  it('unfolds code for a match in it', async () => {
    const code = [
      '```c',
      ...Array.from({ length: 40 }, (_, i) => `int x${i};`),
      '```',
      'x39 again',
    ];
    await panel.open(snapshot({ status: pair, messages: [said('1', code.join('\n'))] }));
    await find();
    await panel.page.keyboard.type('x39');
    await waitForCount('1 of 2');
    const inCode = () =>
      panel.page.evaluate(() => {
        const [place] = CSS.highlights.get('deskmate-find-current') ?? [];
        return place?.startContainer.parentElement?.closest('code-view') !== null;
      });
    assert.equal(await inCode(), true);
    await field().press('Enter');
    assert.equal(await inCode(), false);
  });

  it('follows the log, and keeps the current match', async () => {
    await panel.open(snapshot({ messages: [said('1', 'needle'), said('2', 'needle')] }));
    await find();
    await panel.page.keyboard.type('needle');
    await waitForCount('1 of 2');
    await field().press('Shift+Enter');
    await waitForCount('2 of 2');
    await panel.postMessages(said('3', 'another needle'));
    await waitForCount('2 of 3');
    await field().fill('nothing like it');
    await waitForCount('No results');
    assert.ok(await panel.page.getByRole('button', { name: /^Next match/ }).isDisabled());
  });

  it('scrolls to a match in a message that is taller than the log', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => (i === 150 ? 'the needle' : `line ${i}`));
    await panel.open(snapshot({ messages: [...many(20), said('long', lines.join('\n'))] }));
    await find();
    await panel.page.keyboard.type('needle');
    await waitForCount('1 of 1');
    const [match, log] = await panel.page.evaluate(() => {
      const [range] = CSS.highlights.get('deskmate-find-current') ?? [];
      const log = document.querySelector('.log');
      return [(range as Range | undefined)?.getBoundingClientRect(), log?.getBoundingClientRect()];
    });
    assert.ok(match && log && match.top >= log.top && match.bottom <= log.bottom);
  });

  it('unfolds a text with too many lines for a match in it', async () => {
    const text = `${'line\n'.repeat(1600)}needle${'\nline'.repeat(50)}`;
    await panel.open(snapshot({ messages: [said('1', text), said('2', 'after')] }));
    const isShown = () => panel.log.evaluate((log) => log.querySelector('details')?.open);
    assert.equal(await isShown(), false);
    await find();
    await panel.page.keyboard.type('needle');
    await waitForCount('1 of 1');
    assert.equal(await isShown(), true);
    const [below = 0, height = 0] = await panel.page.evaluate(() => {
      const [place] = CSS.highlights.get('deskmate-find-current') ?? [];
      const log = document.getElementById('log')?.getBoundingClientRect();
      const top = place instanceof Range ? place.getBoundingClientRect().top : -1;
      return [top - (log?.top ?? 0), log?.height ?? 0];
    });
    assert.ok(below > 0 && below < height, `${below} of ${height}`);
  });

  it('restores the focus when it closes', async () => {
    await panel.open(snapshot({ messages: many(3) }));
    await panel.composer.focus();
    await find();
    assert.ok(await field().evaluate((element) => element === document.activeElement));
    await field().press('Escape');
    assert.equal(await field().count(), 0);
    assert.ok(await panel.composer.evaluate((element) => element === document.activeElement));
    assert.deepEqual(await highlights('deskmate-find'), []);
    await panel.post({ type: 'do', action: 'focusMessages' });
    await find();
    await panel.page.keyboard.type('number 1');
    await waitForCount('1 of 1');
    await field().press('Escape');
    const focused = await panel.page.evaluate(() => document.activeElement?.textContent);
    assert.match(focused ?? '', /number 1/);
  });
});
