import assert from 'node:assert/strict';
import { clickUntil } from '../../scripts/editor/click-until';
import type { EditorWindow } from '../../scripts/editor/window';
import { readQr } from '../helpers/qr';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, hidePanel, openWindow } from './fixture';
import { hostPair, openChat, pickFromMenu, waitForArticle, waitForValue } from './steps';

describe('an invite room', () => {
  let host: EditorWindow;
  let guest: EditorWindow;
  let invite: string;

  before(async () => {
    host = await openWindow({ profile: 'first' });
    await openChat(host);
  });
  after(closeWindows);

  async function say(window: EditorWindow, text: string): Promise<void> {
    const { composer } = window.panel();
    await composer.fill(text);
    await composer.press('Enter');
  }

  /** Sends a message from each window, and waits until both windows show it. */
  async function talk(about: string): Promise<void> {
    for (const [from, text] of [
      [host, `${about} by the host`],
      [guest, `${about} by the guest`],
    ] as const) {
      await say(from, text);
      for (const window of [host, guest]) await waitForArticle(window.panel(), text);
    }
  }

  const qrTab = () => host.page.frameLocator('deskmate-panel=invite').frameLocator('#active-frame');
  const qrTabTitle = () => host.page.locator('.tab', { hasText: 'Pair room' });

  it('is hosted under a name that is asked for once, with its invite on the clipboard', async () => {
    invite = await hostPair(host, 'Ann');
    assert.match(invite, /^[a-z-]+:\/\/deskmate\.deskmate\/join\?/);
    await host.waitForStatus('Ann’s room');
    await host.runCommand('Chat: Host Room');
    await host.quickInput.waitFor('Host Room (1/');
    await host.quickInput.cancel();
  });

  it('is shown as a QR code, another one after a reset, none while locked, and Escape closes it', async () => {
    await host.answerNotification('The invite is on the clipboard', 'Show QR Code');
    const tab = qrTab();
    const code = tab.getByRole('img', { name: 'QR code of the invite to “Ann’s room”' });
    const reads = (link: string) =>
      waitFor(
        async () => (await readQr(await host.page.screenshot())) === link,
        'the code is read',
      );
    await code.waitFor();
    await reads(invite);
    await host.runCommand('Chat: Reset Invite');
    await host.waitForNotification('The old invite no longer works');
    const renewed = String(await host.page.evaluate('navigator.clipboard.readText()'));
    assert.notEqual(renewed, invite);
    invite = renewed;
    await reads(invite);
    await tab.getByRole('button', { name: 'Lock Room' }).click();
    await code.waitFor({ state: 'detached' });
    await tab.getByRole('button', { name: 'Unlock Room' }).click();
    await code.waitFor();
    await host.press('Escape');
    await qrTabTitle().waitFor({ state: 'detached' });
  });

  it('isn’t joined from another window of its host, which says where the room is', async () => {
    const second = await openWindow({ profile: 'first' });
    await second.runCommand('Chat: Join Room');
    await second.quickInput.waitFor('Join Room');
    await second.quickInput.type(invite);
    await second.quickInput.row('Join “Ann’s room”').waitFor();
    await second.quickInput.accept();
    const notice = await second.waitForNotification(
      'You’re hosting “Ann’s room” in another window, which has the folder',
    );
    await notice.getByText('Look for it in your browser’s tabs and windows.').waitFor();
    assert.equal(await notice.getByRole('button', { name: 'Go to That Window' }).count(), 0);
    await second.waitForStatus('Deskmate: offline');
    await host.waitForStatus(/Ann’s room · 1 person/);
  });

  it('asks before it follows the invite as a link', async () => {
    guest = await openWindow({ person: 'Ann', profile: 'second' });
    await openChat(guest);
    // The command that opens a link, as when it was clicked in another program.
    await guest.runCommand('Developer: Open URL');
    await guest.quickInput.waitForMessage('URL to open');
    await guest.quickInput.type(invite);
    await guest.quickInput.accept();
    const dialog = guest.page.locator('.monaco-dialog-box');
    await dialog.getByText('extension to open this URI?').waitFor();
    await dialog.getByRole('button', { name: 'Open' }).click();
    await dialog.getByText(/^Join the room “Ann’s room” at 127\.0\.0\.1:\d+\?$/).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await guest.waitForStatus('Deskmate: offline');
    await host.waitForStatus(/Ann’s room · 1 person/);
  });

  it('is joined with the pasted invite, which names the room', async () => {
    const { quickInput } = guest;
    await guest.runCommand('Chat: Join Room');
    await quickInput.waitFor('Join Room');
    await quickInput.type(invite.slice(0, 80));
    await quickInput.row(/This invite is incomplete/).waitFor();
    await quickInput.cancel();
    await quickInput.waitUntilClosed();
    // As copied from an email.
    const mailed = `Come in: https://x.test/?url=${encodeURIComponent(invite)}&data=1`;
    await guest.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(mailed)})`);
    await guest.runCommand('Chat: Join Room');
    await quickInput.waitForActive('Join “Ann’s room”');
    const [first] = await quickInput.items();
    assert.equal(first?.description, 'from the clipboard');
    await quickInput.accept();
    // The name is known, but taken in the room.
    await guest.panel().waitForText('Ann 2');
    await guest.waitForStatus(/Ann’s room · 2 people/);
    await talk('hello');
  });

  it('continues in another window of its guest, and back, with one button each', async () => {
    const second = await openWindow({ person: 'Ann', profile: 'second' });
    await second.runCommand('Chat: Join Room');
    await second.quickInput.waitFor('Join Room');
    await second.quickInput.type(invite);
    await second.quickInput.row('Join “Ann’s room”').waitFor();
    await second.quickInput.accept();
    await second.answerNotification('You’re in “Ann’s room” in another window', 'Continue Here');
    await second.waitForStatus(/Ann’s room · 2 people/);
    await waitForArticle(second.panel(), 'hello by the host');
    await guest.waitForStatus('Deskmate: offline');
    await guest.panel().waitForText('hello by the host');
    await second.runCommand('Chat: Leave Room');
    await second.waitForStatus('Deskmate: offline');
    await guest.runCommand('Chat: Join Room Again');
    await guest.waitForStatus(/Ann’s room · 2 people/);
  });

  it('comes back automatically when the host’s window is reloaded, without the QR code', async () => {
    await host.runCommand('Chat: Show Invite as QR Code');
    await qrTab().getByText('You and your partner are both here').waitFor();
    assert.equal(await qrTab().getByRole('img').count(), 0);
    await host.reload();
    await host.waitForStatus(/Ann’s room · 2 people/);
    await waitForArticle(host.panel(), 'hello by the guest');
    assert.equal(await qrTabTitle().count(), 0);
    await guest.waitForStatus(/Ann’s room · 2 people/);
    await talk('after the host’s reload');
  });

  it('comes back automatically when the guest’s window is reloaded', async () => {
    await hidePanel(guest);
    await say(host, '@ann 2, look');
    await guest.waitForStatus(/1 new, 1 for you/);
    await guest.waitForNotification('Ann: @ann 2, look');
    await guest.reload();
    // A message that wasn't seen is still unread.
    await guest.waitForStatus(/Ann’s room · 2 people · 1 new, 1 for you/);
    await openChat(guest);
    await waitForArticle(guest.panel(), 'hello by the host');
    await guest.waitForStatus(/Ann’s room · 2 people$/);
    await talk('after the guest’s reload');
  });

  it('is searched with the editor’s own key, in the panel alone', async () => {
    const { composer, frame } = host.panel();
    const field = frame.getByRole('search').getByRole('searchbox');
    await composer.click();
    await host.press('ControlOrMeta+f');
    await frame.locator('input:focus').waitFor();
    await field.fill('by the guest');
    await frame.getByText(/^\d+ of \d+$/).waitFor();
    await host.press('Escape');
    await field.waitFor({ state: 'detached' });
  });

  it('accepts a changed name, and suggests another for one that is taken', async () => {
    const { quickInput } = guest;
    await guest.runCommand('Chat: Change Name');
    await quickInput.waitFor('Change Name');
    await waitForValue(quickInput.input, 'Ann 2');
    await quickInput.type(' ');
    await quickInput.waitForMessage('Type the name that others will see.');
    await quickInput.type('ann');
    await quickInput.accept();
    await quickInput.waitForMessage('How about “');
    await quickInput.type('Cleo');
    await quickInput.accept();
    await host.panel().waitForText('Cleo');
  });

  it('offers the host’s controls in the menu of a participant', async () => {
    // With two people the list is collapsed.
    await host
      .panel()
      .frame.getByRole('button', { name: /^Participants/ })
      .click();
    const cleo = host.panel().participants.filter({ hasText: 'Cleo' });
    await cleo.click({ button: 'right' });
    const menu = host.page.locator('.monaco-menu');
    for (const command of ['Remove Member', 'Copy Invite', 'Reset Invite']) {
      await menu.getByText(command).waitFor();
    }
    await pickFromMenu(host, 'Lock Room');
    await host.panel().frame.getByText('locked').first().waitFor();
    await host.runCommand('Chat: Unlock Room');
    await host.panel().frame.getByText('locked').first().waitFor({ state: 'detached' });
  });

  it('opens that menu with the keyboard, too, and mentions the participant from it', async () => {
    const panel = host.panel();
    const menu = host.page.locator('.monaco-menu');
    const cleo = panel.participants.filter({ hasText: 'Cleo' }).getByRole('button');
    const opens = (timeout: number) => menu.getByText('Mention').waitFor({ timeout });
    await clickUntil('Enter', () => cleo.press('Enter'), opens);
    // It appears a moment before it gets the keys.
    await host.page.locator('.monaco-menu :focus').first().waitFor();
    await host.press('Escape');
    await menu.first().waitFor({ state: 'detached' });
    await clickUntil('Shift+F10', () => cleo.press('Shift+F10'), opens);
    await pickFromMenu(host, 'Mention');
    await panel.frame.locator('textarea:focus').waitFor();
    await waitFor(
      async () => (await panel.composer.inputValue()) === '@Cleo ',
      'the mention is written',
    );
    await panel.composer.fill('');
  });

  it('lets the host remove a guest, who learns why', async () => {
    const { quickInput } = host;
    await host.runCommand('Chat: Remove Member');
    await quickInput.waitFor('Remove Member');
    await quickInput.pick('Cleo');
    await quickInput.waitForMessage('Why remove Cleo?');
    await quickInput.type('wrong room');
    await quickInput.accept();
    await host.waitForNotification('Cleo was removed');
    await host.waitForStatus(/Ann’s room · 1 person/);
    await guest.waitForStatus('Deskmate: offline');
    await guest.panel().waitForText('wrong room');
  });

  it('is closed by its host, stays readable, and can be hosted again', async () => {
    await host.runCommand('Chat: Close Room');
    await host.waitForStatus('Deskmate: offline');
    await host.reload();
    await host.waitForStatus('Deskmate: offline');
    await host.runCommand('Chat: Open History');
    await host.quickInput.waitFor('Open History');
    await host.quickInput.pick('Ann’s room');
    await waitForArticle(host.panel(), 'hello by the guest');
    assert.match(await host.statusBarText(), /offline/);
    await host.answerNotification('Reopen the room to continue', 'Reopen');
    await host.waitForStatus(/Ann’s room · 1 person/);
    await waitForArticle(host.panel(), 'hello by the guest');
    await host.runCommand('Chat: Show Invite as QR Code');
    await qrTab().getByRole('img').waitFor();
    await host.runCommand('Chat: Close Room');
    await host.waitForStatus('Deskmate: offline');
    await qrTabTitle().waitFor({ state: 'detached' });
  });
});
