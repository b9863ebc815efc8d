import { strict as assert } from 'node:assert';
import type { PanelMessage } from '../../../src/webview/messages';
import { happened, hosting, said, snapshot } from './fixtures';
import { usePanel } from './use-panel';

describe('hostile texts in the panel', () => {
  const panel = usePanel();

  it('shows markup as text and runs nothing', async () => {
    const text = '<img src=x onerror="document.title=1"><script>document.title=2</script>&amp;';
    await panel.open(
      snapshot({
        status: { ...hosting, headline: text, problem: text, waiting: [{ name: text }] },
        messages: [
          happened('1', text),
          said('2', text, { authorName: text } as Partial<PanelMessage>),
        ],
      }),
    );
    assert.equal(await panel.log.locator('.bubble').textContent(), text);
    assert.equal(await panel.page.locator('img').count(), 0);
    assert.equal(await panel.page.title(), 'Deskmate');
  });

  it('confines direction marks to the message and the name', async () => {
    const text = 'abc \u202e gnp.exe \u2066 tail';
    await panel.open(
      snapshot({
        messages: [said('1', text, { authorName: 'x\u202ey' } as Partial<PanelMessage>)],
      }),
    );
    const isolation = await panel.log
      .locator('.bubble, .byline bdi')
      .evaluateAll((list) => list.map((element) => getComputedStyle(element).unicodeBidi));
    for (const value of isolation) assert.match(value, /isolate|plaintext/);
    assert.equal(isolation.length, 2);
  });

  it('confines stacks of combining marks to their bubble', async () => {
    await panel.open(
      snapshot({ messages: [said('1', `a${'\u0301'.repeat(5000)}`), said('2', 'next')] }),
    );
    const clips = await panel.log
      .locator('.bubble')
      .first()
      .evaluate((element) => getComputedStyle(element).overflow);
    assert.equal(clips, 'clip');
    const box = await panel.log.locator('.bubble').first().boundingBox();
    assert.ok(box && box.height < 60);
  });

  it('keeps stacks of combining marks in a name out of other lines', async () => {
    const heap = `n${'\u0301'.repeat(300)}`;
    const member = { id: 'x', name: heap, self: false, host: false, hue: 1 };
    await panel.open(
      snapshot({
        status: { ...hosting, headline: heap, title: heap, detail: heap, members: [member] },
        messages: [
          happened('1', `${heap} joined`),
          said('2', 'x', { authorName: heap } as Partial<PanelMessage>),
        ],
      }),
    );
    const clips = await panel.page
      .locator(
        '.headline span:not(.hidden-text), .detail span, .person .name, .happened, .byline .name',
      )
      .evaluateAll((list) =>
        list.map((element) => {
          const { overflow, display } = getComputedStyle(element);
          return `${overflow} ${display === 'inline' ? 'inline' : 'block'}`;
        }),
      );
    assert.deepEqual(clips, Array(5).fill('clip block'));
  });

  it('limits the height of texts with many lines or deep nesting', async () => {
    const wall = `x${'\n'.repeat(32_000)}y`;
    const deep = `${'> '.repeat(20)}${'word '.repeat(100)}`;
    for (const invited of [true, false]) {
      const status = { ...hosting, invited };
      await panel.open(snapshot({ status, messages: [said('1', wall), said('2', deep)] }), {
        width: 200,
      });
      assert.ok((await panel.log.evaluate((log) => log.scrollHeight)) < 5000);
      await panel.log.getByText('Show all 32001 lines').click();
      assert.ok((await panel.log.evaluate((log) => log.scrollHeight)) > 300_000);
      await panel.log.getByText('Show fewer lines').click();
      assert.ok((await panel.log.evaluate((log) => log.scrollHeight)) < 5000);
    }
  });

  it('wraps endless words', async () => {
    await panel.open(snapshot({ messages: [said('1', 'x'.repeat(32_768))] }), { width: 200 });
    const tooWide = await panel.log.evaluate(
      (element) => element.scrollWidth > element.clientWidth,
    );
    assert.equal(tooWide, false);
  });
});
