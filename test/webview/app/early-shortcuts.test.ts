import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { offline, said, snapshot } from './fixtures';
import { room } from './room-scene';
import { usePanel } from './use-panel';

const manifest = JSON.parse(readFileSync(path.resolve(__dirname, '../../../package.json'), 'utf8'));

describe('the panel’s keys, before the editor knows that it has the keyboard', () => {
  const panel = usePanel();
  const search = () => panel.page.getByRole('search');
  /** Which keys reach the window, where the editor takes them. */
  const noteKeys = () =>
    panel.page.evaluate(() => {
      const keys: string[] = [];
      Object.assign(globalThis, { keys });
      addEventListener('keydown', ({ key }) => keys.push(key));
    });
  /** Lets the panel have the keyboard from now on: a slow machine may press a key long after that. */
  const focusJustNow = () =>
    panel.page.evaluate(() => {
      const { now } = performance;
      performance.now = () => Number.MAX_SAFE_INTEGER;
      dispatchEvent(new FocusEvent('focus'));
      performance.now = now;
    });
  const reached = () => panel.page.evaluate<string[]>('keys');

  it('finds in the panel right after a click into it', async () => {
    await panel.open(room([said('1', 'hello')]));
    await noteKeys();
    await focusJustNow();
    await panel.page.keyboard.press('Control+f');
    await search().getByRole('searchbox').waitFor();
    assert.deepEqual(await reached(), ['Control']);
  });

  it('takes each key that package.json binds for it', async () => {
    await panel.open(room([said('1', 'hello')]));
    await noteKeys();
    const bound = manifest.contributes.keybindings
      .filter(({ when }: { when: string }) => when === 'deskmate.panelFocused')
      .map(({ key }: { key: string }) => key.replace('ctrl', 'Control').replace('shift', 'Shift'));
    assert.ok(bound.length >= 7);
    for (const key of bound) {
      await focusJustNow();
      await panel.page.keyboard.press(key.replace(/f(\d)$/, 'F$1'));
    }
    const others = (await reached()).filter((key) => key !== 'Control' && key !== 'Shift');
    assert.deepEqual(others, []);
  });

  it('leaves them to the editor afterwards, and where there is nothing to find', async () => {
    await panel.open(snapshot({ status: offline }));
    await noteKeys();
    await panel.page.evaluate(() => dispatchEvent(new FocusEvent('focus')));
    await panel.page.keyboard.press('F8');
    await panel.show(room([said('1', 'hello')]));
    await panel.page.evaluate(() => {
      const event = new KeyboardEvent('keydown', { key: 'F7', bubbles: true });
      Object.defineProperty(event, 'timeStamp', { value: performance.now() + 3000 });
      document.body.dispatchEvent(event);
    });
    assert.deepEqual(await reached(), ['F8', 'F7']);
  });
});
