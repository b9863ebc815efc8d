import { join } from 'node:path';
import * as v from 'valibot';
import type { InviteKind } from '../protocol/room-kinds';
import { inviteKindNames } from '../protocol/room-kinds';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import { type FileSystem, replaceFile, writeAll } from './file-system';

const extension = '.moved';

/** Between two tries to write what could not be written, ms. */
const retryMs = 30_000;

/** Longest note, in bytes. */
const maxBytes = 64 * 1024;

const noteSchema = v.object({
  folder: v.pipe(v.string(), v.minLength(1)),
  kind: v.picklist(inviteKindNames),
  name: v.string(),
  pin: v.string(),
});

/** Where a room is kept, and what it is called in case that place is gone. */
export interface MovedRoom {
  readonly folder: string;
  readonly kind: InviteKind;
  readonly name: string;
  readonly pin: string;
}

/**
 * Notes which rooms are kept in another folder than the usual one: each has a file `ID.moved` there. On a
 * full disk even that may not fit: then it is noted in memory, and written as soon as it can be.
 */
export class MovedRooms {
  private readonly unwritten = new Map<string, MovedRoom>();
  private timer: Disposable | undefined;

  constructor(
    private readonly fs: FileSystem,
    private readonly folder: string,
    private readonly clock: Clock,
  ) {}

  find(id: string): MovedRoom | undefined {
    return this.unwritten.get(id) ?? this.read(id);
  }

  /** The id of the room that a file of this name is a note of. */
  idOf(fileName: string): string | undefined {
    return fileName.endsWith(extension) ? fileName.slice(0, -extension.length) : undefined;
  }

  /** Ids of those that are noted in memory only. */
  get unwrittenIds(): readonly string[] {
    return [...this.unwritten.keys()];
  }

  /** Whether that is on the disk's surface. */
  note(id: string, room: MovedRoom): boolean {
    this.unwritten.set(id, room);
    const written = this.write(id, room);
    this.retryLater();
    return written;
  }

  forget(id: string): void {
    this.unwritten.delete(id);
    this.retryLater();
    try {
      this.fs.remove(this.path(id));
    } catch {}
  }

  private retryLater(): void {
    this.timer?.dispose();
    this.timer = undefined;
    if (this.unwritten.size === 0) return;
    this.timer = this.clock.after(retryMs, () => {
      for (const [id, room] of this.unwritten) this.write(id, room);
      this.retryLater();
    });
  }

  private write(id: string, room: MovedRoom): boolean {
    const { fs, folder } = this;
    try {
      fs.makeFolder(folder);
      const bytes = Buffer.from(JSON.stringify(room));
      replaceFile(fs, this.path(id), (file) => writeAll(fs, file, bytes, 0));
    } catch {
      return false;
    }
    this.unwritten.delete(id);
    return true;
  }

  private read(id: string): MovedRoom | undefined {
    try {
      const file = this.fs.open(this.path(id), 'read');
      try {
        const bytes = Buffer.alloc(Math.min(this.fs.size(file), maxBytes));
        const count = this.fs.read(file, bytes, 0);
        return v.parse(noteSchema, JSON.parse(bytes.toString('utf8', 0, count)));
      } finally {
        this.fs.close(file);
      }
    } catch {
      return undefined;
    }
  }

  private path(id: string): string {
    return join(this.folder, id + extension);
  }
}
