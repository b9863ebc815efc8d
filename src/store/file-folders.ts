import { basename, join } from 'node:path';
import { type AsyncFileSystem, removeNow } from './async-file-system';

const noteName = 'moved-from.json';

/**
 * The folder of a room's files, and those where the room was before, until all of their files have been
 * moved. A note in the folder names these, so that the next process continues what a killed one began.
 */
export class FileFolders {
  private former: readonly string[];

  constructor(
    private readonly disk: AsyncFileSystem,
    private folder: string,
  ) {
    this.former = parse(disk.readNote(this.note)).filter((old) => this.isSameRoom(old));
  }

  /** Where files belong. */
  get current(): string {
    return this.folder;
  }

  /** Where some may still be, the latest first. */
  get old(): readonly string[] {
    return this.former;
  }

  get all(): readonly string[] {
    return [this.folder, ...this.former];
  }

  /** From now on files belong in another folder of this name. This is on disk when it returns, if it can be. */
  change(folder: string): void {
    this.former = this.all.filter((old) => old !== folder && this.hasFiles(old));
    this.folder = folder;
    this.write();
  }

  /** Removes a folder in which nothing is needed any more. */
  leave(folder: string): void {
    removeNow(this.disk, folder);
    if (this.hasFiles(folder)) return;
    this.former = this.former.filter((old) => old !== folder);
    this.write();
  }

  private write(): void {
    if (this.former.length === 0) {
      removeNow(this.disk, this.note);
      return;
    }
    try {
      this.disk.note(this.note, JSON.stringify(this.former));
    } catch {
      // Then only this process knows where they are.
    }
  }

  private get note(): string {
    return join(this.folder, noteName);
  }

  /** The note may come from another computer: a folder with another name is never touched. */
  private isSameRoom(old: unknown): old is string {
    return typeof old === 'string' && basename(old) === basename(this.folder);
  }

  private hasFiles(folder: string): boolean {
    try {
      return this.disk.names(folder).length > 0;
    } catch {
      return true;
    }
  }
}

function parse(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
