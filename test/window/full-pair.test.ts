import type { EditorWindow } from '../../scripts/editor/window';
import { closeWindows, openThree } from './fixture';
import { hostKnownPair, joinInvite, openChat } from './steps';

describe('a full pair', () => {
  let host: EditorWindow;
  let guest: EditorWindow;
  let third: EditorWindow;

  before(async () => {
    [host, guest, third] = await openThree();
    await Promise.all([host, guest, third].map((window) => openChat(window)));
  });
  after(closeWindows);

  it('tells the host who wants to join, and becomes a group in place', async () => {
    const invite = await hostKnownPair(host);
    await joinInvite(guest, invite);
    await guest.waitForStatus(/Ann’s room · 2 people/);
    await third.runCommand('Chat: Join Room');
    await third.quickInput.waitFor('Join Room');
    await third.quickInput.type(invite);
    await third.quickInput.row('Join “Ann’s room”').waitFor();
    await third.quickInput.accept();
    const turnedAway = 'Cy wants to join, but this pair is full.';
    await host.waitForNotification(turnedAway);
    await third.answerNotification('The room is full. The host has been notified', 'Keep Trying');
    await third.waitForStatus('Not let in yet, trying again…');
    await third.panel().frame.getByText('for up to 10 minutes').waitFor();
    await host.answerNotification(turnedAway, 'Convert to Group');
    await guest.panel().waitForText('The room is now a group');
    await third.waitForStatus(/Ann’s room · 3 people/);
    await third.waitForNotification('You’re now in “Ann’s room”.');
    await host.waitForStatus(/Ann’s room · 3 people/);
  });
});
