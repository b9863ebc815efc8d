import { strict as assert } from 'node:assert';
import type { PanelMessage } from '../../../../src/webview/messages';
import { fromAnn, own, room, roomStatus } from '../room-scene';
import { usePanel } from '../use-panel';

const status = { ...roomStatus, canPin: true, isSaved: true };

function pinned(id: string, order: number, text = `pin ${id}`): PanelMessage {
  return fromAnn(id, `message ${id}`, { pinned: { order, title: 'Pinned by Ben', text } });
}

/** Sixty messages, of which these are pinned. */
function log(...pins: readonly PanelMessage[]): PanelMessage[] {
  const byId = new Map(pins.map((pin) => [pin.id, pin]));
  return Array.from({ length: 60 }, (_, index) => {
    const id = `${index}`;
    return byId.get(id) ?? fromAnn(id, `message ${id}`);
  });
}

describe('the pinned messages above the log', () => {
  const panel = usePanel();

  const bar = () => panel.page.getByRole('region', { name: 'Pinned messages' });
  const lines = () => bar().getByRole('listitem').allTextContents();
  const toggle = (name: RegExp) => bar().getByRole('button', { name });
  const focusedText = () => panel.page.evaluate(() => document.activeElement?.textContent ?? '');

  /** The context of the editor's menu, each time the page asks for it. */
  async function recordMenus(): Promise<() => Promise<Record<string, unknown>[]>> {
    await panel.page.evaluate(() => {
      const menus: unknown[] = [];
      Object.assign(globalThis, { menus });
      document.addEventListener('contextmenu', (event) => {
        const target = (event.target as Element).closest<HTMLElement>('[data-vscode-context]');
        menus.push(JSON.parse(target?.dataset.vscodeContext ?? '{}'));
        event.preventDefault();
      });
    });
    return () => panel.page.evaluate('menus');
  }

  it('are not there without any, and appear, change and go with their messages', async () => {
    await panel.open(room(log(), { status }));
    assert.equal(await bar().count(), 0);
    await panel.postMessages(pinned('3', 1));
    assert.deepEqual(await lines(), ['Annpin 3']);
    await panel.postMessages(pinned('3', 1, 'edited'));
    assert.deepEqual(await lines(), ['Annedited']);
    await panel.postMessages(fromAnn('3', 'message 3'));
    assert.equal(await bar().count(), 0);
  });

  it('show the newest pin, and all of them when unfolded', async () => {
    await panel.open(room(log(pinned('3', 9), pinned('5', 12), pinned('7', 2)), { status }));
    assert.deepEqual(await lines(), ['Annpin 5']);
    await toggle(/Show all 3/).click();
    assert.deepEqual(await lines(), ['Annpin 5', 'Annpin 3', 'Annpin 7']);
    await toggle(/Show only/).click();
    assert.deepEqual(await lines(), ['Annpin 5']);
  });

  it('lead to their message, by mouse and by keyboard', async () => {
    await panel.open(room(log(pinned('2', 1), pinned('4', 2)), { status }), { height: 400 });
    assert.equal(await panel.log.locator('article[data-id="4"]').count(), 0, 'far up');
    await bar().getByRole('button', { name: /pin 4/ }).click();
    await panel.log.locator('article[data-id="4"]:focus').waitFor();
    await panel.page.keyboard.press('Shift+Tab');
    await toggle(/Show all 2/).press('Enter');
    await bar().getByRole('button', { name: /pin 4/ }).focus();
    const steps: [string, RegExp][] = [
      ['ArrowDown', /pin 2/],
      ['ArrowDown', /pin 2/],
      ['Home', /pin 4/],
      ['End', /pin 2/],
    ];
    for (const [key, text] of steps) {
      await panel.page.keyboard.press(key);
      assert.match(await focusedText(), text, key);
    }
    await panel.page.keyboard.press('Enter');
    await panel.log.locator('article[data-id="2"]:focus').waitFor();
  });

  it('fold with Escape, and are a part that F6 stops at', async () => {
    await panel.open(room(log(pinned('2', 1), pinned('4', 2)), { status }));
    await toggle(/Show all 2/).click();
    await bar().getByRole('button', { name: /pin 2/ }).focus();
    await panel.page.keyboard.press('Escape');
    assert.deepEqual(await lines(), ['Annpin 4']);
    await toggle(/Show all 2/)
      .and(panel.page.locator(':focus'))
      .waitFor();
    await panel.page.keyboard.press('F6');
    await panel.log.locator('article:focus').waitFor();
    await panel.page.keyboard.press('Shift+F6');
    assert.match(await focusedText(), /pin 4/);
  });

  it('stay one line each in the narrowest panel, with fifty of them', async () => {
    const pins = Array.from({ length: 50 }, (_, index) =>
      pinned(`${index}`, index, 'wrap '.repeat(100)),
    );
    await panel.open(room(log(...pins), { status }), { width: 170, height: 500 });
    await toggle(/Show all 50/).click();
    const heights = await bar()
      .locator('.pin')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    assert.deepEqual([heights.length, new Set(heights)], [50, new Set([24])]);
    const box = await bar().boundingBox();
    const whole = await panel.log.boundingBox();
    assert.ok(box && whole && box.width <= 170 && whole.height >= 48, JSON.stringify([box, whole]));
    assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 170);
  });

  it('are marked in the log, like the user’s own bookmarks', async () => {
    const both = { pinned: { order: 1, title: 'Pinned by you', text: 'x' }, bookmarked: true };
    await panel.open(room([own('1', 'mine', both)], { status }));
    const article = panel.log.locator('article[data-id="1"]');
    await article.getByRole('img', { name: 'Pinned by you' }).waitFor();
    await article.getByRole('img', { name: 'You bookmarked this message' }).waitFor();
  });

  it('are announced to screen readers when someone pins one, and only then', async () => {
    const news = () => panel.page.locator('#log-news p').allTextContents();
    await panel.open(room([...log(pinned('3', 1)), own('mine', 'mine')], { status }));
    await panel.stopLongTimers();
    assert.deepEqual(await news(), [], 'those that were there before');
    await panel.postMessages(pinned('5', 2, 'the port is 9000'));
    assert.deepEqual(await news(), ['Pinned by Ben: the port is 9000']);
    await panel.postMessages(pinned('5', 2, 'edited'), fromAnn('3', 'message 3'));
    assert.equal((await news()).length, 1, 'an edited pin, and one that is gone');
    const pin = { order: 7, title: 'Pinned by you', text: 'mine' };
    await panel.postMessages(own('mine', 'mine', { pinned: pin }), pinned('3', 8));
    assert.deepEqual((await news()).slice(1), ['Pinned by you: mine', 'Pinned by Ben: pin 3']);
  });

  describe('and the menu of a message', () => {
    const more = (id: string) =>
      panel.log.locator(`article[data-id="${id}"]`).getByRole('button', { name: 'More Actions…' });

    it('offer what is possible', async () => {
      const messages = [
        fromAnn('1', 'plain'),
        pinned('2', 1),
        fromAnn('3', 'marked', { bookmarked: true }),
      ];
      await panel.open(room(messages, { status }));
      const menus = await recordMenus();
      for (const id of ['1', '2', '3']) {
        await panel.log.locator(`article[data-id="${id}"]`).hover();
        await more(id).click();
      }
      const rights = (await menus()).map((menu) => [
        ...[menu.messageId, menu.messageCanPin, menu.messageCanUnpin],
        ...[menu.messageCanBookmark, menu.messageIsBookmarked],
      ]);
      assert.deepEqual(rights, [
        ['1', true, false, true, false],
        ['2', false, true, true, false],
        ['3', true, false, false, true],
      ]);
    });

    it('is there in a transcript, too, and nowhere without a room', async () => {
      const messages = [fromAnn('1', 'plain')];
      const past = { ...roomStatus, canAct: false };
      await panel.open(room(messages, { status: past }));
      await panel.log.locator('article').hover();
      assert.equal(await more('1').count(), 0);
      const read = { ...past, isSaved: true };
      await panel.show(room(messages, { status: read }));
      await panel.log.locator('article').hover();
      const labels = await panel.log
        .getByRole('group', { name: 'Message actions' })
        .getByRole('button')
        .evaluateAll((all) => all.map((button) => button.ariaLabel));
      assert.deepEqual(labels, ['Copy Text', 'More Actions…']);
    });

    it('opens by keyboard, and returns the focus to the message', async () => {
      await panel.open(room([fromAnn('1', 'one'), fromAnn('2', 'two')], { status }));
      const menus = await recordMenus();
      await panel.log.locator('article[data-id="1"]').focus();
      await more('1').focus();
      await panel.page.keyboard.press('Enter');
      assert.equal((await menus()).length, 1);
      // The editor's menu takes the focus from the page, and returns it to the page as a whole.
      await panel.page.evaluate(() => {
        (document.activeElement as HTMLElement).blur();
        window.dispatchEvent(new Event('focus'));
      });
      await panel.log.locator('article[data-id="1"]:focus').waitFor();
    });
  });

  it('show what the extension host asks for', async () => {
    await panel.open(room(log(), { status }), { height: 400 });
    await panel.post({ type: 'do', action: { reveal: '4' } });
    await panel.log.locator('article[data-id="4"]:focus').waitFor();
  });
});
