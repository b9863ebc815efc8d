import { strict as assert } from 'node:assert';
import type { PanelMessage } from '../../../src/webview/messages';
import { offline, said, snapshot } from './fixtures';
import { anns, own, room } from './room-scene';
import { usePanel } from './use-panel';

describe('the focus is never lost', () => {
  const panel = usePanel();
  /** The id of the message or of the field that has it. */
  const focus = () =>
    panel.page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      return element.dataset.id ?? (element.id || element.tagName);
    });
  const gone = (message: PanelMessage) => ({ ...message, text: '', deleted: true }) as PanelMessage;

  it('when a message is deleted whose button has it', async () => {
    await panel.open(room([anns('1', 'a'), own('2', 'b')]));
    await panel.log.press('ArrowUp');
    await panel.log.locator('[data-id="2"] [data-action=delete]').press('Enter');
    assert.equal((await panel.postedOf('delete')).length, 1);
    await panel.news(gone(own('2', 'b')));
    assert.equal(await focus(), '2');
  });

  it('when the last of a message’s reactions goes', async () => {
    const reactions = [{ emoji: '👍', count: 1, own: true, title: 'you' }];
    await panel.open(room([anns('1', 'a', { reactions }), anns('2', 'b')]));
    await panel.log.locator('.chip').first().focus();
    await panel.news(anns('1', 'a'));
    assert.equal(await focus(), '1');
  });

  it('when a message leaves the log', async () => {
    await panel.open(room([anns('1', 'a'), anns('2', 'b')], { messageLimit: 2 }));
    await panel.log.locator('[data-id="1"]').focus();
    await panel.news(anns('3', 'c'));
    assert.equal(await focus(), '3');
  });

  it('when the message goes that is being answered', async () => {
    await panel.open(room([anns('1', 'a'), anns('2', 'b')]));
    await panel.log.locator('[data-id="1"]').focus();
    await panel.log.locator('[data-id="1"] [data-action=answer]').click();
    await panel.page.getByRole('button', { name: 'Don’t reply' }).focus();
    await panel.news(gone(anns('1', 'a')));
    assert.equal(await focus(), 'composer');
  });

  it('when the find widget closes where nothing can be written', async () => {
    await panel.open(snapshot({ status: offline, messages: [said('1', 'abc')] }));
    await panel.post({ type: 'do', action: 'find' });
    await panel.page.keyboard.type('abc');
    await panel.page.keyboard.press('Escape');
    assert.equal(await focus(), '1');
    await panel.page.keyboard.press('Escape');
    assert.equal(await focus(), '1');
  });
});
