import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { onNpmStopped } from '../src/cli/npm-parent';
import { build } from './build';
import { downloadDesktop, hasDesktop, openDesktopWindow } from './editor/desktop';
import { Failure, runMain } from './editor/failure';
import { startServer } from './editor/server';
import { STORE } from './editor/store';
import { fillWorkspace } from './editor/workspace';

const ROOT = path.resolve(__dirname, '..');
const PEOPLE = ['Ann', 'Ben'];
const USAGE = `npm start [-- OPTIONS]

  --port NUMBER   the first address's port, the second has the next one; any free ones without it
  --no-open       print the two addresses, open no browser
  --desktop       open two windows of a desktop VS Code instead`;

/** Opens VS Code with the extension, as two people on this computer. */
async function main(): Promise<number> {
  const options = readOptions();
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  onNpmStopped(() => process.kill(process.pid, 'SIGTERM'));
  await build();
  const folders = await Promise.all(PEOPLE.map(sampleFolder));
  return options.desktop ? openDesktop(folders) : serve(folders, options);
}

interface Options {
  readonly port: number;
  readonly open: boolean;
  readonly desktop: boolean;
  readonly help: boolean;
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        'no-open': { type: 'boolean', default: false },
        desktop: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) {
      throw new Error('A port is a number from 1 to 65535.');
    }
    return { port, open: !values['no-open'], desktop: values.desktop, help: values.help };
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

/** Serves the editor until Ctrl+C. */
async function serve(folders: readonly string[], options: Options): Promise<number> {
  // One server each: two people on one server would share their settings and name.
  const servers = await Promise.all(
    folders.map((_, index) =>
      startServer({ extensions: [ROOT], port: options.port && options.port + index }),
    ),
  );
  const urls = servers.map((server, index) => server.url(folders[index] as string));
  console.log(
    `\nVS Code ${servers[0]?.version.vscode} with Deskmate, one window for each of two people:\n`,
  );
  for (const [index, url] of urls.entries()) console.log(`  ${PEOPLE[index]}  ${url}`);
  console.log(
    '\nPress F1 in one window and run "Chat: Host Room", then "Chat: Join Room" in the other.' +
      '\nCtrl+C stops.',
  );
  if (options.open && hasDesktop()) for (const url of urls) openInBrowser(url);
  // A signal is the usual end of this program, not a failure.
  process.exitCode = 0;
  await Promise.race(servers.map(({ died }) => died));
  throw new Failure('The VS Code server has ended by itself.');
}

/** Opens a desktop window for each person, each with settings of its own, until all are closed. */
async function openDesktop(folders: readonly string[]): Promise<number> {
  const program = await downloadDesktop();
  process.exitCode = 0;
  await Promise.all(
    folders.map((folder) =>
      openDesktopWindow(program, folder, ROOT, path.join(STORE, 'desktop', path.basename(folder))),
    ),
  );
  return 0;
}

/** A person's own folder, kept between starts. */
async function sampleFolder(person: string): Promise<string> {
  const folder = path.join(STORE, 'people', person.toLowerCase());
  await fillWorkspace(folder, {
    files: {
      'README.md': `# ${person}'s folder\n\nPress F1 and type "Chat:" to see what Deskmate can do.\n`,
    },
  });
  return folder;
}

function openInBrowser(url: string): void {
  const [command, ...args]: [string, ...string[]] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const opener = spawn(command, args, { stdio: 'ignore', detached: true });
  // The addresses are on the terminal, which is enough without a browser.
  opener.on('error', () => {});
  opener.unref();
}

runMain(main);
