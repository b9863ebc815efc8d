import assert from 'node:assert/strict';
import type { EditorWindow } from '../../scripts/editor/window';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, openPair } from './fixture';
import { hostKnownPair } from './steps';

describe('Check Connection', () => {
  let host: EditorWindow;
  let guest: EditorWindow;
  let invite: string;

  before(async () => {
    [host, guest] = await openPair();
    invite = await hostKnownPair(host);
  });
  after(closeWindows);

  /** The labels of the result, once there is one. */
  async function result(window: EditorWindow): Promise<string[]> {
    await window.quickInput.row('Check Again').waitFor();
    return (await window.quickInput.items()).map(({ label }) => label);
  }

  /** What the guest has copied, once it contains this. */
  async function copiedWith(part: string): Promise<string> {
    return waitFor(
      async () => {
        const text = String(await guest.page.evaluate('navigator.clipboard.readText()'));
        return text.includes(part) && text;
      },
      () => part,
    ) as Promise<string>;
  }

  async function close(window: EditorWindow): Promise<void> {
    await window.quickInput.cancel();
    await window.quickInput.waitUntilClosed();
  }

  it('tells the host that others can’t join, and offers to host again', async () => {
    await host.runCommand('Chat: Check Connection');
    const [verdict] = await result(host);
    assert.equal(verdict, 'The room listens on this computer only, so no one else can join.');
    await host.quickInput.waitForActive('Host Room…');
    await host.quickInput.pick(/checks? passed/);
    await host.quickInput.row('Self-test').waitFor();
    await close(host);
  });

  it('finds the way to a room from its invite, and joins nothing', async () => {
    await guest.page.evaluate('navigator.clipboard.writeText("nothing")');
    await guest.runCommand('Chat: Check Connection');
    await guest.quickInput.waitForMessage('Paste the invite that doesn’t work');
    await guest.quickInput.type('no invite');
    await guest.quickInput.waitForMessage(/invite/i);
    await guest.quickInput.type(invite);
    await guest.quickInput.accept();
    const [verdict = ''] = await result(guest);
    assert.match(verdict, /^This room is on this computer, at 127\.0\.0\.1, port \d+\.$/);
    await host.waitForStatus(/· 1 person/);
    await guest.quickInput.click(guest.quickInput.row('Copy Result'));
    const copied = await copiedWith('Round trip');
    assert.match(copied, /✓ Invite: Valid, and the room has space\./);
    const token = /[?&]t=([^&]+)/.exec(invite)?.[1] ?? '?';
    assert.ok(!copied.includes(token) && !copied.includes('Ann'), copied);
    await close(guest);
  });

  it('is offered when joining fails, and checks the same room', async () => {
    await host.runCommand('Chat: Close Room');
    await host.waitForStatus('Deskmate: offline');
    await guest.runCommand('Chat: Join Room');
    await guest.quickInput.waitFor('Join Room');
    await guest.quickInput.type(invite);
    await guest.quickInput.row(/^\s*Join “/).waitFor();
    await guest.quickInput.accept();
    await guest.answerNotification(/at 127\.0\.0\.1:\d+/, 'Check Connection');
    const [verdict = ''] = await result(guest);
    assert.match(verdict, /^127\.0\.0\.1 responds, but no room is open on port \d+\.$/);
    await guest.quickInput.waitForActive('Copy Message for the Other Person');
    await guest.quickInput.accept();
    const copied = await copiedWith('refuses port');
    assert.match(copied, /^Your computer 127\.0\.0\.1 responds, but refuses port/);
    await close(guest);
  });

  it('is in the menu of the status bar', async () => {
    await host.statusBarItem.click();
    await host.quickInput.pick('Check Connection…');
    await host.quickInput.waitFor('Check Connection');
    await host.quickInput.cancel();
  });
});
