import assert from 'node:assert/strict';
import type { EditorWindow } from '../../scripts/editor/window';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, openWindow } from './fixture';
import { waitForArticle } from './steps';

// Windows look for rooms on the loopback adapter only (scripts/editor/server-data.ts).
describe('a room with a code', () => {
  let host: EditorWindow;
  let guest: EditorWindow;
  let code = '';

  before(async () => {
    host = await openWindow({ person: 'Ann' });
    guest = await openWindow({ person: 'Bo' });
  });
  after(closeWindows);

  const tab = () => host.page.frameLocator('deskmate-panel=invite').frameLocator('#active-frame');
  const digits = () => tab().getByRole('img', { name: /^Room code:/ });
  const wrong = () => (code === '000 000' ? '111111' : '000000');

  /** Waits until the tab shows another code than before, and remembers it. */
  async function shown(): Promise<void> {
    const before = code;
    const text = async () => (await digits().textContent())?.trim() ?? '';
    await digits().waitFor();
    await waitFor(async () => (await text()) !== before, 'another code');
    code = await text();
    assert.match(code, /^\d{3} \d{3}$/);
  }

  /** Opens the box for the code of Ann's room. */
  async function chooseCode(): Promise<void> {
    const { quickInput } = guest;
    await guest.runCommand('Chat: Join Room');
    await quickInput.row('Ann’s room').waitFor();
    await quickInput.pick('Ann’s room');
    await quickInput.pick('Room Code');
    await quickInput.waitFor('Room Code: “Ann’s room”');
  }

  async function enter(text: string): Promise<void> {
    await guest.quickInput.type(text);
    await guest.quickInput.accept();
  }

  async function joined(): Promise<void> {
    await guest.waitForStatus(/Ann’s room · 2 people/);
  }

  async function leave(): Promise<void> {
    await guest.runCommand('Chat: Leave Room');
    await guest.waitForStatus('Deskmate: offline');
  }

  it('shows it in a tab, and offers to show the room on the network', async () => {
    const { quickInput } = host;
    await host.runCommand('Chat: Host Room');
    await quickInput.waitFor('Host Room (1/');
    await quickInput.pick('Group');
    for (const step of [2, 3, 4]) {
      await quickInput.waitFor(`Host Room (${step}/`);
      await quickInput.accept();
    }
    await host.waitForStatus(/Ann’s room/);
    await host.runCommand('Chat: Show Room Code');
    await shown();
    await tab()
      .getByText(/run Chat: Join Room, type 127|type \d+\.\d+\.\d+\.\d+:\d+ and/)
      .waitFor();
    await tab().getByRole('button', { name: 'Show Room on Network' }).click();
    await tab().getByText('choose “Ann’s room” and then Room Code.').waitFor();
    await host.panel().status.getByText('in Join Room and can join with the room code.').waitFor();
  });

  it('is joined by someone who chooses it and types the code, after a wrong one', async () => {
    await chooseCode();
    await enter(wrong());
    await guest.quickInput.waitForMessage('This computer has 2 more tries.');
    await tab().getByText('One wrong code was typed. After 20, the code is paused.').waitFor();
    await enter(code);
    await guest.quickInput.waitUntilClosed();
    await joined();
    await host.panel().send('welcome, class');
    await waitForArticle(guest.panel(), 'welcome, class');
    await leave();
  });

  it('is joined by someone who types its address and the code', async () => {
    const step = (await tab().getByRole('listitem').first().textContent()) ?? '';
    const [, port] = /type \S+:(\d+) and/.exec(step) ?? [];
    assert.ok(port, step);
    const { quickInput } = guest;
    await guest.runCommand('Chat: Join Room');
    await quickInput.waitFor('Join Room');
    await quickInput.type(`127.0.0.1:${port}`);
    await quickInput.row('Join with Room Code').waitFor();
    await quickInput.pick('Join with Room Code');
    await quickInput.waitFor(`Room Code: 127.0.0.1:${port}`);
    await enter(code.replace(' ', ''));
    await quickInput.waitUntilClosed();
    await joined();
    await leave();
  });

  it('tells someone with an old code about a new one, and counts from the start', async () => {
    await chooseCode();
    await tab().getByRole('button', { name: 'New Code' }).click();
    const old = code;
    await shown();
    await enter(old);
    await guest.quickInput.waitForMessage('This computer has 2 more tries.');
    await enter(code);
    await guest.quickInput.waitUntilClosed();
    await joined();
    await leave();
  });

  it('lets no computer try more than three wrong codes', async () => {
    await chooseCode();
    // The old code was the first.
    await enter(wrong());
    await guest.quickInput.waitForMessage('one more try');
    await enter(wrong());
    await guest.waitForNotification('Three wrong codes for “Ann’s room” were typed');
    await guest.quickInput.waitUntilClosed();
  });

  it('is paused with a reset invite, which the host is told, with a button for a new code', async () => {
    await host.runCommand('Chat: Reset Invite');
    await digits().waitFor({ state: 'detached' });
    await tab().getByText('The room code is paused, because the invite was reset').waitFor();
    await host.answerNotification('The room code is paused', 'New Code');
    await shown();
    await chooseCode();
    await enter(code);
    await joined();
    await leave();
  });

  it('isn’t offered once it is stopped, and not after a reload', async () => {
    await tab().getByRole('button', { name: 'Stop Code' }).click();
    const title = host.page.locator('.tab', { hasText: 'Group room' });
    await title.waitFor({ state: 'detached' });
    const { quickInput } = guest;
    await guest.runCommand('Chat: Join Room');
    await quickInput.row('Ann’s room').waitFor();
    await quickInput.pick('Ann’s room');
    await quickInput.row('Ask to Join').waitFor();
    assert.equal(await quickInput.row('Room Code').count(), 0);
    await quickInput.cancel();
    await host.runCommand('Chat: Show Room Code');
    await shown();
    await host.reload();
    await host.waitForStatus(/Ann’s room/);
    assert.equal(await title.count(), 0);
    await host.runCommand('Chat: Show Room Code');
    await shown();
  });
});
