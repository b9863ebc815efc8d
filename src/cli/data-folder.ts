import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import type { TerminalIo } from './terminal-io';

/**
 * The folder that rooms are saved in: the one the user names with `--data`, or else the user's own for Deskmate's
 * command line, which is where the system keeps programs' data (XDG Base Directory, Apple's File System Programming
 * Guide, Windows' roaming application data). The editor's rooms are elsewhere.
 * @param given the value of `--data`
 */
export function dataFolder(
  given: string | undefined,
  { cwd, env, platform }: Pick<TerminalIo, 'cwd' | 'env' | 'platform'>,
  home = homedir(),
): string {
  const path = platform === 'win32' ? win32 : posix;
  if (given !== undefined) return path.resolve(cwd, given);
  if (platform === 'win32') {
    return path.join(env.APPDATA || path.join(home, 'AppData', 'Roaming'), 'Deskmate');
  }
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Deskmate');
  const { XDG_DATA_HOME: base = '' } = env;
  // A relative one must be ignored, says the specification.
  return path.join(path.isAbsolute(base) ? base : path.join(home, '.local', 'share'), 'deskmate');
}
