import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { EditorWindow } from '../../scripts/editor/window';
import { RawClient } from '../helpers/raw-client';
import { waitFor, waitForResult } from '../helpers/wait-for';
import { closeWindows, openWindow } from './fixture';
import { askToJoin, hostHub, joinRoom, waitForArticle, waitForItems, waitForValue } from './steps';

describe('leaving', () => {
  let host: EditorWindow;
  let guest: EditorWindow;
  let port: number;
  /** A member that only listens. */
  let witness: RawClient;

  before(async () => {
    [host, guest] = await Promise.all([openWindow(), openWindow()]);
    port = await hostHub(host);
    witness = await RawClient.connect(port);
    await witness.receives('已进入聊天室');
    await joinRoom(guest, port);
    await guest.waitForStatus('In a room');
  });
  after(() => witness?.destroy());
  after(closeWindows);

  /** Leaves, and checks that the others are told and that the window knows it. */
  async function leave(how: () => Promise<void>): Promise<void> {
    await witness.receives('已进入聊天室');
    witness.clear();
    await how();
    await witness.receives('已离开聊天室');
    await guest.waitForStatus('Deskmate: offline');
    await waitForItems(host.panel().participants, 2);
    await guest.panel().waitForText('You left the room.');
  }

  async function rejoin(): Promise<void> {
    witness.clear();
    await guest.panel().frame.getByRole('button', { name: 'Join Again' }).click();
    await guest.waitForStatus('In a room');
    await witness.receives('已进入聊天室');
  }

  it('works from the command palette', async () => {
    await leave(() => guest.runCommand('Chat: Leave Room'));
  });

  it('works with the button in the title of the panel', async () => {
    await rejoin();
    await leave(() => guest.titleButton('Leave Room').click());
  });

  it('works from the menu of the status bar', async () => {
    await rejoin();
    await leave(async () => {
      await guest.statusBarItem.click();
      await guest.quickInput.pick(/Leave Room/);
    });
  });

  it('happens when the window is reloaded, which keeps the chat and the draft', async () => {
    await rejoin();
    await host.panel().send('before the reload');
    await waitForArticle(guest.panel(), 'before the reload');
    await guest.runCommand('Chat: Open in Editor');
    await guest.panel('editor').composer.pressSequentially('typed, not sent');
    await guest.waitUntilStored('before the reload');
    await guest.waitUntilStored('typed, not sent');
    witness.clear();
    await Promise.all([guest.reload(), witness.receives('已离开聊天室')]);

    await guest.waitForStatus('Deskmate: offline');
    for (const place of ['editor', 'view'] as const) {
      const panel = guest.panel(place);
      await waitForArticle(panel, 'before the reload');
      await panel.waitForText(
        'The window was reloaded. Everything above is from before the reload.',
      );
      await waitForValue(panel.composer, 'typed, not sent');
      await waitForResult(() => panel.composer.isDisabled(), true, 'whether sending is disabled');
    }
    await rejoin();
    // Keys pressed before it accepts any are lost.
    await waitForResult(() => guest.panel().composer.isEnabled(), true, 'whether it can be sent');
    await guest.panel().composer.press('Enter');
    await waitForArticle(host.panel(), 'typed, not sent');
  });

  it('is reported to the guests when the host closes the room', async () => {
    const close = () => host.titleButton('Close Room').click();
    const question = host.dialog('for everyone?');
    await close();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    await host.waitForStatus(/Hosting/);
    await close();
    await question.getByRole('button', { name: 'Close Room' }).click();
    await guest.panel().waitForText('The host closed the room.');
    await guest.waitForStatus('Deskmate: offline');
    await host.panel().waitForText('The room is closed.');
    await host.waitForStatus('Deskmate: offline');
    await waitFor(() => witness.atEnd, 'the witness is disconnected');
  });

  it('says that the connection was lost when it broke, and joins again', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.write(`('127.0.0.1', ${socket.remotePort})已进入聊天室`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const address = server.address() as AddressInfo;
      await askToJoin(guest, address.port);
      await guest.waitForStatus('In a room');
      await waitFor(() => sockets.length === 1, 'the guest is connected');
      sockets[0]?.resetAndDestroy();
      await guest.waitForStatus('Connection lost');
      const { status, frame } = guest.panel();
      await status
        .getByText(`The connection to 127.0.0.1:${address.port} was lost. Join again`)
        .waitFor();
      await guest.panel().waitForText('The connection was lost.');
      await frame.getByRole('button', { name: 'Join Again' }).click();
      await guest.waitForStatus('In a room');
      await waitFor(() => sockets.length === 2, 'the guest is back');
    } finally {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
    await guest.panel().waitForText('The host closed the room.');
  });

  it('happens when a window is closed, a guest’s or the host’s', async () => {
    port = await hostHub(host);
    witness = await RawClient.connect(port);
    await askToJoin(guest, port);
    await guest.waitForStatus('In a room');
    await host.waitForStatus('3 people');
    await Promise.all([guest.close(), witness.receives('已离开聊天室')]);
    await host.waitForStatus('2 people');
    await Promise.all([host.close(), waitFor(() => witness.atEnd, 'the witness is disconnected')]);
    await assert.rejects(RawClient.connect(port), { code: 'ECONNREFUSED' });
  });
});
