import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
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
import { FAILURES, tellFailure } from './failure-report';
import { installedExtension, packAndInstall } from './installed-vsix';
import { buildProbe, type Probe, ProbeServer, probeExtension } from './probe';

interface OpenWindow {
  readonly window: EditorWindow;
  readonly probe: Probe;
  readonly folder: string;
  readonly removeFolder: () => Promise<void>;
  /** Windows with the same key can stand in for each other. */
  readonly key: string;
}

export interface PersonOptions {
  /** The person's name, where it is known already. */
  readonly person?: string;
  /**
   * Windows of one profile share what is kept: only windows of two can be host and guest of a room. The
   * person's name when absent.
   */
  readonly profile?: string;
}

type Options = Omit<WindowOptions, 'folder'> &
  Pick<WorkspaceOptions, 'settings' | 'files'> &
  PersonOptions & {
    /** Nobody has been in a room in this window, nor looked at the panel: none that was used before. */
    readonly fresh?: boolean;
  };

/** One browser for all windows of a process, which are opened as tests need them. */
let browser: Promise<Browser> | undefined;
let probes: Promise<ProbeServer> | undefined;
/** By profile. */
const servers = new Map<string, Promise<EditorServer>>();
/** Of the suite that runs. */
let windows: OpenWindow[] = [];
/** Windows that suites have used which passed, for the next ones: loading one costs 9 s of a processor. */
let idle: OpenWindow[] = [];

/**
 * A window with Deskmate installed from its VSIX, on a folder of its own: one more person on this computer.
 * It may have served another suite of the same process, but looks new: in no room, nothing open, its folder
 * and settings as wanted. What Deskmate remembers of former rooms is there, unless it is to be `fresh`.
 */
export async function openWindow(options: Options = {}): Promise<EditorWindow> {
  const key = keyOf(options);
  const used = options.fresh ? undefined : idle.find((each) => each.key === key);
  if (used) idle = idle.filter((each) => each !== used);
  const opened = (used && (await reused(used, options))) ?? (await openNew(key, options));
  windows.push(opened);
  return opened.window;
}

/**
 * For a suite's `after`, with its context: gives its windows to the next suites when all of its tests have
 * passed, and closes them when they have not.
 */
export async function closeWindows(this: Context): Promise<void> {
  const closing = windows;
  const suite = this.test?.parent;
  const passed = suite !== undefined && allPassed(suite);
  // No test has told of it when a hook failed.
  if (suite && !passed && !anyFailed(suite)) await tellFailure(suite.fullTitle(), closing);
  windows = [];
  const keep = (each: OpenWindow) => passed && !each.window.page.isClosed();
  idle.push(...closing.filter(keep));
  await Promise.all(closing.filter((each) => !keep(each)).map(close));
}

/** What looks into a window from within its extension host. */
export function probeOf(window: EditorWindow): Probe {
  const found = windows.find((each) => each.window === window);
  if (!found) throw new Error('The window is none of this suite.');
  return found.probe;
}

/** Shows another view in the panel's place; returns when Deskmate knows that nobody sees the panel. */
export async function hidePanel(window: EditorWindow): Promise<void> {
  await window.openContainer('Explorer');
  await window.panel().log.waitFor({ state: 'detached' });
  // What the editor has told its extensions comes before its reply to one of them.
  await probeOf(window).do('run', 'workbench.view.explorer');
}

/** The folder that Deskmate has on a server for what its windows share. */
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
    return { window, probe: reports.of(folder), folder, removeFolder: remove, key };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** @returns nothing when the window can't be made ready, which is closed then */
async function reused(used: OpenWindow, options: Options): Promise<OpenWindow | undefined> {
  const { settings = {}, files = {}, person: name = '' } = options;
  try {
    await used.window.page.mouse.move(0, 0);
    await used.probe.do('reset', { name, settings });
    for (const name of await readdir(used.folder)) {
      // Settings that are gone for a moment would have their defaults then.
      const keep = name === '.vscode' && Object.keys(settings).length > 0;
      if (!keep) await rm(path.join(used.folder, name), { recursive: true });
    }
    await fillWorkspace(used.folder, { files });
    return used;
  } catch (error) {
    process.stdout.write(`A window could not be used again: ${error}\n`);
    await close(used);
    return undefined;
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
  const server = startInstalled(person === undefined ? {} : { 'deskmate.name': person });
  servers.set(profile, server);
  return server;
}

async function startInstalled(settings: Readonly<Record<string, unknown>>): Promise<EditorServer> {
  probes ??= ProbeServer.open();
  const extensions = [await installedExtension(), probeExtension];
  return startServer({ extensions, settings, env: (await probes).env });
}

function allPassed({ tests, suites }: Suite): boolean {
  return tests.every(({ state }) => state === 'passed') && suites.every(allPassed);
}

function anyFailed({ tests, suites }: Suite): boolean {
  return tests.some(({ state }) => state === 'failed') || suites.some(anyFailed);
}

/** @throws {Error} when a test file would not run with the others, or twice */
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

/** Mocha's root hooks: what a failed test saw, and the end of everything. */
export const mochaHooks = {
  async afterEach(this: Context): Promise<void> {
    const test = this.currentTest;
    if (test?.state === 'failed') await tellFailure(test.fullTitle(), windows);
  },

  async afterAll(): Promise<void> {
    const open = [...windows, ...idle];
    windows = [];
    idle = [];
    await Promise.all(open.map(close));
    // With several workers it runs after each file, and the next file starts its own.
    const started = [browser, ...servers.values()];
    browser = undefined;
    servers.clear();
    // A launch that failed has failed the test that wanted it.
    const running = await Promise.all(started.map((each) => each?.catch(() => undefined)));
    await Promise.all(running.map((each) => each && ('stop' in each ? each.stop() : each.close())));
    (await probes)?.close();
    probes = undefined;
  },
};
