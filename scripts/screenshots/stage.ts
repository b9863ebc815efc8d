import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { RawClient } from '../../test/helpers/raw-client';
import { waitFor } from '../../test/helpers/wait-for';
import { build } from '../build';
import { launchBrowser } from '../editor/browser';
import type { CHINESE } from '../editor/language-pack';
import { type EditorServer, startServer } from '../editor/server';
import { STORE } from '../editor/store';
import { EditorWindow } from '../editor/window';
import { fillWorkspace, type Theme } from '../editor/workspace';
import { files } from './lab-folder';

/** How a window looks. */
export interface Look {
  readonly theme: Theme;
  readonly language?: 'en' | typeof CHINESE;
}

const ROOT = path.resolve(__dirname, '../..');

/** All pictures, the README's among them. */
export const PICTURES = path.join(STORE, 'screenshots');

/** Where pictures are taken: one server, one browser, windows and other programs as scenes need them. */
export class Stage {
  private readonly closers: (() => Promise<void> | void)[] = [];

  private constructor(
    private readonly server: EditorServer,
    private readonly browser: Browser,
  ) {}

  static async open(): Promise<Stage> {
    await rm(PICTURES, { recursive: true, force: true });
    await mkdir(PICTURES, { recursive: true });
    await build({ production: true });
    const [server, browser] = await Promise.all([
      startServer({ extensions: [ROOT] }),
      launchBrowser(),
    ]);
    return new Stage(server, browser);
  }

  /** Opens a window with the lab's files, the chat beside them. */
  async window({ theme, language = 'en' }: Look, width = 1200): Promise<EditorWindow> {
    const folder = path.join(STORE, 'screenshot-folders', `${this.closers.length}`, 'lab-2');
    await fillWorkspace(folder, { theme, files, settings: { 'editor.minimap.enabled': false } });
    const window = await EditorWindow.open(this.browser, this.server, {
      folder,
      language,
      viewport: { width, height: 760 },
    });
    this.closers.push(() => window.close());
    await window.statusBarItem.waitFor();
    await window.page.keyboard.press('Control+P');
    await window.quickInput.type('client.py');
    await window.quickInput.row('client.py').waitFor();
    await window.quickInput.accept();
    await window.runCommand('Chat: Open Chat');
    await window.panel().frame.locator('body').waitFor();
    return window;
  }

  /** Hosts a lab hub on this computer only; gives its port. */
  async host(window: EditorWindow, clients = 16): Promise<number> {
    await window.runCommand('Chat: Host Room');
    const { quickInput } = window;
    for (const step of [1, 2]) {
      await quickInput.waitFor(`(${step}/`);
      await quickInput.accept();
    }
    await quickInput.waitFor('(3/');
    await quickInput.type('');
    await quickInput.accept();
    await quickInput.waitFor('(4/');
    await quickInput.type(String(clients));
    await quickInput.accept();
    await quickInput.waitUntilClosed();
    await window.waitForStatus(/:\d+/);
    return Number(/:(\d+)/.exec(await window.statusBarText())?.[1]);
  }

  async join(window: EditorWindow, port: number): Promise<void> {
    await window.runCommand('Chat: Join Room');
    await window.quickInput.type(`127.0.0.1:${port}`);
    await window.quickInput.accept();
    await window.quickInput.waitUntilClosed();
    await window.panel().composer.waitFor();
    await window.page.locator('.notification-toast').first().waitFor({ state: 'detached' });
  }

  /** A classmate's own program in the room. */
  async program(port: number): Promise<RawClient> {
    const client = await RawClient.connect(port);
    this.closers.push(() => void client.socket.destroy());
    return client;
  }

  async shoot(window: EditorWindow, name: string): Promise<void> {
    await window.page.mouse.move(0, 0);
    await window.screenshot(path.join(PICTURES, `${name}.png`));
    console.log(`  ${name}.png`);
  }

  /** Ends what a scene opened. */
  async clear(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }

  async close(): Promise<void> {
    await this.clear();
    await this.browser.close();
    await this.server.stop();
  }
}

/** Says something as a program, and waits until the window shows it. */
export async function say(client: RawClient, text: string, window: EditorWindow): Promise<void> {
  client.socket.write(text);
  await window.panel().waitForText(text);
}

/** Waits until the program was let in. */
export function letIn(client: RawClient): Promise<unknown> {
  return waitFor(() => client.text.includes('已进入聊天室'), 10_000, 'the program is let in');
}
