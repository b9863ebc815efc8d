import assert from 'node:assert/strict';
import type { EditorWindow } from '../../scripts/editor/window';
import { Scene } from '../helpers/lab/scene';
import { closeWindows, openWindow, probeOf } from './fixture';
import { hostHub, waitForArticle } from './steps';

describe('network weather', () => {
  let window: EditorWindow;
  const scene = new Scene();

  before(async () => {
    window = await openWindow();
  });
  afterEach(async () => {
    await probeOf(window).do('run', 'deskmate.leaveRoom');
    await window.waitForStatus('offline');
  });
  afterEach(() => scene.close());
  after(closeWindows);

  async function choose(whose: string, network: string): Promise<void> {
    const { quickInput } = window;
    await window.runCommand('Chat: Network Weather');
    await quickInput.waitFor('Network Weather (1/2)');
    await quickInput.pick(whose);
    await quickInput.waitFor('Network Weather (2/2)');
    await quickInput.pick(network);
  }

  it('is chosen from a list, told to everyone, and seen until it is off', async () => {
    const program = await scene.member(await hostHub(window));
    const panel = window.panel();
    const header = panel.frame.locator('.room-bar .weather');
    assert.equal(await header.count(), 0);
    await choose('Everyone', 'Campus Wi-Fi');
    await program.receives(
      'Network weather is on for everyone: Campus Wi-Fi (1% loss, 10 ms delay, up to 60 ms jitter, 500,000 B/s).',
    );
    await header.getByText('Campus Wi-Fi').waitFor();
    await window.waitForStatus(/Hosting :\d+ · network: Campus Wi-Fi · 2 people/);
    await panel.waitForText(/^Network weather is on for everyone: Campus Wi-Fi/);
    program.write('through the air');
    await waitForArticle(panel, 'through the air');
    const transit = panel.articles.last().locator('.transit');
    assert.match((await transit.textContent()) ?? '', /^\+\d+ ms$/);
    assert.match(
      (await transit.getAttribute('aria-label')) ?? '',
      /^On the way here: \d+ ms late\.$/,
    );
    await header.click();
    await window.quickInput.waitFor('Network Weather (1/2)');
    await window.quickInput.pick('Everyone');
    await window.quickInput.pick('Off');
    await header.waitFor({ state: 'detached' });
    await window.waitForStatus(/Hosting :\d+ · 2 people/);
    await program.receives('Network weather is off.');
  });

  it('is that of one member, with the host’s own numbers', async () => {
    const port = await hostHub(window);
    const program = await scene.member(port);
    const other = await scene.member(port);
    const { quickInput } = window;
    await choose(program.name, 'Custom…');
    // Loss, delay, jitter and bandwidth.
    for (let step = 3; step <= 6; step += 1) {
      await quickInput.waitFor(`Network Weather (${step}/`);
      await quickInput.accept();
    }
    await quickInput.waitFor('Network Weather (7/');
    await quickInput.waitForMessage(/^What’s the most bytes per read\?/);
    await quickInput.type('5000');
    await quickInput.accept();
    await quickInput.waitForMessage('“chunkBytes” must be a whole number from 1 to 1024.');
    await quickInput.type('4');
    await quickInput.accept();
    // Joined writes, stalls, resets and the seed.
    for (let step = 8; step <= 11; step += 1) {
      await quickInput.waitFor(`Network Weather (${step}/11)`);
      await quickInput.accept();
    }
    await quickInput.waitUntilClosed();
    await program.receives('for your connection only: Custom (4 bytes per read).');
    await window.panel().frame.locator('.weather').getByText('Custom for 1 member').waitFor();
    await window.panel().send('a message in pieces');
    await other.receives('a message in pieces');
    await program.receives('a message in pieces');
    const transit = window.panel().articles.last().locator('.transit');
    await transit.getByText(/in \d+ reads/).waitFor();
    assert.doesNotMatch(other.text, /weather/);
  });
});
