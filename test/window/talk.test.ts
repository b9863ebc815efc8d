import assert from 'node:assert/strict';
import type { EditorWindow } from '../../scripts/editor/window';
import { startLabClient } from '../helpers/lab/python';
import { RawClient } from '../helpers/raw-client';
import type { TestProgram } from '../helpers/test-program';
import { waitFor, waitForResult } from '../helpers/wait-for';
import { closeWindows, hidePanel, openWindow } from './fixture';
import { hostHub, openChat, waitForArticle, waitForItems, waitForValue } from './steps';

describe('talking', () => {
  let host: EditorWindow;
  let guest: EditorWindow;
  let port: number;
  let raw: RawClient;
  let program: TestProgram;

  before(async () => {
    [host, guest] = await Promise.all([openWindow(), openWindow({ fresh: true })]);
    port = await hostHub(host);
  });
  after(() => {
    raw?.destroy();
    program?.dispose();
  });
  after(closeWindows);

  it('says what is wrong with an address while it is typed', async () => {
    const { quickInput } = guest;
    await guest.runCommand('Chat: Join Room');
    await quickInput.waitFor('Join Room');
    await quickInput.row(/Paste the invite the host sent you/).waitFor();
    await quickInput.type('127.0.0.1');
    await quickInput.row(/Add a colon and the port/).waitFor();
    await quickInput.type('127.0.0.1:99999');
    await quickInput.row('The port must be a number from 1 to 65535.').waitFor();
    await quickInput.accept();
    await quickInput.type('such/host:9000');
    await quickInput.row(/Type an IPv4 address, an IPv6 address in brackets/).waitFor();
  });

  it('says what to do when nothing is listening there', async () => {
    const { quickInput } = guest;
    await quickInput.type('127.0.0.1:1');
    await quickInput.waitForActive('127.0.0.1:1');
    await quickInput.accept();
    const words = 'Nothing is listening on 127.0.0.1:1.';
    const notice = await guest.waitForNotification(words);
    await notice.getByText(/Ask the host whether the room is open/).waitFor();
    await guest.waitForStatus('Deskmate: offline');
    await guest.answerNotification(words, 'Change Address');
    await quickInput.waitFor('Join Room');
    await waitForValue(quickInput.input, '127.0.0.1:1');
  });

  it('joins by address', async () => {
    await guest.quickInput.type(`127.0.0.1:${port}`);
    await guest.quickInput.waitForActive(`127.0.0.1:${port}`);
    await guest.quickInput.accept();
    // The chat isn't visible yet: text typed meanwhile isn't lost and doesn't end up in a file.
    await guest.page.keyboard.type('typed at once', { delay: 30 });
    await guest.waitForStatus('In a room');
    await guest.panel().waitForText('You joined.');
    const { composer } = guest.panel();
    await waitFor(
      async () => (await composer.inputValue()) === 'typed at once',
      'what was typed while the room was being joined',
    );
    await composer.fill('');
    await host.waitForStatus(/Hosting :\d+ · 2 people/);
  });

  it('carries messages both ways', async () => {
    await host.panel().send('hello from the host');
    await waitForArticle(guest.panel(), 'hello from the host');
    await guest.panel().send('你好，同桌！作业写完了吗？😀');
    await waitForArticle(host.panel(), '你好，同桌！作业写完了吗？😀');
    await waitForValue(guest.panel().composer, '');
  });

  it('makes a new line with Shift+Enter', async () => {
    const { composer } = guest.panel();
    await composer.pressSequentially('first');
    await composer.press('Shift+Enter');
    await composer.pressSequentially('second');
    await composer.press('Enter');
    await waitForArticle(host.panel(), 'first\nsecond');
    await waitForArticle(guest.panel(), 'first\nsecond');
  });

  it('never sends an unfinished word of an input method', async () => {
    const { composer } = guest.panel();
    await composer.focus();
    const keyboard = await guest.page.context().newCDPSession(guest.page);
    await keyboard.send('Input.imeSetComposition', {
      text: 'zhong wen',
      selectionStart: 9,
      selectionEnd: 9,
    });
    // While an input method is active, a key arrives as 229, or as itself within a composition.
    for (const windowsVirtualKeyCode of [229, 13]) {
      const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode };
      await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter });
      await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
    }
    await keyboard.send('Input.insertText', { text: '中文' });
    await waitForValue(composer, '中文');
    await composer.press('Enter');
    await waitForArticle(host.panel(), '中文');
    assert.equal(await host.panel().log.getByText('zhong').count(), 0);
  });

  it('has a program and a bare connection in the same room', async () => {
    program = startLabClient(port);
    await program.receives('已进入聊天室');
    raw = await RawClient.connect(port);
    await raw.receives(`${raw.name}已进入聊天室`);
    // One after the other: two connections have no order between them, and the log is compared whole.
    raw.write('bytes of my own');
    await waitForArticle(host.panel(), 'bytes of my own');
    program.type('我是课程里的程序');
    for (const window of [host, guest]) {
      await waitForArticle(window.panel(), 'bytes of my own');
      await waitForArticle(window.panel(), '我是课程里的程序');
    }
    await guest.panel().send('welcome, both');
    await raw.receives(':welcome, both');
    await program.receives(':welcome, both');
    await raw.receives(':我是课程里的程序');
    await program.receives(`${raw.name}:bytes of my own`);
  });

  it('lists the members, and marks the host and the user', async () => {
    const hosts = `('127.0.0.1', ${port})`;
    const atHost = await waitForItems(host.panel().participants, 4);
    assert.equal(atHost[0], `${hosts} host you`);
    assert.ok(atHost.includes(raw.name));
    assert.equal(atHost.filter((each) => !each.endsWith(')')).length, 1);
    const atGuest = await waitForItems(guest.panel().participants, 4);
    assert.match(atGuest[0] ?? '', /^\('127\.0\.0\.1', \d+\) you$/);
    assert.ok(atGuest.includes(`${hosts} host`), `${atGuest}`);
    assert.ok(atGuest.includes(raw.name));
    raw.write('q');
    await host.panel().waitForText(`${raw.name} left.`);
    await waitForItems(guest.panel().participants, 3);
  });

  it('counts messages while the panel is hidden, and keeps the draft', async () => {
    await guest.panel().composer.pressSequentially('not finished');
    await hidePanel(guest);
    for (const text of ['while you were away', 'and another']) {
      await host.panel().send(text);
      await waitForArticle(host.panel(), text);
    }
    await guest.waitForStatus('2 new');
    await guest.badge('Deskmate').filter({ hasText: /^2$/ }).waitFor();
  });

  it('comes back complete, with a line above the new messages', async () => {
    await openChat(guest);
    const { log, articles, composer } = guest.panel();
    await log.getByRole('separator', { name: 'New messages' }).waitFor();
    const texts = [
      'hello from the host',
      '你好，同桌！作业写完了吗？😀',
      'first\nsecond',
      '中文',
      'bytes of my own',
      '我是课程里的程序',
      'welcome, both',
      'while you were away',
      'and another',
    ];
    await waitForResult(() => articles.locator('.bubble').allTextContents(), texts, 'the log');
    await waitFor(async () => !/new/.test(await guest.statusBarText()), 'nothing is new');
    await guest.badge('Deskmate').waitFor({ state: 'detached' });
    await waitForValue(composer, 'not finished');
  });

  it('shows the same as an editor tab', async () => {
    await guest.runCommand('Chat: Open in Editor');
    const tab = guest.panel('editor');
    await waitForArticle(tab, 'and another');
    await waitForItems(tab.articles, 9);
    await waitForValue(tab.composer, 'not finished');
    await tab.send('from the tab');
    await waitForArticle(host.panel(), 'from the tab');
    await waitForArticle(guest.panel(), 'from the tab');
    await waitForValue(guest.panel().composer, '');
  });

  it('offers the room again to someone who left it', async () => {
    const { quickInput } = guest;
    await guest.runCommand('Chat: Leave Room');
    await guest.waitForStatus('Deskmate: offline');
    await guest.runCommand('Chat: Join Room');
    await quickInput.waitForActive(`127.0.0.1:${port}`);
    const first = async () => (await quickInput.items())[0]?.description;
    await waitForResult(first, 'joined before', 'the first room');
    await quickInput.accept();
    await guest.waitForStatus('In a room');
  });
});
