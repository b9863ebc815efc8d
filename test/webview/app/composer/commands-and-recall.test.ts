import { strict as assert } from 'node:assert';
import { hosting, said, snapshot } from '../fixtures';
import { own, room } from '../room-scene';
import { usePanel } from '../use-panel';

describe('commands and earlier messages in the composer', () => {
  const panel = usePanel();

  const list = () => panel.page.getByRole('listbox', { name: 'Commands' });
  const sent = async () => (await panel.postedOf('send')).at(-1);
  const value = () => panel.composer.inputValue();
  const paste = (text: string) =>
    panel.composer.evaluate((field: HTMLTextAreaElement, pasted) => {
      field.setRangeText(pasted, field.selectionStart, field.selectionEnd, 'end');
      field.dispatchEvent(
        new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste', data: pasted }),
      );
    }, text);

  describe('a command', () => {
    it('is completed from a list of those that work, and sent with the next Enter', async () => {
      await panel.open(snapshot());
      await panel.composer.pressSequentially('/');
      assert.equal(await list().getByRole('option').count(), 4);
      await panel.composer.pressSequentially('le');
      const option = list().getByRole('option');
      assert.equal((await option.textContent())?.trim(), '/leave Leave Room');
      await panel.composer.press('Enter');
      assert.equal(await value(), '/leave ');
      assert.equal(await list().count(), 0);
      await panel.composer.press('Enter');
      assert.equal((await sent())?.text, '/leave ');
      assert.equal((await sent())?.literal, undefined);
    });

    it('isn’t offered while a message is edited', async () => {
      await panel.open(room([own('1', 'first')]));
      await panel.composer.press('ArrowUp');
      await panel.composer.fill('/');
      assert.equal(await list().count(), 0);
    });

    it('is never what was pasted', async () => {
      await panel.open(snapshot());
      await paste('/leave');
      await panel.composer.press('Enter');
      assert.equal((await sent())?.literal, true);
      await panel.composer.pressSequentially('/me ');
      await paste('likes it');
      await panel.composer.press('Enter');
      assert.equal((await sent())?.literal, undefined, 'only its end was pasted');
    });

    it('that doesn’t exist goes out as a message when sent again, unless it is changed', async () => {
      await panel.open(snapshot());
      for (const change of ['', 'x']) {
        await panel.composer.pressSequentially('/tmp');
        await panel.composer.press('Enter');
        const { id = 0 } = (await sent()) ?? {};
        await panel.post({
          type: 'refused',
          id,
          reason: 'There’s no command “/tmp”.',
          again: true,
        });
        await panel.page.getByRole('alert').filter({ hasText: 'no command' }).waitFor();
        assert.equal(await value(), '/tmp');
        await panel.composer.pressSequentially(change);
        await panel.composer.press('Enter');
        assert.equal((await sent())?.literal, change === '' ? true : undefined);
        await panel.post({ type: 'sent', id: id + 1 });
      }
    });
  });

  describe('Up and Down', () => {
    const lab = () => snapshot({ status: hosting, messages: ['one', '/two', 'three'].map(mine) });
    const mine = (text: string) => said(text, text, { own: true });

    it('recall what was sent where messages can’t be edited, and return to the empty field', async () => {
      await panel.open(lab());
      for (const text of ['three', '/two', 'one', 'one']) {
        await panel.composer.press('ArrowUp');
        assert.equal(await value(), text);
      }
      for (const text of ['/two', 'three', '']) {
        await panel.composer.press('ArrowDown');
        assert.equal(await value(), text);
      }
    });

    it('send a recalled message as it was, even if it looks like a command', async () => {
      await panel.open(lab());
      await panel.composer.press('ArrowUp');
      await panel.composer.press('ArrowUp');
      await panel.composer.press('Enter');
      assert.deepEqual(await sent(), { type: 'send', of: 0, id: 1, text: '/two', literal: true });
    });

    it('with Alt keep the draft, which comes back after sending or Escape', async () => {
      await panel.open(lab());
      await panel.composer.fill('half a thought');
      await panel.composer.press('Alt+ArrowUp');
      assert.equal(await value(), 'three');
      assert.equal((await panel.postedOf('draft')).at(-1)?.draft, 'half a thought');
      await panel.composer.press('Enter');
      assert.equal((await sent())?.text, 'three');
      assert.equal(await value(), 'half a thought');
      await panel.composer.press('Alt+ArrowUp');
      await panel.composer.press('Escape');
      assert.equal(await value(), 'half a thought');
    });

    it('recall commands that ran', async () => {
      await panel.open(lab());
      await panel.composer.pressSequentially('/find');
      await panel.composer.press('Enter');
      await panel.post({ type: 'sent', id: 1, ran: true });
      await panel.composer.press('ArrowUp');
      assert.equal(await value(), '/find');
      await panel.composer.press('Enter');
      assert.equal((await sent())?.literal, undefined);
    });

    it('lead from one own message to the next for editing, and back to the draft', async () => {
      await panel.open(room([own('1', 'first'), own('2', 'last')]));
      await panel.composer.press('ArrowUp');
      assert.equal(await value(), 'last');
      await panel.composer.press('ArrowUp');
      assert.equal(await value(), 'first');
      await panel.composer.press('ArrowUp');
      assert.equal(await value(), 'first');
      await panel.composer.press('ArrowDown');
      await panel.composer.press('ArrowDown');
      assert.equal(await value(), '');
      assert.equal(await panel.page.locator('.composer-bar').count(), 0);
      await panel.composer.press('ArrowUp');
      await panel.composer.pressSequentially('!');
      await panel.composer.press('ArrowUp');
      assert.equal(await value(), 'last!', 'a changed edit stays');
    });
  });

  it('Up and Down move the caret in an edit that was opened otherwise, or once the caret was moved', async () => {
    await panel.open(room([own('1', 'first'), own('2', 'two\nlines')]));
    const article = panel.log.locator('article[data-id="2"]');
    await article.hover();
    await article.getByRole('button', { name: 'Edit', exact: true }).click();
    await panel.composer.press('ArrowUp');
    assert.equal(await value(), 'two\nlines');
    await panel.composer.press('Escape');
    await panel.composer.press('ArrowUp');
    await panel.composer.press('ArrowLeft');
    await panel.composer.press('ArrowUp');
    assert.equal(await value(), 'two\nlines');
  });

  describe('the draft', () => {
    it('of another room replaces the one in the field, which the room before keeps', async () => {
      await panel.open(room([own('1', 'first')], { draft: 'for A' }));
      await panel.composer.pressSequentially('!');
      await panel.post({ type: 'draft', draft: 'for B', of: 1 });
      assert.equal(await value(), 'for B');
      await panel.composer.pressSequentially('?');
      const drafts = await panel.postedOf('draft');
      assert.deepEqual(drafts.at(-2), { type: 'draft', of: 0, draft: 'for A!' });
      assert.deepEqual(drafts.at(-1), { type: 'draft', of: 1, draft: 'for B?' });
    });

    it('takes up what was typed into an edit in the room before', async () => {
      await panel.open(room([own('1', 'first')], { draft: 'for A' }));
      await panel.composer.fill('');
      await panel.composer.press('ArrowUp');
      await panel.composer.pressSequentially(' changed');
      await panel.post({ type: 'draft', draft: '', of: 1 });
      assert.equal(await value(), '');
      assert.deepEqual((await panel.postedOf('draft')).at(-1), {
        type: 'draft',
        of: 0,
        draft: 'first changed',
      });
    });
  });

  it('/me stands beside its author’s name, also in find', async () => {
    await panel.open(snapshot({ messages: [said('1', '/me waves *at* you')] }));
    const bubble = panel.log.locator('.action-line');
    assert.equal((await bubble.textContent())?.trim(), "('192.168.1.23', 50412) waves *at* you");
    await panel.post({ type: 'do', action: 'find' });
    await panel.page.keyboard.type('waves');
    await panel.page.getByText('1 of 1').waitFor();
  });
});
