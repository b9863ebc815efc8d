import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Context } from 'mocha';
import type { Browser } from 'playwright-core';
import { build } from '../../scripts/build';
import { launchBrowser } from '../../scripts/editor/browser';
import { type EditorServer, startServer } from '../../scripts/editor/server';
import { STORE } from '../../scripts/editor/store';
import { EditorWindow, type WindowOptions } from '../../scripts/editor/window';
import { temporaryWorkspace, type WorkspaceOptions } from '../../scripts/editor/workspace';

const ROOT = path.resolve(__dirname, '../..');
/** Pictures of what the tests that failed last saw. */
const FAILURES = path.join(STORE, 'failures');

interface OpenWindow {
  readonly window: EditorWindow;
  readonly removeFolder: () => Promise<void>;
}

/** One server and one browser for the whole run; windows are opened and closed as tests need them. */
interface Shared {
  readonly server: EditorServer;
  readonly browser: Browser;
}

let shared: Promise<Shared> | undefined;
let windows: OpenWindow[] = [];

/** Opens a window with Deskmate installed, on a new folder: one more person on this computer. */
export async function openWindow(
  options: Omit<WindowOptions, 'folder'> & WorkspaceOptions = {},
): Promise<EditorWindow> {
  shared ??= launch();
  const { server, browser } = await shared;
  const workspace = await temporaryWorkspace(options);
  try {
    const window = await EditorWindow.open(browser, server, {
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

async function launch(): Promise<Shared> {
  const [server, browser] = await Promise.all([
    startServer({ extensions: [ROOT] }),
    launchBrowser(),
  ]);
  return { server, browser };
}

/** Called once, before any test file is loaded. */
export async function mochaGlobalSetup(): Promise<void> {
  await rm(FAILURES, { recursive: true, force: true });
  await build();
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
    if (!shared) return;
    // A launch that failed has failed the test that wanted it.
    const launched = await shared.catch(() => undefined);
    shared = undefined;
    await launched?.browser.close();
    await launched?.server.stop();
  },
};
