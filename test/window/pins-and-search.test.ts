import type { EditorWindow } from '../../scripts/editor/window';
import { waitForResult } from '../helpers/wait-for';
import { closeWindows, openPair } from './fixture';
import { hostKnownPair, joinInvite, pickFromMenu } from './steps';
import { message, press } from './talk-steps';

/** A pair pins messages for both; one of them bookmarks some, and finds what was said in earlier rooms. */
describe('pins, bookmarks and search', () => {
  let host: EditorWindow;
  let guest: EditorWindow;

  before(async () => {
    [host, guest] = await openPair();
    await joinInvite(guest, await hostKnownPair(host));
  });
  after(closeWindows);

  const pins = (window: EditorWindow) =>
    window.panel().frame.getByRole('region', { name: 'Pinned messages' });
  const seesPins = (window: EditorWindow, ...texts: readonly string[]) =>
    waitForResult(
      () => pins(window).locator('.pin-text').allTextContents(),
      [...texts],
      'the pinned messages',
    );
  const focused = (window: EditorWindow, text: string) =>
    window.panel().log.locator('article:focus', { hasText: text }).waitFor();
  /** Chooses in a message's own menu. */
  const choose = async (window: EditorWindow, text: string, item: string) => {
    await press(window, text, 'More Actions…');
    await pickFromMenu(window, item);
  };

  it('show both what one of them pins, through a reload, until the other unpins it', async () => {
    await host.panel().send('the port is 9000');
    await guest.panel().send('task 2 is due on Friday');
    await message(host, 'task 2').waitFor();
    await choose(guest, 'the port is 9000', 'Pin Message');
    for (const window of [host, guest]) await seesPins(window, 'the port is 9000');
    await choose(host, 'task 2', 'Pin Message');
    await seesPins(guest, 'task 2 is due on Friday');
    await pins(guest).getByRole('button', { name: 'Show all 2' }).click();
    await seesPins(guest, 'task 2 is due on Friday', 'the port is 9000');
    await pins(guest).locator('.pin', { hasText: 'the port' }).click();
    await focused(guest, 'the port is 9000');
    await guest.reload();
    await guest.openContainer('Deskmate');
    await seesPins(guest, 'task 2 is due on Friday');
    // The pins are there before the room is.
    await guest.waitForStatus('2 people');
    await choose(guest, 'task 2', 'Unpin Message');
    for (const window of [host, guest]) await seesPins(window, 'the port is 9000');
  });

  it('lists bookmarks, and goes to one', async () => {
    await choose(guest, 'the port is 9000', 'Bookmark Message');
    await message(guest, 'the port')
      .getByRole('img', { name: /bookmarked/ })
      .waitFor();
    for (let count = 0; count < 40; count += 1) await host.panel().send(`line ${count}`);
    await guest.panel().waitForText('line 39');
    await guest.runCommand('Chat: Show Bookmarks');
    await guest.quickInput.pick('the port is 9000');
    await focused(guest, 'the port is 9000');
  });

  it('finds a message of the room that is shown', async () => {
    await guest.runCommand('Chat: Search History');
    await guest.quickInput.waitFor('Search History');
    await guest.quickInput.type('ＦＲＩＤＡＹ from:bo');
    await guest.quickInput.pick('task 2 is due on Friday');
    await focused(guest, 'task 2 is due on Friday');
  });

  it('finds it later in the history, with the bookmark, and shows it in the transcript', async () => {
    await guest.runCommand('Chat: Leave Room');
    await guest.waitForStatus('Deskmate: offline');
    await guest.reload();
    await guest.runCommand('Chat: Search History');
    await guest.quickInput.waitFor('Search History');
    await guest.quickInput.type('port 9000');
    await guest.quickInput.row('the port is 9000').waitFor();
    await guest.quickInput.waitForActive('the port is 9000');
    await guest.quickInput.accept();
    await focused(guest, 'the port is 9000');
    await message(guest, 'the port')
      .getByRole('img', { name: /bookmarked/ })
      .waitFor();
    await choose(guest, 'the port is 9000', 'Remove Bookmark');
    await message(guest, 'the port')
      .getByRole('img', { name: /bookmarked/ })
      .waitFor({ state: 'detached' });
    await guest.runCommand('Chat: Show Bookmarks');
    await guest.quickInput.row(/^\s*No bookmarks/).waitFor();
    await guest.quickInput.cancel();
  });
});
