import type { BrowserServer } from 'playwright-core';
import { launchBrowserServer } from '../../../scripts/editor/browser';
import { browserAddress } from './shared-browser';

let server: BrowserServer | undefined;

/** Mocha's main process calls it before the first file: one browser serves the files of all processes. */
export async function mochaGlobalSetup(): Promise<void> {
  server = await launchBrowserServer();
  // The processes that mocha starts inherit it.
  process.env[browserAddress] = server.wsEndpoint();
}

export async function mochaGlobalTeardown(): Promise<void> {
  await server?.close();
}
