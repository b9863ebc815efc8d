import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Context, Suite } from 'mocha';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../scripts/editor/browser';
import { type EditorServer, startServer } from '../../scripts/editor/server';
import { EditorWindow, type WindowOptions } from '../../scripts/editor/window';
import {
  fillWorkspace,
  temporaryWorkspace,
  type WorkspaceOptions,
} from '../../scripts/editor/workspace';
import { FAILURES, reportFailure } from './failure-report';
import { installedExtension, packAndInstall } from './installed-vsix';
import { buildProbe, type Probe, ProbeServer, probeExtension } from './probe';

interface OpenWindow {
  readonly window: EditorWindow;
  readonly probe: Probe;
  readonly folder: string;
  readonly removeFolder: () => Promise<void>;
  /** The user's name at the beginning. */
  readonly person: string;
  /** Windows with the same key can stand in for each other. */
  readonly key: string;
}

export interface PersonOptions {
  /** The user's name, if it is known already. */
  readonly person?: string;
  /**
   * Windows of one profile share storage, so the host and the guest of a room need different ones. Defaults
   * to the user's name.
   */
  readonly profile?: string;
}

type Options = Omit<WindowOptions, 'folder'> &
  Pick<WorkspaceOptions, 'settings' | 'files'> &
  PersonOptions & {
    /** Requires a window that hasn't been used, so it has never been in a room or shown the panel. */
    readonly fresh?: boolean;
  };

/** The windows of nobody in particular don't find rooms on the network, which tests in other processes may show. */
const SOLITARY = { 'deskmate.nearbyAdapters': ['none'] };

/**
 * Parts of the editor that start in every window, or for the files that tests open, and that no test here uses: an eighth
 * of a window's processor time. The extension host tests have them.
 */
const UNUSED = [
  ...['configuration-editing', 'extension-editing', 'npm', 'emmet'],
  ...['git', 'git-base', 'github', 'merge-conflict'],
  ...['css', 'html', 'json', 'markdown', 'php', 'typescript'].map(
    (name) => `${name}-language-features`,
  ),
  ...['markdown-math', 'mermaid-markdown-features', 'ipynb', 'notebook-renderers'],
];

/** How long a window of a failed suite may take to be reset, in ms. */
const RESET_MS = 10_000;

/** One browser for all windows of a process, which are opened as tests need them. */
let browser: Promise<Browser> | undefined;
let probes: Promise<ProbeServer> | undefined;
/** The servers by profile. */
const servers = new Map<string, Promise<EditorServer>>();
/** The windows of the current suite. */
let windows: OpenWindow[] = [];
/** Windows of suites that passed, for the next ones: loading a window costs 9 s of CPU time. */
let idle: OpenWindow[] = [];

/**
 * A window with Deskmate installed from its VSIX, on a folder of its own: one more person on this computer.
 * Another suite of the same process may have used it, but it looks new: in no room, nothing open, with the
 * requested files and settings. Deskmate still remembers earlier rooms there, unless `fresh` is set.
 */
export async function openWindow(options: Options = {}): Promise<EditorWindow> {
  const key = keyOf(options);
  const used = options.fresh ? undefined : idle.find((each) => each.key === key);
  if (used) idle = idle.filter((each) => each !== used);
  const opened = (used && (await reuse(used, options))) ?? (await openNew(key, options));
  // All windows of a browser share it: Join Room would offer the invite of another suite.
  await opened.window.page.evaluate('navigator.clipboard.writeText("")');
  windows.push(opened);
  return opened.window;
}

/** The windows of two people who can be in one room: Ann, and Bo, whose window has the same options by default. */
export function openPair(
  ann: Options = {},
  bo: Options = ann,
): Promise<[ann: EditorWindow, bo: EditorWindow]> {
  return Promise.all([
    openWindow({ ...ann, person: 'Ann', profile: 'first' }),
    openWindow({ ...bo, person: 'Bo', profile: 'second' }),
  ]);
}

/** The windows of three people who can be in one room. */
export function openThree(): Promise<[ann: EditorWindow, bo: EditorWindow, cy: EditorWindow]> {
  return Promise.all([
    openWindow({ person: 'Ann', profile: 'first' }),
    openWindow({ person: 'Bo' }),
    openWindow({ person: 'Cy', profile: 'second' }),
  ]);
}

/**
 * For a suite's `after`, with its context: gives its windows to the next suites when all of its tests have
 * passed, and closes them when they have not.
 */
export async function closeWindows(this: Context): Promise<void> {
  const closing = windows;
  const suite = this.test?.parent;
  const passed = suite !== undefined && allPassed(suite);
  // When a hook failed, no test has reported it.
  if (suite && !passed && !anyFailed(suite)) await reportFailure(suite.fullTitle(), closing);
  windows = [];
  const keep = (each: OpenWindow) => passed && !each.window.page.isClosed();
  idle.push(...closing.filter(keep));
  // A changed name would make tests of the next suites fail, too.
  if (!passed) await Promise.all(closing.map(({ probe, person }) => reset(probe, person)));
  await Promise.all(closing.filter((each) => !keep(each)).map(close));
}

/** The probe inside a window's extension host. */
export function probeOf(window: EditorWindow): Probe {
  const found = windows.find((each) => each.window === window);
  if (!found) throw new Error('The window doesn’t belong to this suite.');
  return found.probe;
}

/** Kills the editor's server of this person with all its extension hosts, as when a computer loses power. */
export async function crash(options: PersonOptions): Promise<void> {
  await (await serverOf(options)).crash();
}

