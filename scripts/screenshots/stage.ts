import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { formatInvite, parseInvite } from '../../src/protocol/invite';
import type { Limits } from '../../src/protocol/limits';
import type { Archive } from '../../src/room/log/journal';
import { build } from '../build';
import { launchBrowser } from '../editor/browser';
import { type EditorServer, startServer } from '../editor/server';
import { STORE } from '../editor/store';
import { EditorWindow } from '../editor/window';
import { fillWorkspace } from '../editor/workspace';
import { Classmate, labProgram, silentPort } from './classmates';
import { files } from './lab-folder';
import type { Look } from './looks';
import { textsOf } from './texts';
import { openFile } from './window-steps';

/** The cursor stands where nobody has put it: nothing is to be marked for it. */
const settings = { 'editor.minimap.enabled': false, 'editor.occurrencesHighlight': 'off' };

const ROOT = path.resolve(__dirname, '../..');

/** Stands for the Python extension, which the pictures' editor does not have. */
const LINTER = path.join(__dirname, 'linter');

/** All pictures, the README's among them. */
export const PICTURES = path.join(STORE, 'screenshots');

/** What the windows have open; to be looked at until the next run. */
const FOLDERS = path.join(STORE, 'screenshot-folders');

/** Takes the pictures of one state in one look. */
export type Scene = (stage: Stage, look: Look, name: string) => Promise<void>;

export interface PersonAtWindow {
  /** Name; the one of the look's language when absent. */
  readonly person?: string;
  /** The person's own copy of the assignment. */
  readonly files?: Readonly<Record<string, string>>;
  /** What was committed before: the folder is a repository then. */
  readonly committed?: Readonly<Record<string, string>>;
  /** The file that is open. */
  readonly open?: string;
  /** Of the window, in pixels. */
  readonly height?: number;
}

/** Where pictures are taken: one browser; windows and other people as scenes need them. */
export class Stage {
  private windows = 0;
  private readonly closers: (() => Promise<void> | void)[] = [];
  /** One for each name that people at a window have: windows of a server share it. */
  private readonly servers = new Map<string, EditorServer>();

  private constructor(private readonly browser: Browser) {}

  /** @param again all pictures are taken, so that those of before go */
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
    // A folder of its own: the editor remembers by folder what was open.
    this.windows += 1;
    const folder = path.join(FOLDERS, `${this.windows}`, 'lab-2');
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

  /** Somebody whose window is not in the picture. */
  classmate(name: string, limits?: Partial<Limits>, archive?: Archive): Classmate {
    const classmate = new Classmate(name, limits, archive);
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

  /** An invite to the same room, at a place where something listens that never says a word. */
  async silent(text: string): Promise<string> {
    const parsed = parseInvite(text);
    if (!parsed?.ok) throw new Error(`This is no invite: ${text}`);
    const port = await silentPort((close) => this.closers.push(close));
    return formatInvite({ ...parsed.invite, addresses: ['127.0.0.1'], port }, 'vscode');
  }

  /** @param keepMouse what the mouse rests on belongs to the picture */
  async shoot(
    window: EditorWindow,
    name: string,
    { keepMouse = false }: { readonly keepMouse?: boolean } = {},
  ): Promise<void> {
    if (!keepMouse) await window.page.mouse.move(0, 0);
    await window.screenshot(path.join(PICTURES, `${name}.png`));
    console.log(`  ${name}.png`);
  }

  /** Where the windows of a person keep what belongs to all of them. */
  async storageOf(person: string): Promise<string> {
    const { data } = await this.server(person);
    return path.join(data, 'data/User/globalStorage/deskmate.deskmate');
  }

  /** A folder that goes when the scene is over. */
  async temporaryFolder(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'deskmate-scene-'));
    this.closers.push(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  /** What a scene that failed came to. */
  async shootAll(name: string): Promise<void> {
    const pages = this.browser.contexts().flatMap((context) => context.pages());
    for (const [index, page] of pages.entries()) {
      await page.screenshot({ path: path.join(PICTURES, `${name}-${index + 1}.png`) });
    }
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
      extensions: [ROOT, LINTER],
      settings: { 'deskmate.name': person },
    });
    this.servers.set(person, server);
    return server;
  }
}

/** Makes a folder a repository whose only commit has these files. Needs git. */
async function commitAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  // A window's settings lie in its folder; they are nobody's change.
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
