import { strict as assert } from 'node:assert';
import { many, snapshot } from '../fixtures';
import { deliveries } from '../invited-scenes';
import { fromAnn, own, room, roomStatus } from '../room-scene';
import { usePanel } from '../use-panel';

describe('replying and editing in the composer', () => {
  const panel = usePanel();

  const bar = () => panel.page.locator('.composer-bar');
  const article = (id: string) => panel.log.locator(`article[data-id="${id}"]`);
  const choose = async (id: string, action: string) => {
    await article(id).hover();
    await article(id).getByRole('button', { name: action, exact: true }).click();
  };
  const lastDraft = async () => (await panel.postedOf('draft')).at(-1)?.draft;
  const scene = () =>
    room([fromAnn('1', 'how does\nit work?'), own('2', 'my word'), fromAnn('3', 'ok')]);
  const gone = (id: string) => fromAnn(id, '', { deleted: true });

  it('replies to the chosen message', async () => {
    await panel.open(scene());
    await panel.composer.fill('like');
    await choose('1', 'Reply');
    assert.match((await bar().textContent()) ?? '', /Replying to\s+Ann\s+how does it work\?/);
    await panel.composer.pressSequentially(' this');
    await panel.composer.press('Enter');
    assert.deepEqual(await panel.postedOf('send'), [
      { type: 'send', of: 0, id: 1, text: 'like this', reply: '1' },
    ]);
    assert.equal(await bar().count(), 0);
  });

  it('doesn’t reply after Escape or the close button, and keeps the text', async () => {
    await panel.open(scene());
    await choose('1', 'Reply');
    await panel.composer.pressSequentially('still here');
    await panel.composer.press('Escape');
    assert.equal(await bar().count(), 0);
    await choose('1', 'Reply');
    await bar().getByRole('button', { name: 'Cancel reply' }).click();
    assert.equal(await bar().count(), 0);
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.postedOf('send'), [
      { type: 'send', of: 0, id: 1, text: 'still here' },
    ]);
  });

  it('edits the user’s own message and restores the draft', async () => {
    await panel.open(scene());
    await panel.composer.fill('half a draft');
    await choose('2', 'Edit');
    assert.match((await bar().textContent()) ?? '', /Editing your message/);
    assert.equal(await panel.composer.inputValue(), 'my word');
    await panel.page.keyboard.type('s');
    assert.equal(await lastDraft(), 'half a draft', 'the edit doesn’t change the draft');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.postedOf('send'), [
      { type: 'send', of: 0, id: 1, text: 'my words', edit: '2' },
    ]);
    assert.equal(await panel.composer.inputValue(), 'half a draft');
    await panel.post({ type: 'sent', id: 1 });
    assert.equal(await lastDraft(), 'half a draft');
  });

  it('discards an edit on Escape, and saves with a Save button', async () => {
    await panel.open(scene());
    await panel.composer.fill('draft');
    await choose('2', 'Edit');
    await panel.page.keyboard.type(' changed');
    await panel.page.keyboard.press('Escape');
    assert.equal(await panel.composer.inputValue(), 'draft');
    assert.equal(await bar().count(), 0);
    assert.deepEqual(await panel.postedOf('send'), []);
    await choose('2', 'Edit');
    await panel.composer.fill('other words');
    assert.equal(await panel.page.getByRole('button', { name: 'Send', exact: true }).count(), 0);
    await panel.page.getByRole('button', { name: 'Save', exact: true }).click();
    assert.deepEqual(await panel.postedOf('send'), [
      { type: 'send', of: 0, id: 1, text: 'other words', edit: '2' },
    ]);
  });

  it('asks to delete a message edited to no text, and keeps editing until it is gone', async () => {
    await panel.open(scene());
    await choose('2', 'Edit');
    await panel.composer.fill('');
    await panel.composer.press('Enter');
    assert.deepEqual(await panel.postedOf('delete'), [{ type: 'delete', messageId: '2' }]);
    assert.deepEqual(await panel.postedOf('send'), []);
    assert.equal(await bar().count(), 1);
    await panel.postMessages(own('2', '', { deleted: true }));
    assert.equal(await bar().count(), 0);
  });

  it('edits the user’s last message with Up in an empty field', async () => {
    const messages = [own('1', 'first'), own('2', 'last'), fromAnn('3', 'theirs')];
    const unsent = own('4', 'refused', { delivery: deliveries.unsent });
    await panel.open(room([...messages, unsent, own('5', '', { deleted: true })]));
    await panel.composer.fill('text');
    await panel.composer.press('ArrowUp');
    assert.equal(await bar().count(), 0, 'with text, Up moves the caret');
    await panel.composer.fill('');
    await panel.composer.press('ArrowUp');
    assert.equal(await panel.composer.inputValue(), 'last');
  });

  it('edits no older message with Up while the last one is being sent', async () => {
    const waits = own('2', 'waits', { delivery: deliveries.queued });
    await panel.open(room([own('1', 'first'), waits]));
    await panel.composer.press('ArrowUp');
    assert.equal(await panel.composer.inputValue(), '');
    await panel.post({ type: 'messages', messages: [own('2', 'waits')] });
    await panel.composer.press('ArrowUp');
    assert.equal(await panel.composer.inputValue(), 'waits');
  });

  it('edits nothing with Up where messages can’t be edited, but recalls the text', async () => {
    const here = room([own('1', 'mine')], { status: { ...roomStatus, canAct: false } });
    for (const scene of [here, snapshot({ messages: [own('1', 'mine')] })]) {
      await panel.open(scene);
      await panel.composer.press('ArrowUp');
      assert.equal(await panel.composer.inputValue(), 'mine');
      assert.equal(await bar().count(), 0);
    }
  });

  it('restores a refused text as the reply or edit that it was', async () => {
    await panel.open(scene());
    await choose('1', 'Reply');
    await panel.composer.fill('too long');
    await panel.composer.press('Enter');
    await panel.post({ type: 'refused', id: 1, reason: 'Make it shorter.' });
    assert.match((await bar().textContent()) ?? '', /Replying to/);
    assert.equal(await panel.composer.inputValue(), 'too long');
    await choose('2', 'Edit');
    await panel.composer.fill('my longer word');
    await panel.composer.press('Enter');
    assert.equal(await panel.composer.inputValue(), 'too long');
    await panel.post({ type: 'refused', id: 2, reason: 'Not now.' });
    assert.match((await bar().textContent()) ?? '', /Editing/);
    assert.equal(await panel.composer.inputValue(), 'my longer word');
    await panel.composer.press('Escape');
    assert.equal(await panel.composer.inputValue(), 'too long');
    assert.match((await bar().textContent()) ?? '', /Replying to/);
  });

  it('resumes after the page was hidden or reloaded', async () => {
    await panel.open(scene());
    await panel.composer.fill('draft');
    await choose('1', 'Reply');
    await choose('2', 'Edit');
    await panel.page.keyboard.type(' or two');
    await panel.page.reload();
    await panel.show({ ...scene(), messages: [] });
    assert.equal(await bar().count(), 0, 'without the log, the message isn’t known');
    await panel.show({ ...scene(), draft: 'draft' });
    assert.equal(await panel.composer.inputValue(), 'my word or two');
    await panel.composer.press('Escape');
    assert.match((await bar().textContent()) ?? '', /Replying to/);
  });

  it('cancels when its message is gone, but keeps typed text', async () => {
    await panel.open(scene());
    await choose('1', 'Reply');
    await panel.composer.fill('my answer');
    await panel.postMessages(gone('1'));
    assert.equal(await bar().count(), 0);
    assert.equal(await panel.composer.inputValue(), 'my answer');
    await choose('2', 'Edit');
    await panel.composer.fill('my better word');
    await panel.show(room(many(3)));
    assert.equal(await bar().count(), 0);
    assert.equal(await panel.composer.inputValue(), 'my answer\nmy better word');
    assert.equal(await lastDraft(), 'my answer\nmy better word');
  });

  it('doesn’t continue in another room, where the same id is another message', async () => {
    await panel.open(scene());
    await choose('2', 'Edit');
    await panel.composer.fill('my better word');
    await choose('1', 'Reply');
    await panel.composer.fill('my answer');
    await panel.show(
      room([fromAnn('1', 'elsewhere', { time: 5000 }), own('2', 'x', { time: 6000 })]),
    );
    assert.equal(await bar().count(), 0);
    assert.equal(await panel.composer.inputValue(), 'my answer\nmy better word');
  });

  it('keeps a hostile quote on one line', async () => {
    const heap = `\u202e<b>${'\u0301'.repeat(5000)}`;
    await panel.open(room([fromAnn('1', heap, { authorName: heap })]), { width: 200 });
    await choose('1', 'Reply');
    const box = await bar().boundingBox();
    assert.ok(box && box.height < 28 && box.x >= 0 && box.x + box.width <= 200);
    assert.equal(await bar().locator('b').count(), 0);
  });
});
