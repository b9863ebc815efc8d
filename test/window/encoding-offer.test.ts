import type { Socket } from 'node:net';
import type { EditorWindow } from '../../scripts/editor/window';
import { loadEncoding } from '../../src/net/lab-tcp/encodings';
import { joinedNotice } from '../../src/net/lab-text/label';
import { Scene } from '../helpers/lab/scene';
import { waitFor } from '../helpers/wait-for';
import { closeWindows, openWindow, probeOf } from './fixture';
import { hostHub, joinRoom, waitForArticle } from './steps';

describe('a program that uses another encoding', () => {
  let window: EditorWindow;
  const scene = new Scene();

  before(async () => {
    window = await openWindow({ person: 'Ann' });
  });
  afterEach(async () => {
    await probeOf(window).do('run', 'deskmate.leaveRoom');
    await window.waitForStatus('offline');
  });
  afterEach(() => scene.close());
  after(closeWindows);

  /** Waits until the list of encodings shows that the room uses this one. */
  async function waitForEncoding(name: string): Promise<void> {
    const { quickInput } = window;
    const isInUse = async () => {
      await window.runCommand('Chat: Change Encoding');
      await quickInput.waitFor('Change Encoding');
      const items = await quickInput.items();
      await quickInput.cancel();
      await quickInput.waitUntilClosed();
      return items.some(({ label, description }) => label === name && description === 'in use');
    };
    await waitFor(isInUse, `${name} is in use`);
  }

  it('is reported to the host, who accepts the encoding with one click', async () => {
    const { encode } = await loadEncoding('gbk');
    const program = await scene.member(await hostHub(window));
    program.write(encode('第三行出错了'));
    const words = `Messages from ${program.name} aren’t in UTF-8, but can be read as GBK. Use GBK in this room?`;
    const offer = await window.waitForNotification(words);
    await window.answerNotification(words, 'Use GBK');
    await offer.waitFor({ state: 'detached' });
    await waitForEncoding('GBK');
    program.write(encode('现在好了'));
    await waitForArticle(window.panel(), '现在好了');
    program.clear();
    await window.panel().send('你好');
    await waitFor(() => program.bytes.includes(encode('你好')), 'the reply is in GBK');
  });

  it('is reported to a guest, who chooses the encoding from the list', async () => {
    const { encode } = await loadEncoding('big5');
    const hubs: Socket[] = [];
    const port = await scene.serve((socket) => hubs.push(socket));
    await joinRoom(window, port);
    const hub = await waitFor(() => hubs[0], 'the window connects');
    const guest = `('${hub.remoteAddress}', ${hub.remotePort})`;
    const other = "('127.0.0.1', 50412)";
    hub.write(`${guest}${joinedNotice}${other}:`);
    await window.waitForStatus('In a room');
    hub.write(encode('第三行出錯了，請你看一下'));
    await window.answerNotification(
      'but can be read as Big5. Use Big5 in this room?',
      'Choose Encoding…',
    );
    await window.quickInput.waitFor('Change Encoding');
    await window.quickInput.pick('Big5');
    await waitForEncoding('Big5');
    hub.write(encode(`${other}:現在好了`));
    await waitForArticle(window.panel(), '現在好了');
  });
});
