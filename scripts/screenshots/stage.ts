import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { formatInvite, parseInvite } from '../../src/protocol/invite';
import type { Limits } from '../../src/protocol/limits';
import type { Archive } from '../../src/room/log/journal';
import { build } from '../build';
import { launchBrowser } from '../editor/browser';
import { openFile } from '../editor/editor-tabs';
import { type EditorServer, startServer } from '../editor/server';
import { STORE } from '../editor/store';
import { EditorWindow } from '../editor/window';
import { fillWorkspace } from '../editor/workspace';
import { Classmate, labProgram, silentPort } from './classmates';
import { files } from './lab-folder';
import type { Look } from './looks';
import { textsOf } from './texts';

/** The cursor is at a random place, so nothing is highlighted because of it. */
const settings = { 'editor.minimap.enabled': false, 'editor.occurrencesHighlight': 'off' };

const ROOT = path.resolve(__dirname, '../..');

/** Stands in for the Python extension, which this editor doesn't have. */
const LINTER = path.join(__dirname, 'linter');

/** All pictures, the README's among them. */
export const PICTURES = path.join(STORE, 'screenshots');

/** The folders that the windows open; kept until the next run. */
const FOLDERS = path.join(STORE, 'screenshot-folders');

/** Takes the pictures of one state in one look. */
export type Scene = (stage: Stage, look: Look, name: string) => Promise<void>;

export interface PersonAtWindow {
  /** Name; the one of the look's language when absent. */
  readonly person?: string;
  /** The user's own copy of the assignment. */
  readonly files?: Readonly<Record<string, string>>;
  /** What is committed; makes the folder a Git repository. */
  readonly committed?: Readonly<Record<string, string>>;
  /** The file that is open. */
  readonly open?: string;
  /** Height of the window, in pixels. */
  readonly height?: number;
}

/** Takes the pictures: one browser, with windows and other people as scenes need them. */
export class Stage {
  private windows = 0;
  private readonly closers: (() => Promise<void> | void)[] = [];
  /** By the user's name, which all windows of a server share. */
  private readonly servers = new Map<string, EditorServer>();

  private constructor(private readonly browser: Browser) {}

  /** @param again whether all pictures are taken, so that earlier ones are removed */
  static async open({ again }: { readonly again: boolean }): Promise<Stage> {
    await rm(FOLDERS, { recursive: true, force: true });
    if (again) await rm(PICTURES, { recursive: true, force: true });
    await mkdir(PICTURES, { recursive: true });
    await build({ production: true });
    return new Stage(await launchBrowser());
  }

  /** Opens a window with the lab's files, the chat beside them. */
  async window(look: Look, at: PersonAtWindow = {}): Promise<EditorWindow> {
    const { theme, language = 'en' } = look;
    const { person = textsOf(look).self, open = 'client.py', height = 760, committed } = at;
    // A new folder each time: the editor restores what was open in a folder.
    this.windows += 1;
    const folder = this.lastFolder;
    if (committed) await commitAll(folder, committed);
    await fillWorkspace(folder, {
      theme,
      files: at.files ?? files,
      settings: { ...settings, 'git.enabled': committed !== undefined },
    });
    const window = await EditorWindow.open(this.browser, await this.server(person), {
      folder,
      language,
      viewport: { width: 1200, height },
    });
    this.closers.push(() => window.close());
    await window.statusBarItem.waitFor();
    await openFile(window, open);
    await window.runCommand('Chat: Open Chat');
    await window.panel().frame.locator('body').waitFor();
    return window;
  }

  /** Someone whose window isn't in the picture. */
  classmate(name: string, limits?: Partial<Limits>, archive?: Archive): Classmate {
    const classmate = new Classmate(name, limits, archive);
    this.closers.push(() => classmate.session.leave());
    return classmate;
  }

  /** Connects a classmate's own program to a lab room, and waits until the window lists so many people. */
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

  /** The same invite with the address of a server that never replies. */
  async silent(text: string): Promise<string> {
    const parsed = parseInvite(text);
    if (!parsed?.ok) throw new Error(`This is no invite: ${text}`);
    const port = await silentPort((close) => this.closers.push(close));
    return formatInvite({ ...parsed.invite, addresses: ['127.0.0.1'], port }, 'vscode');
  }

  /** @param keepMouse whether what the mouse hovers over belongs in the picture */
  async shoot(
    window: EditorWindow,
    name: string,
    { keepMouse = false }: { readonly keepMouse?: boolean } = {},
  ): Promise<void> {
    if (!keepMouse) await window.page.mouse.move(0, 0);
    await window.screenshot(path.join(PICTURES, `${name}.png`));
    console.log(`  ${name}.png`);
  }

  /** Takes a picture of the document that the last window has saved in its folder, as a browser shows it. */
  async shootSaved(extension: string, { theme }: Look, name: string): Promise<void> {
    const folder = this.lastFolder;
    const [file = ''] = (await readdir(folder)).filter((each) => each.endsWith(extension));
    const page = await this.browser.newPage({
      viewport: { width: 900, height: 760 },
      colorScheme: theme === 'dark' ? 'dark' : 'light',
    });
    this.closers.push(() => page.close());
    await page.goto(pathToFileURL(path.join(folder, file)).href);
    await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
    console.log(`  ${name}.png`);
  }

  private get lastFolder(): string {
    return path.join(FOLDERS, `${this.windows}`, 'lab-2');
  }

  /** The extension's global storage for a person. */
  async storageOf(person: string): Promise<string> {
    const { data } = await this.server(person);
    return path.join(data, 'data/User/globalStorage/deskmate.deskmate');
  }

  /** Calls back after the scene. */
  onClear(close: () => void): void {
    this.closers.push(close);
  }

  /** A folder that is removed after the scene. */
  async temporaryFolder(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'deskmate-scene-'));
    this.closers.push(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  /** Takes a picture of every open page, to show why a scene failed. */
  async shootAll(name: string): Promise<void> {
    const pages = this.browser.contexts().flatMap((context) => context.pages());
    for (const [index, page] of pages.entries()) {
      await page.screenshot({ path: path.join(PICTURES, `${name}-${index + 1}.png`) });
    }
  }

  /** Closes what a scene opened. */
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
      extensions: [ROOT, LINTER],
      // Asked whether it takes over, every guest of a group would show the question.
      settings: { 'deskmate.name': person, 'deskmate.takeOver': 'never' },
    });
    this.servers.set(person, server);
    return server;
  }
}

/** Makes a folder a Git repository with one commit of these files. */
async function commitAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  // A window's settings are in its folder, and aren't part of the assignment.
  await fillWorkspace(folder, { files: { ...files, '.gitignore': '.vscode/\n' } });
  const person = ['-c', 'user.name=Student', '-c', 'user.email=student@example.org'];
  const plain = [
    '-c',
    'commit.gpgsign=false',
    '-c',
    'core.hooksPath=',
    '-c',
    'init.defaultBranch=main',
  ];
  const git = (...args: string[]) =>
    promisify(execFile)('git', [...person, ...plain, ...args], { cwd: folder });
  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'The handout');
}
