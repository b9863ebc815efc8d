import { join } from 'node:path';
import { type AsyncFileSystem, hashOfHex, hexOf } from './async-file-system';

/** Matches the name of a note, with the file's name and the owner. */
export const ownerNote = /^([0-9a-f]{64})\.([A-Za-z0-9_-]{1,32})\.from$/;

/**
 * Who has uploaded each complete file, remembered across restarts by an empty file `HASH.OWNER.from` beside it for each
 * of them. A member's message may name such a file without another upload.
 */
export class FileOwners {
  /** By hash. */
  private readonly owners = new Map<string, Set<string>>();

  constructor(private readonly disk: AsyncFileSystem) {}

  has(hash: string, owner: string): boolean {
    return this.owners.get(hash)?.has(owner) === true;
  }

  /** Takes the names in a folder that was opened. */
  load(names: readonly string[]): void {
    for (const name of names) {
      const [, hex, owner] = ownerNote.exec(name) ?? [];
      if (hex && owner) this.remember(hashOfHex(hex), owner);
    }
  }

  /** Records that this owner has uploaded the file. Rejects with what `node:fs` throws. */
  async add(folder: string, hash: string, owner: string): Promise<void> {
    await this.write(folder, hash, owner);
    this.remember(hash, owner);
  }

  /** Writes what is known of a file to the folder that it goes to. Rejects with what `node:fs` throws. */
  async copyTo(folder: string, hash: string): Promise<void> {
    for (const owner of this.owners.get(hash) ?? []) await this.write(folder, hash, owner);
  }

  /** The file is no longer here. Never rejects. */
  async forget(folders: readonly string[], hash: string): Promise<void> {
    const owners = this.owners.get(hash) ?? [];
    this.owners.delete(hash);
    const notes = [...owners].map((owner) => nameOf(hash, owner));
    const paths = folders.flatMap((folder) => notes.map((note) => join(folder, note)));
    await Promise.all(paths.map((path) => this.disk.remove(path).catch(() => {})));
  }

  private remember(hash: string, owner: string): void {
    this.owners.set(hash, (this.owners.get(hash) ?? new Set()).add(owner));
  }

  private async write(folder: string, hash: string, owner: string): Promise<void> {
    const note = await this.disk.openToWrite(join(folder, nameOf(hash, owner)));
    await note.close();
  }
}

function nameOf(hash: string, owner: string): string {
  return `${hexOf(hash)}.${owner}.from`;
}
