import assert from 'node:assert/strict';
import { buildHub } from '../../scripts/build';
import type { EditorWindow } from '../../scripts/editor/window';
import { HubProcess } from '../helpers/hub-process';
import { temporaryFolder } from '../helpers/temporary-folder';
import { closeWindows, openWindow } from './fixture';
import { waitForArticle } from './steps';

// Windows look for rooms on the loopback adapter only (scripts/editor/server-data.ts).
describe('a room on the same network', () => {
  const folder = temporaryFolder();
  let host: EditorWindow;
  let guest: EditorWindow;
  let invite = '';

  before(async () => {
    // The guest's list has no rooms of earlier suites.
    [host, guest] = await Promise.all([
      openWindow({ person: 'Ann', profile: 'first' }),
      openWindow({ person: 'Bo' }),
    ]);
  });
  after(closeWindows);

  /** Bo asks to join Ann's room. @returns the digits on the screen */
  async function askToJoin(): Promise<string> {
    const { quickInput } = guest;
    await guest.runCommand('Chat: Join Room');
    await quickInput.row('Ann’s room').waitFor();
    await quickInput.pick('Ann’s room');
    await quickInput.pick('Ask to Join');
    const code = guest.panel().frame.locator('.join-code');
    await code.waitFor();
    return (await code.textContent()) ?? '';
  }

  async function leave(): Promise<void> {
    await guest.runCommand('Chat: Leave Room');
    await guest.waitForStatus('Deskmate: offline');
  }

  it('is shown only if the host says so, in the list of another window', async () => {
    const { quickInput } = host;
    await host.runCommand('Chat: Host Room');
    await quickInput.waitFor('Host Room (1/');
    await quickInput.pick('Pair');
    await quickInput.waitFor('Host Room (2/');
    await quickInput.pick('All networks');
    await quickInput.waitFor('Host Room (3/');
    await quickInput.waitForActive('Don’t show it');
    const [, shown] = await quickInput.items();
    assert.match(shown?.detail ?? '', /They see “Ann’s room”, “Ann” and the room’s address/);
    await quickInput.pick('Show it to others on the same network');
    await host.waitForStatus(/Ann’s room/);
    await host.waitForNotification('The invite is on the clipboard. Send it only to your partner');
    await host
      .panel()
      .status.getByText(
        'Others on the same network see “Ann’s room · Ann · Pair” in Join Room and can ask to join.',
      )
      .waitFor();
  });

  it('lets someone in who reads out the right digits', async () => {
    invite = String(await host.page.evaluate('navigator.clipboard.readText()'));
    const digits = await askToJoin();
    await guest.waitForNotification(`Asking to join “Ann’s room”: read ${digits} out to Ann`);
    await host.answerNotification('Bo (127.0.0.1) wants to join.', 'Enter Code');
    const { quickInput } = host;
    await quickInput.waitFor('Request to Join: Bo (127.0.0.1)');
    await quickInput.type(digits === '000 000' ? '000001' : '000000');
    await quickInput.accept();
    await quickInput.waitForMessage('You have 2 more tries');
    await quickInput.type(digits);
    await quickInput.accept();
    await quickInput.waitUntilClosed();
    const question = guest.dialog(`Did Ann ask you for this code: ${digits}?`);
    await question.getByRole('button', { name: 'Yes' }).click();
    await guest.waitForStatus(/Ann’s room · 2 people/);
    await host.panel().send('that was right');
    await waitForArticle(guest.panel(), 'that was right');
    await leave();
  });

  it('tells someone whom its host denies', async () => {
    await askToJoin();
    const { frame } = host.panel();
    await frame
      .getByRole('list', { name: 'Requests to join' })
      .getByRole('button', { name: 'Deny' })
      .click();
    await guest.waitForNotification('Ann denied your request to join “Ann’s room”.');
    await host.waitForNotification('You denied Bo’s request to join.');
  });

  it('asks for the invite, which says whom to ask, and joins with it', async () => {
    const { quickInput } = guest;
    await guest.page.evaluate('navigator.clipboard.writeText("nothing")');
    await guest.runCommand('Chat: Join Room');
    const row = quickInput.row('Ann’s room');
    await row.waitFor();
    await quickInput.pick('Ann’s room');
    await quickInput.row(/Ann’s room is at 127\.0\.0\.1:\d+\. If you have the invite/).waitFor();
    await quickInput.back();
    await row.waitFor();
    await quickInput.pick('Ann’s room');
    await quickInput.row(/If you have the invite/).waitFor();
    await quickInput.type('127.0.0.1:9000');
    await quickInput.row('This isn’t an invite.').waitFor();
    await quickInput.type(invite);
    await quickInput.row('Join “Ann’s room”').waitFor();
    await quickInput.accept();
    await guest.waitForStatus(/Ann’s room · 2 people/);
    await host.panel().send('found you');
    await waitForArticle(guest.panel(), 'found you');
    await leave();
  });

  it('appears and goes while the list is open', async () => {
    const { quickInput } = guest;
    const room = quickInput.row('Lab hub');
    await guest.runCommand('Chat: Join Room');
    await quickInput.row('Ann’s room').waitFor();
    const options = ['--kind', 'lab-hub', '--address', '::', '--announce-on', 'lo'];
    const hub = await HubProcess.start(await buildHub({ outdir: folder() }), options);
    await room.waitFor();
    await host.runCommand('Chat: Hide Room from Network');
    await quickInput.row('Ann’s room').waitFor({ state: 'detached' });
    await quickInput.pick('Lab hub');
    await guest.waitForStatus('In a room');
    await hub.stop();
    await guest.waitForStatus('Deskmate: offline');
  });
});
