import type { BrowserServer } from 'playwright-core';
import { launchBrowserServer } from '../../../scripts/editor/browser';
import { browserAddress } from './shared-browser';

let server: BrowserServer | undefined;

/** Mocha's main process calls this before the first file: the test files of all processes share one browser. */
export async function mochaGlobalSetup(): Promise<void> {
  server = await launchBrowserServer();
  // Mocha's worker processes inherit this variable.
  process.env[browserAddress] = server.wsEndpoint();
}

export async function mochaGlobalTeardown(): Promise<void> {
  await server?.close();
}
