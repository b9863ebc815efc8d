import { strict as assert } from 'node:assert';
import type { PanelAttachment } from '../../../../src/webview/messages';
import { anns, own, room } from '../room-scene';
import { usePanel } from '../use-panel';

describe('a card that waits to be sent', () => {
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
  const attached = () => panel.open(room([anns('1', 'a'), own('2', 'mine')], { attachment }));

  it('says what it is, and is sent with Enter, with or without text', async () => {
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
      const { id, text: sent, attachment: with_ } = (await panel.postedOf('send')).at(-1) ?? {};
      assert.deepEqual([sent, with_], [text, 7]);
      assert.equal(await chip().count(), 0, 'gone as soon as it is sent');
      await panel.page.keyboard.press('Enter');
      assert.equal((await panel.postedOf('send')).at(-1)?.id, id, 'and sent once');
      await panel.post({ type: 'attachment' }, { type: 'sent', id: id ?? 0 });
    }
  });

  it('comes back when it was refused', async () => {
    await attached();
    await panel.composer.fill('look');
    await panel.composer.press('Enter');
    await panel.post({ type: 'refused', id: 1, reason: 'Too large.' });
    await chip().waitFor();
    assert.equal(await panel.composer.inputValue(), 'look');
    await panel.page.getByRole('alert').getByText('Too large.').waitFor();
  });

  it('describes the message box, and is removed by Backspace in the empty one', async () => {
    await attached();
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
    for (const take of [
      () => remove().click(),
      () => remove().press('Enter'),
      () => remove().press('Delete'),
      () => remove().press('Backspace'),
    ]) {
      await attached();
      await take();
      assert.deepEqual(await panel.postedOf('detach'), [{ type: 'detach', id: 7 }]);
      assert.equal(await chip().count(), 0);
      await panel.page.locator('#composer:focus').waitFor();
    }
  });

  it('waits with the draft while another message is edited, and outlives a reload', async () => {
    await attached();
    await panel.composer.press('ArrowUp');
    assert.equal(await panel.composer.inputValue(), 'mine');
    assert.equal(await chip().count(), 0);
    await panel.composer.fill('mine, edited');
    await panel.composer.press('Enter');
    assert.equal((await panel.postedOf('send')).at(-1)?.attachment, undefined);
    await chip().waitFor();
    await panel.show(room([anns('1', 'a')], { attachment }));
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
