import { strict as assert } from 'node:assert';
import type { CDPSession } from 'playwright-core';
import { hosting, snapshot } from './fixtures';
import { usePanel } from './use-panel';

describe('the composer', () => {
  const panel = usePanel();

  it('sends with Enter, makes a new line with Shift+Enter', async () => {
    await panel.open(snapshot());
    await panel.composer.pressSequentially('one');
    await panel.composer.press('Shift+Enter');
    await panel.composer.pressSequentially('two');
    await panel.composer.press('Enter');
    await panel.composer.press('Enter');
    assert.deepEqual(await panel.postedOf('send'), [{ type: 'send', id: 1, text: 'one\ntwo' }]);
    assert.equal(await panel.composer.inputValue(), '');
  });

  it('sends with the button', async () => {
    await panel.open(snapshot());
    const send = panel.page.getByRole('button', { name: 'Send', exact: true });
    assert.ok(await send.isDisabled());
    await panel.composer.fill('hello');
    await send.click();
    assert.deepEqual(await panel.postedOf('send'), [{ type: 'send', id: 1, text: 'hello' }]);
  });

  it('gives a refused text back in front of what was typed since', async () => {
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

  it('never sends the Enter that ends a composition', async () => {
    await panel.open(snapshot());
    await panel.composer.focus();
    const keyboard: CDPSession = await panel.page.context().newCDPSession(panel.page);
    await keyboard.send('Input.imeSetComposition', {
      text: 'ni hao',
      selectionStart: 6,
      selectionEnd: 6,
    });
    // While an input method is at work a key arrives as 229, or as itself within a composition.
    for (const windowsVirtualKeyCode of [229, 13]) {
      const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode };
      await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter });
      await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
    }
    assert.deepEqual(await panel.postedOf('send'), []);
    await keyboard.send('Input.insertText', { text: '你好' });
    assert.equal(await panel.composer.inputValue(), '你好');
    await panel.composer.press('Enter');
    assert.deepEqual(await panel.postedOf('send'), [{ type: 'send', id: 1, text: '你好' }]);
  });

  it('keeps what an input method composes when the draft changes elsewhere', async () => {
    await panel.open(snapshot());
    await panel.composer.focus();
    const keyboard = await panel.page.context().newCDPSession(panel.page);
    await keyboard.send('Input.imeSetComposition', {
      text: 'ni',
      selectionStart: 2,
      selectionEnd: 2,
    });
    await panel.post(
      { type: 'draft', draft: 'from elsewhere' },
      { type: 'status', status: { ...hosting } },
    );
    assert.equal(await panel.composer.inputValue(), 'ni');
  });

  it('reports the draft, and starts with the one it is given', async () => {
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

  it('has the focus again when sending is possible again', async () => {
    await panel.open(snapshot());
    await panel.composer.focus();
    await panel.post({ type: 'status', status: { ...hosting, canSend: false } });
    await panel.post({ type: 'status', status: hosting });
    await panel.composer.press('a');
    assert.equal(await panel.page.evaluate(() => document.activeElement?.id), 'composer');
  });
});
