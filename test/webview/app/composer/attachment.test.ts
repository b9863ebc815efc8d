import { strict as assert } from 'node:assert';
import type { PanelAttachment } from '../../../../src/webview/card-messages';
import { strings } from '../fixtures';
import { fromAnn, own, room } from '../room-scene';
import { usePanel } from '../use-panel';

describe('an attached card', () => {
  const panel = usePanel();

  const attachment: PanelAttachment = {
    id: 7,
    kind: 'error',
    label: 'src/main.c, line 3 $& $1',
    detail: '‘second’ undeclared',
  };
  const chip = () =>
    panel.page.getByRole('group', {
      name: `Attached: ${attachment.label}`,
      exact: true,
    });
  const remove = () => chip().getByRole('button', { name: `Remove ${attachment.label}` });
  const openWithAttachment = () =>
    panel.open(room([fromAnn('1', 'a'), own('2', 'mine')], { attachment }));

  it('describes itself, and is sent with Enter, with or without text', async () => {
    await panel.open(room([]));
    assert.equal(
      await panel.page.getByRole('button', { name: 'Send', exact: true }).isEnabled(),
      false,
    );
    for (const text of ['why?', '']) {
      await panel.post({ type: 'attachment', attachment }, { type: 'do', action: 'focusComposer' });
      assert.match((await chip().textContent()) ?? '', /src\/main\.c, line 3 .*second/s);
      assert.ok(await panel.page.getByRole('button', { name: 'Send', exact: true }).isEnabled());
      await panel.page.keyboard.type(text);
      await panel.page.keyboard.press('Enter');
      const {
        id,
        text: sentText,
        attachment: sentCard,
      } = (await panel.postedOf('send')).at(-1) ?? {};
      assert.deepEqual([sentText, sentCard], [text, 7]);
      assert.equal(await chip().count(), 0, 'gone as soon as it is sent');
      await panel.page.keyboard.press('Enter');
      assert.equal((await panel.postedOf('send')).at(-1)?.id, id, 'sent only once');
      await panel.post({ type: 'attachment' }, { type: 'sent', id: id ?? 0 });
    }
  });

  it('comes back after a refusal', async () => {
    await openWithAttachment();
    await panel.composer.fill('look');
    await panel.composer.press('Enter');
    await panel.post({ type: 'refused', id: 1, reason: 'Too large.' });
    await chip().waitFor();
    assert.equal(await panel.composer.inputValue(), 'look');
    await panel.page.getByRole('alert').getByText('Too large.').waitFor();
  });

  it('describes the message box, and is removed by Backspace in an empty one', async () => {
    await openWithAttachment();
    await panel.page.locator('#composer:focus').waitFor();
    assert.match((await panel.composer.getAttribute('aria-describedby')) ?? '', /attachment/);
    await panel.page.keyboard.type('a');
    await panel.page.keyboard.press('Backspace');
    assert.deepEqual(await panel.postedOf('detach'), []);
    await panel.page.keyboard.press('Backspace');
    assert.deepEqual(await panel.postedOf('detach'), [{ type: 'detach', id: 7 }]);
    assert.equal(await chip().count(), 0);
  });

  it('is removed by its button and by Delete, and the message box gets the focus', async () => {
    for (const removeCard of [
      () => remove().click(),
      () => remove().press('Enter'),
      () => remove().press('Delete'),
      () => remove().press('Backspace'),
    ]) {
      await openWithAttachment();
      await removeCard();
      assert.deepEqual(await panel.postedOf('detach'), [{ type: 'detach', id: 7 }]);
      assert.equal(await chip().count(), 0);
      await panel.page.locator('#composer:focus').waitFor();
    }
  });

  it('stays with the draft while another message is edited, and survives a reload', async () => {
    await openWithAttachment();
    await panel.composer.press('ArrowUp');
    assert.equal(await panel.composer.inputValue(), 'mine');
    await panel.page.locator('.for-next', { hasText: strings.forNextMessage }).waitFor();
    assert.equal(await panel.page.locator('.for-next').locator(chip()).count(), 1);
    assert.match((await panel.composer.getAttribute('aria-describedby')) ?? '', /for-next-title/);
    await panel.composer.fill('');
    await panel.composer.press('Backspace');
    assert.deepEqual(await panel.postedOf('detach'), [], 'only its own button removes it now');
    await panel.composer.fill('mine, edited');
    await panel.composer.press('Enter');
    assert.equal((await panel.postedOf('send')).at(-1)?.attachment, undefined);
    await panel.page.locator('.for-next').waitFor({ state: 'detached' });
    await chip().waitFor();
    await panel.show(room([fromAnn('1', 'a')], { attachment }));
    await chip().waitFor();
  });

  it('fits a narrow side bar', async () => {
    await panel.open(
      room([], { attachment: { ...attachment, label: `${'long/'.repeat(30)}x.c, line 1` } }),
      { width: 170 },
    );
    const box = await panel.page.locator('.attachment').boundingBox();
    assert.ok(
      box && box.x >= 0 && box.x + box.width <= 170 && box.height < 200,
      JSON.stringify(box),
    );
  });
});
