import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { EditorWindow } from '../../scripts/editor/window';
import { closeWindows, openWindow } from './fixture';
import { hostedPort, openChat, waitForItems, waitForLabels, waitForValue } from './steps';

const anyPort = 'Type a number from 1 to 65535, or leave it empty for any free port.';

describe('hosting a room', () => {
  let window: EditorWindow;
  /** A program that already uses the port. */
  const other = createServer();
  let taken = 0;

  before(async () => {
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    taken = (other.address() as AddressInfo).port;
    window = await openWindow({ fresh: true });
  });
  after(() => {
    other.close();
  });
  after(closeWindows);

  it('starts with “offline” in the status bar and a welcome in the panel', async () => {
    await window.waitForStatus('Deskmate: offline');
    await openChat(window);
    const { frame } = window.panel();
    await frame.getByRole('heading', { name: 'Talk while you code' }).waitFor();
    await frame.getByRole('button', { name: 'Host Room', exact: true }).click();
    await window.quickInput.waitFor('Host Room (1/');
    await window.quickInput.cancel();
    await window.quickInput.waitUntilClosed();
    await window.waitForStatus('Deskmate: offline');
  });

  it('asks four questions that can be answered with the keyboard alone', async () => {
    const { quickInput } = window;
    await window.runCommandByKeyboard('Chat: Host Room');
    await quickInput.waitFor('Host Room (1/');
    const kinds = ['Pair', 'Group', 'Class', 'Wide room', 'Lab hub', 'Lab p2p', 'Lab UDP hub'];
    await waitForLabels(window, kinds);
    await quickInput.waitForActive('Pair');
    for (const kind of kinds.slice(1, 5)) {
      await window.press('ArrowDown');
      await quickInput.waitForActive(kind);
    }
    await window.press('Enter');
    await quickInput.waitFor('Host Room (2/4)');
    await quickInput.waitForActive('This computer only');
    const [here, ...others] = await quickInput.items();
    assert.deepEqual([here?.label, here?.description], ['This computer only', '127.0.0.1']);
    assert.equal(others.at(-1)?.label, 'All networks');
    await window.press('Enter');
    await quickInput.waitFor('Host Room (3/4)');
    await quickInput.waitForMessage('Which port? Leave empty for any free port.');
  });

  it('says what is wrong with a port while it is typed', async () => {
    const { quickInput } = window;
    for (const wrong of ['abc', '70000', '-1', '80 80']) {
      await quickInput.type(wrong);
      await quickInput.waitForMessage(anyPort);
      await quickInput.type('');
      await quickInput.waitForMessage('Which port?');
    }
    await quickInput.type('70000');
    await window.press('Enter');
    await quickInput.waitForMessage(anyPort);
    await quickInput.waitFor('Host Room (3/4)');
  });

  it('goes back and keeps the answers', async () => {
    const { quickInput } = window;
    await quickInput.type(String(taken));
    await window.press('Enter');
    await quickInput.waitFor('Host Room (4/4)');
    await quickInput.type('501');
    await quickInput.waitForMessage('Type a number from 1 to 500.');
    await quickInput.back();
    await quickInput.waitFor('Host Room (3/4)');
    await waitForValue(quickInput.input, String(taken));
    await quickInput.back();
    await quickInput.waitFor('Host Room (2/4)');
    await quickInput.waitForActive('This computer only');
    await quickInput.back();
    await quickInput.waitFor('Host Room (1/4)');
    await quickInput.waitForActive('Lab hub');
    await window.press('Enter');
    await quickInput.waitFor('Host Room (2/4)');
    await quickInput.waitForActive('This computer only');
    await window.press('Enter');
    await quickInput.waitFor('Host Room (3/4)');
    await waitForValue(quickInput.input, String(taken));
    await window.press('Enter');
    await quickInput.waitFor('Host Room (4/4)');
    await quickInput.type('3');
    await window.press('Enter');
  });

  it('offers a free port when another program uses the chosen one', async () => {
    await window.answerNotification(
      `Another program is already using port ${taken}. Choose another port, or use any free port.`,
      'Use a Free Port',
    );
    const port = await hostedPort(window);
    assert.notEqual(port, taken);
    await window.waitForStatus(/Hosting :\d+ · 1 person/);
  });

  it('shows the room in the panel', async () => {
    const port = await hostedPort(window);
    const panel = window.panel();
    await panel.waitForText(`Room opened on 127.0.0.1:${port}.`);
    await panel.status.getByText('Only programs on this computer can join.').waitFor();
    assert.deepEqual(await waitForItems(panel.participants, 1), [
      `('127.0.0.1', ${port}) host you`,
    ]);
  });

  it('hosts again with Enter, Enter, Enter, Enter', async () => {
    const { quickInput } = window;
    await window.runCommandByKeyboard('Chat: Close Room');
    await window.waitForStatus('Deskmate: offline');
    other.close();
    await once(other, 'close');
    await window.runCommandByKeyboard('Chat: Host Room');
    const answers = [
      () => quickInput.waitForActive('Lab hub'),
      () => quickInput.waitForActive('This computer only'),
      () => waitForValue(quickInput.input, String(taken)),
      () => waitForValue(quickInput.input, '3'),
    ];
    for (const [index, isOffered] of answers.entries()) {
      await quickInput.waitFor(`Host Room (${index + 1}/4)`);
      await isOffered();
      await window.press('Enter');
    }
    assert.equal(await hostedPort(window), taken);
  });
});
