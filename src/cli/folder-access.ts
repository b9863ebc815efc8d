import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Translate } from '../strings/translate';
import { CommandError, ExitCode } from './exit-codes';

/** What a command does with a folder for rooms. */
export type FolderUse = 'read' | 'write';

/** The calls of `node:fs` that say what this user may do; tests pass their own. */
export interface AccessFileSystem {
  statSync(path: string): { isDirectory(): boolean };
  accessSync(path: string, mode: number): void;
}

const { R_OK, W_OK, X_OK } = constants;

/**
 * Why rooms can't be saved in a folder, or read there; undefined if nothing is known against it. One that doesn't exist yet can
 * be made where its nearest parent allows it. Changes nothing.
 */
export function folderProblem(
  folder: string,
  use: FolderUse,
  t: Translate,
  fs: AccessFileSystem = { accessSync, statSync },
): CommandError | undefined {
  const { path, state } = nearest(folder, fs);
  if (state === 'no-folder') {
    const text = t('{0} isn’t a folder. Choose another one with --data.', path);
    return new CommandError(text, ExitCode.usage);
  }
  const isThere = path === folder;
  const mode = X_OK | (isThere ? R_OK : 0) | (use === 'write' ? W_OK : 0);
  if (state !== 'denied' && (state !== 'folder' || mayUse(path, mode, fs))) return undefined;
  const text =
    use === 'write'
      ? t('You may not write to {0}. Choose another folder with --data.', folder)
      : t('You may not read {0}. Choose another folder with --data.', folder);
  return new CommandError(text, ExitCode.fault);
}

interface Nearest {
  readonly path: string;
  readonly state: 'folder' | 'no-folder' | 'denied' | 'unknown';
}

/** The folder itself, or the nearest of its parents that exists. */
function nearest(folder: string, fs: AccessFileSystem): Nearest {
  let path = folder;
  for (;;) {
    try {
      return { path, state: fs.statSync(path).isDirectory() ? 'folder' : 'no-folder' };
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (isDenial(code)) return { path, state: 'denied' };
      const parent = dirname(path);
      if (!['ENOENT', 'ENOTDIR'].includes(code) || parent === path)
        return { path, state: 'unknown' };
      path = parent;
    }
  }
}

function mayUse(path: string, mode: number, fs: AccessFileSystem): boolean {
  try {
    fs.accessSync(path, mode);
    return true;
  } catch (error) {
    return !isDenial((error as NodeJS.ErrnoException).code ?? '');
  }
}

function isDenial(code: string): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes(code);
}
