import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Progress, type ProgressStream } from './progress';

/** Where everything fetched or built for tests goes; ignored by Git. */
export const STORE = path.resolve(__dirname, '../../.vscode-test');

/** A half-fetched folder this old, in milliseconds, was abandoned. */
const ABANDONED_MS = 60 * 60 * 1000;
const UNFINISHED = 'unfinished-';

/** How a folder of the store is made. */
export interface Recipe {
  /** What a person reads while it is made: "Fetching VS Code 1.139.1". */
  readonly title: string;
  readonly steps: number;
  /** Where the progress is shown; standard error when absent. */
  readonly stream?: ProgressStream;
  /** Fills the empty folder. Its files are moved afterwards, so it must not store absolute paths. */
  fill(folder: string, progress: Progress): Promise<void>;
}

/**
 * The path of a folder in the store, made first when it is missing. It appears complete or not at
 * all: it is made under another name and renamed. Of several runs at once the first to finish wins.
 *
 * @throws whatever the recipe throws; nothing is left behind then
 */
export async function stored(name: string, recipe: Recipe): Promise<string> {
  const target = path.join(STORE, name);
  if (existsSync(target)) return target;
  await mkdir(STORE, { recursive: true });
  await removeAbandoned();
  const folder = path.join(STORE, `${UNFINISHED}${name}-${randomBytes(4).toString('hex')}`);
  const progress = new Progress(recipe.title, recipe.steps, recipe.stream);
  try {
    await mkdir(folder);
    await recipe.fill(folder, progress);
    await rename(folder, target).catch((error: unknown) => {
      // Another run was faster; use its folder.
      if (!existsSync(target)) throw error;
    });
    progress.end('done');
  } catch (error) {
    progress.end('failed');
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return target;
}

/** Removes what killed runs left behind; a folder that is still being filled is newer. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(STORE)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const folder = path.join(STORE, name);
    const found = await stat(folder).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
