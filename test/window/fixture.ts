import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Context } from 'mocha';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../scripts/editor/browser';
import { type EditorServer, startServer } from '../../scripts/editor/server';
import { STORE } from '../../scripts/editor/store';
import { EditorWindow, type WindowOptions } from '../../scripts/editor/window';
import { temporaryWorkspace, type WorkspaceOptions } from '../../scripts/editor/workspace';
import { installedExtension, packAndInstall } from './installed-vsix';
import type { Probe } from './probe';

/** Pictures of what the tests that failed last saw. */
const FAILURES = path.join(STORE, 'failures');

interface OpenWindow {
  readonly window: EditorWindow;
  readonly removeFolder: () => Promise<void>;
}

/** One browser for all of a worker's windows, which are opened and closed as tests need them. */
let browser: Promise<Browser> | undefined;
/** By the profile, the person and the probe that a server's windows share. */
const servers = new Map<string, Promise<EditorServer>>();
let windows: OpenWindow[] = [];

export interface PersonOptions {
  /** The person's name, where it is known already. */
  readonly person?: string;
  /** Windows of one profile share what is kept: only windows of two can be host and guest of a room. */
  readonly profile?: string;
  /** An extension beside Deskmate, for a server of its own. */
  readonly probe?: Probe;
}

/** Opens a window with Deskmate installed from its VSIX, on a new folder: one more person on this computer. */
export async function openWindow(
  options: Omit<WindowOptions, 'folder'> & WorkspaceOptions & PersonOptions = {},
): Promise<EditorWindow> {
  browser ??= launchBrowser();
  const [launched, server] = await Promise.all([browser, serverOf(options)]);
  const workspace = await temporaryWorkspace(options);
  try {
    const window = await EditorWindow.open(launched, server, {
      ...options,
      folder: workspace.folder,
    });
    windows.push({ window, removeFolder: workspace.remove });
    return window;
  } catch (error) {
    await workspace.remove();
    throw error;
  }
}

/** Closes all windows; for a suite's `after` or `afterEach`. */
export async function closeWindows(): Promise<void> {
  const closing = windows;
  windows = [];
  await Promise.all(
    closing.map(async ({ window, removeFolder }) => {
      await window.close();
      await removeFolder();
    }),
  );
}

/** The folder that Deskmate has on a server for what its windows share. */
export async function storageFolder(options: PersonOptions): Promise<string> {
  const { data } = await serverOf(options);
  return path.join(data, 'data/User/globalStorage/deskmate.deskmate');
}

function serverOf({ person, profile, probe }: PersonOptions): Promise<EditorServer> {
  const key = JSON.stringify([probe?.folder, profile, probe ? undefined : person]);
  const running = servers.get(key);
  if (running) return running;
  const settings = person === undefined ? {} : { 'deskmate.name': person };
  const server = startInstalled(settings, probe);
  servers.set(key, server);
  return server;
}

async function startInstalled(
  settings: Readonly<Record<string, unknown>>,
  probe: Probe | undefined,
): Promise<EditorServer> {
  const extensions = [await installedExtension(), ...(probe ? [probe.folder] : [])];
  return startServer({ extensions, settings, ...(probe && { env: probe.env }) });
}

/** Called once, before any test file is loaded. */
export async function mochaGlobalSetup(): Promise<void> {
  await rm(FAILURES, { recursive: true, force: true });
  await packAndInstall();
}

/** Mocha's root hooks: pictures of what a failed test saw, and the end of everything. */
export const mochaHooks = {
  async afterEach(this: Context): Promise<void> {
    const test = this.currentTest;
    if (test?.state !== 'failed') return;
    const name = test.fullTitle().replace(/[^\p{Letter}\p{Number}]+/gu, '-');
    await Promise.all(
      windows.map(({ window }, index) =>
        window.screenshot(path.join(FAILURES, `${name}-${index + 1}.png`)),
      ),
    );
  },

  async afterAll(): Promise<void> {
    await closeWindows();
    // With several workers it runs after each file, and the next file starts its own.
    const started = [browser, ...servers.values()];
    browser = undefined;
    servers.clear();
    // A launch that failed has failed the test that wanted it.
    const running = await Promise.all(started.map((each) => each?.catch(() => undefined)));
    for (const each of running) await (each && 'stop' in each ? each.stop() : each?.close());
  },
};
