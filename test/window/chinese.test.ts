import assert from 'node:assert/strict';
import { CHINESE } from '../../scripts/editor/language-pack';
import type { EditorWindow } from '../../scripts/editor/window';
import { RawClient } from '../helpers/raw-client';
import { closeWindows, openWindow } from './fixture';
import { openChat, waitForArticle, waitForItems } from './steps';

describe('a window in Chinese', () => {
  let window: EditorWindow;
  let client: RawClient;

  before(async () => {
    window = await openWindow({ language: CHINESE });
  });
  after(() => client?.destroy());
  after(closeWindows);

  it('says in Chinese that the window isn’t in a room', async () => {
    await window.waitForStatus(/^\s*Deskmate：离线\s*$/);
    await openChat(window, 'Deskmate 同桌');
    const { frame } = window.panel();
    await frame.getByRole('heading', { name: '一边写代码一边聊' }).waitFor();
    await frame.getByRole('button', { name: '加入房间', exact: true }).waitFor();
    assert.equal(await frame.locator('html').getAttribute('lang'), 'zh-CN');
  });

  it('hosts by a Chinese command that asks in Chinese', async () => {
    const { quickInput } = window;
    await window.runCommandByKeyboard('聊天: 创建房间');
    await quickInput.waitFor('创建房间 (1/');
    await quickInput.pick('实验：多人聊天室');
    await quickInput.waitFor('创建房间 (2/4)');
    await quickInput.pick('仅这台电脑');
    await quickInput.waitFor('创建房间 (3/4)');
    await quickInput.type('七');
    await quickInput.waitForMessage('请输入 1 到 65535 之间的数字');
    await quickInput.type('');
    await quickInput.accept();
    await quickInput.waitFor('创建房间 (4/4)');
    await quickInput.accept();
    await window.waitForStatus(/房主 :\d+ · 1 人/);
  });

  it('labels the panel in Chinese', async () => {
    const port = Number(/:(\d+)/.exec(await window.statusBarText())?.[1]);
    client = await RawClient.connect(port);
    await window.panel().waitForText(`${client.name} 进入了房间。`);
    await window.panel().send('大家好');
    await client.receives(':大家好');
    await waitForArticle(window.panel(), '大家好');
    const [self] = await waitForItems(window.panel().participants, 2);
    assert.equal(self, `('127.0.0.1', ${port}) 房主 你`);
    await window.titleButton('关闭房间').click();
    await window.dialog('要').getByRole('button', { name: '关闭房间' }).click();
    await window.panel().waitForText('房间已关闭。');
    await window.waitForStatus('Deskmate：离线');
  });
});
