import { strict as assert } from 'node:assert';
import { type EnterKey, isSendKey } from '../../../../src/webview/app/base/focus';
import type { PanelMessage } from '../../../../src/webview/messages';
import { offline, said, snapshot } from '../fixtures';
import { people } from '../invited-scenes';
import { anns, own, room, roomStatus } from '../room-scene';
import { usePanel } from '../use-panel';

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
    await panel.log.locator('[data-id="1"] [data-action=reply]').click();
    await panel.page.getByRole('button', { name: 'Cancel reply' }).focus();
    await panel.news(gone(anns('1', 'a')));
    assert.equal(await focus(), 'composer');
  });

  it('when somebody leaves on whom it was, and the list folds away', async () => {
    await panel.open(room([]));
    await panel.page.locator('[data-member]').last().focus();
    const [first] = people;
    assert.ok(first);
    await panel.post({ type: 'status', status: { ...roomStatus, members: [first] } });
    await panel.page.locator('.people-toggle:focus').waitFor();
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

describe('the focus goes to the message box', () => {
  const panel = usePanel();

  it('when one comes into a room from the welcome, and when the first thing shown is a room', async () => {
    await panel.open(snapshot({ status: offline }));
    await panel.page.getByRole('button').first().click();
    await panel.show(room([]));
    await panel.page.locator('#composer:focus').waitFor();
    await panel.open(room([]));
    await panel.page.locator('#composer:focus').waitFor();
  });

  it('unless it is on something else', async () => {
    await panel.open(snapshot({ status: offline, messages: [said('1', 'abc')] }));
    await panel.log.locator('[data-id="1"]').focus();
    await panel.post({ type: 'status', status: roomStatus });
    assert.ok(await panel.composer.isEnabled());
    await panel.page.locator('[data-id="1"]:focus').waitFor();
  });
});

describe('the focus stays in the editor while somebody writes there', () => {
  const panel = usePanel();
  const empty = () => panel.page.evaluate(() => document.activeElement === document.body);
  /** A page of its own believes to have the keyboard always; a frame in the editor does not. */
  const turnToEditor = () =>
    panel.page.evaluate(() => {
      document.hasFocus = () => false;
    });

  it('when one can write in the room again', async () => {
    await panel.open(room([anns('1', 'a')]));
    await panel.composer.focus();
    await turnToEditor();
    await panel.post({ type: 'status', status: { ...roomStatus, canSend: false } });
    await panel.post({ type: 'status', status: roomStatus });
    assert.ok(await panel.composer.isEnabled());
    assert.ok(await empty());
  });

  it('when a message is deleted on which it was last', async () => {
    await panel.open(room([anns('1', 'a'), own('2', 'b')]));
    await panel.log.press('ArrowUp');
    await panel.log.locator('[data-id="2"] [data-action=delete]').focus();
    await turnToEditor();
    await panel.news({ ...own('2', 'b'), text: '', deleted: true } as PanelMessage);
    assert.equal(await panel.log.locator('[data-id="2"] [data-action=delete]').count(), 0);
    assert.ok(await empty());
  });

  it('when somebody leaves on whom it was last', async () => {
    await panel.open(room([]));
    await panel.page.locator('[data-member]').last().focus();
    await turnToEditor();
    const [first] = people;
    assert.ok(first);
    await panel.post({ type: 'status', status: { ...roomStatus, members: [first] } });
    assert.equal(await panel.page.locator('.people li').count(), 1);
    assert.ok(await empty());
  });
});

describe('the key that sends', () => {
  const enter: EnterKey = {
    key: 'Enter',
    keyCode: 13,
    isComposing: false,
    shiftKey: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
  };

  it('is Enter alone', () => {
    assert.equal(isSendKey(enter), true);
    assert.equal(isSendKey({ ...enter, shiftKey: true }), false);
    assert.equal(isSendKey({ ...enter, key: 'a', keyCode: 65 }), false);
  });

  it('is not the Enter of an input method, in Chromium and Firefox or in Safari', () => {
    assert.equal(isSendKey({ ...enter, isComposing: true }), false);
    assert.equal(isSendKey({ ...enter, keyCode: 229 }), false);
  });
});
