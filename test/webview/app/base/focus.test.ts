import { strict as assert } from 'node:assert';
import { type EnterKey, isSendKey } from '../../../../src/webview/app/base/focus';
import type { PanelMessage } from '../../../../src/webview/messages';
import { offline, said, snapshot } from '../fixtures';
import { people } from '../invited-scenes';
import { fromAnn, own, room, roomStatus } from '../room-scene';
import { usePanel } from '../use-panel';

describe('the focus is never lost', () => {
  const panel = usePanel();
  /** The id of the focused message or field. */
  const focus = () =>
    panel.page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      return element.dataset.id ?? (element.id || element.tagName);
    });
  const gone = (message: PanelMessage) => ({ ...message, text: '', deleted: true }) as PanelMessage;

  it('when it is on a button of a message that is deleted', async () => {
    await panel.open(room([fromAnn('1', 'a'), own('2', 'b')]));
    await panel.log.press('ArrowUp');
    await panel.log.locator('[data-id="2"] [data-action=delete]').press('Enter');
    assert.equal((await panel.postedOf('delete')).length, 1);
    await panel.postMessages(gone(own('2', 'b')));
    assert.equal(await focus(), '2');
  });

  it('when a message’s last reaction is removed', async () => {
    const reactions = [{ emoji: '👍', count: 1, own: true, title: 'you' }];
    await panel.open(room([fromAnn('1', 'a', { reactions }), fromAnn('2', 'b')]));
    await panel.log.locator('.chip').first().focus();
    await panel.postMessages(fromAnn('1', 'a'));
    assert.equal(await focus(), '1');
  });

  it('when its message leaves the log', async () => {
    await panel.open(room([fromAnn('1', 'a'), fromAnn('2', 'b')], { messageLimit: 2 }));
    await panel.log.locator('[data-id="1"]').focus();
    await panel.postMessages(fromAnn('3', 'c'));
    assert.equal(await focus(), '3');
  });

  it('when the message being replied to is deleted', async () => {
    await panel.open(room([fromAnn('1', 'a'), fromAnn('2', 'b')]));
    await panel.log.locator('[data-id="1"]').focus();
    await panel.log.locator('[data-id="1"] [data-action=reply]').click();
    await panel.page.getByRole('button', { name: 'Cancel reply' }).focus();
    await panel.postMessages(gone(fromAnn('1', 'a')));
    assert.equal(await focus(), 'composer');
  });

  it('when the focused member leaves and the list collapses', async () => {
    await panel.open(room([]));
    await panel.page.locator('[data-member]').last().focus();
    const [first] = people;
    assert.ok(first);
    await panel.post({ type: 'status', status: { ...roomStatus, members: [first] } });
    await panel.page.locator('.people-toggle:focus').waitFor();
  });

  it('when the find widget closes and there is nothing to type in', async () => {
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

  it('when the user enters a room from the welcome page, and when the panel opens in a room', async () => {
    await panel.open(snapshot({ status: offline }));
    await panel.page.getByRole('button').first().click();
    await panel.show(room([]));
    await panel.page.locator('#composer:focus').waitFor();
    await panel.open(room([]));
    await panel.page.locator('#composer:focus').waitFor();
  });

  it('unless another element has it', async () => {
    await panel.open(snapshot({ status: offline, messages: [said('1', 'abc')] }));
    await panel.log.locator('[data-id="1"]').focus();
    await panel.post({ type: 'status', status: roomStatus });
    assert.ok(await panel.composer.isEnabled());
    await panel.page.locator('[data-id="1"]:focus').waitFor();
  });
});

describe('the focus stays in the editor while the user types there', () => {
  const panel = usePanel();
  const isUnfocused = () => panel.page.evaluate(() => document.activeElement === document.body);
  /** Makes `document.hasFocus` false: outside the editor, a top-level page always has the focus. */
  const moveFocusToEditor = () =>
    panel.page.evaluate(() => {
      document.hasFocus = () => false;
    });

  it('when sending becomes possible again', async () => {
    await panel.open(room([fromAnn('1', 'a')]));
    await panel.composer.focus();
    await moveFocusToEditor();
    await panel.post({ type: 'status', status: { ...roomStatus, canSend: false } });
    await panel.post({ type: 'status', status: roomStatus });
    assert.ok(await panel.composer.isEnabled());
    assert.ok(await isUnfocused());
  });

  it('when the message that had it last is deleted', async () => {
    await panel.open(room([fromAnn('1', 'a'), own('2', 'b')]));
    await panel.log.press('ArrowUp');
    await panel.log.locator('[data-id="2"] [data-action=delete]').focus();
    await moveFocusToEditor();
    await panel.postMessages({ ...own('2', 'b'), text: '', deleted: true } as PanelMessage);
    assert.equal(await panel.log.locator('[data-id="2"] [data-action=delete]').count(), 0);
    assert.ok(await isUnfocused());
  });

  it('when the member who had it last leaves', async () => {
    await panel.open(room([]));
    await panel.page.locator('[data-member]').last().focus();
    await moveFocusToEditor();
    const [first] = people;
    assert.ok(first);
    await panel.post({ type: 'status', status: { ...roomStatus, members: [first] } });
    assert.equal(await panel.page.locator('.people li').count(), 1);
    assert.ok(await isUnfocused());
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

  it('is not the Enter of an input method, in Chromium, Firefox or Safari', () => {
    assert.equal(isSendKey({ ...enter, isComposing: true }), false);
    assert.equal(isSendKey({ ...enter, keyCode: 229 }), false);
  });
});
