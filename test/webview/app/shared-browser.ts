import { type Browser, chromium } from 'playwright-core';
import { launchBrowser } from '../../../scripts/editor/browser';
import { bundlePanel, type PageFiles } from './panel-browser';

/** The environment variable with the address of the run's browser; not set when a file runs alone. */
export const browserAddress = 'DESKMATE_BROWSER_ADDRESS';

let browser: Promise<Browser> | undefined;
let users = 0;

/** Acquires the browser that all suites of a file share; pair with {@link releaseBrowser}. */
export function acquireBrowser(): Promise<Browser> {
  const address = process.env[browserAddress];
  users++;
  browser ??= address === undefined ? launchBrowser() : chromium.connect(address);
  return browser;
}

/** The last release closes the browser, or the connection to it. */
export async function releaseBrowser(): Promise<void> {
  users--;
  if (users > 0) return;
  const closing = browser;
  browser = undefined;
  await (await closing)?.close();
}

const bundles = new Map<string, Promise<PageFiles>>();

/** Like {@link bundlePanel}, but bundles each script only once in a process. */
export function bundleOnce(script?: string): Promise<PageFiles> {
  const key = script ?? '';
  const files = bundles.get(key) ?? bundlePanel(script);
  bundles.set(key, files);
  return files;
}
