import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../../scripts/editor/browser';
import { bundlePanel, type PageFiles } from './panel-browser';

/** Milliseconds for which the browser waits for another suite of the process. */
const patience = 1000;

let browser: Promise<Browser> | undefined;
let users = 0;
let closing: NodeJS.Timeout | undefined;

/** The browser that all suites of a process share, since it takes a second to start. Give it back. */
export function borrowBrowser(): Promise<Browser> {
  users++;
  clearTimeout(closing);
  browser ??= launchBrowser();
  return browser;
}

/** The last one to give it back leaves it open for a moment, for the suite that comes next. */
export function giveBackBrowser(): void {
  users--;
  if (users > 0) return;
  closing = setTimeout(() => {
    const unused = browser;
    browser = undefined;
    void unused?.then((each) => each.close());
  }, patience);
}

const bundles = new Map<string, Promise<PageFiles>>();

/** What {@link bundlePanel} makes, once for each script in a process. */
export function bundleOnce(script?: string): Promise<PageFiles> {
  const key = script ?? '';
  const files = bundles.get(key) ?? bundlePanel(script);
  bundles.set(key, files);
  return files;
}
