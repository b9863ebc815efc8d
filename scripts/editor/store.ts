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

/** Folders that are made once, and found by their name from then on. Several processes can use one store. */
export class Store {
  /** What this process is making. */
  private readonly unfinished = new Map<string, Promise<string>>();

  constructor(private readonly folder: string) {}

  /**
   * The path of a folder in the store, made first when it is missing. It appears complete or not at
   * all: it is made under another name and renamed. Of several processes at once the first to finish wins.
   *
   * @throws whatever the recipe throws; nothing is left behind then
   */
  async get(name: string, recipe: Recipe): Promise<string> {
    const target = path.join(this.folder, name);
    if (existsSync(target)) return target;
    const making =
      this.unfinished.get(name) ??
      this.make(name, target, recipe).finally(() => this.unfinished.delete(name));
    this.unfinished.set(name, making);
    return making;
  }

  private async make(name: string, target: string, recipe: Recipe): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    await this.removeAbandoned();
    const suffix = randomBytes(4).toString('hex');
    const folder = path.join(this.folder, `${UNFINISHED}${name}-${suffix}`);
    const progress = new Progress(recipe.title, recipe.steps, recipe.stream);
    try {
      await mkdir(folder);
      await recipe.fill(folder, progress);
      await rename(folder, target).catch((error: unknown) => {
        // Another process was faster; use its folder.
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

  /** Removes what killed processes left behind; a folder that is still being filled is newer. */
  private async removeAbandoned(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      if (!name.startsWith(UNFINISHED)) continue;
      const folder = path.join(this.folder, name);
      const found = await stat(folder).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > ABANDONED_MS) {
        await rm(folder, { recursive: true, force: true });
      }
    }
  }
}

export const store = new Store(STORE);
