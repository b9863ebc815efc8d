import { strict as assert } from 'node:assert';
import { room } from './room-scene';
import { usePanel } from './use-panel';

describe('the panel that tests share', () => {
  const panel = usePanel();

  /** What a page could keep of a test. */
  const traces = () =>
    panel.page.evaluate(() => ({
      posted: globalThis.fakeEditor.posted.map(({ type }) => type),
      state: globalThis.fakeEditor.state !== undefined,
      draft: document.querySelector('textarea')?.value,
      isHovered: document.querySelector('textarea')?.matches(':hover'),
      isStill: matchMedia('(prefers-reduced-motion: reduce)').matches,
      size: [innerWidth, innerHeight],
      theme: document.body.className,
      global: 'global' in globalThis,
    }));

  it('has nothing of the test before', async () => {
    await panel.open(room([]));
    const before = await traces();
    const { page } = panel;

    await panel.open(room([]), { theme: 'light', width: 500, height: 300 });
    await panel.composer.fill('draft');
    await panel.composer.hover();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.evaluate(() => {
      Object.assign(globalThis, { global: 1 });
      const { setState } = Reflect.get(globalThis, 'acquireVsCodeApi')();
      setState({});
      // Such as a reading position that is stored a moment later.
      addEventListener('pagehide', () => setState({}));
    });
    for (const [name, value] of Object.entries(await traces())) {
      assert.notDeepEqual(value, before[name as keyof typeof before], name);
    }

    await panel.open(room([]));
    assert.equal(panel.page, page);
    assert.deepEqual(await traces(), before);
  });

  it('is another one for a test that changes what outlives a page', async () => {
    await panel.open(room([]));
    const first = panel.page;
    await panel.open(room([]), { alone: true });
    const own = panel.page;
    await panel.open(room([]));
    assert.equal(new Set([first, own, panel.page]).size, 3);
  });
});
