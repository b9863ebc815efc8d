import assert from 'node:assert/strict';
import type { EditorWindow } from '../../scripts/editor/window';
import { closeWindows, openPair } from './fixture';
import { hostHub, joinRoom, waitForArticle } from './steps';

describe('a nickname for an address in a lab room', () => {
  let host: EditorWindow;
  let guest: EditorWindow;

  before(async () => {
    [host, guest] = await openPair();
    await joinRoom(guest, await hostHub(host));
  });
  after(closeWindows);

  it('stands for it everywhere in one’s own chat, and nowhere in others’', async () => {
    const { quickInput } = host;
    const panel = () => host.panel();
    await guest.panel().send('hello');
    await panel().waitForText('hello');
    await host.runCommand('Chat: Set Nickname');
    await quickInput.waitFor('Set Nickname');
    await quickInput.type('Ben');
    await quickInput.accept();
    const author = panel().articles.locator('.author .name', { hasText: /^Ben$/ });
    await author.waitFor();
    assert.match((await author.getAttribute('title')) ?? '', /^\('127\.0\.0\.1', \d+\)$/);
    await panel().log.locator('.happened', { hasText: 'Ben joined' }).waitFor();
    await panel().send('hi');
    await waitForArticle(guest.panel(), 'hi');
    assert.equal(await guest.panel().log.getByText('Ben').count(), 0);
    await host.runCommand('Chat: Set Nickname');
    await quickInput.waitFor('Set Nickname');
    await quickInput.type('');
    await quickInput.accept();
    await panel().articles.locator('.author .address').first().waitFor();
  });
});
