import { strict as assert } from 'node:assert';
import { TypedAhead } from '../../../../src/webview/app/composer/typed-ahead';
import { offline, snapshot } from '../fixtures';
import { room, roomStatus } from '../room-scene';
import { usePanel } from '../use-panel';

describe('what is typed before there is a message box', () => {
  const panel = usePanel();

  it('goes into it, in order: while the page loads, on the welcome page, and afterwards', async () => {
    // The page's script asks for the editor's API first.
    await panel.load({
      prepare: `const acquire = globalThis.acquireVsCodeApi;
        globalThis.acquireVsCodeApi = () => {
          for (const key of ['o', 'n', 'e', 'x', 'Backspace', ' '])
            dispatchEvent(new KeyboardEvent('keydown', { key }));
          return acquire();
        };`,
    });
    await panel.page.keyboard.type('two ');
    await panel.show(snapshot({ status: offline }));
    await panel.page.keyboard.type('three ');
    await panel.post({ type: 'status', status: { ...roomStatus, canSend: false } });
    await panel.page.keyboard.type('four ');
    await panel.show(room([]));
    await panel.page.keyboard.type('five');
    assert.equal(await panel.composer.inputValue(), 'one two three four five');
  });

  it('follows the draft, and is kept like one', async () => {
    await panel.load();
    await panel.page.keyboard.type(' and more');
    await panel.show({ ...room([]), draft: 'kept' });
    assert.equal(await panel.composer.inputValue(), 'kept and more');
    const drafts = await panel.postedOf('draft');
    assert.equal(drafts.at(-1)?.draft, 'kept and more');
  });

  it('is sent where Enter was pressed', async () => {
    await panel.load();
    await panel.page.keyboard.type('hi');
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.type('there');
    await panel.show(room([]));
    const sent = await panel.postedOf('send');
    assert.deepEqual(
      sent.map(({ text }) => text),
      ['hi'],
    );
    assert.equal(await panel.composer.inputValue(), 'there');
  });

  it('is neither a shortcut nor what a button takes', async () => {
    await panel.open(snapshot({ status: offline }));
    await panel.page.keyboard.press('Control+b');
    await panel.page.keyboard.press('F9');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.type('abc');
    await panel.show(room([]));
    assert.equal(await panel.composer.inputValue(), '');
  });

  it('may have been typed in a list of the editor, before anything here', async () => {
    await panel.load();
    await panel.page.keyboard.type('c');
    await panel.post({ type: 'do', action: { typed: 'ab' } });
    await panel.show({ ...room([]), draft: 'draft ' });
    await panel.page.keyboard.type('d');
    assert.equal(await panel.composer.inputValue(), 'draft abcd');
  });

  it('stands before what was typed in the box since, and leaves the caret behind that', async () => {
    await panel.open({ ...room([]), draft: 'draft ' });
    await panel.page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await panel.post({ type: 'do', action: 'focusComposer' });
    await panel.page.keyboard.type('c');
    await panel.post({ type: 'do', action: { typed: 'ab' } });
    await panel.page.keyboard.type('d');
    assert.equal(await panel.composer.inputValue(), 'draft abcd');
    const drafts = await panel.postedOf('draft');
    assert.equal(drafts.at(-1)?.draft, 'draft abcd');
  });

  it('is nobody’s any more when the room comes much later', () => {
    const ahead = new TypedAhead();
    ahead.prepend('old', 1_000);
    ahead.prepend('new', 20_000);
    assert.deepEqual(ahead.take(40_000), ['n', 'e', 'w']);
    assert.deepEqual(ahead.take(40_000), []);
  });
});

describe('what is typed on nothing', () => {
  const panel = usePanel();
  const leave = () => panel.page.evaluate(() => (document.activeElement as HTMLElement).blur());

  it('goes into the message box', async () => {
    await panel.open(room([]));
    await leave();
    await panel.page.keyboard.type('hello');
    assert.equal(await panel.composer.inputValue(), 'hello');
  });

  it('does not, where it is a shortcut', async () => {
    await panel.open(room([]));
    await leave();
    await panel.page.keyboard.press('Control+k');
    await panel.page.keyboard.press('Escape');
    assert.ok(await panel.page.evaluate(() => document.activeElement === document.body));
  });
});
