import type { EditorWindow } from '../../scripts/editor/window';
import { closeWindows, openWindow } from './fixture';
import { hostKnownPair, joinInvite } from './steps';

describe('a full pair', () => {
  let host: EditorWindow;
  let guest: EditorWindow;
  let third: EditorWindow;

  before(async () => {
    [host, guest, third] = await Promise.all([
      openWindow({ person: 'Ann' }),
      openWindow({ person: 'Bo' }),
      openWindow({ person: 'Cy' }),
    ]);
    await Promise.all([host, guest, third].map((window) => window.openContainer('Deskmate')));
  });
  after(closeWindows);

  it('tells the host who wants to come in, and becomes a group in place', async () => {
    const invite = await hostKnownPair(host);
    await joinInvite(guest, invite);
    await guest.waitForStatus(/Ann’s room · 2 people/);
    await third.runCommand('Chat: Join Room');
    await third.quickInput.waitFor('Join Room');
    await third.quickInput.type(invite);
    await third.quickInput.row('Join “Ann’s room”').waitFor();
    await third.quickInput.accept();
    const full = await third.waitForNotification('The room is full. The host was told');
    const knock = await host.waitForNotification('Cy wants to come in, but this pair is full.');
    await full.getByRole('button', { name: 'Keep Trying' }).click();
    await third.waitForStatus('Not let in yet, trying again…');
    await third.panel().frame.getByText('for 10 minutes at most').waitFor();
    await knock.getByRole('button', { name: 'Make It a Group' }).click();
    await guest.panel().waitForText('The room is a group now');
    await third.waitForStatus(/Ann’s room · 3 people/);
    await third.waitForNotification('You are in “Ann’s room” now.');
    await host.waitForStatus(/Ann’s room · 3 people/);
  });
});
