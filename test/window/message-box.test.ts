import assert from 'node:assert/strict';
import { openFile } from '../../scripts/editor/editor-tabs';
import type { EditorWindow } from '../../scripts/editor/window';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, hidePanel, openPair } from './fixture';
import { hostHub, hostKnownPair, joinInvite, pickFromMenu, waitForValue } from './steps';
import { message, press, shownLines } from './talk-steps';

const settings = { 'files.autoSave': 'off', 'editor.minimap.enabled': false };

/** What two people see of commands, emoji and drafts in their message boxes. */
describe('the message box', () => {
  let host: EditorWindow;
  let guest: EditorWindow;
  let invite: string;

  before(async () => {
    [host, guest] = await openPair({}, { settings, files: { 'hub.py': 'x = 1\n' } });
    invite = await hostKnownPair(host);
    await joinInvite(guest, invite);
  });
  after(closeWindows);

  it('runs commands that work in the room, and keeps them from the others', async () => {
    const { composer, frame } = host.panel();
    await composer.fill('');
    await composer.pressSequentially('/loc');
    await frame.getByRole('option', { name: '/lock Lock Room' }).waitFor();
    await composer.press('Enter');
    await composer.press('Enter');
    await host.waitForNotification('The room is locked');
    await waitForValue(composer, '');
    await host.panel().send('/unlock');
    await host.waitForNotification('The room is unlocked');
    await host.panel().send('after');
    await message(guest, 'after').waitFor();
    await waitFor(async () => (await guest.panel().articles.count()) === 1, 'only the message');
  });

  it('says that something isn’t a command, and sends it with the next Enter', async () => {
    const { composer, frame } = guest.panel();
    await composer.pressSequentially('/lock');
    await composer.press('Enter');
    await frame
      .getByRole('alert')
      .filter({ hasText: '“/lock” isn’t available in this room' })
      .waitFor();
    await composer.press('Enter');
    await message(host, '/lock').waitFor();
    await guest.panel().send('/usr/bin/env python3');
    await message(host, '/usr/bin/env python3').waitFor();
  });

  it('says what someone does, beside their name', async () => {
    await guest.panel().send('/me is stuck');
    const said = host.panel().log.locator('.action-line');
    await said.filter({ hasText: /^Bo\s+is stuck$/ }).waitFor();
  });

  it('finds emoji by their shortcode and in the picker', async () => {
    const { composer, frame } = guest.panel();
    await composer.pressSequentially(':tada');
    await frame.getByRole('option').filter({ hasText: '🎉' }).waitFor();
    await composer.press('Enter');
    await composer.press('Enter');
    await host.panel().log.locator('.few-emoji', { hasText: '🎉' }).waitFor();
    await frame.getByRole('button', { name: 'Insert Emoji' }).click();
    await frame.getByRole('textbox', { name: 'Search emoji' }).fill('庆祝');
    await frame.getByRole('gridcell', { name: 'party popper' }).click();
    await waitForValue(composer, '🎉');
    await composer.fill('');
  });

  it('has a draft for each room', async () => {
    const { composer } = guest.panel();
    await composer.fill('half a thought for Ann');
    await guest.runCommand('Chat: Leave Room');
    await guest.waitForStatus('Deskmate: offline');
    await hostHub(guest);
    await waitForValue(composer, '');
    await composer.fill('for the lab');
    await guest.runCommand('Chat: Close Room');
    await guest.waitForStatus('Deskmate: offline');
    await joinInvite(guest, invite);
    await waitForValue(guest.panel().composer, 'half a thought for Ann');
    await guest.panel().composer.fill('');
  });

  it('asks for the partner’s attention: in the chat, or by a notification', async () => {
    await guest.panel().send('/nudge');
    await host.panel().frame.locator('.nudge', { hasText: 'Bo nudged you.' }).waitFor();
    await guest.runCommand('Chat: Nudge Member');
    await guest.waitForNotification('You already nudged Ann. You can do it once a minute.');
    await hidePanel(guest);
    await host.runCommand('Chat: Nudge Member');
    await guest.answerNotification('Ann nudged you.', 'Open Chat');
    await guest.panel().composer.waitFor();
  });

  it('shows that the room is muted, and unmutes it with a click', async () => {
    await guest.panel().send('/mute');
    await guest.waitForStatus(/muted/);
    const bell = guest.panel().frame.getByRole('button', { name: /^Muted: this room/ });
    await bell.click();
    await waitFor(async () => !/muted/.test(await guest.statusBarText()), 'it is unmuted');
    await waitFor(async () => (await bell.count()) === 0, 'the bell is gone');
  });

  it('takes a link to a message, which leads there when it is clicked', async () => {
    await host.panel().send('the bug is in recv');
    await press(host, 'the bug is in recv', 'More Actions');
    await pickFromMenu(host, 'Copy Link to Message');
    let link = '';
    await waitFor(async () => {
      link = String(await host.page.evaluate('navigator.clipboard.readText()'));
      return link.includes('/message?');
    }, 'the link is copied');
    for (let line = 0; line < 30; line++) await host.panel().send(`line ${line}`);
    await guest.panel().waitForText('line 29');
    await host.panel().send(`as I said: ${link}`);
    for (const each of [host, guest]) {
      await message(each, 'as I said')
        .getByRole('link', { name: /^Message from .+ · / })
        .waitFor();
      assert.equal(await each.panel().log.getByText('vscode://').count(), 0);
    }
    await message(guest, 'as I said').getByRole('link').click();
    // The focus stays there; the highlight soon disappears.
    await guest.panel().log.locator('article:focus', { hasText: 'the bug is in recv' }).waitFor();
  });

  it('has messages that become comments in the editor, and Undo takes them back', async () => {
    await openFile(guest, 'hub.py');
    await guest.press('Control+Home');
    await press(guest, 'the bug is in recv', 'More Actions');
    await pickFromMenu(guest, 'Quote in Editor');
    const starts = async (...lines: RegExp[]) => {
      const shown = await shownLines(guest);
      return lines.every((line, index) => line.test(shown[index] ?? ''));
    };
    await waitFor(
      () => starts(/^# Ann, .*\d:\d\d.*:$/, /^# the bug is in recv$/, /^x = 1$/),
      'the message is a comment',
    );
    await guest.press('Control+z');
    await waitFor(() => starts(/^x = 1$/), 'the comment is gone');
  });
});
