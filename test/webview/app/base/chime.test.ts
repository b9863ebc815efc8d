import { strict as assert } from 'node:assert';
import { snapshot } from '../fixtures';
import { usePanel } from '../use-panel';

/** Counts the tones, and plays none. */
const silent = (hasFocus: boolean) => `
  globalThis.tones = 0;
  document.hasFocus = () => ${hasFocus};
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) {
    globalThis.tones += 1;
    start.call(this, when);
  };
`;

describe('the sound of the chat', () => {
  const panel = usePanel();
  const tones = () => panel.page.evaluate<number>('globalThis.tones');

  it('is played without a file, within the page’s policy, while the user works elsewhere', async () => {
    await panel.open(snapshot(), { prepare: silent(false) });
    await panel.composer.click();
    await panel.post({ type: 'do', action: 'chime' });
    assert.equal(await tones(), 2);
  });

  it('isn’t played while the user is in the chat', async () => {
    await panel.open(snapshot(), { prepare: silent(true) });
    await panel.composer.click();
    await panel.post({ type: 'do', action: 'chime' });
    assert.equal(await tones(), 0);
  });
});
