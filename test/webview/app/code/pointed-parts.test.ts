import { strict as assert } from 'node:assert';
import type { Locator } from 'playwright-core';
import type { PanelCard } from '../../../../src/webview/card-messages';
import type { PageAction } from '../../../../src/webview/messages';
import { waitFor, waitForResult } from '../../../helpers/wait-for';
import { fromAnn, own, room, roomStatus } from '../room-scene';
import { usePanel } from '../use-panel';

const status = { ...roomStatus, canPin: true, isSaved: true };

const cards: readonly PanelCard[] = [
  { kind: 'file', name: 'notes.pdf', size: '2 KB', isKept: true },
  { kind: 'patch', title: 'Patch: 1 file', applicable: true, applied: [], files: [] },
  { kind: 'code', place: 'a.c, line 1', path: 'a.c', line: 1, language: 'c', text: 'int a;' },
];

describe('the context of the editor’s menu', () => {
  const panel = usePanel();

  const article = (id: string) => panel.log.locator(`article[data-id="${id}"]`);
  const does = (action: PageAction) => panel.post({ type: 'do', action });
  const copied = async () => (await panel.postedOf('copy')).map(({ text }) => text);

  /** Right-clicks, and returns the context as the editor merges it: the innermost element's counts most. */
  async function contextAt(target: Locator, how?: 'by key'): Promise<Record<string, unknown>> {
    await panel.page.evaluate(() => {
      window.addEventListener(
        'contextmenu',
        (event) => {
          let context = {};
          for (let at = event.target as HTMLElement | null; at; at = at.parentElement) {
            context = { ...JSON.parse(at.dataset.vscodeContext ?? '{}'), ...context };
          }
          Object.assign(globalThis, { context });
          event.preventDefault();
        },
        { once: true },
      );
    });
    if (how) await target.dispatchEvent('contextmenu');
    else await target.click({ button: 'right' });
    return panel.page.evaluate('context');
  }

  /** Selects all of an element's text. */
  const select = (target: Locator) =>
    target.evaluate((element) => getSelection()?.selectAllChildren(element));

  it('has the editor’s Cut, Copy and Paste where people type, and nowhere else', async () => {
    await panel.open(room([fromAnn('1', 'one')], { status }));
    const isPlain = async (target: Locator) =>
      (await contextAt(target)).preventDefaultContextMenuItems;
    assert.equal(await isPlain(article('1')), true);
    assert.equal(await isPlain(panel.page.locator('.room-bar')), true);
    assert.equal(await isPlain(panel.log), true);
    assert.equal(await isPlain(panel.composer), false);
    await does('find');
    assert.equal(await isPlain(panel.page.locator('#find')), false);
    await article('1').hover();
    await article('1').getByRole('button', { name: 'React' }).click();
    assert.equal(await isPlain(panel.page.getByRole('textbox', { name: 'Search emoji' })), false);
  });

  it('offers what can be done with a message', async () => {
    const messages = [fromAnn('1', 'theirs'), own('2', 'mine'), own('3', '', { deleted: true })];
    await panel.open(room(messages, { status }));
    const offered = async (id: string) => {
      const { messageCanReply, messageCanChange, messageHasText } = await contextAt(article(id));
      return [messageCanReply, messageCanChange, messageHasText];
    };
    assert.deepEqual(await offered('1'), [true, false, true]);
    assert.deepEqual(await offered('2'), [true, true, true]);
    assert.deepEqual(await offered('3'), [undefined, undefined, undefined]);
    await panel.post({ type: 'status', status: { ...status, canAct: false } });
    assert.deepEqual(await offered('2'), [false, false, true]);
  });

  it('offers what can be done with a card', async () => {
    const messages = cards.map((card) => fromAnn(card.kind, '', { card }));
    await panel.open(room(messages, { status }));
    const offered = async (id: string) => {
      const { messageHasFile, messageHasPatch, pointedCode } = await contextAt(
        article(id),
        'by key',
      );
      return [messageHasFile, messageHasPatch, pointedCode];
    };
    assert.deepEqual(await offered('file'), [true, undefined, false]);
    assert.deepEqual(await offered('patch'), [undefined, true, false]);
    assert.deepEqual(await offered('code'), [undefined, undefined, true]);
  });

  it('copies code with the indentation that a card doesn’t show', async () => {
    const text = '    int a;\n      int b;';
    const card = { kind: 'code', place: 'a.c, line 1', path: 'a.c', line: 1, language: 'c', text };
    await panel.open(room([fromAnn('1', '', { card })], { status }));
    await contextAt(article('1').locator('code-view'));
    await does({ copy: 'code' });
    assert.deepEqual(await copied(), [text]);
  });

  it('copies what was selected, pointed at, or is the message’s only code', async () => {
    const text = 'see https://example.com/a?b=1 and **this**\n```c\nint main(void) {}\n```';
    await panel.open(room([fromAnn('1', text), fromAnn('2', 'plain')], { status }));
    assert.equal((await contextAt(article('2'))).pointedSelection, false);
    const parts = (context: Record<string, unknown>) => [
      context.pointedSelection,
      context.pointedLink,
      context.pointedCode,
    ];
    assert.deepEqual(parts(await contextAt(article('1').locator('.text-link'))), [
      false,
      true,
      false,
    ]);
    await does({ copy: 'link' });
    await does({ copy: 'code' });
    assert.deepEqual(parts(await contextAt(article('1').locator('code-view'))), [
      false,
      false,
      true,
    ]);
    await does({ copy: 'code' });
    await select(article('1').locator('strong'));
    assert.deepEqual(parts(await contextAt(article('1'), 'by key')), [true, false, true]);
    await does({ copy: 'selection' });
    assert.deepEqual(await copied(), ['https://example.com/a?b=1', 'int main(void) {}', 'this']);
  });

  describe('and its commands', () => {
    it('reply, react and edit like the message’s buttons, also far up in the log', async () => {
      const many = Array.from({ length: 60 }, (_, index) => fromAnn(`${index}`, `line ${index}`));
      await panel.open(room([own('mine', 'my words'), ...many], { status }), { height: 400 });
      await does({ press: 'edit', messageId: 'mine' });
      const inBox = () => panel.composer.inputValue();
      await waitForResult(inBox, 'my words', 'the text in the box');
      await panel.composer.press('Escape');
      await waitForResult(inBox, '', 'the text in the box');
      await does({ press: 'react', messageId: '3' });
      const picker = panel.page.getByRole('dialog', { name: 'React' });
      await picker.getByRole('button', { name: '👍', exact: true }).click();
      await waitForResult(
        () => panel.postedOf('react'),
        [{ type: 'react', messageId: '3', emoji: '👍', on: true }],
        'what is posted',
      );
      // Closing it gives the focus back; later than that, it would take it from the box.
      await picker.waitFor({ state: 'hidden' });
      await does({ press: 'reply', messageId: '5' });
      await panel.page.locator('.composer-bar').waitFor();
      // The keyboard types into whatever has the focus.
      await panel.page.locator('#composer:focus').waitFor();
      await panel.page.keyboard.type('yes');
      await panel.page.keyboard.press('Enter');
      const sent = await waitFor(
        async () => (await panel.postedOf('send'))[0],
        'the reply is sent',
      );
      assert.equal(sent.reply, '5');
    });

    it('do nothing that the message no longer offers', async () => {
      await panel.open(room([own('1', 'mine')], { status }));
      await panel.post({ type: 'status', status: { ...status, canAct: false } });
      await does({ press: 'delete', messageId: '1' });
      await does({ press: 'apply', messageId: '1' });
      await does({ press: 'reply', messageId: 'gone' });
      assert.deepEqual(await panel.postedOf('delete'), []);
      assert.equal(await panel.page.locator('.composer-bar').count(), 0);
    });
  });
});
