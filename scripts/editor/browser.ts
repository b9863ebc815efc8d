import { existsSync } from 'node:fs';
import { type Browser, type BrowserServer, chromium, type LaunchOptions } from 'playwright-core';
import { installedBrowser } from './browser-places';
import { type Chromium, canFetchChromium, fetchChromium } from './chromium';
import { Failure } from './failure';
import { fontEnvironment } from './fonts';

/** What keeps the browser from the network, from its first-run pages and from sandbox trouble in CI. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless browser for tests: the one DESKMATE_BROWSER names, else an installed Chrome,
 * Chromium or Edge, else one that is fetched. It ends with this process.
 *
 * @throws {Failure} when there is none and none can be fetched
 */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(await launchOptions());
}

/**
 * Starts the same browser for several processes, which connect to its `wsEndpoint()`.
 *
 * @throws {Failure} when there is none and none can be fetched
 */
export async function launchBrowserServer(): Promise<BrowserServer> {
  return chromium.launchServer({ ...(await launchOptions()), host: '127.0.0.1' });
}

/**
 * What starts the browser, which is fetched first when it is missing.
 *
 * @throws {Failure} when there is none and none can be fetched
 */
export async function launchOptions(): Promise<LaunchOptions> {
  const { executable, env } = await findBrowser();
  const fonts = await fontEnvironment();
  return {
    executablePath: executable,
    args: FLAGS,
    env: { ...process.env, ...env, ...fonts },
    // Our own signal handlers stop things in order; without them Playwright ends the process first.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
}

async function findBrowser(): Promise<Chromium> {
  const named = process.env.DESKMATE_BROWSER;
  if (named) {
    if (existsSync(named)) return { executable: named, env: {} };
    throw new Failure(`DESKMATE_BROWSER names a file that does not exist: ${named}`);
  }
  const installed = installedBrowser();
  if (installed) return { executable: installed, env: {} };
  if (canFetchChromium()) return fetchChromium();
  throw new Failure(
    'The tests need a browser: install Google Chrome, Chromium or Microsoft Edge, ' +
      'or set DESKMATE_BROWSER to the path of one.',
  );
}