/** Starts that server again, and opens a window of it again. */
export async function reopen(window: EditorWindow, options: PersonOptions): Promise<void> {
  await (await serverOf(options)).startAgain();
  await window.reopen();
}

/** Shows another view in the panel's place; returns when Deskmate knows that the panel is hidden. */
export async function hidePanel(window: EditorWindow): Promise<void> {
  await window.openContainer('Explorer');
  await window.panel().log.waitFor({ state: 'detached' });
  // The editor's earlier events reach its extensions before its reply to one of them.
  await probeOf(window).do('run', 'workbench.view.explorer');
}

/** Deskmate's folder on a server for what its windows share. */
export async function storageFolder(options: PersonOptions): Promise<string> {
  const { data } = await serverOf(options);
  return path.join(data, 'data/User/globalStorage/deskmate.deskmate');
}

function keyOf({ language, viewport, scale, ...person }: Options): string {
  return JSON.stringify([profileOf(person), language, viewport, scale]);
}

function profileOf({ person, profile }: PersonOptions): string {
  return profile ?? person ?? '';
}

async function openNew(key: string, options: Options): Promise<OpenWindow> {
  browser ??= launchBrowser();
  probes ??= ProbeServer.open();
  const [launched, server, reports] = await Promise.all([browser, serverOf(options), probes]);
  const { folder, remove } = await temporaryWorkspace(options);
  try {
    const window = await EditorWindow.open(launched, server, { ...options, folder });
    const { person = '' } = options;
    return { window, probe: reports.of(folder), folder, removeFolder: remove, person, key };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** @returns undefined when the window can't be made ready, after closing it */
async function reuse(used: OpenWindow, options: Options): Promise<OpenWindow | undefined> {
  const { settings = {}, files = {}, person: name = '' } = options;
  try {
    await used.window.page.mouse.move(0, 0);
    await used.probe.do('reset', { name, settings });
    for (const name of await readdir(used.folder)) {
      // Settings that are gone even for a moment would fall back to their defaults.
      const keep = name === '.vscode' && Object.keys(settings).length > 0;
      if (!keep) await rm(path.join(used.folder, name), { recursive: true });
    }
    await fillWorkspace(used.folder, { files });
    return { ...used, person: name };
  } catch (error) {
    process.stdout.write(`A window couldn’t be reused: ${error}\n`);
    await close(used);
    return undefined;
  }
}

async function reset(probe: Probe, name: string): Promise<void> {
  try {
    const late = setTimeout(RESET_MS, 'late', { ref: false });
    const done = await Promise.race([probe.do('reset', { name, settings: {} }), late]);
    if (done === 'late') throw new Error('it doesn’t reply');
  } catch (error) {
    process.stdout.write(`A window couldn’t be reset: ${error}\n`);
  }
}

async function close({ window, removeFolder }: OpenWindow): Promise<void> {
  await window.close();
  await removeFolder();
}

function serverOf(options: PersonOptions): Promise<EditorServer> {
  const profile = profileOf(options);
  const running = servers.get(profile);
  if (running) return running;
  const { person } = options;
  const named = person === undefined ? {} : { 'deskmate.name': person };
  const server = startInstalled(profile === '' ? SOLITARY : named);
  servers.set(profile, server);
  return server;
}

async function startInstalled(settings: Readonly<Record<string, unknown>>): Promise<EditorServer> {
  probes ??= ProbeServer.open();
  const extensions = [await installedExtension(), probeExtension];
  return startServer({ extensions, settings, without: UNUSED, env: (await probes).env });
}

function allPassed({ tests, suites }: Suite): boolean {
  return tests.every(({ state }) => state === 'passed') && suites.every(allPassed);
}

function anyFailed({ tests, suites }: Suite): boolean {
  return tests.some(({ state }) => state === 'failed') || suites.some(anyFailed);
}

/** @throws {Error} when a test file belongs to no suite, or to two */
async function checkSuites(): Promise<void> {
  const folder = path.join(__dirname, 'suites');
  const suites = (await readdir(folder)).map((name) => readFile(path.join(folder, name), 'utf8'));
  const imported = (await Promise.all(suites)).join('').matchAll(/'\.\.\/([\w-]+\.test)'/g);
  const listed = Array.from(imported, ([, name]) => `${name}.ts`).sort();
  const tests = (await readdir(__dirname)).filter((name) => name.endsWith('.test.ts')).sort();
  assert.deepEqual(listed, tests, `each test of ${__dirname} belongs to one suite`);
}

/** Called once, before any test file is loaded. */
export async function mochaGlobalSetup(): Promise<void> {
  await checkSuites();
  await rm(FAILURES, { recursive: true, force: true });
  await Promise.all([packAndInstall(), buildProbe()]);
}

/** Mocha's root hooks: they report a failed test, and close everything at the end. */
export const mochaHooks = {
  async afterEach(this: Context): Promise<void> {
    const test = this.currentTest;
    if (test?.state === 'failed') await reportFailure(test.fullTitle(), windows);
  },

  async afterAll(): Promise<void> {
    const open = [...windows, ...idle];
    windows = [];
    idle = [];
    await Promise.all(open.map(close));
    // With several workers this runs after each file, and the next file starts its own browser.
    const started = [browser, ...servers.values()];
    browser = undefined;
    servers.clear();
    // A failed launch has already failed the test that needed it.
    const running = await Promise.all(started.map((each) => each?.catch(() => undefined)));
    await Promise.all(running.map((each) => each && ('stop' in each ? each.stop() : each.close())));
    (await probes)?.close();
    probes = undefined;
  },
};
