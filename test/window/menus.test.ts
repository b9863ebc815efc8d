import assert from 'node:assert/strict';
import type { EditorWindow } from '../../scripts/editor/window';
import { Scene } from '../helpers/lab/scene';
import { waitFor, waitForResult } from '../helpers/wait-for';
import { closeWindows, openWindow } from './fixture';
import { askToJoin, hostHub, joinRoom, openChat, waitForLabels } from './steps';

describe('what the menu offers', () => {
  let window: EditorWindow;
  const scene = new Scene();

  before(async () => {
    window = await openWindow({ person: 'Ann', fresh: true });
    await openChat(window);
  });
  after(() => scene.close());
  after(closeWindows);

  /** Opens the menu with a click on the status bar. */
  async function openMenu(): Promise<void> {
    await window.statusBarItem.click();
    await window.quickInput.waitFor('Deskmate');
  }

  async function closeMenu(): Promise<void> {
    await window.quickInput.cancel();
    await window.quickInput.waitUntilClosed();
  }

  it('is to host or join outside a room', async () => {
    await openMenu();
    await waitForLabels(window, [
      'Host Room…',
      'Join Room…',
      'Open Chat',
      'Open in Editor',
      'Find in Chat',
      'Export Chat',
      'Open History…',
      'Change Name…',
      'Open Settings',
      'Check Connection…',
      'Show Log',
    ]);
    await window.quickInput.pick('Join Room…');
    await window.quickInput.waitFor('Join Room');
    await closeMenu();
    await window.titleButton('Host Room').waitFor();
    await window.titleButton('Join Room').waitFor();
    await window.titleButton('Leave Room').waitFor({ state: 'detached' });
  });

  it('is to send, copy the address and leave in a room', async () => {
    const room = await scene.host();
    await joinRoom(window, room.port);
    await window.waitForStatus('In a room');
    await openMenu();
    await waitForLabels(window, [
      'Open Chat',
      'Open in Editor',
      'Send Message…',
      'Copy Address',
      'Change Encoding…',
      'Leave Room',
      'Find in Chat',
      'Export Chat',
      'Open History…',
      'Change Name…',
      'Open Settings',
      'Check Connection…',
      'Show Log',
    ]);
    await window.quickInput.pick('Send Message…');
    await window.quickInput.waitFor('Send Message');
    await window.quickInput.type('from the menu');
    await window.quickInput.accept();
    await room.logs('from the menu');
    await window.titleButton('Copy Address').waitFor();
    await window.titleButton('Host Room').waitFor({ state: 'detached' });
  });

  it('is to join again after leaving', async () => {
    await window.titleButton('Leave Room').click();
    await window.waitForStatus('Deskmate: offline');
    await openMenu();
    await window.quickInput.waitForActive('Join Again');
    await window.quickInput.pick('Join Again');
    await window.waitForStatus('In a room');
  });

  it('is to leave while waiting in line', async () => {
    const full = await scene.host({ maxClients: 1 });
    await scene.member(full.port);
    await window.runCommand('Chat: Leave Room');
    await window.waitForStatus('Deskmate: offline');
    await joinRoom(window, full.port);
    await window.waitForStatus('Waiting to be let in');
    await openMenu();
    await window.quickInput.pick('Leave Room');
    await window.waitForStatus('Deskmate: offline');
  });

  it('is to close a hosted room, with a warning before joining another', async () => {
    const port = await hostHub(window);
    await openMenu();
    await waitForResult(
      async () => (await window.quickInput.items()).slice(2, 7).map(({ label }) => label),
      ['Send Message…', 'Copy Address', 'Change Encoding…', 'Network Weather…', 'Close Room'],
      'the list',
    );
    await window.quickInput.pick('Copy Address');
    await window.waitForNotification(`Copied 127.0.0.1:${port}.`);
    const copied = await window.page.evaluate('navigator.clipboard.readText()');
    assert.equal(copied, `127.0.0.1:${port}`);

    const guest = await scene.member(port);
    const other = await scene.host();
    await askToJoin(window, other.port);
    const dialog = window.page.locator('.monaco-dialog-box', {
      hasText: 'Leaving closes it for everyone.',
    });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await window.waitForStatus(/Hosting :\d+ · 2 people/);
    assert.ok(!guest.atEnd);
    await askToJoin(window, other.port);
    await dialog.getByRole('button', { name: 'Leave and Join' }).click();
    await window.waitForStatus('In a room');
    await waitFor(() => guest.atEnd, 'the guest is disconnected');
  });
});
