import { strict as assert } from 'node:assert';
import type { PanelMessage } from '../../../../src/webview/messages';
import { happened, hosting, many, said, snapshot } from '../fixtures';
import { usePanel } from '../use-panel';

describe('the log while the user reads', () => {
  const panel = usePanel();

  it('stays at the bottom, even when the composer grows', async () => {
    await panel.open(snapshot({ messages: many(100) }));
    assert.ok((await panel.distanceFromBottom()) <= 1);
    await panel.postMessages(said('new', 'a\nlong\nnew\nmessage'));
    assert.ok((await panel.distanceFromBottom()) <= 1);
    await panel.composer.fill('1\n2\n3\n4');
    await panel.postMessages(said('new2', 'another'));
    assert.ok((await panel.distanceFromBottom()) <= 1);
    assert.equal(await panel.jumpButton.count(), 0);
  });

  it('keeps its position when scrolled up, and offers a button to the newest message', async () => {
    await panel.open(snapshot({ messages: many(100) }));
    await panel.log.evaluate((element) => element.scrollTo(0, 900));
    await panel.jumpButton.waitFor();
    const before = await panel.topOf('Message number 20');
    assert.equal(await panel.jumpButton.getAttribute('aria-label'), 'Go to the newest message');
    await panel.postMessages(said('m0', 'this one\nhas\ngrown'), said('new', 'news'));
    assert.ok(Math.abs((await panel.topOf('Message number 20')) - before) <= 1);
    assert.equal(await panel.jumpButton.getAttribute('aria-label'), 'New messages');
    await panel.jumpButton.click();
    assert.ok((await panel.distanceFromBottom()) <= 1);
    assert.equal(await panel.jumpButton.count(), 0);
  });

  it('scrolls to the bottom when the user sends a message', async () => {
    await panel.open(snapshot({ messages: many(100) }));
    await panel.log.evaluate((element) => element.scrollTo(0, 900));
    await panel.jumpButton.waitFor();
    await panel.composer.fill('mine');
    await panel.composer.press('Enter');
    await panel.postMessages(said('mine', 'mine', { own: true } as Partial<PanelMessage>));
    assert.ok((await panel.distanceFromBottom()) <= 1);
  });

  it('restores its position after a reload', async () => {
    const content = snapshot({ messages: many(500) });
    await panel.open(content);
    await panel.log.evaluate((element) => element.scrollTo(0, 2000));
    await panel.jumpButton.waitFor();
    const before = await panel.firstVisible();
    // Something else may have been saved already.
    await panel.page.waitForFunction(() => {
      const saved = globalThis.fakeEditor.state as { reading?: object } | undefined;
      return saved?.reading !== undefined;
    });
    await panel.page.reload();
    await panel.show(content);
    assert.deepEqual(await panel.firstVisible(), before);
  });

  it('restores its position even if the first row was a note, whose id changes', async () => {
    const [before, after] = [many(100).slice(0, 50), many(100).slice(50)];
    const withNote = (id: string) =>
      snapshot({ messages: [...before, happened(id, 'a note'), ...after] });
    await panel.open(withNote('note'));
    await panel.log.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    const note = panel.log.getByText('a note');
    await note.evaluate((element) => element.scrollIntoView({ block: 'start' }));
    const topBefore = await panel.topOf('Message number 50');
    const below = await panel.log.evaluate((log) => {
      const slot = log.querySelector('[data-id="m50"]')?.closest('.slot');
      return (slot?.getBoundingClientRect().top ?? 0) - log.getBoundingClientRect().top;
    });
    // Scrolling there also saves the same message with other offsets: wait for the final one.
    await panel.page.waitForFunction((top) => {
      const saved = globalThis.fakeEditor.state as
        | { reading?: { id: string; offset: number } }
        | undefined;
      const { id, offset = Number.NaN } = saved?.reading ?? {};
      return id === 'm50' && offset < 0 && Math.abs(offset + top) <= 1;
    }, below);
    await panel.page.reload();
    await panel.show(withNote('another'));
    assert.ok(Math.abs((await panel.topOf('Message number 50')) - topBefore) <= 1);
  });

  it('changes a message in place', async () => {
    await panel.open(snapshot({ messages: [happened('flood', 'empty × 1'), ...many(3)] }));
    const row = await panel.log.getByText('empty × 1').elementHandle();
    for (let count = 2; count <= 12; count++)
      await panel.postMessages(happened('flood', `empty × ${count}`));
    assert.equal(await row?.textContent(), 'empty × 12');
    assert.equal(await panel.log.getByText('empty').count(), 1);
  });

  it('isn’t redrawn when only the status changes', async () => {
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

  it('reports messages as seen only at the bottom of a focused window', async () => {
    await panel.open(snapshot({ messages: many(100) }));
    await panel.post({ type: 'focus', focused: true });
    assert.deepEqual((await panel.postedOf('seen')).at(-1), { type: 'seen', messageId: 'm99' });
    await panel.log.evaluate((element) => element.scrollTo(0, 900));
    await panel.jumpButton.waitFor();
    await panel.postMessages(said('new', 'news'));
    assert.equal((await panel.postedOf('seen')).at(-1)?.messageId, 'm99');
    await panel.jumpButton.click();
    assert.equal((await panel.postedOf('seen')).at(-1)?.messageId, 'new');
  });
});
