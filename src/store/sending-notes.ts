import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { cleanFileName } from '../protocol/file-name';
import { type Disposable, toDisposable } from '../util/disposable';
import { type AsyncFileSystem, listIfReadable, removeNow } from './async-file-system';
import type { FileFolders } from './file-folders';

const sendingName = /^[0-9a-f]{16}\.sending$/;

/**
 * The files that this window is sending, so that the next one can say which didn't arrive: `ID.sending` with the
 * name of each.
 */
export class SendingNotes {
  constructor(
    private readonly disk: AsyncFileSystem,
    private readonly folders: FileFolders,
  ) {}

  /** Notes a file until the result is disposed. */
  add(name: string): Disposable {
    const note = `${randomBytes(8).toString('hex')}.sending`;
    this.write(note, name);
    return toDisposable(() => {
      for (const folder of this.folders.all) removeNow(this.disk, join(folder, note));
    });
  }

  /** Removes what an earlier window left. Returns the names. */
  take(): readonly string[] {
    const names = new Map<string, string>();
    for (const folder of this.folders.all) {
      for (const { name, path } of listIfReadable(this.disk, folder, sendingName)) {
        names.set(name, cleanFileName(this.disk.readNote(path)));
        removeNow(this.disk, path);
      }
    }
    return [...names.values()];
  }

  /** Copies the notes of an earlier folder to the current one. */
  bring(folder: string): void {
    for (const { name, path } of listIfReadable(this.disk, folder, sendingName))
      this.write(name, this.disk.readNote(path));
  }

  private write(note: string, name: string): void {
    try {
      this.disk.note(join(this.folders.current, note), name);
    } catch {
      // Then a crash goes unreported, but sending works.
    }
  }
}
