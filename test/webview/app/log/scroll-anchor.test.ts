import { strict as assert } from 'node:assert';
import type { PanelMessage } from '../../../../src/webview/messages';
import { happened, hosting, many, said, snapshot } from '../fixtures';
import { usePanel } from '../use-panel';

describe('reading in the panel', () => {
  const panel = usePanel();

  it('stays at the bottom, also when the composer grows', async () => {
    await panel.open(snapshot({ messages: many(100) }));
    assert.ok((await panel.belowBottom()) <= 1);
    await panel.news(said('new', 'a\nlong\nnew\nmessage'));
    assert.ok((await panel.belowBottom()) <= 1);
    await panel.composer.fill('1\n2\n3\n4');
    await panel.news(said('new2', 'another'));
    assert.ok((await panel.belowBottom()) <= 1);
    assert.equal(await panel.jump.count(), 0);
  });

  it('keeps the position further up, and offers a button to the newest', async () => {
    await panel.open(snapshot({ messages: many(100) }));
    await panel.log.evaluate((element) => element.scrollTo(0, 900));
    await panel.jump.waitFor();
    const before = await panel.topOf('Message number 20');
    assert.equal(await panel.jump.getAttribute('aria-label'), 'Jump to the newest message');
    await panel.news(said('m0', 'this one\nhas\ngrown'), said('new', 'news'));
    assert.ok(Math.abs((await panel.topOf('Message number 20')) - before) <= 1);
    assert.equal(await panel.jump.getAttribute('aria-label'), 'New messages');
    await panel.jump.click();
    assert.ok((await panel.belowBottom()) <= 1);
    assert.equal(await panel.jump.count(), 0);
  });

  it('goes to the bottom when the person sends', async () => {
    await panel.open(snapshot({ messages: many(100) }));
    await panel.log.evaluate((element) => element.scrollTo(0, 900));
    await panel.jump.waitFor();
    await panel.composer.fill('mine');
    await panel.composer.press('Enter');
    await panel.news(said('mine', 'mine', { own: true } as Partial<PanelMessage>));
    assert.ok((await panel.belowBottom()) <= 1);
  });

  it('comes back to the same place after a reload', async () => {
    const content = snapshot({ messages: many(500) });
    await panel.open(content);
    await panel.log.evaluate((element) => element.scrollTo(0, 2000));
    await panel.jump.waitFor();
    await panel.page.waitForFunction(() => globalThis.fakeEditor.state !== undefined);
    const before = await panel.firstInSight();
    await panel.page.reload();
    await panel.show(content);
    assert.deepEqual(await panel.firstInSight(), before);
  });

  it('comes back even if the first row was a note, whose id changes', async () => {
    const [before, after] = [many(100).slice(0, 50), many(100).slice(50)];
    const withNote = (id: string) =>
      snapshot({ messages: [...before, happened(id, 'a note'), ...after] });
    await panel.open(withNote('note'));
    await panel.log.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    const note = panel.log.getByText('a note');
    await note.evaluate((element) => element.scrollIntoView({ block: 'start' }));
    const place = await panel.topOf('Message number 50');
    const below = await panel.log.evaluate((log) => {
      const slot = log.querySelector('[data-id="m50"]')?.closest('.slot');
      return (slot?.getBoundingClientRect().top ?? 0) - log.getBoundingClientRect().top;
    });
    // The way there goes past the same message in another place.
    await panel.page.waitForFunction((top) => {
      const kept = globalThis.fakeEditor.state as
        | { reading?: { id: string; offset: number } }
        | undefined;
      const { id, offset = Number.NaN } = kept?.reading ?? {};
      return id === 'm50' && offset < 0 && Math.abs(offset + top) <= 1;
    }, below);
    await panel.page.reload();
    await panel.show(withNote('another'));
    assert.ok(Math.abs((await panel.topOf('Message number 50')) - place) <= 1);
  });

  it('changes a message in place', async () => {
    await panel.open(snapshot({ messages: [happened('flood', 'empty × 1'), ...many(3)] }));
    const row = await panel.log.getByText('empty × 1').elementHandle();
    for (let count = 2; count <= 12; count++)
      await panel.news(happened('flood', `empty × ${count}`));
    assert.equal(await row?.textContent(), 'empty × 12');
    assert.equal(await panel.log.getByText('empty').count(), 1);
  });

  it('leaves the log alone when only the status changes', async () => {
    await panel.open(snapshot({ messages: many(50) }));
    await panel.log.evaluate((element) => {
      const changes: MutationRecord[] = [];
      new MutationObserver((records) => changes.push(...records)).observe(element, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
        attributeFilter: ['class', 'data-id', 'title'],
      });
      Object.assign(globalThis, { logChanges: changes });
    });
    await panel.post({ type: 'status', status: { ...hosting, headline: 'Still hosting' } });
    assert.equal(await panel.page.getByText('Still hosting').count(), 1);
    assert.equal(await panel.page.evaluate('logChanges.length'), 0);
  });

  it('reports what was seen in a focused window, at the bottom only', async () => {
    await panel.open(snapshot({ messages: many(100) }));
    await panel.post({ type: 'focus', focused: true });
    assert.deepEqual((await panel.postedOf('seen')).at(-1), { type: 'seen', messageId: 'm99' });
    await panel.log.evaluate((element) => element.scrollTo(0, 900));
    await panel.jump.waitFor();
    await panel.news(said('new', 'news'));
    assert.equal((await panel.postedOf('seen')).at(-1)?.messageId, 'm99');
    await panel.jump.click();
    assert.equal((await panel.postedOf('seen')).at(-1)?.messageId, 'new');
  });

  it('announces each new message once, and no history, changes or scrolled rows', async () => {
    // What was announced is taken away after a while, which may be while this test still looks for it.
    const prepare = `const later = setTimeout;
      globalThis.setTimeout = (work, ms) => (ms >= 10_000 ? 0 : later(work, ms));`;
    await panel.open(snapshot({ messages: many(1000) }), { prepare });
    const news = () => panel.page.locator('[aria-live=polite] p').allTextContents();
    assert.equal(await panel.log.getAttribute('aria-live'), 'off');
    assert.deepEqual(await news(), []);
    const own = said('own', 'mine', { own: true } as Partial<PanelMessage>);
    await panel.news(said('new', 'hello', { authorName: 'Ann' } as Partial<PanelMessage>), own);
    await panel.news(happened('joined', 'Ben joined'));
    assert.deepEqual(await news(), ['Ann: hello', 'Ben joined']);
    await panel.news(said('new', 'hello!', { edited: true } as Partial<PanelMessage>));
    await panel.log.evaluate((element) => element.scrollTo(0, 900));
    await panel.jump.waitFor();
    await panel.jump.click();
    assert.deepEqual(await news(), ['Ann: hello', 'Ben joined']);
    await panel.news(...many(1040).slice(1000));
    assert.deepEqual((await news()).at(-1), 'New messages: 40');
  });
});
