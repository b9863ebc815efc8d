import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TypeAheadBuffer } from '../../../../src/webview/app/composer/type-ahead';
import { offline, said, snapshot } from '../fixtures';
import { room, roomStatus } from '../room-scene';
import { usePanel } from '../use-panel';

describe('text typed before the message box exists', () => {
  const panel = usePanel();

  it('appears in it in order: typed while loading, on the welcome page and afterwards', async () => {
    // The page's script first acquires the editor's API.
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

  it('is appended to the draft and saved with it', async () => {
    await panel.load();
    await panel.page.keyboard.type(' and more');
    await panel.show({ ...room([]), draft: 'kept' });
    assert.equal(await panel.composer.inputValue(), 'kept and more');
    const drafts = await panel.postedOf('draft');
    assert.equal(drafts.at(-1)?.draft, 'kept and more');
  });

  it('is sent up to where Enter was pressed', async () => {
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

  it('includes neither shortcuts nor keys pressed on a button', async () => {
    await panel.open(snapshot({ status: offline }));
    await panel.page.keyboard.press('Control+b');
    await panel.page.keyboard.press('F9');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.type('abc');
    await panel.show(room([]));
    assert.equal(await panel.composer.inputValue(), '');
  });

  it('includes text typed in one of the editor’s lists, before any typed here', async () => {
    await panel.load();
    await panel.page.keyboard.type('c');
    await panel.post({ type: 'do', action: { typed: 'ab' } });
    await panel.show({ ...room([]), draft: 'draft ' });
    await panel.page.keyboard.type('d');
    assert.equal(await panel.composer.inputValue(), 'draft abcd');
  });

  it('from the editor’s list goes before newer text, and the caret stays after that', async () => {
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

  it('is discarded when the room opens much later', () => {
    const typedAhead = new TypeAheadBuffer();
    typedAhead.prepend('old', 1_000);
    typedAhead.prepend('new', 20_000);
    assert.deepEqual(typedAhead.take(40_000), ['n', 'e', 'w']);
    assert.deepEqual(typedAhead.take(40_000), []);
  });
});

describe('a key pressed without a focused element', () => {
  const panel = usePanel();
  const blur = () => panel.page.evaluate(() => (document.activeElement as HTMLElement).blur());

  it('goes into the message box', async () => {
    await panel.open(room([]));
    await blur();
    await panel.page.keyboard.type('hello');
    assert.equal(await panel.composer.inputValue(), 'hello');
  });

  it('doesn’t go there if it is a shortcut', async () => {
    await panel.open(room([]));
    await blur();
    await panel.page.keyboard.press('Control+k');
    await panel.page.keyboard.press('Escape');
    assert.ok(await panel.page.evaluate(() => document.activeElement === document.body));
  });
});

const manifest = JSON.parse(
  readFileSync(path.resolve(__dirname, '../../../../package.json'), 'utf8'),
);

describe('the panel’s shortcuts, before the editor knows that the panel has the focus', () => {
  const panel = usePanel();
  const search = () => panel.page.getByRole('search');
  /** Starts to record the keys that reach the window, where the editor takes them. */
  const recordKeys = () =>
    panel.page.evaluate(() => {
      const keys: string[] = [];
      Object.assign(globalThis, { keys });
      addEventListener('keydown', ({ key }) => keys.push(key));
    });
  /** Makes the panel believe that it has just got the focus, however slowly the next key arrives. */
  const focusForever = () =>
    panel.page.evaluate(() => {
      const { now } = performance;
      performance.now = () => Number.MAX_SAFE_INTEGER;
      dispatchEvent(new FocusEvent('focus'));
      performance.now = now;
    });
  const recordedKeys = () => panel.page.evaluate<string[]>('keys');

  it('open the panel’s search right after a click into it', async () => {
    await panel.open(room([said('1', 'hello')]));
    await recordKeys();
    await focusForever();
    await panel.page.keyboard.press('Control+f');
    await search().getByRole('searchbox').waitFor();
    assert.deepEqual(await recordedKeys(), ['Control']);
  });

  it('include each key that package.json binds for the panel', async () => {
    await panel.open(room([said('1', 'hello')]));
    await recordKeys();
    const bound = manifest.contributes.keybindings
      .filter(({ when }: { when: string }) => when === 'deskmate.panelFocused')
      .map(({ key }: { key: string }) => key.replace('ctrl', 'Control').replace('shift', 'Shift'));
    assert.ok(bound.length >= 7);
    for (const key of bound) {
      await focusForever();
      await panel.page.keyboard.press(key.replace(/f(\d)$/, 'F$1'));
    }
    const others = (await recordedKeys()).filter((key) => key !== 'Control' && key !== 'Shift');
    assert.deepEqual(others, []);
  });

  it('go to the editor later, and when there is nothing to find', async () => {
    await panel.open(snapshot({ status: offline }));
    await recordKeys();
    await panel.page.evaluate(() => dispatchEvent(new FocusEvent('focus')));
    await panel.page.keyboard.press('F8');
    await panel.show(room([said('1', 'hello')]));
    await panel.page.evaluate(() => {
      const event = new KeyboardEvent('keydown', { key: 'F7', bubbles: true });
      Object.defineProperty(event, 'timeStamp', { value: performance.now() + 3000 });
      document.body.dispatchEvent(event);
    });
    assert.deepEqual(await recordedKeys(), ['F8', 'F7']);
  });
});
