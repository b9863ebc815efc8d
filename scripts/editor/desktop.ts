import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { Failure } from './failure';
import { stopOnShutdown } from './shutdown';
import { STORE } from './store';

/** Whether there is a screen, and a person before it, to open windows on. */
export function hasDesktop(env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.CI || env.SSH_CONNECTION) return false;
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * Desktop VS Code, downloaded when it is missing.
 *
 * @param version `1.100.3`; the latest release when absent
 * @returns the path of its program
 * @throws {Failure} when its server can't be reached
 */
export async function downloadDesktop(version = 'stable'): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: STORE });
  } catch (error) {
    throw new Failure(
      'Desktop VS Code could not be downloaded from update.code.visualstudio.com ' +
        `(${reason(error)}). Check the network; "npm run test:host" runs the same tests without it.`,
    );
  }
}

/**
 * Opens a desktop window on a folder with an extension under development, apart from the user's
 * own VS Code.
 *
 * @param data a folder for the settings and state of this window
 * @returns resolves when the user has closed it
 */
export async function openDesktopWindow(
  program: string,
  folder: string,
  extension: string,
  data: string,
): Promise<void> {
  const args = [
    folder,
    `--extensionDevelopmentPath=${extension}`,
    `--user-data-dir=${data}`,
    `--extensions-dir=${data}/extensions`,
    '--no-sandbox',
    '--disable-updates',
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
  ];
  const child = spawn(program, args, { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const kill = () => {
    child.kill();
  };
  const forget = stopOnShutdown({
    kill,
    stop: async () => {
      kill();
      await exited;
    },
  });
  await exited.finally(forget);
}

/** A refused connection to several addresses comes as one error without a message of its own. */
function reason(error: unknown): string {
  if (error instanceof AggregateError) return reason(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
