import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from '../build';
import { launchBrowser } from '../editor/browser';
import { type EditorServer, startServer } from '../editor/server';
import { STORE } from '../editor/store';
import { EditorWindow } from '../editor/window';
import { fillWorkspace } from '../editor/workspace';
import { Classmate, labProgram } from './classmates';
import { files } from './lab-folder';
import type { Look } from './look';
import { wordsOf } from './words';

/** The cursor stands where nobody has put it: nothing is to be marked for it. */
const settings = { 'editor.minimap.enabled': false, 'editor.occurrencesHighlight': 'off' };

const ROOT = path.resolve(__dirname, '../..');

/** All pictures, the README's among them. */
export const PICTURES = path.join(STORE, 'screenshots');

/** Where pictures are taken: one browser; windows and other people as scenes need them. */
export class Stage {
  private readonly closers: (() => Promise<void> | void)[] = [];
  /** One for each name that people at a window have: windows of a server share it. */
  private readonly servers = new Map<string, EditorServer>();

  private constructor(private readonly browser: Browser) {}

  static async open(): Promise<Stage> {
    await rm(PICTURES, { recursive: true, force: true });
    await mkdir(PICTURES, { recursive: true });
    await build({ production: true });
    return new Stage(await launchBrowser());
  }

  /** Opens a window with the lab's files, the chat beside them. */
  async window(look: Look): Promise<EditorWindow> {
    const { theme, language = 'en' } = look;
    const folder = path.join(STORE, 'screenshot-folders', `${this.closers.length}`, 'lab-2');
    await fillWorkspace(folder, { theme, files, settings });
    const window = await EditorWindow.open(this.browser, await this.server(wordsOf(look).self), {
      folder,
      language,
      viewport: { width: 1200, height: 760 },
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

  /** Somebody whose window is not in the picture. */
  classmate(name: string): Classmate {
    const classmate = new Classmate(name);
    this.closers.push(() => classmate.session.leave());
    return classmate;
  }

  /** A classmate's own program in a lab room; returns when the window lists so many people. */
  async program(
    port: number,
    window: EditorWindow,
    people: number,
  ): Promise<(text: string) => void> {
    const socket = await labProgram(port);
    this.closers.push(() => void socket.destroy());
    await window
      .panel()
      .participants.nth(people - 1)
      .waitFor();
    return (text) => void socket.write(text);
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
    for (const server of this.servers.values()) await server.stop();
  }

  private async server(person: string): Promise<EditorServer> {
    const running = this.servers.get(person);
    if (running) return running;
    const server = await startServer({
      extensions: [ROOT],
      settings: { 'deskmate.name': person },
    });
    this.servers.set(person, server);
    return server;
  }
}
