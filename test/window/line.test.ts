import assert from 'node:assert/strict';
import type { EditorWindow } from '../../scripts/editor/window';
import { RawClient } from '../helpers/raw-client';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, openWindow } from './fixture';
import { hostHub, joinRoom, waitForArticle, waitForItems } from './steps';

/** A guest that gets in sooner than this joins; it wasn't kept waiting. In ms, as in `LabGuestRoom`. */
const promptMs = 1000;

describe('waiting in line', () => {
  let host: EditorWindow;
  let late: EditorWindow;
  let first: RawClient;
  let port: number;
  /** When the late window was connected already, in ms since the Unix epoch. */
  let connectedBy: number;

  before(async () => {
    [host, late] = await Promise.all([openWindow(), openWindow()]);
    port = await hostHub(host, { clients: 1 });
    first = await RawClient.connect(port);
    await first.receives('已进入聊天室');
  });
  after(() => first?.destroy());
  after(closeWindows);

  it('tells someone who joins a full room that they are waiting', async () => {
    await joinRoom(late, port);
    await late.waitForStatus('Waiting to be let in');
    connectedBy = Date.now();
    const panel = late.panel();
    await panel.status.getByText(`Waiting to be let in at 127.0.0.1:${port}`).waitFor();
    await panel.status.getByText(/What you write is delivered when you’re let in/).waitFor();
    await waitForItems(panel.participants, 0);
  });

  it('shows the host who is waiting', async () => {
    await host.waitForStatus(/2 people · 1 waiting/);
    const [waiting] = await waitForItems(host.panel().waitingLine, 1);
    assert.match(waiting ?? '', /^\('127\.0\.0\.1', \d+\)$/);
    assert.ok(!(await waitForItems(host.panel().participants, 2)).includes(waiting ?? ''));
  });

  it('keeps the line’s messages from the room, and the room’s from the line', async () => {
    await late.panel().send('is anybody there?');
    await waitForArticle(late.panel(), 'is anybody there?');
    await host.panel().send('only for members');
    await first.receives('only for members');
    first.write('a member speaks');
    await waitForArticle(host.panel(), 'a member speaks');
    assert.ok(!first.text.includes('is anybody there?'));
    assert.equal(await host.panel().log.getByText('is anybody there?').count(), 0);
    await waitForItems(late.panel().articles, 1);
    await late.waitForStatus('Waiting to be let in');
  });

  it('lets the next one in automatically, and delivers their messages', async () => {
    await waitFor(() => Date.now() - connectedBy > promptMs, 'the wait is long enough to be told');
    first.write('q');
    await late.waitForStatus('In a room');
    await late.panel().waitForText('You were let in from the waiting line.');
    await waitForArticle(host.panel(), 'is anybody there?');
    await host.panel().waitForText(/was let in from the waiting line\./);
    await waitForItems(host.panel().waitingLine, 0);
    await waitForItems(host.panel().participants, 2);
    await host.panel().send('come in');
    await waitForArticle(late.panel(), 'come in');
  });
});
