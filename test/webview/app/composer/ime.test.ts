import { strict as assert } from 'node:assert';
import type { CDPSession } from 'playwright-core';
import { hosting, snapshot } from '../fixtures';
import { fromAnn, own, room } from '../room-scene';
import { usePanel } from '../use-panel';

describe('input methods', () => {
  const panel = usePanel();
  let keyboard: CDPSession;

  const start = async (content = room([])) => {
    await panel.open(content);
    await panel.composer.focus();
    keyboard = await panel.page.context().newCDPSession(panel.page);
  };
  const compose = (text: string) =>
    keyboard.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  const commit = (text: string) => keyboard.send('Input.insertText', { text });
  /** During a composition, a key arrives with key code 229 or with its own code. */
  const press = async (key: string, ...codes: number[]) => {
    for (const windowsVirtualKeyCode of [229, ...codes]) {
      const event = { key, code: key, windowsVirtualKeyCode };
      await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event });
      await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
    }
  };
  const list = () => panel.page.getByRole('listbox');

  it('compose Chinese, and the Enter that ends it doesn’t send', async () => {
    await start();
    for (const typed of ['n', 'ni', 'ni h', 'ni ha', 'ni hao']) await compose(typed);
    await press('Enter', 13);
    assert.deepEqual(await panel.postedOf('send'), []);
    await commit('你好');
    assert.equal(await panel.composer.inputValue(), '你好');
    await panel.composer.press('Enter');
    assert.deepEqual(await panel.postedOf('send'), [{ type: 'send', of: 0, id: 1, text: '你好' }]);
  });

  it('compose Japanese in several steps, within existing text', async () => {
    await start(room([], { draft: 'これは' }));
    await panel.composer.press('End');
    for (const typed of ['s', 'そ', 'そk', 'そけ', 'そけっt', 'そけっと', 'ソケット']) {
      await compose(typed);
    }
    await press('Enter', 13);
    await commit('ソケット');
    for (const typed of ['d', 'で', 'です']) await compose(typed);
    await press(' ', 32);
    await commit('です');
    assert.equal(await panel.composer.inputValue(), 'これはソケットです');
    assert.deepEqual(await panel.postedOf('send'), []);
    assert.equal((await panel.postedOf('draft')).at(-1)?.draft, 'これはソケットです');
  });

  it('keep their composition when the draft changes elsewhere', async () => {
    await start(snapshot());
    await compose('ni');
    await panel.post(
      { type: 'draft', of: 0, draft: 'from elsewhere' },
      { type: 'status', status: { ...hosting } },
    );
    assert.equal(await panel.composer.inputValue(), 'ni');
    await commit('你');
    assert.equal(await panel.composer.inputValue(), '你');
  });

  it('continue when refused text comes back, which is inserted after the composition', async () => {
    await start();
    await panel.composer.fill('refused');
    await panel.composer.press('Enter');
    await compose('ni');
    await panel.post({ type: 'refused', id: 1, reason: 'Not now.' });
    assert.equal(await panel.composer.inputValue(), 'ni');
    await commit('你');
    assert.equal(await panel.composer.inputValue(), 'refused\n你');
    assert.equal((await panel.postedOf('draft')).at(-1)?.draft, 'refused\n你');
  });

  it('lose neither refused text nor what was typed elsewhere, when both wait for their end', async () => {
    await start();
    await panel.composer.fill('refused');
    await panel.composer.press('Enter');
    await compose('ni');
    await panel.post(
      { type: 'refused', id: 1, reason: 'Not now.' },
      { type: 'do', action: { typed: 'ab' } },
    );
    await commit('你');
    assert.equal(await panel.composer.inputValue(), 'refused\nab你');
  });

  it('continue when the message being edited or replied to disappears', async () => {
    await start(room([own('1', 'mine'), fromAnn('2', 'theirs')]));
    await panel.composer.press('ArrowUp');
    await compose('ni');
    await panel.postMessages(own('1', '', { deleted: true }));
    assert.equal(await panel.composer.inputValue(), 'mineni');
    await commit('你');
    assert.equal(await panel.composer.inputValue(), 'mine你', 'the edited text is the draft now');
    assert.equal(await panel.page.locator('.composer-bar').count(), 0);
  });

  it('handle their keys themselves while names are suggested', async () => {
    await start();
    await panel.composer.pressSequentially('@');
    assert.equal(await list().count(), 1);
    await compose('be');
    for (const [key, code] of [
      ['ArrowDown', 40],
      ['Escape', 27],
      ['Enter', 13],
    ] as const) {
      await press(key, code);
    }
    await press('Tab');
    assert.equal(await panel.composer.inputValue(), '@be');
    assert.equal(await list().count(), 1);
    assert.equal(await list().getByRole('option', { selected: true }).textContent(), 'Ann');
    await commit('Be');
    assert.deepEqual(await list().getByRole('option').allTextContents(), ['Ben']);
    await panel.composer.press('Enter');
    assert.equal(await panel.composer.inputValue(), '@Ben ');
    assert.deepEqual(await panel.postedOf('send'), []);
  });

  it('find Chinese names directly after Chinese text', async () => {
    const status = {
      ...room([]).status,
      members: ['小安', '欧阳小明', '李雷'].map((name, hue) => ({
        id: name,
        name,
        self: false,
        host: false,
        hue,
      })),
    };
    await start(room([], { status }));
    await compose('ni hao');
    await commit('你好＠');
    assert.equal(await list().getByRole('option').count(), 3);
    await compose('xiao');
    await commit('小');
    assert.deepEqual(await list().getByRole('option').allTextContents(), ['小安', '欧阳小明']);
    await panel.composer.press('Tab');
    assert.equal(await panel.composer.inputValue(), '你好@小安 ');
  });

  it('handle Escape themselves during a reply', async () => {
    await start(room([fromAnn('1', 'question')]));
    await panel.log.locator('article').hover();
    await panel.log.getByRole('button', { name: 'Reply' }).click();
    await compose('da an');
    await press('Escape', 27);
    assert.equal(await panel.page.locator('.composer-bar').count(), 1);
  });
});
