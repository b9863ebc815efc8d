import { strict as assert } from 'node:assert';
import { hosting, snapshot } from '../fixtures';
import { usePanel } from '../use-panel';

describe('the composer', () => {
  const panel = usePanel();

  it('sends with Enter and starts a new line with Shift+Enter', async () => {
    await panel.open(snapshot());
    await panel.composer.pressSequentially('one');
    await panel.composer.press('Shift+Enter');
    await panel.composer.pressSequentially('two');
    await panel.composer.press('Enter');
    await panel.composer.press('Enter');
    assert.deepEqual(await panel.postedOf('send'), [
      { type: 'send', of: 0, id: 1, text: 'one\ntwo' },
    ]);
    assert.equal(await panel.composer.inputValue(), '');
  });

  it('sends with the button', async () => {
    await panel.open(snapshot());
    const send = panel.page.getByRole('button', { name: 'Send', exact: true });
    assert.ok(await send.isDisabled());
    await panel.composer.fill('hello');
    await send.click();
    assert.deepEqual(await panel.postedOf('send'), [{ type: 'send', of: 0, id: 1, text: 'hello' }]);
  });

  it('restores refused text before newly typed text', async () => {
    await panel.open(snapshot());
    await panel.composer.fill('too long');
    await panel.composer.press('Enter');
    await panel.composer.fill('next');
    await panel.post({ type: 'refused', id: 1, reason: 'Make it shorter.' });
    assert.equal(await panel.composer.inputValue(), 'too long\nnext');
    assert.equal(await panel.page.getByRole('alert').textContent(), 'Make it shorter.');
    await panel.composer.press('End');
    await panel.composer.pressSequentially('!');
    assert.equal(await panel.page.getByRole('alert').count(), 0);
  });

  it('reports the draft, and starts with the given one', async () => {
    await panel.open(snapshot({ draft: 'half a ' }));
    await panel.composer.press('End');
    await panel.composer.pressSequentially('thought');
    await panel.page.waitForFunction(() =>
      globalThis.fakeEditor.posted.some(
        (message) => message.type === 'draft' && message.draft === 'half a thought',
      ),
    );
  });

  it('grows with the text up to eight lines', async () => {
    await panel.open(snapshot());
    const height = async () => (await panel.composer.boundingBox())?.height ?? 0;
    const one = await height();
    await panel.composer.fill('1\n2\n3\n4\n5\n6\n7\n8');
    const eight = await height();
    await panel.composer.fill('x\n'.repeat(40));
    assert.ok(eight > one * 4);
    assert.ok(Math.abs((await height()) - eight) < 1);
  });

  it('regains the focus when sending is possible again', async () => {
    await panel.open(snapshot());
    await panel.composer.focus();
    await panel.post({ type: 'status', status: { ...hosting, canSend: false } });
    await panel.post({ type: 'status', status: hosting });
    await panel.composer.press('a');
    assert.equal(await panel.page.evaluate(() => document.activeElement?.id), 'composer');
  });

  it('releases the focus with Tab, and scrolls a long draft within eight lines', async () => {
    await panel.open(snapshot({ draft: 'x\n'.repeat(100) }));
    await panel.composer.focus();
    for (const label of ['Insert Emoji', 'Send']) {
      await panel.page.keyboard.press('Tab');
      assert.equal(await panel.page.evaluate(() => document.activeElement?.ariaLabel), label);
    }
    const scrolls = await panel.composer.evaluate(
      (field) => field.scrollHeight > field.clientHeight,
    );
    assert.ok(scrolls);
  });
});
