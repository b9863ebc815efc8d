import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Translate } from '../strings/translate';
import { errnoText } from './errno-text';
import { CommandError, ExitCode } from './exit-codes';

/**
 * Writes a file that only its owner can read, because a chat is private. What fails halfway leaves no part of it, and
 * the old file as it was.
 * @param force whether to replace a file that is there
 * @throws {CommandError}
 */
export async function writeOutputFile(
  path: string,
  content: string,
  force: boolean,
  t: Translate,
): Promise<void> {
  const old = await stat(path).catch(() => undefined);
  // A device or a pipe is no file that could be lost, or replaced.
  const isFile = old?.isFile() !== false;
  if (old && isFile && !force) throw existsError(path, t);
  const name = `.deskmate-${randomBytes(6).toString('hex')}`;
  const target = old && isFile ? join(dirname(path), name) : path;
  try {
    const file = await open(target, isFile ? 'wx' : 'w', 0o600);
    try {
      await file.writeFile(content);
      await file.close();
      if (target !== path) await rename(target, path);
    } catch (error) {
      await file.close();
      if (isFile) await rm(target, { force: true });
      throw error;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw existsError(path, t);
    throw new CommandError(t('Can’t write {0}: {1}.', path, errnoText(error, t)), ExitCode.fault);
  }
}

function existsError(path: string, t: Translate): CommandError {
  return new CommandError(
    t('{0} exists already. To replace it, add --force.', path),
    ExitCode.fault,
  );
}
