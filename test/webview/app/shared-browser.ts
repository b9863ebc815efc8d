import { type Browser, chromium } from 'playwright-core';
import { launchBrowser } from '../../../scripts/editor/browser';
import { bundlePanel, type PageFiles } from './panel-browser';

/** Environment variable with the address of the run's browser; a file that runs alone has none. */
export const browserAddress = 'DESKMATE_BROWSER_ADDRESS';

let browser: Promise<Browser> | undefined;
let users = 0;

/** The browser that all suites of a file share. Give it back. */
export function borrowBrowser(): Promise<Browser> {
  const address = process.env[browserAddress];
  users++;
  browser ??= address === undefined ? launchBrowser() : chromium.connect(address);
  return browser;
}

/** The last one to give it back closes it, or the connection to it. */
export async function giveBackBrowser(): Promise<void> {
  users--;
  if (users > 0) return;
  const unused = browser;
  browser = undefined;
  await (await unused)?.close();
}

const bundles = new Map<string, Promise<PageFiles>>();

/** What {@link bundlePanel} makes, once for each script in a process. */
export function bundleOnce(script?: string): Promise<PageFiles> {
  const key = script ?? '';
  const files = bundles.get(key) ?? bundlePanel(script);
  bundles.set(key, files);
  return files;
}
